extension YearlyRule {
    /// Reads `EST5EDT,M3.2.0,M11.1.0`, `<+0330>-3:30`, `IST-2IDT,M3.4.4/26,M10.5.0`: the `TZ` string of POSIX with hours
    /// up to 167 (RFC 8536, section 3.3.1). Its offsets count west as positive. Daylight time needs its dates.
    init(posix text: [UInt8]) throws(ZoneinfoFault) {
        var reader = YearlyRuleReader(text: text)
        self = try reader.rule()
    }
}

private struct YearlyRuleReader {
    let text: [UInt8]
    var position = 0

    init(text: [UInt8]) { self.text = text }

    private var fault: ZoneinfoFault {
        // The file may hold anything: what a terminal would not print as it is becomes a question mark.
        let shown = text.prefix(60).map { (0x21...0x7E).contains($0) ? $0 : UInt8(ascii: "?") }
        return ZoneinfoFault(reason: "its rule \(String(decoding: shown, as: UTF8.self)) is not one of RFC 8536")
    }

    mutating func rule() throws(ZoneinfoFault) -> YearlyRule {
        try abbreviation()
        let standard = -(try time(maximumHours: 24))
        guard position < text.count else { return YearlyRule(standardOffset: standard, daylight: nil) }
        try abbreviation()
        let daylight = next == UInt8(ascii: ",") ? standard + 3600 : -(try time(maximumHours: 24))
        let start = try change()
        let end = try change()
        guard position == text.count else { throw fault }
        return YearlyRule(standardOffset: standard, daylight: .init(offset: daylight, start: start, end: end))
    }

    private var next: UInt8? { position < text.count ? text[position] : nil }

    private mutating func accept(_ character: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    /// `EST` or `<+0330>`; which one does not matter here.
    private mutating func abbreviation() throws(ZoneinfoFault) {
        let quoted = accept("<")
        let start = position
        while let byte = next, isLetter(byte) || quoted && isDigitOrSign(byte) { position += 1 }
        guard position - start >= 3, !quoted || accept(">") else { throw fault }
    }

    private func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private func isDigitOrSign(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
    }

    /// `[+-]h[:mm[:ss]]` in seconds.
    private mutating func time(maximumHours: Int) throws(ZoneinfoFault) -> Int {
        let negative = accept("-")
        if !negative { _ = accept("+") }
        var seconds = try number(in: 0...maximumHours) * 3600
        if accept(":") { seconds += try number(in: 0...59) * 60 }
        if accept(":") { seconds += try number(in: 0...59) }
        return negative ? -seconds : seconds
    }

    /// `,date[/time]`, at 02:00 where no time is told.
    private mutating func change() throws(ZoneinfoFault) -> YearlyRule.Change {
        guard accept(",") else { throw fault }
        let date: YearlyRule.Date
        if accept("J") {
            date = .dayWithoutLeapDay(try number(in: 1...365))
        } else if accept("M") {
            let month = try number(in: 1...12)
            guard accept(".") else { throw fault }
            let week = try number(in: 1...5)
            guard accept(".") else { throw fault }
            date = .weekday(try number(in: 0...6), week: week, month: month)
        } else {
            date = .dayFromZero(try number(in: 0...365))
        }
        return .init(date: date, time: accept("/") ? try time(maximumHours: 167) : 2 * 3600)
    }

    private mutating func number(in range: ClosedRange<Int>) throws(ZoneinfoFault) -> Int {
        let start = position
        while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
        guard position - start <= 3, let value = Digits.value(of: text[start..<position]), range.contains(value) else {
            throw fault
        }
        return value
    }
}
