import CivilTime

/// The days on which something of a market has a price: they are sessions, whatever its hours say.
package struct RecordedSessions: Sendable, Equatable {
    /// By operating market.
    private var days: [String: Set<CivilDay>] = [:]

    package init() {}

    /// - Parameter mic: of a market or of a segment of one; the price of an unknown market says nothing of any.
    package mutating func insert(_ day: CivilDay, of mic: String) {
        guard mic != Instrument.unknownMarket else { return }
        days[Markets.operating(mic), default: []].insert(day)
    }

    /// Nil where none is known of the market that a MIC belongs to.
    func days(of mic: String) -> Set<CivilDay>? { days[Markets.operating(mic)] }
}
