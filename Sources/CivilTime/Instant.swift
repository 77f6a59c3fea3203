/// A moment of UTC, to the nanosecond, in the years 1 to 9999.
package struct Instant: Hashable, Sendable {
    /// Whole seconds since 1970-01-01T00:00:00Z, without leap seconds, rounded down.
    package let seconds: Int
    /// 0 to 999,999,999.
    package let nanoseconds: Int

    package init(seconds: Int, nanoseconds: Int = 0) {
        precondition((0..<1_000_000_000).contains(nanoseconds))
        self.seconds = seconds
        self.nanoseconds = nanoseconds
    }

    package init(microsecondsSinceEpoch microseconds: Int) {
        let (quotient, remainder) = microseconds.quotientAndRemainder(dividingBy: 1_000_000)
        let borrow = remainder < 0 ? 1 : 0
        self.init(seconds: quotient - borrow, nanoseconds: (remainder + borrow * 1_000_000) * 1000)
    }

    /// Rounded down.
    package var microsecondsSinceEpoch: Int { seconds * 1_000_000 + nanoseconds / 1000 }

    package func adding(seconds more: Int) -> Instant { Instant(seconds: seconds + more, nanoseconds: nanoseconds) }

    /// The day in UTC. Nil outside the years 1 to 9999.
    package var utcDay: CivilDay? { CivilDay(daysSinceEpoch: floorDivide(seconds, 86_400)) }

    package static func startOfDayUTC(_ day: CivilDay) -> Instant { Instant(seconds: day.daysSinceEpoch * 86_400) }
}

extension Instant: Comparable {
    package static func < (left: Instant, right: Instant) -> Bool {
        (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
    }
}

extension Instant {
    /// Reads RFC 3339: `2025-11-03T09:30:00-05:00`, `…Z`, with up to nine fractional digits. Upper-case `T` and `Z` only.
    ///
    /// Nil for anything else, for a day or time that does not exist, and for a leap second, which UTC days here have not.
    package init?(rfc3339 text: String) {
        guard let parsed = RFC3339Text(text) else { return nil }
        self = parsed.instant
    }

    package init?(rfc3339 text: Substring) { self.init(rfc3339: String(text)) }

    /// RFC 3339 in UTC with `Z`, with exactly `fractionDigits` (0 to 9) or, where nil, as many as are not zero.
    package func rfc3339(fractionDigits: Int? = nil) -> String {
        let day = utcDay?.description ?? "????-??-??"
        let ofDay = seconds - floorDivide(seconds, 86_400) * 86_400
        let time = [ofDay / 3600, ofDay / 60 % 60, ofDay % 60].map { Digits.padded($0, to: 2) }.joined(separator: ":")
        var fraction = Digits.padded(nanoseconds, to: 9)
        if let fractionDigits {
            fraction = String(fraction.prefix(fractionDigits))
        } else {
            while fraction.last == "0" { fraction.removeLast() }
        }
        return "\(day)T\(time)\(fraction.isEmpty ? "" : "." + fraction)Z"
    }
}

extension Instant: CustomStringConvertible {
    package var description: String { rfc3339() }
}

/// An RFC 3339 text taken apart.
struct RFC3339Text {
    let instant: Instant
    /// Seconds east of Greenwich; 0 for `Z`.
    let offset: Int

    init?(_ text: String) {
        var text = text
        guard let parsed = text.withUTF8({ RFC3339Text(utf8: $0) }) else { return nil }
        self = parsed
    }

    private init?(utf8 bytes: UnsafeBufferPointer<UInt8>) {
        guard bytes.count >= 20, bytes.count <= 35, bytes[10] == UInt8(ascii: "T"), bytes[13] == UInt8(ascii: ":"),
            bytes[16] == UInt8(ascii: ":"), let day = CivilDay(utf8: UnsafeBufferPointer(rebasing: bytes[0..<10])),
            let hour = Digits.value(of: bytes[11..<13]), hour < 24,
            let minute = Digits.value(of: bytes[14..<16]), minute < 60,
            let second = Digits.value(of: bytes[17..<19]), second < 60
        else { return nil }
        var index = 19
        var nanoseconds = 0
        if bytes[index] == UInt8(ascii: ".") {
            let start = index + 1
            index = bytes[start...].firstIndex { !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ?? bytes.count
            guard index - start <= 9, let value = Digits.value(of: bytes[start..<index]) else { return nil }
            nanoseconds = value
            for _ in (index - start)..<9 { nanoseconds *= 10 }
        }
        let zone = bytes[index...]
        if zone.elementsEqual([UInt8(ascii: "Z")]) {
            offset = 0
        } else {
            guard zone.count == 6, zone[index] == UInt8(ascii: "+") || zone[index] == UInt8(ascii: "-"),
                zone[index + 3] == UInt8(ascii: ":"),
                let hours = Digits.value(of: zone[(index + 1)..<(index + 3)]), hours < 24,
                let minutes = Digits.value(of: zone[(index + 4)...]), minutes < 60
            else { return nil }
            offset = (hours * 3600 + minutes * 60) * (zone[index] == UInt8(ascii: "-") ? -1 : 1)
        }
        let local = day.daysSinceEpoch * 86_400 + hour * 3600 + minute * 60 + second
        instant = Instant(seconds: local - offset, nanoseconds: nanoseconds)
        // Year 1 or 9999 may be left through the offset.
        guard instant.utcDay != nil else { return nil }
    }
}

func floorDivide(_ dividend: Int, _ divisor: Int) -> Int {
    let (quotient, remainder) = dividend.quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
}
