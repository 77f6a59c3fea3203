import Testing

@testable import Reports

@Suite("Times, terms and slugs are words in a report")
struct WordsTests {
    @Test(
        "a stated time",
        arguments: [
            ("2025-11-03", "2025-11-03"), ("../2025-11-03", "by 2025-11-03"), ("2019", "2019"),
            ("2025-10-27/2025-11-02", "2025-10-27 to 2025-11-02"), ("2025-Q3", "2025-Q3"),
            ("2025-11-03T09:30:00-05:00", "2025-11-03 09:30:00-05:00"),
        ])
    func time(_ stated: String, _ words: String) { #expect(TimeWords.time(stated) == words) }

    @Test(
        "a term",
        arguments: [
            ("P7Y", nil, "7 years"), ("P5Y", "about", "about 5 years"), ("P1Y", "exact", "1 year"),
            ("P18M", nil, "18 months"), ("P36M", "atLeast", "at least 3 years"), ("P2Y6M", nil, "2 years 6 months"),
            ("P90D", "upTo", "up to 90 days"), ("P1M1D", nil, "1 month 1 day"), ("P0D", nil, "0 days"),
        ])
    func term(_ duration: String, _ qualifier: String?, _ words: String) {
        #expect(TimeWords.term(duration, qualifier: qualifier) == words)
    }

    @Test("a count", arguments: [(0, "0 deals"), (1, "1 deal"), (2000, "2,000 deals"), (1_234_567, "1,234,567 deals")])
    func count(_ number: Int, _ words: String) { #expect(VocabularyWords.count(number, "deal") == words) }

    @Test("a slug loses its hyphens, and a strength that nobody stated says so")
    func slugs() {
        #expect(VocabularyWords.strength("letter-of-intent") == "letter of intent")
        #expect(VocabularyWords.strength("unstated") == "strength not stated")
    }

    @Test("a text is cut between characters, never within one")
    func cut() {
        let flag = "\u{1F1E9}\u{1F1EA}"
        #expect(ShortText.cut("abc", most: 3) == "abc")
        #expect(ShortText.cut("ab \(flag)\(flag)", most: 6) == "ab \(flag)…")
        // One character of a thousand marks is dropped whole.
        #expect(ShortText.cut("a" + String(repeating: "\u{301}", count: 1000) + "b", most: 10) == "…")
    }

    @Test("a text that is fitted to a width is no wider")
    func fit() {
        for text in ["OpenAI", "Microsoft Corporation", "WWWWWWWWWWWWWWWWWWWWWW", "株式会社日立製作所コーポレーション"] {
            for width in [40.0, 90, 150] {
                let shown = ShortText.fit(text, width: width, size: 13)
                #expect(shown == text || shown.hasSuffix("…"))
                #expect(ShortText.width(of: shown, size: 13) <= width)
            }
        }
    }
}
