import CivilTime

/// A year, quarter, month, day or hour as people type it, taken apart: the periods that it may mean, in the forms of events.
struct TypedTime {
    /// What a clock shows.
    struct Clock {
        let hour: Int
        let minute: Int
        let second: Int
        /// ".125", or nothing.
        let fraction: String
        /// Seconds east of Greenwich, where it says so.
        let offset: Int?

        var secondOfDay: Int { hour * 3600 + minute * 60 + second }
        var time: String { [hour, minute, second].map(TypedTime.two).joined(separator: ":") + fraction }
    }

    private enum Token: Equatable {
        /// With how many digits it was written.
        case number(Int, digits: Int)
        case word(String)
    }

    let clock: Clock?
    /// What it may mean. Empty where it is no period.
    let periods: [String]
    /// Whether there are words that mean nothing here: then it is refused, with the rest as the nearest reading.
    let leavesWords: Bool
    /// Whether its year has two digits: then it is refused, with each reading.
    let isShortYear: Bool
    private let isUpTo: Bool

    init(_ text: String) {
        let (dayText, clock) = TypedTime.clock(in: text)
        self.clock = clock
        var tokens = TypedTime.tokens(dayText ?? text)
        let known = tokens.filter(TypedTime.isKnown)
        isUpTo =
            tokens.first.map { [.word("by"), .word("until"), .word("before"), .word("d'ici")].contains($0) } ?? false
        leavesWords = known != tokens
        tokens = known.filter { if case .word(let word) = $0 { !TypedTime.fillers.contains(word) } else { true } }
        let isNumeric = tokens.allSatisfy { if case .number = $0 { true } else { false } }
        let found = isNumeric ? TypedTime.numeric(tokens) : TypedTime.worded(tokens)
        // Of hours that are none nothing is understood.
        let isWhole = dayText != nil || !text.contains(":")
        periods = isWhole ? found.periods.filter { (try? StatedTime($0)) != nil } : []
        isShortYear = found.isShortYear
    }

    /// What it would be without what is not understood.
    var nearest: [String] {
        guard clock == nil else { return [] }
        // Up to the end of two years is up to the second of them.
        return periods.map { isUpTo ? "../" + ($0.split(separator: "/").last ?? "") : $0 }
    }

    static func isNumber(_ text: String, of digits: ClosedRange<Int>) -> Bool {
        digits.contains(text.utf8.count)
            && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }

    fileprivate static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    // MARK: words

    private static let months: [String: Int] = {
        var months: [String: Int] = [:]
        for (index, names) in [
            "january,jan,janvier,janv", "february,feb,fevrier,fevr,fev", "march,mar,mars", "april,apr,avril,avr",
            "may,mai",
            "june,jun,juin", "july,jul,juillet,juil", "august,aug,aout", "september,sep,sept,septembre",
            "october,oct,octobre",
            "november,nov,novembre", "december,dec,decembre",
        ].enumerated() {
            for name in names.split(separator: ",") { months[String(name)] = index + 1 }
        }
        return months
    }()

    /// What counts within a year: quarters, French trimestres, halves, French semestres.
    private static let parts: [String: String] = ["q": "Q", "t": "Q", "h": "H", "s": "H"]
    private static let fillers: Set = ["of", "the", "le", "de", "st", "nd", "rd", "th", "er"]

    private static func isKnown(_ token: Token) -> Bool {
        guard case .word(let word) = token else { return true }
        return months[word] != nil || parts[word] != nil || fillers.contains(word)
    }

