import CivilTime

/// Up to when each of the three clocks is followed. Nil cuts nothing.
package struct Cut: Hashable, Sendable {
    /// What had happened: events whose `occurred` had ended.
    package var asOf: Instant?
    /// What was public: events whose `published` had ended.
    package var asPublic: Instant?
    /// What this ledger held.
    package var asKnown: Instant?

    package init(asOf: Instant? = nil, asPublic: Instant? = nil, asKnown: Instant? = nil) {
        self.asOf = asOf
        self.asPublic = asPublic
        self.asKnown = asKnown
    }

    package func admits<Time: CutTime>(occurred: Time, published: Time) -> Bool {
        (asOf.map(occurred.isOver) ?? true) && (asPublic.map(published.isOver) ?? true)
    }

    package func admits(recorded: Instant) -> Bool { asKnown.map { recorded <= $0 } ?? true }

    /// The moment that an option names: an instant itself, a day, month, quarter or year its end in `zone`.
    package static func moment(_ text: String, zone: TimeZoneRules = .newYork) throws(StatedTimeError) -> Instant {
        try Period(text[...], zone: zone).end
    }
}
