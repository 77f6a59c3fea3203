import CanonicalJSON
import MarketEvents
import Testing

/// A small generator of our own, so that a failing seed can be run again anywhere (SplitMix64).
struct Seeded: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func decimal() -> ExactDecimal {
        ExactDecimal(
            coefficient: Int128(Int.random(in: -1_000_000...1_000_000, using: &self)),
            scale: Int.random(in: 0...6, using: &self))
    }

    mutating func quantity(_ unit: MeasureUnit) -> Quantity {
        let (a, b) = (decimal(), decimal())
        let qualifier = Qualifier.allCases.randomElement(using: &self) ?? .exact
        return Quantity(
            qualifier == .between ? min(a, b) : a, unit, qualifier, upper: qualifier == .between ? max(a, b) : nil,
            isApproximate: ![.exact, .about].contains(qualifier) && Bool.random(using: &self))
    }
}

@Suite("Quantities: exact bounds and their laws")
struct QuantityAlgebraTests {
    static let dollar = MeasureUnit.named("USD") ?? .percent
    static let seeds = (0..<200).map { UInt64($0) }

    @Test("the order of adding never matters", arguments: seeds)
    func order(_ seed: UInt64) throws {
        var random = Seeded(state: seed)
        let quantities = (0..<6).map { _ in random.quantity(Self.dollar) }
        #expect(try Quantity.sum(quantities) == Quantity.sum(quantities.shuffled(using: &random)))
    }

    @Test("what is in the operands' bounds is in the bounds of their sum and difference", arguments: seeds)
    func containment(_ seed: UInt64) throws {
        var random = Seeded(state: seed)
        let (left, right) = (random.quantity(Self.dollar), random.quantity(Self.dollar))
        func pick(_ quantity: Quantity) throws -> ExactDecimal {
            let bounds = Bounds(quantity)
            let shift = ExactDecimal(Int.random(in: 0...1000, using: &random))
            if let lower = bounds.lower, bounds.upper == nil { return try lower.adding(shift) }
            if let upper = bounds.upper, bounds.lower == nil { return try upper.subtracting(shift) }
            return try #require(Bool.random(using: &random) ? bounds.lower : bounds.upper)
        }
        let (a, b) = (try pick(left), try pick(right))
        func holds(_ value: ExactDecimal, _ quantity: Quantity?) -> Bool {
            guard let quantity else { return true }
            let bounds = Bounds(quantity)
            return (bounds.lower.map { $0 <= value } ?? true) && (bounds.upper.map { value <= $0 } ?? true)
        }
        #expect(holds(try a.adding(b), try Quantity.sum([left, right])))
        #expect(holds(try a.subtracting(b), try left.subtracting(right)))
    }

    @Test("scaling by n over n changes nothing; JSON and typed text read back the same", arguments: seeds)
    func identities(_ seed: UInt64) throws {
        var random = Seeded(state: seed)
        let quantity = random.quantity(Self.dollar)
        let same = try quantity.scaled(by: 7, over: 7, fractionDigits: 6)
        #expect(same == Bounds(quantity).quantity)
        #expect(Quantity(quantity.json) == quantity)
        #expect(try QuantityReader().read(quantity.typed) == quantity)
    }

    @Test("a total and what is left of it: about marks the result, a missing bound stays missing")
    func examples() throws {
        func quantity(_ text: String) throws -> Quantity { try QuantityReader().read(text) }
        #expect(try quantity("~1.4trn USD").subtracting(quantity("338bn USD"))?.typed == "~1062000000000 USD")
        #expect(try quantity("100 USD").subtracting(quantity(">=30 USD"))?.typed == "<=70 USD")
        #expect(try quantity(">=1 USD").subtracting(quantity(">=1 USD")) == nil)
        #expect(try Quantity.sum([quantity("~1 USD"), quantity("2..3 USD")])?.typed == "~3..4 USD")
        #expect(try quantity("<=-5bn USD").sign == -1)
        #expect(try quantity(">=-5bn USD").sign == nil)
    }

    @Test("units are never mixed")
    func units() throws {
        let (left, right) = (Quantity(ExactDecimal(1), Self.dollar), Quantity(ExactDecimal(1), .share))
        #expect(throws: QuantityError.mixedUnits("USD", "share")) { try Quantity.sum([left, right]) }
    }

    @Test(
        "amounts are strict decimal strings",
        arguments: [
            ("0", true), ("-0.5", true), ("1.50", true), ("01", false), ("1.", false), (".5", false), ("+1", false),
            ("1e3", false), ("", false), ("-", false), ("1_0", false),
        ])
    func amounts(_ text: String, _ isAmount: Bool) {
        #expect((ExactDecimal(amount: text) != nil) == isAmount)
    }

    @Test(
        "rounding is half to even, once",
        arguments: [
            (1, 8, 2, "0.12"), (3, 8, 2, "0.38"), (-1, 8, 2, "-0.12"), (1, 3, 4, "0.3333"), (2, 3, 4, "0.6667"),
            (5, 1, 0, "5"),
        ])
    func rounding(_ numerator: Int, _ denominator: Int, _ digits: Int, _ result: String) throws {
        let one = ExactDecimal(1)
        #expect(
            try one.scaled(by: ExactDecimal(numerator), over: ExactDecimal(denominator), fractionDigits: digits)
                .description == result)
    }
}
