import CivilTime

/// One market of the table, with the sources of what it says.
package struct TabledMarket: Sendable {
    package let mic: String
    package let name: String
    package let zone: String
    package fileprivate(set) var week: String
    /// Of these.
    package let source: String
    /// Those that have its hours, with the one they name, and the source.
    package fileprivate(set) var followers: [(mic: String, of: String, isSegment: Bool, source: String)] = []
    package fileprivate(set) var periods: [Marketplace.Period] = []
    package fileprivate(set) var rules: [Rule] = []

    package struct Rule: Sendable {
        package enum Effect: Sendable, Equatable {
            case closed
            case close(Int)
            case open(Int)
        }

        package let effect: Effect
        package let years: ClosedRange<Int>
        /// As it is written.
        package let yearsText: String
        let days: [DayRule]
        package let daysText: String
        package let source: String
    }

    /// The years whose special days are laid out; of others only week and hours are known.
    private static let years = 1970...2100

    /// The special days of all years. Closed counts before early and late.
    func laidOut() -> [CivilDay: Marketplace.SpecialDay] {
        var days: [CivilDay: Marketplace.SpecialDay] = [:]
        for rule in rules {
            for year in rule.years.clamped(to: TabledMarket.years) {
                for day in rule.days.lazy.compactMap({ $0.day(inYear: year) }) {
                    var special = days[day] ?? Marketplace.SpecialDay()
                    switch rule.effect {
                    case .closed: special.isClosed = true
                    case .close(let minute): special.close = minute
                    case .open(let minute): special.open = minute
                    }
                    days[day] = special
                }
            }
        }
        return days
    }
}

/// Where the table is not what it should be; a test reads all of it.
struct MarketTableFault: Error, Equatable, CustomStringConvertible {
    let line: String
    var description: String { "no line of a table of markets: \(line)" }
}

extension TabledMarket {
    static func read(_ text: String) throws(MarketTableFault) -> [TabledMarket] {
        var markets: [TabledMarket] = []
        for line in text.split(separator: "\n") {
            let halves = line.split(separator: "|", maxSplits: 1)
            let source = halves.count > 1 ? halves[1].drop { $0 == " " } : ""
            let words = halves[0].split(separator: " ")
            let fault = MarketTableFault(line: String(line))
            guard words.count >= 3, !source.isEmpty else { throw fault }
            if words[0] == "market" {
                guard words.count >= 5 else { throw fault }
                markets.append(
                    TabledMarket(
                        mic: String(words[1]), name: words[4...].joined(separator: " "), zone: String(words[2]),
                        week: String(words[3]), source: String(source)))
                continue
            }
            guard var market = markets.popLast() else { throw fault }
            let isOwn = words[0] == "follows" || words[0] == "segment" || words[1] == market.mic
            guard isOwn, market.take(words, String(source)) else { throw fault }
            markets.append(market)
        }
        return markets
    }

    /// False where the words are no line of the table.
    private mutating func take(_ words: [Substring], _ source: String) -> Bool {
        switch words[0] {
        case "follows", "segment":
            followers.append((String(words[1]), String(words[2]), words[0] == "segment", source))
        case "hours":
            guard words.count >= 4, let days = TabledMarket.range(words[2], { CivilDay($0) }),
                let minutes = TabledMarket.hours(words[3])
            else { return false }
            let season = words[4...].first { $0 == "summer" || $0 == "winter" }
            let ownWeek = words[4...].first { $0 != season }
            guard let week = WeekDays(ownWeek ?? week[...]) else { return false }
            periods.append(
                Marketplace.Period(
                    from: days.0, until: days.1, week: week, hours: minutes,
                    whileNewYorkHasDaylight: season.map { $0 == "summer" }, source: source))
        case "closed": return take(.closed, words[2], words[3...], source)
        case "close", "open":
            guard words.count >= 5, let minute = SessionHours.minute(words[2]) else { return false }
            return take(words[0] == "close" ? .close(minute) : .open(minute), words[3], words[4...], source)
        default: return false
        }
        return true
    }

    private mutating func take(
        _ effect: Rule.Effect, _ years: Substring, _ days: ArraySlice<Substring>, _ source: String
    ) -> Bool {
        let rules = days.compactMap { DayRule($0) }
        let ends = Int(years).map { ($0, $0) } ?? TabledMarket.range(years) { Int($0) }.map { ($0 ?? 1, $1 ?? 9999) }
        guard rules.count == days.count, !rules.isEmpty, let ends, ends.0 <= ends.1 else { return false }
        self.rules.append(
            Rule(
                effect: effect, years: ends.0...ends.1, yearsText: String(years), days: rules,
                daysText: days.joined(separator: " "), source: source))
        return true
    }

    /// `A..B`, either of them left out. Nil where the text is none.
    private static func range<Value>(_ text: Substring, _ read: (Substring) -> Value?) -> (Value?, Value?)? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[1].isEmpty else { return nil }
        let (from, until) = (read(parts[0]), read(parts[2]))
        guard parts[0].isEmpty || from != nil, parts[2].isEmpty || until != nil else { return nil }
        return (from, until)
    }

    private static func hours(_ text: Substring) -> SessionHours? {
        let parts = text.split(separator: "-")
        guard parts.count == 2, let open = SessionHours.minute(parts[0]), let close = SessionHours.minute(parts[1])
        else { return nil }
        return SessionHours(open: open, close: close)
    }
}
