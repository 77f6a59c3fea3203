import CivilTime

/// A day as vendors write it: numbers in one of three orders, or with the month's name, with or without a time behind it.
struct DayText {
    private enum Parts {
        case numbers([Int], isYearLast: Bool)
        case named(CivilDay)
        case fixed(CivilDay)
    }

    private let parts: Parts
    /// Whether points stand between the numbers: so only days come before months.
    let hasPoints: Bool

    /// Nil for what is no day in any order.
    init?(_ text: String, zone: TimeZoneRules?) {
        let (date, time) = DayText.split(text)
        let clock = DayText.clock(time)
        guard time.isEmpty || clock != nil else { return nil }
        hasPoints = date.contains(".")
        if let named = DayText.named(date) {
            parts = .named(named)
            return
        }
        let isDigit: (Character) -> Bool = { $0.isASCII && $0.isNumber }
        let separators = Set(date.filter { !isDigit($0) })
        let numbers = date.split(omittingEmptySubsequences: false) { !isDigit($0) }
        if separators.isEmpty, date.count == 8, let all = Int(date) {
            guard let day = CivilDay(year: all / 10_000, month: all / 100 % 100, day: all % 100) else { return nil }
            parts = .fixed(day)
            return
        }
        if let seconds = DayText.secondsSince1970(date) {
            guard let day = DayText.marketDay(ofSeconds: seconds, zone) else { return nil }
            parts = .fixed(day)
            return
        }
        guard separators.count == 1, let separator = separators.first, "-/.".contains(separator), numbers.count == 3,
            numbers.allSatisfy({ [1, 2, 4].contains($0.count) }), numbers[1].count < 4
        else { return nil }
        let values = numbers.compactMap { Int($0) }
        guard values.count == 3 else { return nil }
        let (first, last) = (numbers[0].count == 4, numbers[2].count == 4)
        guard !(first && last) else { return nil }
        if first, let day = CivilDay(year: values[0], month: values[1], day: values[2]) {
            // The year first is followed by the month.
            parts = .fixed(DayText.marketDay(day, clock, zone))
            return
        }
        if first { return nil }
        parts = .numbers(values, isYearLast: last)
    }

    /// The day in an order; nil where it is none in it.
    func day(_ order: DayOrder) -> CivilDay? {
        switch parts {
        case .named(let day), .fixed(let day): return day
        case .numbers(let numbers, let isYearLast):
            switch order {
            case .ymd:
                guard !isYearLast else { return nil }
                return CivilDay(year: DayText.year(numbers[0]), month: numbers[1], day: numbers[2])
            case .mdy: return CivilDay(year: year(numbers[2], isYearLast), month: numbers[0], day: numbers[1])
            case .dmy: return CivilDay(year: year(numbers[2], isYearLast), month: numbers[1], day: numbers[0])
            }
        }
    }

    private func year(_ number: Int, _ isWhole: Bool) -> Int { isWhole ? number : DayText.year(number) }

    /// Two digits mean a year from 1950 to 2049.
    private static func year(_ number: Int) -> Int { number < 50 ? 2000 + number : 1900 + number }

    // MARK: Times

    /// The date, and the time behind it.
    private static func split(_ text: String) -> (String, String) {
        guard let colon = text.firstIndex(of: ":") else {
            // `20240603T`, `2024-06-03T00Z` are not met.
            return (text, "")
        }
        let before = text[..<colon]
        guard let gap = before.lastIndex(where: { $0 == " " || $0 == "T" || $0 == "\u{A0}" }) else { return (text, "") }
        // `Jun 04, 2024 4:00:00 PM`: the last gap before the colon is before the hour.
        return (text[..<gap].trimmed.trimmingComma, text[text.index(after: gap)...].trimmed)
    }

    /// A time of day in seconds, with the offset from UTC that is written behind it; nil for what is no time.
    private static func clock(_ text: String) -> (seconds: Int, offset: Int?)? {
        var rest = Substring(text)
        func number(_ range: ClosedRange<Int>) -> Int? {
            let digits = rest.prefix(2).prefix { $0.isASCII && $0.isNumber }
            guard let value = Int(digits), range.contains(value) else { return nil }
            rest = rest.dropFirst(digits.count)
            return value
        }
        func take(_ mark: Character) -> Bool {
            guard rest.first == mark else { return false }
            rest = rest.dropFirst()
            return true
        }
        guard var hour = number(0...23), take(":"), let minute = number(0...59) else { return nil }
        var second = 0
        if take(":") {
            guard let value = number(0...60) else { return nil }
            second = value
            if take(".") { rest = rest.drop { $0.isASCII && $0.isNumber } }
        }
        var words = rest.trimmed.uppercased()
        if let half = ["AM", "PM", "A.M.", "P.M."].first(where: { words.hasPrefix($0) }) {
            guard (1...12).contains(hour) else { return nil }
            hour = hour % 12 + (half.first == "P" ? 12 : 0)
            words = String(words.dropFirst(half.count)).trimmed
        }
        let seconds = hour * 3600 + minute * 60 + second
        if words.isEmpty { return (seconds, nil) }
        if ["Z", "UTC", "GMT"].contains(words) { return (seconds, 0) }
        if let sign = words.first, sign == "+" || sign == "-" {
            let digits = words.dropFirst().filter { $0 != ":" }
            guard digits.count == 4, let value = Int(digits), value / 100 <= 14, value % 100 < 60 else { return nil }
            return (seconds, (value / 100 * 3600 + value % 100 * 60) * (sign == "-" ? -1 : 1))
        }
        // The name of a zone, such as EDT, is the market's own.
        return (2...5).contains(words.count) && words.allSatisfy(\.isLetter) ? (seconds, nil) : nil
    }

