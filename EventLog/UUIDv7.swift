import CivilTime

/// Makes UUIDs of version 7 (RFC 9562, section 5.7) that increase, as texts too, in the order they were made.
///
/// The twelve bits after the milliseconds are a counter with a random start (section 6.2, method 1).
package struct UUIDv7Generator {
    private let clock: () -> Instant
    private var milliseconds = 0
    private var counter: UInt16 = 0

    package init(clock: @escaping () -> Instant = SystemClock.now) { self.clock = clock }

    /// Lower case, with hyphens. A clock that goes back or a full counter borrows from the millisecond that follows.
    package mutating func next() -> String {
        let now = max(0, clock().microsecondsSinceEpoch / 1000)
        if now > milliseconds {
            milliseconds = now
            counter = UInt16.random(in: 0..<0x800)
        } else if counter < 0xFFF {
            counter += 1
        } else {
            milliseconds += 1
            counter = UInt16.random(in: 0..<0x800)
        }
        let high = UInt64(milliseconds) << 16 | 0x7000 | UInt64(counter)
        let low = UInt64.random(in: 0..<1 << 62) | 1 << 63
        let digits = [high, low].map { word in
            let text = String(word, radix: 16)
            return String(repeating: "0", count: 16 - text.count) + text
        }.joined()
        var text = ""
        for (index, digit) in digits.enumerated() {
            if [8, 12, 16, 20].contains(index) { text.append("-") }
            text.append(digit)
        }
        return text
    }
}
