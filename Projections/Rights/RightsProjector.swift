import CivilTime
import MarketEvents

/// Who holds which right against whom, since when, until when.
package enum RightsProjector: RightProjector {
    package static let version = 4
    package static let shape = ViewShape(
        "rights",
        [
            Column("right"), Column("holder", .company), Column("grantor", .company), Column("kind"), Column("scope"),
            Column("quantity", .quantity), Column("strike", .quantity), Column("vested", .quantity),
            Column("parts", .list), Column("from"), Column("until"),
            Column("inForce", .boolean), Column("certainty"), Column("alsoSaid", .list),
        ],
        shown: ["right", "holder", "grantor", "quantity", "vested", "from", "until", "inForce"])

    private static let slots = (
        right: shape.slot("right"), holder: shape.slot("holder"), grantor: shape.slot("grantor"),
        kind: shape.slot("kind"), scope: shape.slot("scope"), quantity: shape.slot("quantity"),
        strike: shape.slot("strike"), vested: shape.slot("vested"), parts: shape.slot("parts"),
        from: shape.slot("from"), until: shape.slot("until"),
        inForce: shape.slot("inForce"), certainty: shape.slot("certainty"), alsoSaid: shape.slot("alsoSaid"),
        events: shape.eventsSlot
    )

    package static func fold(
        right: Bytes, facts: [LeanFact], asOf: Instant?, moments: MomentReader, into rows: RowBuffer
    ) throws(Unfoldable) {
        let told = Told(facts, starts: .rightGranted)
        guard !told.starts.isEmpty else {
            if !told.admitted.isEmpty { rows.countIncomplete() }
            return
        }
        let ends = told.admitted.filter { $0.kind == .rightEnded }
        var laid = LaidFields(figures: [.quantity, .strike])
        laid.lay(announcements: told.starts)
        laid.lay(amendments: told.admitted.filter { $0.kind == .rightAmended })
        laid.note(denied: told.denied)
        let parts = try RightParts(laid, told.admitted.filter { $0.kind == .rightPartVested })
        let interval = Interval(starts: told.starts, ends: ends)
        let certainty = told.isDenied ? .denied : interval.certainty
        let expires = laid.word(.expires).flatMap(moments.moment)
        let isExpired = asOf.flatMap { moment in expires?.isOver(by: moment) } ?? false
        // What is only expected is nobody's yet.
        let isInForce = interval.isOpen && !isExpired && certainty != .denied && certainty != .expected
        let slots = slots
        rows.begin()
        rows.text(ViewShape.keySlot, right)
        rows.text(slots.right, right)
        rows.text(slots.holder, laid.word(.holder))
        rows.text(slots.grantor, laid.word(.grantor))
        rows.text(slots.kind, laid.word(.kind))
        rows.decoded(slots.scope, laid[.scope])
        rows.quantity(slots.quantity, try laid.quantity(.quantity))
        rows.quantity(slots.strike, try laid.quantity(.strike))
        rows.quantity(slots.vested, parts?.vested)
        if let parts { rows.text(slots.parts, parts.json.canonicalText) }
        rows.text(slots.from, interval.since?.occurred.text)
        rows.text(slots.until, interval.until?.occurred.text ?? expires?.text)
        rows.integer(slots.inForce, isInForce ? 1 : 0)
        rows.certainty(slots.certainty, certainty)
        rows.alsoSaid(
            slots.alsoSaid,
            laid.alsoSaid + (parts?.alsoSaid ?? [])
                + interval.alsoSaid(
                    beside: told.denied, start: "from", end: "until", kinds: (.rightGranted, .rightEnded)))
        var events: [Bytes] = []
        facts.appendEvents(to: &events)
        rows.events(slots.events, events)
        rows.end()
    }
}
