import Reports
import Testing

/// SplitMix64, so that a failing seed can be run again anywhere.
private struct Seeded: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

@Suite("Tables fit the terminal, and no number is cut")
struct TextTableTests {
    private static let amount = "~1,400,000,000,000 USD"

    private func lines(_ table: TextTable, _ width: Int?) -> [String] {
        table.terminal(width: width, color: false).split(separator: "\n").map(String.init)
    }

    @Test("with room for all, numbers stand right and text left")
    func aligned() {
        let table = TextTable(
            headings: [.init("company"), .init("change", isNumber: true)],
            rows: [["amazon", "5 USD"], ["oracle", "-300 USD"]])
        #expect(
            lines(table, 80) == ["company    change", "───────  ────────", "amazon      5 USD", "oracle   -300 USD"])
    }

    @Test("where there is no room, what all rows say is said once, then text is cut, then the last columns are named")
    func narrowed() {
        let table = TextTable(
            headings: [
                .init("company"), .init("change", isNumber: true), .init("summary"), .init("origin"),
                .init("total", isNumber: true),
            ],
            rows: [
                ["amazon", Self.amount, "a summary of some length", "claimed", "1,000,000 USD"],
                ["oracle", "1 USD", "another one", "claimed", "1 USD"],
            ])
        #expect(
            lines(table, 50) == [
                "company                  change  summary",
                "───────  ──────────────────────  ─────────────────",
                "amazon   ~1,400,000,000,000 USD  a summary of som…",
                "oracle                    1 USD  another one",
                "in all rows: origin claimed",
                "no room for: total; a wider terminal or --json",
                "   shows it",
            ])
        #expect(
            lines(table, nil)[2] == "amazon   ~1,400,000,000,000 USD  a summary of some length  claimed  1,000,000 USD")
    }

    @Test("wide characters count two cells, combining marks none")
    func wide() {
        let table = TextTable(
            headings: [.init("name"), .init("n", isNumber: true)],
            rows: [["ソフトバンク", "1"], ["cafe\u{301}", "2"], ["plain", "3"]])
        #expect(lines(table, 80)[2...] == ["ソフトバンク  1", "cafe\u{301}          2", "plain         3"])
        #expect(lines(table, 14)[2...] == ["ソフトバン…  1", "cafe\u{301}         2", "plain        3"])
    }

    @Test(
        "over random tables no line is too wide, and every number that is shown is whole",
        arguments: (0..<200).map { UInt64($0) })
    func fits(_ seed: UInt64) {
        var random = Seeded(state: seed)
        let numbers = ["1 USD", "38,000,000,000 USD", Self.amount, "-0.5 percent", ""]
        let words = ["openai", "microsoft", "a rather long sentence about a deal", "ソフトバンク", "", "x"]
        let isNumber = (0..<Int.random(in: 1...9, using: &random)).map { _ in Bool.random(using: &random) }
        let table = TextTable(
            headings: isNumber.enumerated().map { .init("column \($0)", isNumber: $1) },
            rows: (0..<Int.random(in: 0...5, using: &random)).map { _ in
                isNumber.map { ($0 ? numbers : words).randomElement(using: &random) ?? "" }
            })
        let shown = lines(table, 40)
        let cells: (String) -> Int = {
            $0.unicodeScalars.reduce(0) { $0 + ($1.value >= 0x3041 && $1.value < 0xFF00 ? 2 : 1) }
        }
        #expect(shown.allSatisfy { cells($0) <= 40 }, "\(shown.joined(separator: "\n"))")
        for line in shown.dropFirst(2).prefix(table.rows.count) where line.contains("USD") {
            #expect(numbers.contains { !$0.isEmpty && line.contains($0) }, "\(line)")
        }
    }
}
