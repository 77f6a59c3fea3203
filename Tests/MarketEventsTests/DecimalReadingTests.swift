import MarketEvents
import Testing

@Suite("Decimals: one reader, and every digit of every width")
struct DecimalReadingTests {
    /// All widths: digits before the point, and after it.
    static func widths(_ digits: ExactDecimal.Digits) -> [(whole: Int, fraction: Int)] {
        (1...digits.whole).flatMap { whole in (0...digits.fraction).map { (whole, $0) } }
    }

    /// `-1234567890.125`: so many digits, none of which may be lost; the last one is not zero.
    static func text(_ width: (whole: Int, fraction: Int), isNegative: Bool) -> String {
        func digits(_ count: Int) -> String { String((0..<count).map { "1234567891"[offset: $0 % 10] }) }
        return (isNegative ? "-" : "") + digits(width.whole) + (width.fraction == 0 ? "" : "." + digits(width.fraction))
    }

    private static func read(_ text: String, _ digits: ExactDecimal.Digits) -> ExactDecimal? {
        Array(text.utf8).withUnsafeBufferPointer { ExactDecimal($0, digits) }
    }

    @Test("an amount of any width is read to its last digit", arguments: [false, true])
    func amounts(_ isNegative: Bool) {
        for width in Self.widths(.amount) {
            let text = Self.text(width, isNegative: isNegative)
            #expect(Self.read(text, .amount)?.description == text)
            #expect(ExactDecimal(amount: text)?.description == text)
            #expect(ExactDecimal(amount: text[...])?.description == text)
            #expect(Self.read(text, .computed) == ExactDecimal(amount: text))
        }
    }

    @Test("so is a price", arguments: [false, true])
    func prices(_ isNegative: Bool) {
        for width in Self.widths(.price) {
            let text = Self.text(width, isNegative: isNegative)
            #expect(Self.read(text, .price)?.description == text)
            #expect(ExactDecimal(price: text)?.description == text)
        }
    }

    @Test("a computed number has as many digits as 128 bits hold, and one more is none")
    func computed() {
        let most = String(Int128.max)
        #expect(Self.read(most, .computed)?.description == most)
        #expect(Self.read("-" + most, .computed)?.description == "-" + most)
        #expect(Self.read("0." + String(most.dropLast()), .computed)?.description == "0." + String(most.dropLast()))
        #expect(Self.read("170141183460469231731687303715884105728", .computed) == nil)
        #expect(Self.read(String(repeating: "9", count: 39), .computed) == nil)
    }

    @Test(
        "what has a digit too many, or is no decimal, is refused",
        arguments: [
            "1234567890123456789012", "0.1234567890123", "123456789012345678901.1234567890123", "", "-", ".", "1.",
            ".5",
            "-.5", "01", "-01", "00", "1.2.3", "1-", "--1", "+1", "1e3", " 1", "1 ", "1,5", "١", "0x1",
            String(repeating: "0", count: 100),
        ])
    func refused(_ text: String) {
        #expect(ExactDecimal(amount: text) == nil)
        #expect(Self.read(text, .amount) == nil)
    }
}

extension StringProtocol {
    fileprivate subscript(offset offset: Int) -> Character { self[index(startIndex, offsetBy: offset)] }
}

@Suite("The last digit that a quantity was said with")
struct LastDigitTests {
    @Test(
        "a scale word, and zeros that a number forgets, are kept as the step",
        arguments: [
            ("140bn USD", "1000000000"), ("1.40trn USD", "10000000000"), ("1.4trn USD", "100000000000"),
            ("~140bn USD", "1000000000"), (">=200k GPU", "1000"), ("91..93bn USD", "1000000000"),
            ("91.0..93bn USD", "1000000000"), ("4.0%", "0.1"), ("4.00 percent", "0.01"), ("0.50 USD", "0.01"),
            ("1,4 milliards USD", "100000000"), ("-5.8bn USD", "100000000"),
        ] as [(String, String)])
    func steps(_ text: String, _ step: String) throws {
        let quantity = try QuantityReader().read(text)
        #expect(quantity.step?.description == step)
        #expect(quantity.lastDigit.description == step)
        #expect(quantity.payload["step"] == .string(step))
        #expect(quantity.json["step"] == nil, "views show amounts")
        #expect(Quantity(quantity.payload)?.step == quantity.step)
        #expect(Quantity(quantity.payload) == quantity)
    }

    @Test(
        "where the amount itself tells there is no step: the last digit is the last one written, of money the last thousand",
        arguments: [
            ("10%", "1"), ("4.5%", "0.1"), ("100 percent", "1"), ("140000000000 USD", "1000000000"),
            ("105000000 USD", "1000000"), ("1,635,250 USD", "1"), ("1,635,000 USD", "1000"), ("0.25 USD", "0.01"),
            ("0 USD", "1"), ("6 GW", "1"), ("100000000000000000000 USD", "1000000000000000000"),
        ] as [(String, String)])
    func derived(_ text: String, _ digit: String) throws {
        let quantity = try QuantityReader(locale: .english).read(text)
        #expect(quantity.step == nil && quantity.payload["step"] == nil)
        #expect(quantity.lastDigit.description == digit)
    }

    @Test("how precisely a thing was said makes it no other amount")
    func equal() throws {
        let (short, long) = (try QuantityReader().read("140bn USD"), try QuantityReader().read("140000000000 USD"))
        #expect(short == long && short.hashValue == long.hashValue)
    }

    @Test(
        "a step is a power of ten",
        arguments: [
            ("1", true), ("10", true), ("1000000000", true), ("0.1", true), ("0.000000000001", true), ("0", false),
            ("-1", false), ("5", false), ("11", false), ("1.0", false), ("0.10", false), ("0.11", false), ("01", false),
            ("", false), ("1e9", false), ("100000000000000000000", true), ("1000000000000000000000", false),
        ])
    func format(_ step: String, _ isStep: Bool) throws {
        let type = try #require(EventType.named("plan.stated"))
        let faults = Shape.object(type.payload).faults(
            in: [
                "plan": "p", "company": "openai", "certainty": "confirmed",
                "spend": ["amount": "140", "unit": "USD", "qualifier": "exact", "step": .string(step)],
            ], path: "data")
        #expect(faults.isEmpty == isStep, "\(faults)")
        #expect(faults.allSatisfy { $0.path == "data.spend.step" })
    }

    @Test("another amount typed over one was said with other digits")
    func typedOver() throws {
        let type = try #require(EventType.named("plan.stated"))
        let fields = TypedFields(reader: QuantityReader(), companies: CompanyRegister())
        let first = try fields.apply(["spend=140bn USD"], to: [:], type: type).data
        #expect(first["spend"]?.object?["step"] == "1000000000")
        let second = try fields.apply(["spend.amount=141500000000"], to: first, type: type).data
        #expect(second["spend"]?.object?["step"] == nil && second["spend"]?.object?["amount"] == "141500000000")
    }
}
