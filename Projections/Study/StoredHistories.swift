import CivilTime
import EventLog
import MarketEvents

/// Reads price histories from the bytes of the log, as long as nothing there needs judging: each day recorded once, and nothing
/// corrected, retracted or said of it later. What it reads is what the strict decoder and `PriceSeries` would make of it.
struct StoredHistories: Sendable {
    private let cut: Cut
    /// Up to where the log is read.
    private let head: Int

    /// Nil where the selection asks for what only decoded events tell.
    init?(_ selection: Selection, head: Int) {
        guard selection.certainty == nil, !selection.reviewedOnly else { return nil }
        (cut, self.head) = (selection.cut, head)
    }

    /// The series of what is one security, as `StudyFacts.histories` has them before they are carried over splits. Nil where the
    /// strict decoder must tell.
    func read(_ instruments: Set<Instrument>, _ events: any RawEventReader) throws -> [PriceHistory]? {
        var series: [String: (parts: [PriceHistory.Part], currency: String)] = [:]
        var isPlain = true
        for instrument in instruments {
            try events.forEach(inStream: Array("prices/\(instrument)".utf8), through: head) { event in
                guard isPlain, cut.admits(recorded: Instant(microsecondsSinceEpoch: event.recordedMicroseconds)) else {
                    return
                }
                guard let prices = StoredHistories.prices(event), cut.asPublic == nil || !prices.isPublicationStated,
                    series[prices.stored.adjusted].map({ $0.currency == prices.stored.currency }) ?? true,
                    prices.stored.columns.closes.allSatisfy({ $0 > 0 })
                else { return isPlain = false }
                let part = PriceHistory.Part(
                    columns: admitted(prices.stored.columns), events: [prices.id],
                    adjustedThrough: MarketFact.DailyPrices.basis(
                        adjusted: prices.stored.adjusted, through: prices.stored.adjustedThrough,
                        TimeZoneRules.newYork.day(of: Instant(microsecondsSinceEpoch: event.recordedMicroseconds))))
                series[prices.stored.adjusted, default: ([], prices.stored.currency)].parts.append(part)
            }
        }
        guard isPlain else { return nil }
        var histories: [PriceHistory] = []
        for adjusted in PriceHistory.series {
            guard let (parts, currency) = series[adjusted] else { continue }
            guard parts.contains(where: { $0.columns.count > 0 }) else { continue }
            guard let history = PriceHistory(parts, adjusted: adjusted, currency: currency) else { return nil }
            histories.append(history)
        }
        return histories
    }

    private static func prices(
        _ event: RawEvent
    ) -> (id: String, stored: StoredPrices, isPublicationStated: Bool)? {
        guard let type = Bytes(event.type), type.equals("prices.recorded"), let id = Bytes(event.id),
            Bytes(event.dataschema)?.string == dataschema, let data = Bytes(event.data),
            let stored = StoredPrices(data)
        else { return nil }
        return (id.string, stored, event.published != nil || stored.statesPublication)
    }

    private static let dataschema = EventType.named("prices.recorded")?.dataschema

    private func admitted(_ columns: PriceColumns) -> PriceColumns {
        guard let limit = cut.limitOfPrices(isPublicationStated: false) else { return columns }
        var columns = columns
        columns.keepFirst(
            columns.days.partitionPoint { day in
                CivilDay(daysSinceEpoch: Int(day))?.endInNewYork.map { $0 <= limit } ?? false
            })
        return columns
    }
}
