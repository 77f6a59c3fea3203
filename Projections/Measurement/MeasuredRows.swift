import CivilTime
import MarketEvents

/// The rows that measurements add to the views `market-cap` and `claims`.
package enum MeasuredRows {
    private struct ChangeSlots {
        let company = slot("company")
        let ticker = slot("ticker")
        let day = slot("day")
        let basis = slot("basis")
        let origin = slot("origin")
        let total = slot("total")
        let change = slot("change")
        let changeHigh = slot("changeHigh")
        let changeLow = slot("changeLow")
        let adjusted = slot("adjusted")
        let direction = slot("direction")
        let percent = slot("percent")
        let previousDay = slot("previousDay")
        let causes = slot("causes")
        let notes = slot("notes")
        let reason = slot("reason")
        let certainty = slot("certainty")
        let events = MarketCapProjector.shape.eventsSlot

        private static func slot(_ column: String) -> Int { MarketCapProjector.shape.slot(column) }
    }

    private static let changeSlots = ChangeSlots()

    /// One row a session whose previous session is known.
    package static func appendChanges(of company: String, _ market: inout Market, to rows: RowBuffer) {
        for day in market.days(of: company) {
            guard let change = market.change(of: company, on: day) else { continue }
            append(change, to: rows)
        }
    }

    private static func append(_ change: ValueChange, to rows: RowBuffer) {
        let slots = changeSlots
        let ticker = change.move.instrument.ticker
        let facts = change.facts
        let day = change.day.description
        rows.begin()
        rows.open(ViewShape.keySlot)
        rows.append(change.company)
        rows.append("@")
        rows.append(day)
        rows.append(":measured")
        rows.close()
        rows.text(slots.company, change.company)
        if change.parts.allSatisfy({ $0.move.instrument.ticker == ticker }) { rows.text(slots.ticker, ticker) }
        rows.text(slots.day, day)
        rows.word(slots.basis, "close")
        rows.word(slots.origin, "measured")
        rows.quantity(slots.total, change.total)
        rows.quantity(slots.change, change.change)
        rows.quantity(slots.changeHigh, change.changeHigh)
        rows.quantity(slots.changeLow, change.changeLow)
        rows.text(slots.adjusted, change.move.adjusted)
        if let sign = change.direction, sign != 0 { rows.word(slots.direction, sign > 0 ? "up" : "down") }
        rows.text(slots.percent, change.percent?.fixed(fractionDigits: 3))
        rows.text(slots.previousDay, change.previousDay.description)
        rows.word(slots.causes, "[]")
        rows.notes(slots.notes, change.notes)
        rows.text(slots.reason, change.obstacle)
        // The least sure of what the change rests on.
        rows.certainty(slots.certainty, facts.compactMap(\.certainty).min { $0.rank < $1.rank })
        rows.events(slots.events, of: facts, and: change.joined)
        rows.end()
    }
}

// MARK: claims

extension MeasuredRows {
    private struct ClaimSlots {
        let event = slot("event")
        let company = slot("company")
        let kind = slot("kind")
        let day = slot("day")
        let basis = slot("basis")
        let saidBy = slot("saidBy")
        let saidAs = slot("saidAs")
        let firstSaid = slot("firstSaid")
        let toldBy = slot("toldBy")
        let deniedBy = slot("deniedBy")
        let claimed = slot("claimed")
        let measured = slot("measured")
        let measuredHigh = slot("measuredHigh")
        let measuredLow = slot("measuredLow")
        let difference = slot("difference")
        let differencePercent = slot("differencePercent")
        let holdsAt = slot("holdsAt")
        let holdsSince = slot("holdsSince")
        let verdict = slot("verdict")
        let tolerance = slot("tolerance")
        let spread = slot("spread")
        let certainty = slot("certainty")
        let hourUnknown = slot("hourUnknown")
        let notes = slot("notes")
        let events = ClaimsProjector.shape.eventsSlot

        private static func slot(_ column: String) -> Int { ClaimsProjector.shape.slot(column) }
    }

    private static let claimSlots = ClaimSlots()

    /// What claims are of that stand side by side.
    private struct Subject: Hashable {
        let company: String
        let day: CivilDay?
        let kind: String
        let unit: MeasureUnit?

