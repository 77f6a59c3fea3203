import CanonicalJSON
import CivilTime
import MarketEvents

extension Cut {
    /// By when a day of prices must have ended to be admitted; nil where all are.
    ///
    /// - Parameter isPublicationStated: whether their event says when it was published: then that is cut instead.
    func limitOfPrices(isPublicationStated: Bool) -> Instant? {
        [asOf, isPublicationStated ? nil : asPublic].compactMap { $0 }.min()
    }

    /// The days of a `prices.recorded` that a cut admits: each counts from the end of its own day, for as-public too unless the
    /// event states when it was published. Nil where there is none; the event itself where there are all.
    func admitted(
        _ event: MarketEvent, occurred: StatedTime, published stated: StatedTime?
    ) -> (event: MarketEvent, occurred: StatedTime)? {
        guard case .pricesRecorded(let prices) = event.content else { return nil }
        if let stated, let asPublic, !stated.isOver(by: asPublic) { return nil }
        guard let limit = limitOfPrices(isPublicationStated: stated != nil) else { return (event, occurred) }
        let count = prices.days.prefix { text in
            CivilDay(text).flatMap(\.endInNewYork).map { $0 <= limit } ?? false
        }.count
        if count == prices.days.count { return (event, occurred) }
        guard count > 0, let last = try? StatedTime(prices.days[count - 1]) else { return nil }
        var data = event.data
        for name in ["days", "close", "open", "high", "low", "volume"] {
            if let values = data[name]?.array { data[name] = .array(Array(values.prefix(count))) }
        }
        return (try? MarketEvent(type: event.type, data: data)).map { ($0, last) }
    }
}
