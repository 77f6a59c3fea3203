import Testing

@testable import CivilTime

@Suite("Zoneinfo files")
struct ZoneinfoTests {
    @Test("transitions hold until the last; then the rule in the last line")
    func transitionsThenRule() throws {
        let zone = try TimeZoneRules.zoneinfo(name: "Test/Place", contents: ZoneinfoFile().bytes)
        #expect(zone.name == "Test/Place")
        #expect(zone.offset(at: Instant(seconds: -1001)) == 600)
        #expect(zone.offset(at: Instant(seconds: -1000)) == 3600)
        #expect(zone.offset(at: Instant(seconds: 1999)) == 3600)
        #expect(zone.offset(at: Instant(seconds: 2000)) == 0)
        for (instant, offset) in [
            ("2025-03-30T00:59:59Z", 3600), ("2025-03-30T01:00:00Z", 7200), ("2060-10-31T00:59:59Z", 7200),
            ("2060-10-31T01:00:00Z", 3600),
        ] {
            #expect(zone.offset(at: try #require(Instant(rfc3339: instant))) == offset)
        }
    }

    @Test("without a rule the last offset stays")
    func noRule() throws {
        let zone = try TimeZoneRules.zoneinfo(name: "Test/Place", contents: ZoneinfoFile(rule: "").bytes)
        #expect(zone.offset(at: Instant(seconds: 1 << 35)) == 0)
    }

    @Test(
        "the rule is a TZ string as RFC 8536 extends it",
        arguments: [
            ("UTC0", "2025-07-01T00:00:00Z", 0),
            ("<+0330>-3:30", "2025-07-01T00:00:00Z", 12_600),
            ("IST-1GMT0,M10.5.0,M3.5.0/1", "2025-01-01T00:00:00Z", 0),
            ("IST-1GMT0,M10.5.0,M3.5.0/1", "2025-07-01T00:00:00Z", 3600),
            ("AEST-10AEDT,M10.1.0,M4.1.0/3", "2024-12-31T23:59:59Z", 39_600),
            ("AEST-10AEDT,M10.1.0,M4.1.0/3", "2025-07-01T00:00:00Z", 36_000),
            // The Friday before the last Sunday: Thursday of the fourth week at 26:00.
            ("IST-2IDT,M3.4.4/26,M10.5.0", "2025-03-27T23:59:59Z", 7200),
            ("IST-2IDT,M3.4.4/26,M10.5.0", "2025-03-28T00:00:00Z", 10_800),
            // Saturday 22:00, as the day before Sunday's -2:00.
            ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2025-03-30T00:59:59Z", -7200),
            ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2025-03-30T01:00:00Z", -3600),
            // Daylight time all year (RFC 8536, section 3.3.1).
            ("XXX3EDT4,0/0,J365/23", "2025-01-01T03:00:00Z", -14_400),
            ("XXX3EDT4,0/0,J365/23", "2024-12-31T23:30:00Z", -14_400),
            // 1 March with and without counting 29 February.
            ("AAA0BBB,J60/0,J300", "2024-02-29T23:59:59Z", 0),
            ("AAA0BBB,J60/0,J300", "2024-03-01T00:00:00Z", 3600),
            ("AAA0BBB,59/0,300", "2024-02-29T00:00:00Z", 3600),
        ])
    func rules(rule: String, instant: String, offset: Int) throws {
        let zone = try TimeZoneRules.zoneinfo(name: "Test/Place", contents: ZoneinfoFile(rule: rule).bytes)
        #expect(zone.offset(at: try #require(Instant(rfc3339: instant))) == offset)
    }

