import CivilTime
import Testing

@Suite("A day as text")
struct CivilDayTextTests {
    @Test("every day of the calendar reads back as it is written, in ten digits")
    func roundTrip() throws {
        var last = ""
        for number in stride(from: -719_162, through: 2_932_896, by: 13) {
            let day = try #require(CivilDay(daysSinceEpoch: number))
            let text = day.description
            // A part of a longer text is read, too.
            try #require(
                text.utf8.count == 10 && last < text && CivilDay(text) == day
                    && CivilDay("\(text)T"[..<text.endIndex]) == day,
                "\(number) is \(text)")
            last = text
        }
        #expect(CivilDay(daysSinceEpoch: -719_162)?.description == "0001-01-01")
        #expect(CivilDay(daysSinceEpoch: 2_932_896)?.description == "9999-12-31")
    }

    @Test(
        "nothing else is a day",
        arguments: [
            "", "2025-11-3", "2025-11-031", "2025-02-29", "2025-13-01", "2025-00-01", "0000-01-01", "2025/11/03",
            "+025-11-03", " 2025-11-0", "２025-11-03", "2025-11-0a", "2025--1-03",
        ])
    func refused(_ text: String) { #expect(CivilDay(text) == nil) }
}
