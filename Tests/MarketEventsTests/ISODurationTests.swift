import MarketEvents
import Testing

@Suite("Durations: whole years, months, weeks and days, in this order")
struct ISODurationTests {
    @Test(
        "months and days of each form",
        arguments: [
            ("P7Y", 84, 0), ("P18M", 18, 0), ("P1Y6M", 18, 0), ("P2W", 0, 14), ("P90D", 0, 90), ("P1Y2M3W4D", 14, 25),
            ("P0D", 0, 0), ("P0007Y", 84, 0), ("P9999Y9999M9999W9999D", 129_987, 79_992),
        ])
    func takes(_ text: String, _ months: Int, _ days: Int) throws {
        let duration = try #require(ISODuration(text))
        #expect(duration.months == months && duration.days == days && duration.description == text)
    }

    @Test(
        "everything else is none",
        arguments: [
            "", "P", "7Y", "p7y", "P7", "PY", "P7Y6", "P1M1Y", "P1Y1Y", "P10000Y", "P-1Y", "P1.5Y", "PT1H", "P7Y ",
            " P7Y", "P7Y\n", "P\u{301}7Y", "P7Y\u{301}", "P\u{FF17}Y", "P\u{667}Y", "P1Y2M3W4D5D",
        ])
    func refuses(_ text: String) { #expect(ISODuration(text) == nil, "\(text)") }
}
