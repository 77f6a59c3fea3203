import CanonicalJSON
import CivilTime
import MarketEvents

/// What was claimed of shares, held against what was measured. Without recorded prices a claim is unmeasured.
package enum ClaimsProjector: MarketProjector {
    package static let version = 8
    package static let shape = ViewShape(
        "claims",
        [
            Column("event"), Column("company", .company), Column("kind"), Column("day"), Column("basis"),
            Column("saidBy"), Column("saidAs"), Column("firstSaid"), Column("toldBy", .list),
            Column("deniedBy", .list), Column("claimed", .quantity), Column("measured", .quantity),
            Column("measuredHigh", .quantity), Column("measuredLow", .quantity), Column("difference", .quantity),
            Column("differencePercent"), Column("holdsAt"), Column("holdsSince"), Column("verdict"),
            Column("tolerance"),
            Column("spread", .quantity), Column("certainty"), Column("hourUnknown", .boolean), Column("notes", .list),
        ],
        shown: [
            "company", "day", "verdict", "claimed", "measured", "certainty", "kind", "difference",
            "differencePercent", "measuredHigh", "holdsAt", "firstSaid", "deniedBy",
        ])

    private static let slots = (
        event: shape.slot("event"), company: shape.slot("company"), kind: shape.slot("kind"), day: shape.slot("day"),
        basis: shape.slot("basis"), saidBy: shape.slot("saidBy"), saidAs: shape.slot("saidAs"),
        firstSaid: shape.slot("firstSaid"), toldBy: shape.slot("toldBy"), deniedBy: shape.slot("deniedBy"),
        claimed: shape.slot("claimed"),
        verdict: shape.slot("verdict"), certainty: shape.slot("certainty"), hourUnknown: shape.slot("hourUnknown"),
        notes: shape.slot("notes"), events: shape.eventsSlot
    )

    package static func fold(stock fact: LeanFact, _ shares: ShareMarkets, into rows: RowBuffer) throws(Unfoldable) {
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
        let session = fact.session(shares)
        rows.session(slots.day, session)
        rows.speaker(slots.saidBy, fact[.saidBy])
        let tellings = Tellings(fact)
        rows.certainty(slots.saidAs, Certainty(quoted: fact[.certainty]))
        rows.text(slots.firstSaid, tellings.first?.description)
        rows.voices(slots.toldBy, tellings.told)
        rows.voices(slots.deniedBy, tellings.denied)
        switch fact.kind {
        case .marketCapChanged:
            guard let change = try fact.quantity(.change) else { throw fact.lacks(.change) }
            rows.word(slots.kind, "market-cap")
            rows.text(slots.basis, fact.basisOfClaim)
            rows.quantity(slots.claimed, change)
        case .stockMoved:
            rows.word(slots.kind, "move")
            rows.text(slots.basis, fact.basisOfClaim)
            if let size = try fact.quantity(.size) {
                if fact.word(.direction)?.equals("down") == true,
                    let stated = fact[.size].flatMap(Quantity.init(stored:))
                {
                    rows.quantity(slots.claimed, JudgedClaim.signed(stated, direction: "down"))
                } else {
                    rows.quantity(slots.claimed, size)
                }
            }
        default:
            rows.word(slots.kind, "record")
            rows.text(slots.basis, fact.basisOfClaim)
        }
        rows.word(slots.verdict, "unmeasured")
        rows.certainty(slots.certainty, fact.certainty)
        rows.integer(slots.hourUnknown, session.isHourUnknown ? 1 : 0)
        rows.notes(slots.notes, session.notes)
        rows.events(slots.events, of: fact)
        rows.end()
    }

    package static func fold(
        company: String, _ claims: [JudgedClaim], _ market: inout Market, into rows: MeasuredCompany
    ) {
        MeasuredRows.append(claims, to: rows.claims) {
            rows.claims.nextPlace = Subject.place(ofEvent: $0.fact.position)
        }
    }
}

extension Quantity {
    /// From its canonical JSON.
    fileprivate init?(stored bytes: Bytes) {
        guard let object = (try? JSONValue(parsing: bytes.array))?.object else { return nil }
        self.init(object)
    }
}
