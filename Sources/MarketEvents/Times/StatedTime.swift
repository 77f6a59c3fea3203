import CivilTime

package struct StatedTimeError: Error, Equatable, CustomStringConvertible {
    package let description: String
    /// What was meant, or may have been, ready to paste.
    package let readings: [String]

    init(description: String, readings: [String] = []) { (self.description, self.readings) = (description, readings) }
}

/// When something happened or was published, at the precision that is known: `2019`, `2026-H2`, `2025-Q3`, `2025-06`,
/// `2025-11-03`, an instant, `A/B` (some time from the start of A to the end of B) or `../A` (some time up to the end of A).
///
/// A period ends where the next one starts; days are New York days; an instant ends when it starts.
package struct StatedTime: Hashable, Sendable {
    /// As it was written.
    package let text: String
    /// Nil for `../A`.
    package let start: Instant?
    package let end: Instant
    package let includesEnd: Bool
    /// The New York day, where it is known to the day.
    package let day: CivilDay?

    package init(_ text: String) throws(StatedTimeError) {
        self.text = text
        if text.utf8.count == 10, let day = CivilDay(text), day.year < 9999, let next = day.adding(days: 1) {
            let zone = TimeZoneRules.newYork
            (start, end, self.day) = (zone.startOfDay(day), zone.startOfDay(next), day)
            includesEnd = false
            return
        }
        guard text.utf8.count <= 80 else { throw StatedTimeError(description: "a time has at most 80 characters") }
        let parts = text.split(separator: "/" as Character, omittingEmptySubsequences: false)
        switch parts.count {
        case 1:
            let period = try Period(parts[0])
            (start, end, day) = (period.start, period.end, period.day)
            includesEnd = period.isInstant
        case 2 where parts[0] == "..":
            let last = try Period(parts[1])
            (start, end, day) = (nil, last.end, nil)
            includesEnd = last.isInstant
        case 2:
            let (first, last) = (try Period(parts[0]), try Period(parts[1]))
            guard first.start <= last.start, first.end <= last.end else {
                throw StatedTimeError(description: "\(quoted(text)) runs backwards: write the earlier time first")
            }
            (start, end, day) = (first.start, last.end, nil)
            includesEnd = last.isInstant
        default: throw Self.formError(text)
        }
    }

    /// A moment, as RFC 3339 in UTC.
    package init(instant: Instant) { self.init(instant: instant, includesEnd: true) }

    private init(instant: Instant, includesEnd: Bool) {
        text = instant.rfc3339()
        (start, end) = (instant, instant)
        self.includesEnd = includesEnd
        day = TimeZoneRules.newYork.day(of: instant)
    }

    /// When it is over, which for every cut is as soon as it is.
    package var ending: StatedTime { StatedTime(instant: end, includesEnd: includesEnd) }

    /// A time that was read before: its text, if it has one, and what the text means.
    package init(read text: String, start: Instant?, end: Instant, includesEnd: Bool, day: CivilDay?) {
        (self.text, self.start, self.end, self.day) = (text, start, end, day)
        self.includesEnd = includesEnd
    }

    /// What the attribute `time` must denote: the start; of `../A` the end of A.
    package var time: Instant { start ?? end }

    /// Whether it is a time, and the plainest one: `2025-11-03`.
    static func isPlainDay(_ text: String) -> Bool {
        text.utf8.count == 10 && CivilDay(text).map { $0.year < 9999 } == true
    }

    static func formError(_ text: some StringProtocol) -> StatedTimeError {
        StatedTimeError(
            description: "\(quoted(String(text))) is not a time; write 2025, 2025-H2, 2025-Q3, 2025-06, 2025-11-03, "
                + "2025-11-03T09:30:00-05:00, A/B or ../A")
    }

    /// What is wrong with a text that should be a plain day; nil where it is one.
    static func dayFault(_ text: String) -> String? {
        if isPlainDay(text) { return nil }
        do throws(StatedTimeError) {
            _ = try Period(text[...])
            return "\(quoted(text)) is not a plain day; write for example 2025-11-03"
        } catch { return error.description }
    }
}

extension StatedTime {
    /// The order of occurrence: by the end, then by the start; an unknown start counts as earliest.
    package static func isOrdered(_ left: StatedTime, before right: StatedTime) -> Bool? {
        if left.end != right.end { return left.end < right.end }
        if left.start == right.start { return nil }
        guard let leftStart = left.start else { return true }
        guard let rightStart = right.start else { return false }
        return leftStart < rightStart
    }

