import CivilTime
import MarketEvents

/// What was claimed of shares, to be held against what was measured. Without recorded prices every claim is unmeasured.
package enum ClaimsProjector: StockProjector {
    package static let version = 1
    package static let shape = ViewShape(
        "claims",
        [
            Column("event"), Column("company", .company), Column("kind"), Column("day"), Column("basis"),
            Column("saidBy"), Column("claimed", .quantity), Column("measured", .quantity),
            Column("measuredHigh", .quantity), Column("measuredLow", .quantity), Column("difference", .quantity),
            Column("differencePercent"), Column("holdsAt"), Column("verdict"), Column("tolerance"), Column("certainty"),
        ])

    private static let slots = (
        event: shape.slot("event"), company: shape.slot("company"), kind: shape.slot("kind"), day: shape.slot("day"),
        basis: shape.slot("basis"), saidBy: shape.slot("saidBy"), claimed: shape.slot("claimed"),
        verdict: shape.slot("verdict"), certainty: shape.slot("certainty"), events: shape.eventsSlot
    )

    package static func fold(stock fact: LeanFact, into rows: RowBuffer) throws(Unfoldable) {
        let slots = slots
        let company = try fact.required(.company)
        rows.begin()
        rows.open(ViewShape.keySlot)
        rows.append(company)
        rows.append("@")
        rows.append(fact.occurred.text)
        rows.append(":")
        rows.append(fact.id)
        rows.close()
        rows.text(slots.event, fact.id)
        rows.text(slots.company, company)
        rows.day(slots.day, fact.occurred)
        rows.speaker(slots.saidBy, fact[.saidBy])
        switch fact.kind {
        case .marketCapChanged:
            guard let change = try fact.quantity(.change) else { throw fact.lacks(.change) }
            rows.word(slots.kind, "market-cap")
            rows.text(slots.basis, fact.word(.basis))
            rows.quantity(slots.claimed, change)
        case .stockMoved:
            rows.word(slots.kind, "move")
            if let size = try fact.quantity(.size) { rows.quantity(slots.claimed, size) }
        default:
            rows.word(slots.kind, "record")
            rows.text(slots.basis, fact.word(.basis))
        }
        rows.word(slots.verdict, "unmeasured")
        rows.certainty(slots.certainty, fact.certainty)
        rows.events(slots.events, of: fact)
        rows.end()
    }
}
