import CivilTime
import MarketEvents
import Testing

@Suite("Cells of price files: one reading, or a refusal that shows what would be right")
struct PriceCellTests {
    @Test(
        "a price is plain digits with a point, kept as it is written",
        arguments: ["254", "254.00", "0.0001", "4.186662803811", "123456789012345678.123456789012345678"])
    func plain(_ text: String) {
        #expect(PriceCell(Array(text.utf8)[...]) == .number(text))
    }

    @Test("no price", arguments: ["", "NA", "N/A", "NaN", "nan", "null", "n/a"])
    func absent(_ text: String) {
        #expect(PriceCell(Array(text.utf8)[...]) == .none)
    }

    @Test("a negative price is a midpoint, without its sign")
    func midpoint() { #expect(PriceCell(Array("-12.5".utf8)[...]) == .negative("12.5")) }

    @Test("a volume may be zero, a price not")
    func zero() {
        for text in ["0", "0.00"] {
            #expect(PriceCell(Array(text.utf8)[...], zeroIsTaken: true) == .number(text))
            #expect(
                PriceCell(Array(text.utf8)[...])
                    == .fault("a price of zero; leave the cell empty where there is no price"))
        }
    }

    @Test(
        "Refused:",
        arguments: [
            ("1,400", "'1,400' has 2 readings; write 1400 or 1.400"),
            ("12,34", "'12,34' has a decimal comma; write 12.34"),
            ("1,254.00", "'1,254.00' has a thousands separator; write 1254.00"),
            ("1,234,567", "'1,234,567' has a thousands separator; write 1234567"),
            ("1.234,50", "'1.234,50' has a thousands separator and a decimal comma; write 1234.50"),
            ("1 254.00", "'1 254.00' has a thousands separator; write 1254.00"),
            ("1\u{202F}254.00", "'1\u{202F}254.00' has a thousands separator; write 1254.00"),
            ("1'254.00", "'1'254.00' has a thousands separator; write 1254.00"),
            ("1e3", "'1e3' is in scientific notation; write 1000"),
            ("1.5E-4", "'1.5E-4' is in scientific notation; write 0.00015"),
            ("1e99", "'1e99' is not a price; write for example 254.00"),
            (".5", "'.5' starts with a point; write 0.5"),
            ("5.", "'5.' ends with a point; write 5"),
            ("0254", "'0254' is not a price; write for example 254.00"),
            ("+254", "'+254' is not a price; write for example 254.00"),
            ("$254", "'$254' is not a price; write for example 254.00"),
            ("--3", "'--3' is not a price; write for example 254.00"),
            ("1.0000000000000000001", "'1.0000000000000000001' has 19 digits behind the point; at most 18 are kept"),
            ("\u{1B}[31m", "'\\u{1b}[31m' is not a price; write for example 254.00"),
        ])
    func refused(_ text: String, _ reason: String) {
        #expect(PriceCell(Array(text.utf8)[...]) == .fault(reason))
    }

    @Test(
        "a day is written from the year down",
        arguments: [
            ("2025-05-12", "2025-05-12"), ("2025/5/12", "2025-05-12"), ("2025/05/12", "2025-05-12"),
            ("2025-5-2", "2025-05-02"), ("20250512", "2025-05-12"),
        ])
    func days(_ text: String, _ day: String) throws {
        #expect(try DayCell.read(Array(text.utf8)[...]).description == day)
    }

    @Test(
        "No day:",
        arguments: [
            ("", "the day is missing; write for example 2025-11-03"),
            ("05/12/2025", "'05/12/2025' has 2 readings; write 2025-05-12 or 2025-12-05"),
            ("13/11/2025", "'13/11/2025' starts with no year; write 2025-11-13"),
            ("03.11.2025", "'03.11.2025' has 2 readings; write 2025-03-11 or 2025-11-03"),
            ("11/11/2025", "'11/11/2025' starts with no year; write 2025-11-11"),
            ("03/11/25", "'03/11/25' is not a day; write the year in four digits, as 2025-11-03"),
            ("2025-02-30", "'2025-02-30' is not a day: that month has 28 days"),
            ("2025-13-01", "'2025-13-01' is not a day: there are months 01 to 12"),
            ("9999-12-31", "'9999-12-31' is not within the years 1 to 9998"),
            ("2025-11", "'2025-11' is not a day; write for example 2025-11-03"),
            ("2025-11-03 00:00:00", "'2025-11-03 00:00:00' is not a day; write for example 2025-11-03"),
            ("yesterday", "'yesterday' is not a day; write for example 2025-11-03"),
        ])
    func noDays(_ text: String, _ reason: String) {
        #expect(throws: DayFault(reason: reason)) { try DayCell.read(Array(text.utf8)[...]) }
    }
}

@Suite("Lines of comma-separated values")
struct CSVLineTests {
    private func texts(_ text: String) throws -> [String] {
        let line = try CSVLine(Array(text.utf8), number: 1)
        return line.fields.map { line.text($0) }
    }

    @Test(
        "fields stand between commas, with or without quotes and spaces",
        arguments: [
            ("a,b", ["a", "b"]), ("a,,b,", ["a", "", "b", ""]), ("", [""]), (" a , b\t", ["a", "b"]),
            (#""a","b, c""#, ["a", "b, c"]), (#" "a" ,b"#, ["a", "b"]), (#""a""b",c"#, [#"a""b"#, "c"]),
            ("a,b\r", ["a", "b"]), (#"a,"b""# + "\r", ["a", "b"]),
        ])
    func fields(_ text: String, _ fields: [String]) throws {
        #expect(try texts(text) == fields)
    }

    @Test(
        "Refused:",
        arguments: [
            (#"a,"b"#, 3, "a quote is opened here and not closed on its line"),
            (#"a,"b"c"#, 6, "text behind a closing quote; write a comma"),
        ])
    func refused(_ text: String, _ column: Int, _ reason: String) {
        #expect(throws: PlacedFault(line: 7, column: column, reason)) { try CSVLine(Array(text.utf8), number: 7) }
    }

    @Test("what is written with quotes is read back, at its column", arguments: (0..<100).map { UInt64($0) })
    func roundTrip(_ seed: UInt64) throws {
        var random = Seeded(state: seed)
        let alphabet = Array("ab,.1 ")
        let fields = (0..<Int.random(in: 1...6, using: &random)).map { _ in
            String(
                (0..<Int.random(in: 1...5, using: &random)).compactMap { _ in alphabet.randomElement(using: &random) })
        }
        let written = fields.map { "\"\($0)\"" }
        let line = try CSVLine(Array(written.joined(separator: ",").utf8), number: 1)
        let wanted = fields.map { $0.split(separator: " ", omittingEmptySubsequences: false).drop { $0.isEmpty } }
        #expect(line.fields.count == fields.count)
        for (index, field) in line.fields.enumerated() {
            #expect(field.column == written[..<index].reduce(1) { $0 + $1.count + 1 })
            #expect(line.text(field).filter { $0 != " " } == wanted[index].joined())
        }
    }
}
