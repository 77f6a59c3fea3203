import CivilTime
import Testing

@testable import EventLog

@Suite("UUIDs of version 7")
struct UUIDv7Tests {
    @Test("Carry the milliseconds, the version and the variant of RFC 9562")
    func layout() {
        // The example of RFC 9562, appendix A.6.
        var generator = UUIDv7Generator(clock: { Instant(microsecondsSinceEpoch: 0x017F_22E2_79B0 * 1000) })
        let text = generator.next()
        #expect(text.hasPrefix("017f22e2-79b0-7"))
        #expect("89ab".contains(Array(text)[19]))
        #expect(text.split(separator: "-").map(\.count) == [8, 4, 4, 4, 12])
    }

    @Test("Increase within a millisecond and when the clock goes back")
    func monotonic() {
        let clock = ManualClock()
        var generator = UUIDv7Generator(clock: { clock.now })
        var made: [String] = []
        for index in 0..<10_000 {
            if index == 6_000 { clock.now = clock.now.adding(seconds: -60) }
            made.append(generator.next())
        }
        #expect(made == made.sorted())
        #expect(Set(made).count == made.count)
    }
}