    private static func worded(_ tokens: [Token]) -> (periods: [String], isShortYear: Bool) {
        var numbers: [(value: Int, digits: Int)] = []
        var (month, part): (Int?, String?)
        var partPlace = 0
        for token in tokens {
            switch token {
            case .number(let value, let digits): numbers.append((value, digits))
            case .word(let word):
                if let found = months[word], month == nil, part == nil {
                    month = found
                } else if let found = parts[word], month == nil, part == nil {
                    (part, partPlace) = (found, numbers.count)
                } else {
                    return ([], false)
                }
            }
        }
        let long = numbers.filter { $0.digits == 4 }
        let short = numbers.filter { $0.digits <= 2 }
        guard long.count + short.count == numbers.count, long.count <= 1 else { return ([], false) }
        let year = long.first?.value
        if let part {
            guard numbers.count == 2 else { return ([], false) }
            // Q3 2025, 2025 Q3, 3Q 2025; of Q3 25 the first number is the quarter.
            guard let year else {
                return partPlace <= 1 ? (["20\(two(short[1].value))-\(part)\(short[0].value)"], true) : ([], false)
            }
            return (["\(four(year))-\(part)\(short[0].value)"], false)
        }
        guard let month else { return ([], false) }
        switch (year, short.count) {
        case (let year?, 0): return (["\(four(year))-\(two(month))"], false)
        case (let year?, 1): return (["\(four(year))-\(two(month))-\(two(short[0].value))"], false)
        case (nil, 1): return (["20\(two(short[0].value))-\(two(month))"], true)
        case (nil, 2): return (["20\(two(short[1].value))-\(two(month))-\(two(short[0].value))"], true)
        default: return ([], false)
        }
    }

    // MARK: numbers

    /// Days and months in figures: where the year comes last, day and month may stand in either order.
    private static func numeric(_ tokens: [Token]) -> (periods: [String], isShortYear: Bool) {
        let numbers = tokens.compactMap { token -> (value: Int, digits: Int)? in
            if case .number(let value, let digits) = token { (value, digits) } else { nil }
        }
        func day(_ year: Int, _ month: Int, _ day: Int) -> String { "\(four(year))-\(two(month))-\(two(day))" }
        func distinct(_ days: [String]) -> [String] {
            days.reduce(into: []) { found, day in
                if !found.contains(day), CivilDay(day) != nil { found.append(day) }
            }
        }
        switch (numbers.count, numbers.map(\.digits)) {
        case (3, let digits) where digits[0] == 4 && digits[1] <= 2 && digits[2] <= 2:
            return ([day(numbers[0].value, numbers[1].value, numbers[2].value)], false)
        case (3, let digits) where digits[2] == 4 && digits[0] <= 2 && digits[1] <= 2:
            let (first, second, year) = (numbers[0].value, numbers[1].value, numbers[2].value)
            return (distinct([day(year, second, first), day(year, first, second)]), false)
        case (3, let digits) where digits.allSatisfy({ $0 <= 2 }):
            let (first, second, third) = (numbers[0].value, numbers[1].value, numbers[2].value)
            return (
                distinct([
                    day(2000 + third, second, first), day(2000 + third, first, second),
                    day(2000 + first, second, third),
                ]), true
            )
        case (2, let digits) where digits[0] == 4 && digits[1] <= 2:
            if numbers[1].value > 12 {
                let next = numbers[0].value / 100 * 100 + numbers[1].value
                return (["\(four(numbers[0].value))/\(four(next))"], true)
            }
            return (["\(four(numbers[0].value))-\(two(numbers[1].value))"], false)
        case (2, let digits) where digits[0] <= 2 && digits[1] == 4:
            return (["\(four(numbers[1].value))-\(two(numbers[0].value))"], false)
        case (1, let digits) where digits[0] == 8:
            let value = numbers[0].value
            return ([day(value / 10_000, value / 100 % 100, value % 100)], true)
        case (1, let digits) where digits[0] == 4: return ([four(numbers[0].value)], false)
        default: return ([], false)
        }
    }

    private static func four(_ year: Int) -> String {
        let text = String(year)
        return String(repeating: "0", count: max(0, 4 - text.utf8.count)) + text
    }

    // MARK: taking apart

