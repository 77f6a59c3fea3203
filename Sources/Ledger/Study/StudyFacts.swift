import CivilTime
import EventLog
import MarketEvents
import Projections

/// What a study reads of a ledger: only the streams it needs, each once, under the study's selection.
///
/// Prices count from the end of their own day, so their facts are not cut by the clocks of their events; `PriceHistory` cuts
/// the days.
final class StudyFacts {
    private let log: any EventLog
    private let selection: Selection
    private var instruments: [Instrument]?
    private var histories: [Set<Instrument>: [PriceHistory]] = [:]
    private var splits: [Set<Instrument>: [ShareSplit]] = [:]
    private var counts: [String: ShareCounts] = [:]

    init(log: any EventLog, selection: Selection) {
        self.log = log
        self.selection = selection
    }

    /// The selection without the clocks of events.
    private var uncut: Selection {
        Selection(
            cut: Cut(asKnown: selection.cut.asKnown), certainty: selection.certainty,
            reviewedOnly: selection.reviewedOnly)
    }

    private func events(_ query: ReadQuery) throws -> [RecordedEvent] {
        var events: [RecordedEvent] = []
        try log.forEach(query) { events.append($0) }
        return events
    }

    private func facts(_ events: [RecordedEvent], _ selection: Selection) -> [Fact] {
        EffectiveHistory(of: events, under: selection, parent: { $0 }).facts
    }

    // MARK: Prices

    /// The instruments that have prices.
    func pricedInstruments() throws -> [Instrument] {
        if let instruments { return instruments }
        let found = try log.streams(prefix: "prices/").compactMap { Instrument($0.dropFirst("prices/".count)) }
        instruments = found
        return found
    }

    /// Those of them that are an index, by their first event.
    func pricedIndexes() throws -> [Instrument] {
        try pricedInstruments().filter { instrument in
            try log.read(ReadQuery(stream: "prices/\(instrument)", limit: 1)).first?.envelope.data["kind"] == "index"
        }
    }

    /// All series of what is one security: its market's and those of an unknown market. The most adjusted comes first.
    func histories(of instruments: Set<Instrument>) throws -> [PriceHistory] {
        if let known = histories[instruments] { return known }
        var prices: [Fact] = []
        var stating: Set<String> = []
        for instrument in instruments {
            let recorded = try events(ReadQuery(stream: "prices/\(instrument)"))
            for event in recorded {
                let stated = event.envelope.published ?? event.envelope.data["published"]?.string
                let target = event.envelope.data["target"]?.string ?? event.envelope.id
                if stated != nil { stating.insert(target) }
            }
            prices += facts(recorded, uncut)
        }
        var found: [PriceHistory] = []
        for adjusted in ["all", "splits", "none"] {
            var history = try PriceHistory(
                prices, adjusted: adjusted, cut: selection.cut, statesPublication: stating)
            if adjusted == "none" { history?.carry(over: try splits(of: instruments)) }
            if let history { found.append(history) }
        }
        histories[instruments] = found
        return found
    }

    func splits(of instruments: Set<Instrument>) throws -> [ShareSplit] {
        if let known = splits[instruments] { return known }
        let found = try instruments.flatMap { instrument in
            facts(try events(ReadQuery(stream: "stock/\(instrument)")), selection)
                .compactMap { ShareSplit($0, ticker: instrument.ticker) }
        }
        splits[instruments] = found
        return found
    }

    func shareCounts(of company: String) throws -> ShareCounts {
        if let known = counts[company] { return known }
        let found = ShareCounts(facts(try events(ReadQuery(stream: "company/\(company)")), selection))
        counts[company] = found
        return found
    }

    // MARK: Events

    /// An event as it is effective under the selection, and the events of its stream.
    func event(_ id: String) throws -> (fact: Fact?, isRecorded: Bool, stream: [Fact]) {
        guard let recorded = try log.event(id: id) else { return (nil, false, []) }
        let stream = facts(try events(ReadQuery(stream: recorded.envelope.subject)), selection)
        return (stream.first { $0.id == id }, true, stream)
    }

    /// The effective news that name one of some companies.
    func news(of companies: Set<String>) throws -> [Fact] {
        guard !companies.isEmpty else { return [] }
        let passedOver: Set = ["prices.recorded", "shares.recorded", "company.registered"]
        let types = Set(EventType.all.map(\.name)).subtracting(passedOver)
        var kept: [RecordedEvent] = []
        var targets: Set<String> = []
        try log.forEach(ReadQuery(types: types)) { event in
            let target = event.envelope.data["target"]?.string
            guard companies.contains(where: event.names) || target.map(targets.contains) == true else { return }
            targets.insert(event.envelope.id)
            kept.append(event)
        }
        return facts(kept, selection).filter { $0.isNews && !$0.isDenied }
    }
}