    /// The day of the market on which an instant lies. Midnight of any zone is the label of a day.
    private static func marketDay(
        _ day: CivilDay, _ time: (seconds: Int, offset: Int?)?, _ zone: TimeZoneRules?
    ) -> CivilDay {
        guard let zone, let time, let offset = time.offset, time.seconds > 0 else { return day }
        let instant = Instant(seconds: TimeZoneRules.utc.startOfDay(day).seconds + time.seconds - offset)
        return zone.day(of: instant) ?? day
    }

    // MARK: Instants

    /// Of digits alone that count seconds, or thousandths, millionths, billionths of them, since 1970.
    private static func secondsSince1970(_ text: String) -> Int? {
        guard text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }), let all = Int(text),
            text.first != "0"
        else { return nil }
        return [10: 1, 13: 1000, 16: 1_000_000, 19: 1_000_000_000][text.utf8.count].map { all / $0 }
    }

    /// Midnight of UTC is the label of a day; any other instant needs the market's own time.
    private static func marketDay(ofSeconds seconds: Int, _ zone: TimeZoneRules?) -> CivilDay? {
        let instant = Instant(seconds: seconds)
        return seconds % 86_400 == 0 ? instant.utcDay : zone.flatMap { $0.day(of: instant) }
    }

    // MARK: What is none

    /// What is to be said of a text that looks like a day and is none here; nil where there is nothing to say.
    static func reason(_ text: String) -> String? {
        if secondsSince1970(text) != nil {
            return "\(quoted(text)) is an instant since 1970, and the market whose day it is on is not known: say --mic"
        }
        let numbers = text.split(omittingEmptySubsequences: false) { "/-.".contains($0) }
        guard numbers.count == 3, numbers[0].count == 3, let year = Int(numbers[0]), let month = Int(numbers[1]),
            let day = Int(numbers[2]), let read = CivilDay(year: 1911 + year, month: month, day: day)
        else { return nil }
        return "\(quoted(text)) is not a day; if its year is counted from 1911, write \(read)"
    }

    // MARK: Months

    private static let months: [String: Int] = {
        let names = [
            ["jan", "january", "januar", "jän", "janv", "janvier"], ["feb", "february", "februar", "févr", "février"],
            ["mar", "march", "mär", "märz", "mrz", "mars"], ["apr", "april", "avr", "avril"], ["may", "mai"],
            ["jun", "june", "juni", "juin"], ["jul", "july", "juli", "juil", "juillet"],
            ["aug", "august", "août"], ["sep", "sept", "september", "septembre"],
            ["oct", "october", "okt", "oktober", "octobre"], ["nov", "november", "novembre"],
            ["dec", "december", "dez", "dezember", "déc", "décembre"],
        ]
        return Dictionary(
            uniqueKeysWithValues: names.enumerated().flatMap { index, all in all.map { ($0, index + 1) } })
    }()

    /// `Jun 04, 2024`, `4 June 2024`, `04-Jun-24`, `2024-Jun-04`.
    private static func named(_ text: String) -> CivilDay? {
        let isBreak: (Character) -> Bool = { " ,-/.\u{A0}".contains($0) }
        var words = text.split(whereSeparator: isBreak).map { $0.lowercased() }
        // A weekday before it says nothing more.
        if words.count == 4, let first = words.first, first.allSatisfy(\.isLetter), months[first] == nil {
            words.removeFirst()
        }
        guard words.count == 3, let place = words.firstIndex(where: { months[$0] != nil }),
            let month = months[words[place]]
        else { return nil }
        let numbers = words.indices.filter { $0 != place }.map { words[$0] }
        guard numbers.allSatisfy({ $0.allSatisfy { $0.isASCII && $0.isNumber } && [1, 2, 4].contains($0.count) })
        else { return nil }
        let values = numbers.compactMap { Int($0) }
        guard values.count == 2, place < 2 else { return nil }
        if numbers[0].count == 4 { return place == 1 ? CivilDay(year: values[0], month: month, day: values[1]) : nil }
        guard numbers[0].count <= 2, numbers[1].count != 1 else { return nil }
        let year = numbers[1].count == 4 ? values[1] : year(values[1])
        return CivilDay(year: year, month: month, day: values[0])
    }
}

extension StringProtocol {
    fileprivate var trimmed: String {
        let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\u{A0}" }
        return String(drop(while: isSpace).reversed().drop(while: isSpace).reversed())
    }

    fileprivate var trimmingComma: String { last == "," ? String(dropLast()) : String(self) }
}
