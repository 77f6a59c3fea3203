import MarketEvents
import Testing

@testable import Reports

@Suite("A table that is cut keeps the largest")
struct SizeOrderTests {
    private func quantity(_ text: String) -> Quantity? {
        let parts = text.split(separator: " ")
        guard parts.count == 2, let amount = ExactDecimal(amount: parts[0]),
            let unit = MeasureUnit.named(String(parts[1]))
        else { return nil }
        return Quantity(amount, unit)
    }

    private func shown(_ texts: [String], most: Int) -> [String] {
        SizeOrder.largest(texts, most: most, size: quantity).shown
    }

    @Test("the largest first, whichever way it goes, and what has no size last")
    func largest() {
        #expect(
            shown(["1 USD", "none", "-30 USD", "20 USD"], most: 10) == ["-30 USD", "20 USD", "1 USD", "none"])
        #expect(shown(["1 USD", "none", "-30 USD", "20 USD"], most: 2) == ["-30 USD", "20 USD"])
    }

    @Test("a long list in one unit does not push out the largest of another")
    func units() {
        let dollars = (1...50).map { "\($0)000000 USD" }
        #expect(shown(dollars + ["3 GW", "7 GW"], most: 4) == ["50000000 USD", "49000000 USD", "7 GW", "3 GW"])
    }

    @Test("money stands before other units, then the unit with more amounts")
    func order() {
        #expect(
            shown(["5 GW", "6 GW", "7 GW", "1 EUR", "1 USD", "2 USD"], most: 6)
                == ["2 USD", "1 USD", "1 EUR", "7 GW", "6 GW", "5 GW"])
    }

    @Test("how many are left out is counted")
    func leftOut() {
        let cut = SizeOrder.largest(["1 USD", "2 USD", "3 USD"], most: 2, size: quantity)
        #expect(cut.total == 3 && cut.leftOut == 1)
    }

    @Test("equal sizes keep the order they came in")
    func ties() { #expect(SizeOrder.largest([3, 1, 2], most: 2) { _ in quantity("5 USD") }.shown == [3, 1]) }
}
