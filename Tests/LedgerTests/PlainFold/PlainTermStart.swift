import CivilTime
import MarketEvents

/// When a term starts, looked up among the periods of the same kind.
struct PlainTermStart {
    private let stated: StatedTime

    /// Nil where it is not known which period it is.
    init?(_ stated: StatedTime?) {
        guard let stated, !stated.text.contains("/") else { return nil }
        self.stated = stated
    }

    var first: CivilDay? { stated.day ?? stated.start.flatMap { TimeZoneRules.newYork.day(of: $0) } }

    var last: CivilDay? { stated.day ?? TimeZoneRules.newYork.day(of: stated.end.adding(seconds: -1)) }

    func from(months: Int) -> String? { first?.adding(months: months).flatMap(name) }

    func to(months: Int) -> String? { first?.adding(months: months)?.adding(days: -1).flatMap(name) }

    /// The period of the start's kind in which a day is.
    private func name(_ day: CivilDay) -> String? {
        guard stated.day == nil else { return day.description }
        let year = day.description.prefix(4)
        let noon = TimeZoneRules.newYork.startOfDay(day).adding(seconds: 43_200)
        let kinds = [
            ["\(year)"], ["\(year)-H1", "\(year)-H2"], (1...4).map { "\(year)-Q\($0)" },
            (1...12).map { "\(year)-\($0 < 10 ? "0" : "")\($0)" },
        ]
        func form(_ text: String) -> String { String(text.map { $0.isNumber ? "0" : $0 }) }
        return kinds.first { form($0[0]) == form(stated.text) }?.first { text in
            guard let period = try? StatedTime(text), let start = period.start else { return false }
            return start <= noon && noon < period.end
        }
    }
}
