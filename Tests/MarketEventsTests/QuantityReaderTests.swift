import MarketEvents
import Testing

@Suite("The quantity reader: one reading, or a refusal that shows the readings")
struct QuantityReaderTests {
    @Test(
        "takes what people type, exactly",
        arguments: [
            ("38bn USD", "38000000000 USD"), ("38 billion USD", "38000000000 USD"),
            ("38 milliards USD", "38000000000 USD"), ("38 Md USD", "38000000000 USD"),
            ("~140bn USD", "~140000000000 USD"), ("<=1trn USD", "<=1000000000000 USD"),
            (">=200k GPU", ">=200000 GPU"), ("91..93bn USD", "91000000000..93000000000 USD"),
            ("1.4trn USD", "1400000000000 USD"), ("30 GW", "30 GW"), ("-5.8bn USD", "-5800000000 USD"),
            ("1,400,000,000 USD", "1400000000 USD"), ("1 000 milliards USD", "1000000000000 USD"),
            ("1\u{A0}000\u{202F}000 USD", "1000000 USD"), ("\u{2212}5.8bn USD", "-5800000000 USD"),
            ("1,4 milliards USD", "1400000000 USD"), ("1,4bn USD", "1400000000 USD"), ("1.40 USD", "1.4 USD"),
            ("0.234 USD", "0.234 USD"), ("0,234 USD", "0.234 USD"), ("38.50 EUR", "38.5 EUR"),
            ("1234.567 USD", "1234.567 USD"), ("1234,567 USD", "1234.567 USD"), ("1.234,5 USD", "1234.5 USD"),
            ("1,234.567 USD", "1234.567 USD"), ("1.234.567 USD", "1234567 USD"), ("1 234,567 USD", "1234.567 USD"),
            ("1.2340 USD", "1.2340 USD"), ("-12.3450 GW", "-12.3450 GW"),
            ("2.5%", "2.5 percent"), ("0.1 percent", "0.1 percent"), ("38bn  USD", "38000000000 USD"),
            ("~91..93bn USD", "~91000000000..93000000000 USD"), ("7 m USD", "7000000 USD"), ("7 MW", "7 MW"),
        ])
    func takes(_ text: String, _ typed: String) throws {
        #expect(try QuantityReader().read(text).typed == typed)
        #expect(try QuantityReader().read(typed).typed == typed)
    }

    @Test(
        "a mark that has two readings is decided by the locale only",
        arguments: [
            ("1,4 billion USD", "1400000000 USD", "1400000000000 USD"), ("1,400 USD", "1400 USD", "1.4 USD"),
            ("1,4 trillion USD", "1400000000000 USD", "1400000000000000000 USD"),
            ("1.400 USD", "1.4 USD", "1400 USD"), ("1.234 USD", "1.2340 USD", "1234 USD"),
            ("1,234 USD", "1234 USD", "1.2340 USD"), ("120.000 GPU", "120 GPU", "120000 GPU"),
            ("38.500 EUR", "38.5 EUR", "38500 EUR"), ("1.000bn EUR", "1000000000 EUR", "1000000000000 EUR"),
            ("1,234bn EUR", "1234000000000 EUR", "1234000000 EUR"), ("-1.234%", "-1.2340 percent", "-1234 percent"),
            ("<=12.345 MW", "<=12.3450 MW", "<=12345 MW"), ("1.100..1.200 GW", "1.1..1.2 GW", "1100..1200 GW"),
            ("1..1,4 billion USD", "1000000000..1400000000 USD", "1000000000000..1400000000000 USD"),
        ])
    func ambiguous(_ text: String, _ english: String, _ french: String) throws {
        let error = #expect(throws: QuantityReadingError.self) { try QuantityReader().read(text) }
        #expect(error?.readings == [english, french])
        #expect(try QuantityReader(locale: .english).read(text).typed == english)
        #expect(try QuantityReader(locale: .french).read(text).typed == french)
    }

