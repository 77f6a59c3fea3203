import CanonicalJSON
import CivilTime
import EventLog
import MarketEvents
import Projections

/// What a ledger holds of prices, as an import asks for it: the days of one series, year by year.
///
/// Each event is read once to learn which days it covers, and again when a year of it is asked for, so that no more than
/// a year of a series is held in memory.
package final class PriceHoldings {
    private struct Entry {
        /// The event, then what its reading rests on.
        let ids: [String]
        let first: CivilDay
        let last: CivilDay
    }

    private let log: any EventLog
    private var entries: [String: [Entry]] = [:]
    /// What was corrected since, by event.
    private var corrected: [String: JSONObject] = [:]

    package init(log: any EventLog) { self.log = log }

    /// The effective events of a series that have a day in a range.
    package func held(_ instrument: Instrument, adjusted: String, _ range: ClosedRange<CivilDay>) throws -> [HeldPrices]
    {
        let stream = "prices/\(instrument)"
        let series = "\(adjusted) \(stream)"
        let known: [Entry]
        if let found = entries[series] {
            known = found
        } else {
            known = try read(stream, adjusted)
            entries[series] = known
        }
        return try known.filter { $0.first <= range.upperBound && range.lowerBound <= $0.last }.compactMap { entry in
            let events = try entry.ids.compactMap { try log.event(id: $0) }.sorted { $0.position < $1.position }
            return PriceHoldings.facts(of: events).first.map { fact in
                HeldPrices(
                    event: fact.id, data: corrected[fact.id] ?? fact.event.data,
                    correctedAttributes: PriceHoldings.attributes(events.last { $0.envelope.id != fact.id }))
            }
        }
    }

    /// A correction is being recorded: from now on its payload is the reading of the event.
    package func correct(_ event: String, to data: JSONObject) { corrected[event] = data }

    /// The times and the stream that an earlier correction stated; they hold unless the next one says otherwise.
    private static func attributes(_ correction: RecordedEvent?) -> JSONObject {
        guard let correction, correction.envelope.type == "event.corrected" else { return [:] }
        return JSONObject(
            ["occurred", "published", "subject"].compactMap { name in
                correction.envelope.data[name].map { (name, $0) }
            })
    }

    private func read(_ stream: String, _ adjusted: String) throws -> [Entry] {
        guard try log.streamVersion(stream) > 0 else { return [] }
        var events: [RecordedEvent] = []
        var next = 1
        while true {
            let page = try log.read(ReadQuery(fromPosition: next, stream: stream, limit: 1000))
            guard let last = page.last else { break }
            events += page
            next = last.position + 1
        }
        return PriceHoldings.facts(of: events).compactMap { fact in
            guard case .pricesRecorded(let prices) = fact.event.content, prices.adjusted == adjusted,
                fact.subject == stream, let first = prices.days.first.flatMap({ CivilDay($0) }),
                let last = prices.days.last.flatMap({ CivilDay($0) })
            else { return nil }
            return Entry(ids: fact.events, first: first, last: last)
        }
    }

    private static func facts(of events: [RecordedEvent]) -> [Fact] {
        EffectiveHistory(of: events, under: Selection(), parent: { $0 }).facts.filter {
            if case .pricesRecorded = $0.event.content { true } else { false }
        }
    }
}
