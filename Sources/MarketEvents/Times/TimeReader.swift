import CivilTime

/// Reads times as people type them, and gives them back in the forms that events have: `3 Nov 2025` is `2025-11-03`, `Q3 2025` is
/// `2025-Q3`. One reading, or a refusal that shows the readings. The one reader of all times that are typed: of events, of fields,
/// of cuts.
package struct TimeReader: Sendable {
    /// Where hours without an offset are told; nil where nobody said.
    package let zone: TimeZoneRules?

    package init(zone: TimeZoneRules? = nil) { self.zone = zone }

    /// - Returns: a text that `StatedTime` reads.
    package func read(_ text: String) throws(StatedTimeError) -> String {
        if (try? StatedTime(text)) != nil { return text }
        guard text.utf8.count <= 80 else { throw StatedTimeError(description: "a time has at most 80 characters") }
        let plain = TimeReader.plain(text)
        // What is meant to be in the forms of events is told what is wrong with it.
        let parts = plain.split(separator: "/", omittingEmptySubsequences: false).map { String($0).trimmed }
        if parts.count == 2, TypedTime.isNumber(parts[0], of: 1...2) == false,
            TypedTime.isNumber(parts[1], of: 1...2) == false
        {
            if let both = try interval(parts, in: text) { return both }
        }
        return try single(plain, in: text)
    }

    /// Nil where the stroke does not stand between two times: Q3/2025.
    private func interval(_ parts: [String], in whole: String) throws(StatedTimeError) -> String? {
        var read: [String] = []
        for part in parts {
            do throws(StatedTimeError) { read.append(part == ".." ? part : try single(part, in: whole)) } catch {
                guard error.readings.isEmpty else { throw error }
                return nil
            }
        }
        let both = read.joined(separator: "/")
        _ = try StatedTime(both)
        return both
    }

    /// The period that a cut names: days begin at midnight in the zone, else in New York.
    package func period(_ text: String) throws(StatedTimeError) -> Period {
        try Period(try read(text)[...], zone: zone ?? .newYork)
    }

    private func single(_ text: String, in whole: String) throws(StatedTimeError) -> String {
        if (try? StatedTime(text)) != nil { return text }
        let typed = TypedTime(text)
        let readings = try readings(typed, in: whole)
        switch readings.count {
        case 1: return readings[0]
        case 0: throw refusal(typed, text, in: whole)
        default:
            throw StatedTimeError(
                description:
                    "\(quoted(whole)) has \(readings.count) readings; write \(readings.joined(separator: " or "))",
                readings: readings)
        }
    }

    /// - Throws: where it is understood, and cannot be taken.
    private func readings(_ typed: TypedTime, in whole: String) throws(StatedTimeError) -> [String] {
        guard !typed.leavesWords, !typed.isShortYear else { return [] }
        guard let clock = typed.clock else { return typed.periods }
        let days = typed.periods.compactMap { CivilDay($0) }
        guard days.count == typed.periods.count else { return [] }
        var found: [String] = []
        for day in days { found += try instants(day, clock, in: whole) }
        return found.filter { (try? StatedTime($0)) != nil }
    }

    private func instants(
        _ day: CivilDay, _ clock: TypedTime.Clock, in whole: String
    ) throws(StatedTimeError) -> [String] {
        func written(_ offset: Int) -> String { "\(day)T\(clock.time)\(TimeReader.offset(offset))" }
        if let offset = clock.offset { return [written(offset)] }
        let local = day.daysSinceEpoch * 86_400 + clock.secondOfDay
        guard let zone else {
            let example = TimeReader.offsets(local, .newYork).map(written).first { (try? StatedTime($0)) != nil }
            throw StatedTimeError(
                description: "\(quoted(whole)) has no offset: say --time-zone, such as --time-zone America/New_York"
                    + (example.map { ", or write for example \($0)" } ?? ""), readings: example.map { [$0] } ?? [])
        }
        let offsets = TimeReader.offsets(local, zone)
        guard !offsets.isEmpty else {
            throw StatedTimeError(
                description:
                    "\(quoted(whole)) was skipped by the clocks of \(zone.name); write the time that they showed")
        }
        return offsets.map(written)
    }

    /// The offsets with which the clocks of a place showed so many seconds: two where they were set back, none where forward.
    private static func offsets(_ local: Int, _ zone: TimeZoneRules) -> [Int] {
        let near = [-90_000, 90_000].map { zone.offset(at: Instant(seconds: local + $0)) }
        let both = near[0] == near[1] ? [near[0]] : near
        return both.filter { $0.isMultiple(of: 60) && zone.offset(at: Instant(seconds: local - $0)) == $0 }
    }

    private static func offset(_ seconds: Int) -> String {
        guard seconds != 0 else { return "Z" }
        let minutes = abs(seconds) / 60
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return (seconds < 0 ? "-" : "+") + two(minutes / 60) + ":" + two(minutes % 60)
    }

    /// What is wrong, and the nearest that would be right.
    private func refusal(_ typed: TypedTime, _ text: String, in whole: String) -> StatedTimeError {
        let nearest = typed.nearest
        guard !nearest.isEmpty else {
            // Of what looks like one of the forms the form says what is wrong.
            do throws(StatedTimeError) { _ = try StatedTime(text) } catch { return error }
            return StatedTime.formError(whole)
        }
        return StatedTimeError(
            description: "\(quoted(whole)) is not a time; did you mean "
                + nearest.map { "'\($0)'" }.joined(separator: " or ") + "?", readings: nearest)
    }

    /// With plain spaces and dashes.
    private static func plain(_ text: String) -> String {
        let plain = text.unicodeScalars.map { scalar -> Unicode.Scalar in
            switch scalar.value {
            case 0x09, 0xA0, 0x2000...0x200A, 0x202F, 0x3000: " "
            case 0x2010...0x2015, 0x2212: "-"
            default: scalar
            }
        }
        return String(String.UnicodeScalarView(plain)).trimmed
    }
}

extension String {
    fileprivate var trimmed: String {
        let start = drop { $0 == " " }
        return String(start.reversed().drop { $0 == " " }.reversed())
    }
}