    @Test("a French locale reads billion as the long scale, also without a comma")
    func longScale() throws {
        #expect(try QuantityReader(locale: .french).read("38 billion USD").typed == "38000000000000 USD")
    }

    @Test("each of the readings can be pasted", arguments: ["1.234 USD", "1,234 USD", "999.999bn USD", "<=1.001 MW"])
    func pasted(_ text: String) throws {
        let error = #expect(throws: QuantityReadingError.self) { try QuantityReader().read(text) }
        #expect(error?.readings.count == 2)
        for reading in error?.readings ?? [] { #expect(try QuantityReader().read(reading).typed == reading) }
    }

    @Test("a mark that cannot group decides for both ends of a range", arguments: QuantityReader.Locale.allCases)
    func forcedByOneEnd(_ locale: QuantityReader.Locale) throws {
        for text in ["-5..-3.22 USD", "3.5..5 USD", "1..1.25 GW"] {
            #expect(try QuantityReader(locale: locale).read(text).typed == text)
        }
    }

    @Test("a mark that cannot group is the decimal mark in either locale", arguments: QuantityReader.Locale.allCases)
    func forced(_ locale: QuantityReader.Locale) throws {
        for text in ["38.50 EUR", "38,50 EUR"] {
            #expect(try QuantityReader(locale: locale).read(text).typed == "38.5 EUR")
        }
    }

    @Test("the refusal shows both readings in full digits")
    func message() {
        #expect(throws: QuantityReadingError.self) { try QuantityReader().read("1,4 billion USD") }
        do throws(QuantityReadingError) { _ = try QuantityReader().read("1,4 billion USD") } catch {
            #expect(
                error.description
                    == "'1,4 billion USD' has 2 readings; write 1400000000 USD or 1400000000000 USD, or say --locale en or fr"
            )
        }
    }

    @Test(
        "refuses everything else",
        arguments: [
            "", "USD", "12abc", "1.2.3 USD", "1,40,000 USD", "1e9 USD", ".5 USD", "5. USD", "38",
            "5..3 USD", "nan USD", "３８ USD", "٣٨ USD", "38 USD EUR", "--5 USD", "<=1..2 USD",
            "1 00 USD", "1234567890123456789012 USD", "0.1234567890123 USD", String(repeating: "1", count: 201),
            "38bn bn USD", "1 USD\u{1B}[2J",
        ])
    func refuses(_ text: String) {
        #expect(throws: QuantityReadingError.self) { try QuantityReader().read(text) }
    }

    @Test("an unknown unit is refused with the nearest, and hostile text is shown escaped")
    func units() {
        func reason(_ text: String) -> String {
            do throws(QuantityReadingError) {
                _ = try QuantityReader().read(text)
                return ""
            } catch { return error.description }
        }
        #expect(reason("38bn USDX").contains("unknown unit 'USDX'; nearest: USD"))
        #expect(reason("1 \u{1B}[2J").contains("\\u{1b}"))
    }

    @Test("where the unit is fixed a bare number will do, and another unit is refused")
    func fixedUnit() throws {
        #expect(try QuantityReader().read("38", fixedUnit: .percent).typed == "38 percent")
        #expect(throws: QuantityReadingError.self) { try QuantityReader().read("38 USD", fixedUnit: .percent) }
    }

    @Test(
        "what is shown of any qualifier reads back with the same bounds",
        arguments: Qualifier.allCases.flatMap { qualifier in [true, false].map { (qualifier, $0) } })
    func typed(_ qualifier: Qualifier, isApproximate: Bool) throws {
        let quantity = Quantity(
            ExactDecimal(5), .gigawatt, qualifier, upper: qualifier == .between ? ExactDecimal(7) : nil,
            isApproximate: isApproximate)
        #expect(Bounds(try QuantityReader().read(quantity.typed)) == Bounds(quantity))
    }
}
