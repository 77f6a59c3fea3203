import Glibc
import Testing

@testable import CivilTime

private let zoneinfoIsInstalled = access("/usr/share/zoneinfo/Europe/Paris", R_OK) == 0

@Suite("Time zones")
struct TimeZoneRulesTests {
    @Test(
        "a day starts at the first moment that its clocks show it", .enabled(if: zoneinfoIsInstalled),
        arguments: [
            ("America/New_York", "2025-03-09", "2025-03-09T05:00:00Z"),
            ("America/New_York", "2025-03-10", "2025-03-10T04:00:00Z"),
            ("America/New_York", "2025-11-02", "2025-11-02T04:00:00Z"),
            ("America/New_York", "2025-11-03", "2025-11-03T05:00:00Z"),
            ("America/New_York", "2050-07-04", "2050-07-04T04:00:00Z"),
            ("Asia/Tokyo", "2025-03-09", "2025-03-08T15:00:00Z"),
            ("UTC", "2025-03-09", "2025-03-09T00:00:00Z"),
            // Clocks went from midnight to 01:00.
            ("America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00Z"),
            // Clocks went from 01:00 back to midnight, which came twice.
            ("America/Havana", "2025-11-02", "2025-11-02T04:00:00Z"),
            // Clocks went from midnight back to 23:00 of a day that so had 25 hours.
            ("America/Sao_Paulo", "2018-02-17", "2018-02-17T02:00:00Z"),
            ("America/Sao_Paulo", "2018-02-18", "2018-02-18T03:00:00Z"),
            // Samoa left out 30 December 2011.
            ("Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z"),
            ("Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00Z"),
        ])
    func startOfDay(zone: String, day: String, start: String) throws {
        let rules = try TimeZoneRules.named(zone)
        #expect(rules.startOfDay(try #require(CivilDay(day))).rfc3339() == start)
    }

    @Test(
        "changes that fall together, or overlap those of other years, count in one order",
        arguments: [
            // Where the last Saturday of December is the 29th, both come at 01:00 UTC of the 31st.
            ("UTC0DST2,J365/1,M12.5.6/47", "0002-01-01", "0002-01-01T02:00:00Z"),
            ("UTC0DST2,J365/1,M12.5.6/47", "2047-01-01", "2047-01-01T02:00:00Z"),
            // The end of one year's is the start of the next one's.
            ("UTC0DST2,J1/1,J365/23", "2051-01-02", "2051-01-02T02:00:00Z"),
            // The start of the next year's comes on 25 December, before the end of this year's on the 30th.
            ("UTC0DST2,0/-167,M12.5.3/47", "2043-12-27", "2043-12-27T02:00:00Z"),
            ("UTC0DST2,0/-167,M12.5.3/47", "2044-01-03", "2044-01-03T00:00:00Z"),
            // The end of the year before the last is the last change before the day.
            ("UTC0DST2,7/-167,M12.5.3/97", "1995-01-01", "1995-01-01T00:00:00Z"),
        ])
    func bothAtOnce(rule: String, day: String, start: String) throws {
        let rules = TimeZoneRules(
            name: "Test/Zone", initialOffset: 0, transitions: [], rule: try YearlyRule(posix: Array(rule.utf8)))
        #expect(rules.startOfDay(try #require(CivilDay(day))).rfc3339() == start)
    }

    @Test("New York and UTC are built in")
    func builtIn() throws {
        #expect(try TimeZoneRules.named("America/New_York") == .newYork)
        #expect(try TimeZoneRules.named("UTC") == .utc)
    }

    @Test("New York as built in is New York as installed, from 1955 on", .enabled(if: zoneinfoIsInstalled))
    func installed() throws {
        let installed = try TimeZoneRules.system(named: "America/New_York", directory: "/usr/share/zoneinfo")
        for second in NewYorkTransitions.seconds {
            for seconds in [second - 1, second] {
                let instant = Instant(seconds: seconds)
                #expect(installed.offset(at: instant) == TimeZoneRules.newYork.offset(at: instant))
            }
        }
    }

    @Test(
        "a name that could leave the folder, or is none, is refused",
        arguments: [
            "", "/etc/passwd", "../../../etc/passwd", "Europe/../Paris", "Europe//Paris", "Europe/", "a b", "é",
            "Europe/Paris\0", String(repeating: "a", count: 65),
        ])
    func badName(name: String) {
        #expect(throws: TimeZoneError.invalidName(name)) { try TimeZoneRules.named(name) }
    }

    @Test(
        "a zone that is not there is refused with its path",
        arguments: ["Europe/Pariss", "Europe", "Nowhere/Europe/Paris", "UTC/Paris"])
    func missing(name: String) {
        #expect(throws: TimeZoneError.notFound(name: name, path: "/usr/share/zoneinfo/\(name)")) {
            try TimeZoneRules.named(name)
        }
    }

    @Test("the messages say what would be right")
    func messages() {
        #expect(
            TimeZoneError.invalidName("../x").description
                == "../x is not the name of a time zone: write one such as America/New_York or UTC")
        #expect(
            TimeZoneError.notFound(name: "Europe/Pariss", path: "/usr/share/zoneinfo/Europe/Pariss").description
                == "there is no time zone Europe/Pariss on this machine (no file /usr/share/zoneinfo/Europe/Pariss): "
                + "write one such as Europe/Paris, or install tzdata")
        #expect(
            TimeZoneError.unreadable(path: "/usr/share/zoneinfo/X", reason: "Permission denied").description
                == "the time zone file /usr/share/zoneinfo/X cannot be read: Permission denied")
        #expect(
            TimeZoneError.invalidContents(name: "X", reason: "it is cut short").description
                == "the rules of the time zone X are not usable: it is cut short")
    }
}
