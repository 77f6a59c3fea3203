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
        arguments: ["=cmd|' /c calc'!A1", "+1", "-1+2", "@SUM(A1)", "\t=1", "=\u{301}1"])
    func formulas(_ text: String) {
        let shown = SafeText.csv(text).unicodeScalars.drop { $0 == "\"" }
        #expect(shown.first == "'")
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
