import MarketEvents
import Testing

@Suite("Nearest names: what a typo may have meant")
struct NearestNamesTests {
    private static let words = ["binding", "conditional", "option", "framework", "letter-of-intent", "unstated"]
    private static let companies = ["amazon", "amd", "aws", "alphabet", "microsoft", "oracle", "nvidia"]

    @Test(
        "an insertion, a removal, a replacement, two neighbours swapped, another case, a beginning",
        arguments: [
            ("bindingg", ["binding"]), ("bindng", ["binding"]), ("bynding", ["binding"]), ("bidning", ["binding"]),
            ("BINDING", ["binding"]), ("frame", ["framework"]), ("framework-agreement", ["framework"]),
            ("optoin", ["option"]), ("unstatde", ["unstated"]),
        ])
    func finds(_ typed: String, _ nearest: [String]) {
        #expect(NearestNames.nearest(to: typed, among: Self.words) == nearest)
    }

    @Test(
        "what is farther than a third of its length, empty, or longer than any name has none",
        arguments: ["", "x", "bxxdixx", "loan", String(repeating: "binding", count: 10)])
    func findsNone(_ typed: String) { #expect(NearestNames.nearest(to: typed, among: Self.words).isEmpty) }

    @Test("the nearest come first, ties in the order of the names, and no more than asked for")
    func order() {
        #expect(NearestNames.nearest(to: "amazn", among: Self.companies) == ["amazon"])
        #expect(NearestNames.nearest(to: "as", among: ["ab", "aws", "ac", "as"]) == ["as", "ab", "aws"])
        #expect(NearestNames.nearest(to: "as", among: ["ab", "aws", "ac", "as"], limit: 1) == ["as"])
    }

    @Test("a beginning of two letters is no hint")
    func shortBeginnings() { #expect(NearestNames.nearest(to: "am", among: ["amazon"]).isEmpty) }
}
