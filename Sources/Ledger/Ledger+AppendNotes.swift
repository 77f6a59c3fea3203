import CanonicalJSON
import CivilTime
import EventLog
import MarketEvents
import Projections

/// What whoever appends an event is told of it.
extension Ledger {
    /// What an event changes of what stood before it, and what it resembles. Deals that it resembles are looked for only where
    /// the stored views are those of the event before it; nothing is folded for them.
    ///
    /// It costs what the event's stream costs, however long the log is.
    /// - Parameter event: as the log has it, or would have it as its next.
    package func notes(on event: RecordedEvent) throws -> [AppendNote] {
        guard let effect = try views.effect(of: event) else {
            return try undecidedCounts(event) + retellings(event)
        }
        var register: CompanyRegister?
        let reading = EffectReading(event, effect) { company in
            let known = try register ?? self.companies()
            register = known
            return known.topParent(of: effect.name(company))
        }
        var notes = try reading.notes()
        if effect.stood.isEmpty, let fact = reading.fact {
            notes += try resemblances(ofNew: fact, before: event.position)
        }
        guard let (deal, row) = reading.dealInNewLight(by: notes) else { return notes }
        return try notes + resemblances(of: deal, row, effect.shape, before: event.position)
    }

    /// Of a count of shares the splits of which it does not say whether they are in it, of a split the counts that do not.
    private func undecidedCounts(_ event: RecordedEvent) throws -> [AppendNote] {
        guard ["shares.recorded", "split.effective"].contains(event.envelope.type),
            let company = event.envelope.data["company"]?.string
        else { return [] }
        let companies = try companies()
        var market = Market(companies: companies)
        var streams = Set(
            companies.listings(of: company).flatMap { listing in
                [listing.instrument, Instrument(mic: Instrument.unknownMarket, ticker: listing.listing.ticker)]
            }.map { "stock/\($0)" })
        streams.formUnion(["company/\(company)", event.envelope.subject])
        for stream in streams.sorted() {
            var events: [RecordedEvent] = []
            try log.forEach(ReadQuery(stream: stream)) { events.append($0) }
            if stream == event.envelope.subject, !events.contains(where: { $0.envelope.id == event.envelope.id }) {
                events.append(event)
            }
            for fact in EffectiveHistory(of: events, under: Selection(), parent: { $0 }).facts { market.add(fact) }
        }
        var days: Set<CivilDay> = []
        return market.undecidedCounts(of: company).compactMap { count, split in
            let isNew = count.id == event.envelope.id || split.fact.id == event.envelope.id
            guard isNew, days.insert(split.day).inserted else { return nil }
            return .leavesSplitOpen(count: count.occurred.text, split: split.day)
        }
    }

    private static let mostDeals = 5

    private func resemblances(
        of deal: String, _ row: ViewRow, _ shape: ViewShape, before position: Int
    ) throws -> [AppendNote] {
        guard let buyer = row.cell("buyer", of: shape).text, let supplier = row.cell("supplier", of: shape).text else {
            return []
        }
        let amounts = ["total", "capacity"].compactMap { row.cell($0, of: shape).quantity }
        var register = CompanyRegister()
        // A unit is its parent where parties are compared.
        let known = try views.knownDeals(ifCurrentAt: position - 1) {
            register = try companies()
            let parent = register.topParent(of: buyer)
            return Set(register.ids.filter { register.topParent(of: $0) == parent }).union([buyer])
        }
        let provider = register.topParent(of: supplier)
        let alike = (known ?? []).compactMap { other -> AppendNote? in
            guard other.id != deal, !other.isDenied, !other.linked.contains(deal),
                register.topParent(of: other.supplier) == provider,
                let amount = other.amounts.first(where: { amount in amounts.contains { $0.isNearly(amount) } })
            else { return nil }
            return .resemblesDeal(deal: deal, other: other.id, amount: amount)
        }
        let further = alike.count - Ledger.mostDeals
        return alike.prefix(Ledger.mostDeals) + (further > 0 ? [.resemblesFurther(further)] : [])
    }

    /// When a link between two deals that are one happened, or between a deal and one that it is a part of, where nobody said
    /// when: when the later of the two was announced. Nil where neither was, and for all other events.
    package func occurred(ofLink type: EventType, _ data: JSONObject) throws -> StatedTime? {
        guard type.name == "deal.linked", ["same-as", "part-of"].contains(data["relation"]?.string) else { return nil }
        var announcements: [StatedTime] = []
        for side in ["deal", "other"] {
            if let deal = data[side]?.string, let time = try announced(deal) { announcements.append(time) }
        }
        return announcements.max { StatedTime.isOrdered($0, before: $1) == true }
    }

    /// When a deal was announced first; nil where it was not.
    private func announced(_ deal: String) throws -> StatedTime? {
        var stream: [RecordedEvent] = []
        try log.forEach(ReadQuery(stream: "deal/" + deal)) { stream.append($0) }
        let announcements = EffectiveHistory(of: stream, under: Selection(), parent: { $0 }).facts.filter { fact in
            if case .dealAnnounced(deal) = fact.event.content { !fact.isDenied } else { false }
        }
        return announcements.min { $1.happened(after: $0) }?.occurred
    }
}