        init(_ claim: JudgedClaim) {
            (company, day) = (claim.company, claim.session.day)
            (kind, unit) = (claim.kind, claim.claimed?.unit)
        }
    }

    /// One row a claim. Measured ones of one company, day and kind stand side by side with their spread.
    package static func append(
        _ claims: [JudgedClaim], to rows: RowBuffer, onRow: (JudgedClaim) -> Void = { _ in }
    ) {
        for group in Dictionary(grouping: claims, by: Subject.init).values {
            let compared = group.filter { $0.claimed != nil && $0.verdict != .unmeasured && !$0.fact.isDenied }
            let spread = spread(compared)
            for claim in group {
                onRow(claim)
                append(claim, spread: compared.contains { $0.fact === claim.fact } ? spread : nil, to: rows)
            }
        }
    }

    /// From the least to the greatest of several claims of one thing, and the claims; nil for a single one.
    private static func spread(_ claims: [JudgedClaim]) -> (range: Quantity, claims: [String])? {
        let bounds = claims.compactMap(\.claimed).map { Bounds($0) }
        guard claims.count > 1, let unit = bounds.first?.unit,
            let least = bounds.compactMap({ $0.lower ?? $0.upper }).min(),
            let greatest = bounds.compactMap({ $0.upper ?? $0.lower }).max(), least < greatest
        else { return nil }
        let isAbout = bounds.contains(where: \.isAbout)
        return (
            Quantity(least, unit, .between, upper: greatest, isApproximate: isAbout), claims.map(\.fact.id)
        )
    }

    private static func append(
        _ claim: JudgedClaim, spread: (range: Quantity, claims: [String])?, to rows: RowBuffer
    ) {
        let (slots, fact) = (claimSlots, claim.fact)
        rows.begin()
        rows.open(ViewShape.keySlot)
        rows.append(claim.company)
        rows.append("@")
        rows.append(fact.occurred.text)
        rows.append(":")
        rows.append(fact.id)
        rows.close()
        rows.text(slots.event, fact.id)
        rows.text(slots.company, claim.company)
        rows.text(slots.kind, claim.kind)
        rows.session(slots.day, claim.session)
        rows.text(slots.basis, claim.basis)
        rows.text(slots.saidBy, claim.saidBy)
        rows.certainty(slots.saidAs, claim.saidAs)
        rows.text(slots.firstSaid, claim.tellings.first?.description)
        rows.voices(slots.toldBy, claim.tellings.told)
        rows.voices(slots.deniedBy, claim.tellings.denied)
        rows.quantity(slots.claimed, claim.claimed)
        rows.quantity(slots.measured, claim.measured)
        rows.quantity(slots.measuredHigh, claim.measuredHigh)
        rows.quantity(slots.measuredLow, claim.measuredLow)
        rows.quantity(slots.difference, claim.difference)
        rows.text(slots.differencePercent, claim.differencePercent)
        rows.text(slots.holdsAt, claim.holdsAt?.fixed(fractionDigits: 2))
        rows.text(slots.holdsSince, claim.holdsSince?.description)
        rows.text(slots.verdict, claim.verdict.rawValue)
        rows.text(slots.tolerance, claim.tolerance)
        rows.quantity(slots.spread, spread?.range)
        rows.certainty(slots.certainty, fact.certainty)
        rows.integer(slots.hourUnknown, claim.session.isHourUnknown ? 1 : 0)
        rows.notes(slots.notes, claim.notes)
        rows.events(slots.events, of: [fact] + claim.facts, and: claim.joined + (spread?.claims ?? []))
        rows.end()
    }
}

extension RowBuffer {
    /// The ids of all events that facts rest on, and others, sorted, each once. An id has no character that JSON escapes.
    func events(_ column: Int, of facts: [MarketFact], and others: [String] = []) {
        var ids = others
        for fact in facts { fact.appendEvents(to: &ids) }
        ids.sort()
        open(column)
        append("[")
        for (index, id) in ids.enumerated() where index == 0 || ids[index - 1] != id {
            append(index == 0 ? "\"" : ",\"")
            append(id)
            append("\"")
        }
        append("]")
        close()
    }
}