    @Test(
        "a rule that is not one is refused",
        arguments: [
            "E5", "EST", "EST5EDT", "EST25", "EST5EDT,M3.2.0", "EST5EDT,M13.2.0,M11.1.0", "EST5EDT,M3.6.0,M11.1.0",
            "EST5EDT,M3.2.7,M11.1.0", "EST5EDT,M3.2.0,M11.1.0,", "EST5EDT,J0,J5", "EST5EDT,366,5", "<EST5",
            "EST5EDT,M3.2.0/168,M11.1.0", "EST5:60", "EST5x", "EST99999999999999999999",
        ])
    func badRules(rule: String) {
        #expect(throws: TimeZoneError.self) {
            try TimeZoneRules.zoneinfo(name: "Test/Place", contents: ZoneinfoFile(rule: rule).bytes)
        }
    }

    @Test(
        "a file that breaks the format is refused with the reason",
        arguments: [
            (ZoneinfoFile(magic: "TZip"), "it is not a TZif file"),
            (ZoneinfoFile(version: 0), "it is a TZif file of version 1, and 2 or later is needed"),
            (ZoneinfoFile(times: [2000, 2000]), "its transitions do not ascend"),
            (ZoneinfoFile(types: [1, 3]), "a transition to no offset"),
            (ZoneinfoFile(offsets: [0, 0, 100_000]), "an offset of 100000 seconds is beyond -25 to 26 hours"),
            (ZoneinfoFile(leapCount: 1), "it counts leap seconds"),
            (ZoneinfoFile(times: [], types: [], offsets: []), "it has no offset at all"),
            (ZoneinfoFile(rule: nil), "its last line is missing"),
            (ZoneinfoFile(rule: "EST5EDT"), "its rule EST5EDT is not one of RFC 8536"),
        ])
    func broken(file: ZoneinfoFile, reason: String) {
        #expect(throws: TimeZoneError.invalidContents(name: "Test/Place", reason: reason)) {
            try TimeZoneRules.zoneinfo(name: "Test/Place", contents: file.bytes)
        }
    }

    @Test("a file cut short anywhere, or with any byte changed, is read or refused, and never crashes")
    func garbage() {
        let bytes = ZoneinfoFile().bytes
        for length in 0..<bytes.count {
            #expect(throws: TimeZoneError.self) {
                try TimeZoneRules.zoneinfo(name: "Test/Place", contents: Array(bytes[..<length]))
            }
        }
        for index in bytes.indices {
            for value in [0, 0x0A, 0x7F, 0x80, 0xFF] as [UInt8] {
                var changed = bytes
                changed[index] = value
                let zone = try? TimeZoneRules.zoneinfo(name: "Test/Place", contents: changed)
                _ = zone?.startOfDay(CivilDay(year: 2050, month: 6, day: 1)!)
            }
        }
    }

    @Test("a file that is too large is refused before it is read")
    func large() {
        #expect(throws: TimeZoneError.self) {
            try TimeZoneRules.zoneinfo(name: "X", contents: [UInt8](repeating: 0, count: 262_145))
        }
    }
}

/// A TZif file that is right unless told otherwise.
struct ZoneinfoFile: Sendable {
    var magic = "TZif"
    var version = UInt8(ascii: "2")
    var times = [-1000, 2000]
    var types: [UInt8] = [1, 2]
    var offsets = [600, 3600, 0]
    var leapCount = 0
    var rule: String? = "CET-1CEST,M3.5.0,M10.5.0/3"

    var bytes: [UInt8] {
        let old = header([0, 0, 0, 0, 1, 4]) + [0, 0, 0, 0, 0, 0] + "UTC\0".utf8
        var new = header([0, 0, leapCount, times.count, offsets.count, 4])
        for time in times { new += integer(time, bytes: 8) }
        new += types
        for offset in offsets { new += integer(offset, bytes: 4) + [0, 0] }
        return old + new + "XXX\0".utf8 + (rule.map { "\n\($0)\n" } ?? "").utf8
    }

    private func header(_ counts: [Int]) -> [UInt8] {
        Array(magic.utf8) + [version] + [UInt8](repeating: 0, count: 15) + counts.flatMap { integer($0, bytes: 4) }
    }

    private func integer(_ value: Int, bytes: Int) -> [UInt8] {
        (0..<bytes).reversed().map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }
}
