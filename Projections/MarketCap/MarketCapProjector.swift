import CivilTime
import MarketEvents

/// By how much market values changed: as somebody said, one row a claim, and as prices and shares say, one row a session.
package enum MarketCapProjector: MarketProjector {
    package static let version = 6
    package static let shape = ViewShape(
        "market-cap",
        [
            Column("company", .company), Column("ticker"), Column("day"), Column("basis"), Column("origin"),
            Column("total", .quantity), Column("change", .quantity), Column("changeHigh", .quantity),
            Column("changeLow", .quantity),
            Column("direction"), Column("duration"), Column("percent"), Column("previousDay"), Column("adjusted"),
            Column("saidBy"), Column("causes", .list), Column("notes", .list), Column("reason"), Column("certainty"),
        ],
        shown: [
            "company", "day", "origin", "change", "percent", "direction", "certainty", "reason", "duration",
            "changeHigh", "saidBy", "total", "notes",
        ])

    private static let slots = (
        company: shape.slot("company"), ticker: shape.slot("ticker"), day: shape.slot("day"),
        basis: shape.slot("basis"), origin: shape.slot("origin"), change: shape.slot("change"),
        direction: shape.slot("direction"), duration: shape.slot("duration"), percent: shape.slot("percent"),
        saidBy: shape.slot("saidBy"), causes: shape.slot("causes"), notes: shape.slot("notes"),
        certainty: shape.slot("certainty"),
        events: shape.eventsSlot
    )

    package static func fold(stock fact: LeanFact, _ shares: ShareMarkets, into rows: RowBuffer) throws(Unfoldable) {
        guard fact.kind != .stockRecordSet else { return }
        let slots = slots
        let company = try fact.required(.company)
        rows.begin()
        let session = fact.session(shares)
        rows.claimKey(company, session, fact.occurred, id: fact.id)
        rows.text(slots.company, company)
        rows.text(slots.ticker, fact.ticker)
        rows.session(slots.day, session)
        rows.word(slots.origin, "claimed")
        rows.text(slots.basis, fact.basisOfClaim)
        if fact.kind == .marketCapChanged {
            guard let change = try fact.quantity(.change) else { throw fact.lacks(.change) }
            rows.quantity(slots.change, change)
            if let sign = change.sign, sign != 0 { rows.word(slots.direction, sign > 0 ? "up" : "down") }
        } else {
            rows.text(slots.direction, try fact.required(.direction))
            rows.text(slots.duration, fact.word(.duration))
            if let size = try fact.quantity(.size) { rows.text(slots.percent, StoredQuantity.normal(size.amount)) }
        }
        rows.speaker(slots.saidBy, fact[.saidBy])
        try rows.causes(slots.causes, fact)
        rows.notes(slots.notes, session.notes)
        rows.certainty(slots.certainty, fact.certainty)
        rows.events(slots.events, of: fact)
        rows.end()
    }

    package static func fold(
        company: String, _ claims: [JudgedClaim], _ market: inout Market, into rows: MeasuredCompany
    ) {
        MeasuredRows.appendChanges(of: company, &market, to: rows.own)
        // The share's own prices may say that there was a session, which hours do not.
        for claim in claims {
            rows.claims.nextPlace = Subject.place(ofEvent: claim.fact.position)
            append(claim, to: rows.claims)
        }
    }

    /// The row of a claim on the session that was found by prices.
    package static func append(_ claim: JudgedClaim, to rows: RowBuffer) {
        guard case .claim(let said) = claim.fact.content else { return }
        let (slots, fact) = (slots, claim.fact)
        if case .record = claim.statement { return }
        rows.begin()
        rows.claimKey(claim.company, claim.session, fact)
        rows.text(slots.company, claim.company)
        rows.text(slots.ticker, fact.instrument?.ticker)
        rows.session(slots.day, claim.session)
        rows.word(slots.origin, "claimed")
        rows.text(slots.basis, claim.basis)
        switch claim.statement {
        case .value(let change, _):
            rows.quantity(slots.change, change)
            if let sign = change.sign, sign != 0 { rows.word(slots.direction, sign > 0 ? "up" : "down") }
        case .move(let direction, let size, let duration, _):
            rows.text(slots.direction, direction)
            rows.text(slots.duration, duration)
            rows.text(slots.percent, size?.amount.description)
        case .record: break
        }
        rows.text(slots.saidBy, claim.saidBy)
        rows.text(slots.causes, said.causes)
        rows.notes(slots.notes, claim.session.notes)
        rows.certainty(slots.certainty, fact.certainty)
        rows.events(slots.events, of: [fact])
        rows.end()
    }
}

extension RowBuffer {
    /// `amazon@2025-11-03:ID`; where the day is not known the time as it was written.
    func claimKey(_ company: Bytes, _ session: ClaimSession, _ time: Moment, id: Bytes) {
        open(ViewShape.keySlot)
        append(company)
        append("@")
        if let day = session.day { append(day.description) } else { append(time.text) }
        append(":")
        append(id)
        close()
    }

    fileprivate func claimKey(_ company: String, _ session: ClaimSession, _ fact: MarketFact) {
        open(ViewShape.keySlot)
        append(company)
        append("@")
        append(session.day?.description ?? fact.occurred.text)
        append(":")
        append(fact.id)
        close()
    }
}
