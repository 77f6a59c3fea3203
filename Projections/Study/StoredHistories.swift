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

    /// The series of a share, as `StudyFacts.histories` has them before they are carried over splits. Nil where the strict decoder
    /// must tell.
    func read(_ share: ShareListings, _ events: any RawEventReader) throws -> [PriceHistory]? {
        var series: [String: (parts: [PriceHistory.Part], currency: String)] = [:]
        var isPlain = true
        for instrument in share.spellings {
            let isWhole = share.includesAll(of: instrument)
            try events.forEach(inStream: Array("prices/\(instrument)".utf8), through: head) { event in
                guard isPlain, cut.admits(recorded: Instant(microsecondsSinceEpoch: event.recordedMicroseconds)) else {
                    return
                }
                guard let prices = StoredHistories.prices(event), prices.stored.isEquity || !share.share.isShare,
                    cut.asPublic == nil || !prices.isPublicationStated,
                    series[prices.stored.adjusted].map({ $0.currency == prices.stored.currency }) ?? true,
                    prices.stored.columns.closes.allSatisfy({ $0 > 0 })
                else { return isPlain = false }
                let part = PriceHistory.Part(
                    columns: admitted(prices.stored.columns, isWhole ? nil : (share, instrument)), events: [prices.id],
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

    /// - Parameter share: of which not all that is recorded of an instrument is.
    private func admitted(
        _ stored: PriceColumns, _ share: (listings: ShareListings, recorded: Instrument)?
    ) -> PriceColumns {
        var columns = stored
        if let share {
            columns = PriceColumns()
            for index in 0..<stored.count {
                guard let day = CivilDay(daysSinceEpoch: Int(stored.days[index])),
                    share.listings.includes(share.recorded, on: day)
                else { continue }
                columns.append(index, of: stored)
            }
        }
        guard let limit = cut.limitOfPrices(isPublicationStated: false) else { return columns }
        columns.keepFirst(
            columns.days.partitionPoint { day in
                CivilDay(daysSinceEpoch: Int(day))?.endInNewYork.map { $0 <= limit } ?? false
            })
        return columns
    }
}
