extension TimeZoneRules {
    /// Far above the largest file of the tz database (4 kB).
    static let zoneinfoLimit = 262_144

    /// Reads a TZif file of version 2 or later (RFC 8536), whose last line tells what holds after the last transition.
    /// Files that count leap seconds (`right/…`) are refused: no instant here does.
    package static func zoneinfo(name: String, contents: [UInt8]) throws(TimeZoneError) -> TimeZoneRules {
        guard contents.count <= zoneinfoLimit else {
            throw .invalidContents(name: name, reason: "more than \(zoneinfoLimit) bytes")
        }
        do {
            var reader = ZoneinfoReader(contents: contents)
            return try reader.rules(name: name)
        } catch {
            throw .invalidContents(name: name, reason: error.reason)
        }
    }
}

struct ZoneinfoFault: Error {
    let reason: String
}

/// A TZif file, read from front to back.
private struct ZoneinfoReader {
    let contents: [UInt8]
    var position = 0

    init(contents: [UInt8]) { self.contents = contents }

    /// Section 3.1.
    private struct Header {
        let universalCount, standardCount, leapCount, timeCount, typeCount, characterCount: Int

        func size(ofTime: Int) -> Int {
            timeCount * (ofTime + 1) + typeCount * 6 + characterCount + leapCount * (ofTime + 4) + standardCount
                + universalCount
        }
    }

    mutating func rules(name: String) throws(ZoneinfoFault) -> TimeZoneRules {
        // The first block repeats the second in 32 bits, for programs older than 2006.
        let old = try header()
        _ = try take(old.size(ofTime: 4))
        let header = try header()
        guard header.leapCount == 0 else { throw ZoneinfoFault(reason: "it counts leap seconds") }
        guard header.typeCount > 0 else { throw ZoneinfoFault(reason: "it has no offset at all") }
        var times: [Int] = []
        for _ in 0..<header.timeCount {
            let time = try integer(bytes: 8)
            guard times.last.map({ $0 < time }) ?? true, abs(time / 2) < 1 << 60 else {
                throw ZoneinfoFault(reason: "its transitions do not ascend")
            }
            times.append(time)
        }
        let types = try take(header.timeCount)
        var offsets: [Int] = []
        for _ in 0..<header.typeCount {
            let offset = try integer(bytes: 4)
            // Section 3.2.
            guard (-89_999...93_599).contains(offset) else {
                throw ZoneinfoFault(reason: "an offset of \(offset) seconds is beyond -25 to 26 hours")
            }
            offsets.append(offset)
            _ = try take(2)
        }
        _ = try take(header.characterCount + header.standardCount + header.universalCount)
        var transitions: [TimeZoneRules.Transition] = []
        for (time, type) in zip(times, types) {
            guard Int(type) < offsets.count else { throw ZoneinfoFault(reason: "a transition to no offset") }
            transitions.append(.init(seconds: time, offset: offsets[Int(type)]))
        }
        return TimeZoneRules(
            name: name, initialOffset: offsets[0], transitions: transitions, rule: try footer())
    }

    private mutating func header() throws(ZoneinfoFault) -> Header {
        guard try take(4).elementsEqual("TZif".utf8) else {
            throw ZoneinfoFault(reason: "it is not a TZif file")
        }
        guard try take(16).first.map({ $0 >= UInt8(ascii: "2") }) == true else {
            throw ZoneinfoFault(reason: "it is a TZif file of version 1, and 2 or later is needed")
        }
        return Header(
            universalCount: try count(), standardCount: try count(), leapCount: try count(), timeCount: try count(),
            typeCount: try count(), characterCount: try count())
    }

    private mutating func count() throws(ZoneinfoFault) -> Int {
        let count = try integer(bytes: 4)
        guard (0...contents.count).contains(count) else { throw ZoneinfoFault(reason: "it is cut short") }
        return count
    }

    /// Section 3.3: `\n`, the TZ string (it may be empty), `\n`.
    private mutating func footer() throws(ZoneinfoFault) -> YearlyRule? {
        let rest = try take(contents.count - position)
        guard rest.count >= 2, rest.first == UInt8(ascii: "\n"), rest.last == UInt8(ascii: "\n") else {
            throw ZoneinfoFault(reason: "its last line is missing")
        }
        let text = rest.dropFirst().dropLast()
        return text.isEmpty ? nil : try YearlyRule(posix: Array(text))
    }

    private mutating func take(_ count: Int) throws(ZoneinfoFault) -> ArraySlice<UInt8> {
        guard count <= contents.count - position else { throw ZoneinfoFault(reason: "it is cut short") }
        defer { position += count }
        return contents[position..<(position + count)]
    }

    /// Signed, big-endian.
    private mutating func integer(bytes: Int) throws(ZoneinfoFault) -> Int {
        let value = try take(bytes).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return bytes == 4 ? Int(Int32(truncatingIfNeeded: value)) : Int(truncatingIfNeeded: value)
    }
}
