import MarketEvents
import Reports
import Testing

@Suite("Hostile text is harmless wherever it is shown")
struct SafeTextTests {
    /// Alone, and joined to a mark or joiner with which Swift sees one character.
    static let marks = ["", "\u{301}", "\u{200D}", "\u{20DD}"]

    @Test("no mark hides what Markdown, DOT, Mermaid or CSV would take", arguments: marks)
    func combining(_ mark: String) {
        func hasRaw(_ scalar: Unicode.Scalar, in text: String, after escape: Unicode.Scalar) -> Bool {
            let scalars = Array(text.unicodeScalars)
            return scalars.indices.contains { scalars[$0] == scalar && ($0 == 0 || scalars[$0 - 1] != escape) }
        }
        for scalar in "|`[]*_".unicodeScalars {
            #expect(!hasRaw(scalar, in: SafeText.markdown("a\(scalar)\(mark)b"), after: "\\"))
        }
        #expect(!SafeText.markdown("<\(mark)script>").unicodeScalars.contains("<"))
        let dot = SafeText.dot("a\"\(mark)b").unicodeScalars.dropFirst().dropLast()
        #expect(!hasRaw("\"", in: String(String.UnicodeScalarView(dot)), after: "\\"))
        let mermaid = SafeText.mermaid("a\"\(mark)]b").unicodeScalars.dropFirst().dropLast()
        #expect(!mermaid.contains("\"") && !mermaid.contains("]"))
        #expect(Array(SafeText.csv("a\"\(mark),b").unicodeScalars.filter { $0 == "\"" }).count == 4)
    }

    @Test(
        "no spreadsheet takes a text for a formula",
        arguments: [
            "=cmd|' /c calc'!A1", "+1", "-1+2", "@SUM(A1)", "\t=1", "=\u{301}1", " =1", "  +1", "\u{A0}=1",
            "\u{3000}@A1",
            "＝1+1", "＋1", "－1", "＠SUM(A1)", " ＝1", "﹦1", "﹢1", "﹣1", "﹫A1", "⁼1", "₌1", "⁺1", "\u{FE0F}=1",
        ])
    func formulas(_ text: String) {
        let shown = SafeText.csv(text).unicodeScalars.drop { $0 == "\"" }
        #expect(shown.first == "'")
    }

    @Test(
        "what is not to be seen is shown as its number:",
        arguments: [
            0x3164, 0x115F, 0x1160, 0xFFA0, 0x17B4, 0x17B5, 0x034F, 0x180B, 0x180E, 0x180F, 0x00AD, 0x200B, 0x200E,
            0x200F,
            0x061C, 0x202A, 0x202D, 0x2060, 0x2061, 0x2064, 0x2065, 0x2066, 0x2069, 0x206A, 0x206F, 0xFEFF, 0xFFF9,
            0x2800,
            0x1D159, 0x1D173, 0x16FE4, 0xE0001, 0xE0041, 0xE007F, 0xE0100, 0xE01EF, 0x2028, 0x2029, 0x85, 0x9B, 0xE000,
            0x378,
        ] as [UInt32])
    func hidden(_ value: UInt32) throws {
        let scalar = try #require(Unicode.Scalar(value))
        let shown = "a\\u{\(String(value, radix: 16))}b"
        #expect(SafeText.terminal("a\(scalar)b") == shown)
        #expect(quoted("a\(scalar)b") == "'\(shown)'")
        #expect(!SafeText.csv("a\(scalar)b").unicodeScalars.contains(scalar))
        for text in [SafeText.markdown, SafeText.dot, SafeText.mermaid] as [(String) -> String] {
            #expect(!text("a\(scalar)b").unicodeScalars.contains(scalar))
        }
    }

    @Test(
        "words and emoji stay as they are",
        arguments: [
            "👨\u{200D}👩\u{200D}👧", "❤\u{FE0F}", "می\u{200C}خواهم", "क्\u{200D}ष", "한글", "東京 ３８", "Ελλάδα",
            "1\u{202F}000 €",
        ])
    func words(_ text: String) {
        #expect(SafeText.terminal(text) == text)
        #expect(quoted(text) == "'\(text)'")
    }

    @Test(
        "a joiner in a word that needs none makes another name of it",
        arguments: ["ama\u{200D}zon", "\u{200C}", "é\u{200D}\u{200D}"])
    func joiners(_ text: String) {
        #expect(SafeText.terminal(text).contains("\\u{200"))
    }

    @Test("the terminal sees no escape, no control character, no reordering")
    func terminal() {
        let text = SafeText.terminal("\u{1B}[2J\u{7}\r\n\u{202E}abc\u{2066}\u{9B}31m")
        #expect(text == "\\u{1b}[2J\\u{7}\\u{d}\\u{a}\\u{202e}abc\\u{2066}\\u{9b}31m")
    }

    @Test("marks stand over a letter as in any language, and not as a tower over other lines")
    func towers() {
        let word = "Vi\u{1EC7}t e\u{301}\u{323}"
        #expect(SafeText.terminal(word) == word)
        let tower = "Z" + String(repeating: "\u{335}", count: 1000) + "a"
        #expect(SafeText.terminal(tower) == "Z" + String(repeating: "\u{335}", count: 30) + "…a")
    }

    @Test("CSV has JSON's escape for what a terminal would obey, and keeps line ends")
    func csvControls() {
        #expect(SafeText.csv("a\u{1B}[2J\u{9B}31m\u{202E}\u{E0041}") == "a\\u001b[2J\\u009b31m\\u202e\\udb40\\udc41")
        #expect(SafeText.csv("a\nb\tc") == "\"a\nb\tc\"")
    }
}