    /// When an event was first public: as stated; else the earliest to end among its own evidence;
    /// else when it was over.
    package static func published(
        stated: StatedTime?, evidence: [StatedTime], occurred: StatedTime
    ) -> StatedTime {
        stated ?? evidence.min { isOrdered($0, before: $1) == true } ?? occurred.ending
    }
}

/// From where it is known when an event was first public.
package enum PublicationBasis: String, Sendable {
    /// Its writer says so.
    case stated
    /// The first of its own evidence that names a time.
    case evidence
    /// Nobody says so: it was public when it was over, at the latest.
    case occurred

    package init(isStated: Bool, evidence: [StatedTime]) {
        self = isStated ? .stated : evidence.isEmpty ? .occurred : .evidence
    }
}

/// A year, half-year, quarter, month, day or instant.
package struct Period: Hashable, Sendable {
    package let start: Instant
    package let end: Instant
    package let day: CivilDay?
    /// An instant ends when it starts; every other period is longer.
    package var isInstant: Bool { start == end }

    /// Days begin at midnight in `zone`.
    package init(_ text: Substring, zone: TimeZoneRules = .newYork) throws(StatedTimeError) {
        let bytes = Array(text.utf8)
        if let instant = Instant(rfc3339: text) {
            // East of Greenwich the first day begins before the year 1 of UTC.
            guard !text.utf8.starts(with: "9999".utf8), !text.utf8.starts(with: "0001-01-01".utf8) else {
                throw StatedTimeError(
                    description: "\(quoted(String(text))) is not within the days 0001-01-02 to 9998-12-31")
            }
            (start, end, day) = (instant, instant, zone.day(of: instant))
            return
        }
        func number(_ range: Range<Int>) -> Int? {
            guard bytes.count >= range.upperBound,
                bytes[range].allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
            else { return nil }
            return Int(String(decoding: bytes[range], as: UTF8.self))
        }
        guard let year = number(0..<4), bytes.count == 4 || bytes[4] == UInt8(ascii: "-") else {
            throw StatedTime.formError(text)
        }
        guard (1...9998).contains(year) else {
            throw StatedTimeError(description: "\(quoted(String(text))) is not within the years 1 to 9998")
        }
        let first: CivilDay?
        let next: CivilDay?
        switch bytes.count {
        case 4:
            first = CivilDay(year: year, month: 1, day: 1)
            next = CivilDay(year: year + 1, month: 1, day: 1)
        case 7 where bytes[5] == UInt8(ascii: "Q"):
            guard let quarter = number(6..<7), (1...4).contains(quarter) else {
                throw StatedTimeError(description: "\(quoted(String(text))) is not a quarter: there are Q1 to Q4")
            }
            first = CivilDay(year: year, month: quarter * 3 - 2, day: 1)
            next = first?.adding(months: 3)
        case 7 where bytes[5] == UInt8(ascii: "H"):
            guard let half = number(6..<7), (1...2).contains(half) else {
                throw StatedTimeError(description: "\(quoted(String(text))) is not a half-year: there are H1 and H2")
            }
            first = CivilDay(year: year, month: half * 6 - 5, day: 1)
            next = first?.adding(months: 6)
        case 7:
            guard let month = number(5..<7) else { throw StatedTime.formError(text) }
            first = CivilDay(year: year, month: month, day: 1)
            guard first != nil else {
                throw StatedTimeError(description: "\(quoted(String(text))) is not a month: there are 01 to 12")
            }
            next = first?.adding(months: 1)
        case 10:
            guard bytes[7] == UInt8(ascii: "-"), let month = number(5..<7), let day = number(8..<10) else {
                throw StatedTime.formError(text)
            }
            first = CivilDay(year: year, month: month, day: day)
            guard first != nil else {
                let reason =
                    (1...12).contains(month)
                    ? "that month has \(CivilDay.length(ofMonth: month, year: year)) days" : "there are months 01 to 12"
                throw StatedTimeError(description: "\(quoted(String(text))) is not a day: \(reason)")
            }
            next = first?.adding(days: 1)
        default: throw StatedTime.formError(text)
        }
        guard let first, let next else { throw StatedTime.formError(text) }
        (start, end) = (zone.startOfDay(first), zone.startOfDay(next))
        day = bytes.count == 10 ? first : nil
    }
}