    /// Numbers and words, with at most one mark between two of them. A character that is neither, and a mark that parts nothing,
    /// is a word that nobody knows.
    private static func tokens(_ text: String) -> [Token] {
        var tokens: [Token] = []
        var (digits, letters) = ("", "")
        var mark: Character?
        func flush(_ tokens: inout [Token]) {
            if !digits.isEmpty { tokens.append(.number(Int(digits.prefix(9)) ?? 0, digits: digits.utf8.count)) }
            if !letters.isEmpty { tokens.append(.word(letters)) }
            (digits, letters) = ("", "")
        }
        for character in text {
            if character.utf8.count == 1, character.isNumber {
                if !letters.isEmpty { flush(&tokens) }
                mark = nil
                digits.append(character)
            } else if let letter = folded(character) {
                if !digits.isEmpty { flush(&tokens) }
                mark = nil
                letters.append(letter)
            } else {
                flush(&tokens)
                guard character != " " else { continue }
                if !",./-".contains(character) || tokens.isEmpty || mark != nil {
                    tokens.append(.word(String(character)))
                }
                mark = character
            }
        }
        flush(&tokens)
        if let mark, mark == "/" || mark == "-" { tokens.append(.word(String(mark))) }
        return tokens
    }

    /// Small, without its accent; nil for what is no letter of English or French.
    private static func folded(_ character: Character) -> String? {
        if character.utf8.count == 1, character.isLetter || character == "'" { return character.lowercased() }
        switch character {
        case "é", "è", "É": return "e"
        case "û", "Û": return "u"
        case "à": return "a"
        case "’": return "'"
        default: return nil
        }
    }

    /// The day before the hour, and the hour: "2025-11-03T09:30", "3 Nov 2025 at 9:30 pm", "2025-11-03 09:30 +01:00". No day where
    /// what stands there is no hour.
    private static func clock(in text: String) -> (day: String?, clock: Clock?) {
        guard let colon = text.firstIndex(of: ":") else { return (text, nil) }
        let head = text[..<colon]
        let hourDigits = String(head.reversed().prefix { $0.utf8.count == 1 && $0.isNumber }.reversed())
        guard isNumber(hourDigits, of: 1...2), let hour = Int(hourDigits) else { return (nil, nil) }
        var day = head.dropLast(hourDigits.count)
        guard let last = day.last, last == " " || last == "T" else { return (nil, nil) }
        day = day.dropLast()
        for word in [" at", " à", ","] where day.hasSuffix(word) { day = day.dropLast(word.count) }
        var rest = text[text.index(after: colon)...]
        func take(_ count: Int) -> Int? {
            let digits = rest.prefix(count)
            guard isNumber(String(digits), of: count...count) else { return nil }
            rest = rest.dropFirst(count)
            return Int(digits)
        }
        guard let minute = take(2) else { return (nil, nil) }
        var (second, fraction) = (0, "")
        if rest.first == ":" {
            rest = rest.dropFirst()
            guard let found = take(2) else { return (nil, nil) }
            second = found
            if rest.first == "." {
                let digits = rest.dropFirst().prefix { $0.utf8.count == 1 && $0.isNumber }
                guard (1...9).contains(digits.count) else { return (nil, nil) }
                fraction = "." + digits
                rest = rest.dropFirst(digits.count + 1)
            }
        }
        guard minute < 60, second < 60, let (hours, offset) = suffix(String(rest).trimmedSpaces.lowercased(), hour)
        else { return (nil, nil) }
        return (
            String(day), Clock(hour: hours, minute: minute, second: second, fraction: fraction, offset: offset)
        )
    }

    /// What stands behind the minutes: nothing, am or pm, an offset.
    private static func suffix(_ text: String, _ hour: Int) -> (hour: Int, offset: Int?)? {
        switch text {
        case "": return hour < 24 ? (hour, nil) : nil
        case "am", "a.m.": return (1...12).contains(hour) ? (hour % 12, nil) : nil
        case "pm", "p.m.": return (1...12).contains(hour) ? (hour % 12 + 12, nil) : nil
        case "z", "utc", "gmt": return hour < 24 ? (hour, 0) : nil
        default: break
        }
        guard hour < 24, let sign = text.first, sign == "+" || sign == "-" else { return nil }
        let digits = text.dropFirst().filter { $0 != ":" }
        guard text.utf8.count <= 6, isNumber(digits, of: 4...4), let value = Int(digits), value / 100 < 24,
            value % 100 < 60
        else { return nil }
        let seconds = (value / 100 * 60 + value % 100) * 60
        return (hour, sign == "-" ? -seconds : seconds)
    }
}

extension String {
    fileprivate var trimmedSpaces: String { String(drop { $0 == " " }) }
}
