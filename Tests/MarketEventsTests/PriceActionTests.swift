import MarketEvents
import Testing

@Suite("Dividends and splits beside prices")
struct PriceActionTests {
    @Test(
        "a ratio is read as vendors write it, in lowest terms; a split has both numbers at most 100",
        arguments: [
            ("10:1", "10:1", true), ("1:10", "1:10", true), ("3/2", "3:2", true), ("20.0", "20:1", true),
            ("0.1", "1:10", true), ("0.125", "1:8", true), ("1.5", "3:2", true), ("1.333333", "4:3", true),
            ("1.3333", "4:3", true), ("2000:100", "20:1", true), ("1046:1000", "523:500", false),
            ("1.046", "523:500", false), ("1.253983", "1253983:1000000", false), ("100:1", "100:1", true),
            ("1:150", "1:150", false),
        ])
    func ratios(_ text: String, _ ratio: String, _ isSplit: Bool) throws {
        let read = try #require(ActionRatio(text))
        #expect(read.description == ratio)
        #expect(read.isSplit == isSplit)
    }

    @Test("nothing happened", arguments: ["0.0", "1.0", "1", "1:1", "", "x", "-2", "1:0"])
    func none(_ text: String) { #expect(ActionRatio(text) == nil) }
}
