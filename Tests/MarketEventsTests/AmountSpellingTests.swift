import MarketEvents
import Testing

@Suite("Amounts as people write them: a table of spellings")
struct AmountSpellingTests {
    struct Taken: CustomTestStringConvertible, Sendable {
        let text: String
        let typed: String
        var testDescription: String { "\(text) is \(typed)" }
    }

    static let taken: [Taken] = """
        38bn USD = 38000000000 USD
        $38bn = 38000000000 USD
        $ 38 bn = 38000000000 USD
        US$38bn = 38000000000 USD
        US$ 38bn = 38000000000 USD
        US $38bn = 38000000000 USD
        U.S.$38bn = 38000000000 USD
        USD 38bn = 38000000000 USD
        USD38bn = 38000000000 USD
        USD $38bn = 38000000000 USD
        38B USD = 38000000000 USD
        38b usd = 38000000000 USD
        38 billion dollars = 38000000000 USD
        38 Billion US dollars = 38000000000 USD
        38 billion U.S. dollars = 38000000000 USD
        $38 billion = 38000000000 USD
        $38 billion USD = 38000000000 USD
        38 milliards de dollars = 38000000000 USD
        38 milliards de dollars américains = 38000000000 USD
        38 milliards $ = 38000000000 USD
        38 Md$ = 38000000000 USD
        38 Mds $ = 38000000000 USD
        38 Mrd USD = 38000000000 USD
        38 MdEUR = 38000000000 EUR
        38 000 millions de dollars = 38000000000 USD
        1 000 milliards d'euros = 1000000000000 EUR
        38 mille milliards d'euros = 38000000000000 EUR
        1.4T USD = 1400000000000 USD
        $1.4T = 1400000000000 USD
        $1.4tn = 1400000000000 USD
        $1.4trn = 1400000000000 USD
        $1.4 trillion = 1400000000000 USD
        €3.2bn = 3200000000 EUR
        3,2 Mds € = 3200000000 EUR
        3,2 milliards d'euros = 3200000000 EUR
        3,2 M€ = 3200000 EUR
        3.2 million euros = 3200000 EUR
        EUR 3.2m = 3200000 EUR
        3.2 MEUR = 3200000 EUR
        500 kEUR = 500000 EUR
        500k€ = 500000 EUR
        £750m = 750000000 GBP
        £750mm = 750000000 GBP
        750 mm GBP = 750000000 GBP
        750MM USD = 750000000 USD
        750 mn pounds = 750000000 GBP
        750 mio CHF = 750000000 CHF
        1'000'000 CHF = 1000000 CHF
        CHF 1’250’000.50 = 1250000.5 CHF
        1_000_000 USD = 1000000 USD
        A$2bn = 2000000000 AUD
        AU$2bn = 2000000000 AUD
        C$2bn = 2000000000 CAD
        CA$2bn = 2000000000 CAD
        2 milliards $ CA = 2000000000 CAD
        HK$9.8bn = 9800000000 HKD
        R$5bn = 5000000000 BRL
        S$5bn = 5000000000 SGD
        NT$150bn = 150000000000 TWD
        NZ$1bn = 1000000000 NZD
        5 billion Canadian dollars = 5000000000 CAD
        5 billion Hong Kong dollars = 5000000000 HKD
        ¥38bn JPY = 38000000000 JPY
        ¥38bn CNY = 38000000000 CNY
        CN¥38bn = 38000000000 CNY
        38 billion yen = 38000000000 JPY
        38 billion yuan = 38000000000 CNY
        38bn renminbi = 38000000000 CNY
        ₩10tn = 10000000000000 KRW
        10 trillion won = 10000000000000 KRW
        kr 5bn SEK = 5000000000 SEK
        5 billion Swedish kronor = 5000000000 SEK
        ₹5 lakh = 500000 INR
        ₹5 crore = 50000000 INR
        INR 5 cr = 50000000 INR
        ₹1 lakh crore = 1000000000000 INR
        Rs 1.5 lakh crore INR = 1500000000000 INR
        ₹2 thousand crore = 20000000000 INR
        5 crore Indian rupees = 50000000 INR
        5 Swiss francs = 5 CHF
        50 bps = 0.5 percent
        25bps = 0.25 percent
        12.5 basis points = 0.125 percent
        25 points de base = 0.25 percent
        1bp = 0.01 percent
        4.5 per cent = 4.5 percent
        4,5 pour cent = 4.5 percent
        4.5 pct = 4.5 percent
        4.5 % = 4.5 percent
        3‰ = 0.3 percent
        10 gigawatts = 10 GW
        1.2 gigawatt = 1.2 GW
        300 megawatts = 300 MW
        300 mégawatts = 300 MW
        300mw = 300 MW
        500 kW = 0.5 MW
        1 TW = 1000 GW
        12 terawatt-hours = 12 TWh
        12 terawatt hours = 12 TWh
        12 GWh = 12 GWh
        400000 GPUs = 400000 GPU
        400k GPUs = 400000 GPU
        400 000 GPU = 400000 GPU
        1,400,000 GPUs = 1400000 GPU
        2 million homes = 2000000 home
        5 millions de foyers = 5000000 home
        160 million shares = 160000000 share
        160 millions d'actions = 160000000 share
        10 milliers de serveurs = 10000 server
        1 million chips = 1000000 chip
        about $38 billion = ~38000000000 USD
        around 38bn USD = ~38000000000 USD
        roughly 38bn USD = ~38000000000 USD
        nearly $38bn = ~38000000000 USD
        approx. $38bn = ~38000000000 USD
        some 400k GPUs = ~400000 GPU
        ~$38bn = ~38000000000 USD
        ≈ $38bn = ~38000000000 USD
        $38bn or so = ~38000000000 USD
        environ 38 milliards de dollars = ~38000000000 USD
        près de 38 milliards d'euros = ~38000000000 EUR
        up to $22.4bn = <=22400000000 USD
        as much as $22.4bn = <=22400000000 USD
        no more than $22.4bn = <=22400000000 USD
        ≤ $22.4bn = <=22400000000 USD
        <$22.4bn = <=22400000000 USD
        jusqu'à 10 milliards de dollars = <=10000000000 USD
        jusqu’à 10 milliards d’euros = <=10000000000 EUR
        au plus 10 milliards d'euros = <=10000000000 EUR
        at least $5bn = >=5000000000 USD
        more than $5bn = >=5000000000 USD
        over $5bn = >=5000000000 USD
        >$5bn = >=5000000000 USD
        ≥5bn USD = >=5000000000 USD
        plus de 5 milliards de dollars = >=5000000000 USD
        au moins 5 milliards de dollars = >=5000000000 USD
        200k+ GPUs = >=200000 GPU
        $5bn+ = >=5000000000 USD
        $5bn or more = >=5000000000 USD
        5 milliards d'euros ou plus = >=5000000000 EUR
        at least about $5bn = ~>=5000000000 USD
        $10-12bn = 10000000000..12000000000 USD
        10-12bn USD = 10000000000..12000000000 USD
        10–12bn USD = 10000000000..12000000000 USD
        10 to 12bn USD = 10000000000..12000000000 USD
        $10bn to $12bn = 10000000000..12000000000 USD
        $10bn–$12bn = 10000000000..12000000000 USD
        between $10bn and $12bn = 10000000000..12000000000 USD
        from 10 to 12 billion dollars = 10000000000..12000000000 USD
        entre 10 et 12 milliards d'euros = 10000000000..12000000000 EUR
        de 10 à 12 milliards d'euros = 10000000000..12000000000 EUR
        10 à 12 milliards d'euros = 10000000000..12000000000 EUR
        10 … 12 GW = 10..12 GW
        500m to 1.2bn USD = 500000000..1200000000 USD
        50-75 bps = 0.5..0.75 percent
        -5.8bn USD = -5800000000 USD
        −5.8bn USD = -5800000000 USD
        -$5.8bn = -5800000000 USD
        $-5.8bn = -5800000000 USD
        –5.8bn USD = -5800000000 USD
        -5--3bn USD = -5000000000..-3000000000 USD
        1\u{A0}000\u{202F}000 USD = 1000000 USD
        1\u{2009}000 GW = 1000 GW
        """.replacing("\\u{A0}", with: "\u{A0}").replacing("\\u{202F}", with: "\u{202F}")
        .replacing("\\u{2009}", with: "\u{2009}")
        .split(separator: "\n").map { line in
            let sides = line.split(separator: " = ")
            return Taken(text: String(sides[0]), typed: String(sides[1]))
        }

    @Test("is read, and what it is written as reads the same", arguments: taken)
    func reads(_ row: Taken) throws {
        let quantity = try QuantityReader().read(row.text)
        #expect(quantity.typed == row.typed)
        for written in [quantity.typed, quantity.short] {
            let again = try QuantityReader().read(written)
            #expect(again.saysTheSame(as: quantity), "\(written)")
            #expect(again.stated == nil, "the ledger's own notation is in nobody's words")
        }
    }

    struct Refused: CustomTestStringConvertible, Sendable {
        let text: String
        let readings: [String]
        var testDescription: String { "\(text) is no amount; nearest \(readings)" }
    }

    /// What is refused, and what it may have meant.
    static let refused: [Refused] = """
        ¥38bn = 38bn JPY | 38bn CNY
        kr 5bn = 5bn SEK | 5bn NOK | 5bn DKK
        5 billion kroner = 5bn NOK | 5bn DKK
        Rs 5 crore = 50000000 INR | 50000000 PKR | 50000000 LKR | 50000000 NPR | 50000000 MUR
        5 million pesos = 5m MXN | 5m ARS | 5m CLP | 5m COP | 5m PHP
        5 million francs = 5m CHF | 5m XOF | 5m XAF | 5m XPF
        38 cents = 0.38 USD | 0.38 EUR
        $38bn CAD = 38bn CAD | 38bn USD
        $38bn EUR = 38bn EUR | 38bn USD
        CAD $2bn = 2bn USD | 2bn CAD
        1,4 billion USD = 1400000000 USD | 1400000000000 USD
        1,4 billion = 1400000000 USD | 1400000000000 USD
        environ 38 billions de dollars = ~38000000000 USD | ~38000000000000 USD
        jusqu'à 2 trillions de dollars = <=2000000000000 USD | <=2000000000000000000 USD
        1.234 USD = 1.2340 USD | 1234 USD
        1,234 USD = 1234 USD | 1.2340 USD
        400,000 GPUs = 400000 GPU | 400 GPU
        ₹20,000 crore = 200000000000 INR | 200000000 INR
        $1.400bn = 1400000000 USD | 1400000000000 USD
        1.4t USD = 1400 USD | 1400000000000 USD
        at least -5bn USD = <=-5bn USD | >=-5bn USD
        more than -5bn USD = <=-5bn USD | >=-5bn USD
        -5-3bn USD = -5000000000..3000000000 USD | -5000000000..-3000000000 USD
        -5 to 3,400bn USD = -5000000000..3400000000000 USD | -5000000000..3400000000 USD
        38bn = 38bn USD
        38 = 38 USD
        about 5 = ~5 USD
        5 billion = 5bn USD
        up to 10bn = <=10bn USD
        10-12bn = 10bn..12bn USD
        +38bn USD = 38bn USD
        $+38bn = 38bn USD
        38bn USDX = 38bn USD
        38bn dolars = 38bn USD
        38 bilion dollars = 38bn USD
        38 milliardss de dollars = 38bn USD
        38bn EURO of debt = 38bn EUR
        5 gigawats = 5 GW
        5 mW = 5 MW
        5 Gw = 5 GW
        4.5 procent = 4.5 percent
        10 Gpu = 10 GPU
        $38bn in cash = 38bn USD
        $38bn over seven years = 38bn USD
        $38bn a year = 38bn USD
        $30bn per year = 30bn USD
        30bn USD annually = 30bn USD
        $38bn deal = 38bn USD
        a $38bn deal = 38bn USD
        worth $38bn = 38bn USD
        worth about $38bn = ~38bn USD
        a total of $38bn = 38bn USD
        $38bn (€33bn) = 38bn USD
        $38bn, of which $5bn in cash = 38bn USD
        400k H100 GPUs = 400k GPU
        38 USD EUR = 38 USD
        38bn USD in 7 years = 38bn USD
        ($5.8bn) = -5.8bn USD
        (5.8bn USD) = -5.8bn USD
        five billion dollars = 5bn USD
        two gigawatts = 2 GW
        ten million euros = 10m EUR
        cinq milliards d'euros = 5bn EUR
        un milliard de dollars = 1bn USD
        a billion dollars = 1bn USD
        half a billion dollars = 500000000 USD
        .5 USD = 0.5 USD
        .5bn USD = 500000000 USD
        5. USD = 5 USD
        1e9 USD = 1000000000 USD
        1.4e9 USD = 1400000000 USD
        1,40,000 USD = 140000 USD
        ₹1,40,000 = 140000 INR
        1.2.3 USD = 123 USD
        1 00 USD = 100 USD
        007 USD = 7 USD
        0.1234567890123 USD = 0.123456789012 USD
        6..5 USD = 5..6 USD
        12-10bn USD = 10bn..12bn USD
        between 12 and 10 GW = 10..12 GW
        >=5..6 USD = 5..6 USD
        up to 10-12bn USD = 10bn..12bn USD
        between $10bn = 10bn USD
        from 10bn USD = 10bn USD
        5.. USD = 5 USD
        up to at least 5bn USD = 5bn USD
        38bn bn USD = 38bn USD
        38bn million USD = 38bn USD
        $38bn! = 38bn USD
        $38bn? = 38bn USD
        38bn USD; = 38bn USD
        =38bn USD = 38bn USD
        #38bn USD = 38bn USD
        "38bn USD" = 38bn USD
        USD/38bn = 38bn USD
        38bn-USD = 38bn USD
        --5 USD = -5 USD
        38bn USD yesterday = 38bn USD
        38 $ bn = 38 USD
        deal of 38bn = 38bn USD
        38K GPUs each = 38k GPU
        more than doubled to $38bn = 38bn USD
        38bn to USD = 38bn USD
        ±5bn USD = 5bn USD
        GPU 200k = 200k GPU
        38 Milliarden Dollar = 38bn USD
        """.split(separator: "\n").map { line in
            let sides = line.split(separator: " = ")
            return Refused(text: String(sides[0]), readings: sides[1].components(" | "))
        }

    @Test("is refused with what it may have meant, and each of that is taken", arguments: refused)
    func refuses(_ row: Refused) throws {
        let error = #expect(throws: QuantityReadingError.self) { try QuantityReader().read(row.text) }
        #expect(error?.readings == row.readings)
        for reading in error?.readings ?? [] {
            #expect(throws: Never.self) { try QuantityReader().read(reading) }
            #expect(error?.description.contains(reading) == true)
        }
    }

    @Test("the tables hold 200 spellings, about half of them refused")
    func size() {
        #expect(Self.taken.count + Self.refused.count >= 200)
        #expect(Self.refused.count >= 100)
    }

    @Test(
        "where there is no number there is no reading, and the form is shown",
        arguments: ["", "USD", "nan USD", "billions of dollars", "tens of billions", "TBD"])
    func formless(_ text: String) {
        let error = #expect(throws: QuantityReadingError.self) { try QuantityReader().read(text) }
        #expect(error?.readings == [])
        #expect(error?.description.contains("write for example '38bn USD'") == true)
    }

    @Test("the words say what is wrong and what would be right")
    func words() {
        func message(_ text: String, _ fixed: MeasureUnit? = nil) -> String? {
            do throws(QuantityReadingError) {
                _ = try QuantityReader().read(text, fixedUnit: fixed)
                return nil
            } catch { return error.description }
        }
        #expect(message("¥38bn") == "'¥38bn' has 2 readings; write 38bn JPY or 38bn CNY")
        #expect(message("38bn") == "'38bn' has no unit; did you mean '38bn USD'?")
        #expect(
            message("38 USD more") == "'38 USD more' goes on after the unit; did you mean '38 USD'?")
        #expect(message("5 USD", .percent) == "'5 USD' is in USD; this field is in percent; did you mean '5 percent'?")
        #expect(message("+5 USD") == "'+5 USD' has a plus, as only a change has; did you mean '5 USD'?")
    }

    @Test("a locale decides billion, and which mark is the decimal one")
    func locales() throws {
        let french = QuantityReader(locale: .french)
        #expect(try french.read("38 billions de dollars").typed == "38000000000000 USD")
        #expect(try french.read("1,234 milliard d'euros").typed == "1234000000 EUR")
        #expect(try french.read("38bn USD").typed == "38000000000 USD")
        #expect(try french.read("38 M$").typed == "38000000 USD")
        let english = QuantityReader(locale: .english)
        #expect(try english.read("400,000 GPUs").typed == "400000 GPU")
        #expect(try english.read("environ 38 billions de dollars").typed == "~38000000000 USD")
        // No locale says whose yen or whose crowns.
        #expect(throws: QuantityReadingError.self) { try english.read("¥38bn") }
        #expect(throws: QuantityReadingError.self) { try french.read("kr 5bn") }
    }

    @Test("a change may have a plus")
    func signed() throws {
        #expect(try QuantityReader().read("+140bn USD", isSigned: true).typed == "140000000000 USD")
        #expect(try QuantityReader().read("+$140bn", isSigned: true).typed == "140000000000 USD")
        #expect(try QuantityReader().read("~+140bn USD", isSigned: true).typed == "~140000000000 USD")
    }

    @Test("a number alone will do where the unit is fixed, and the nearest reading is in it")
    func fixedUnit() throws {
        #expect(try QuantityReader().read("4.5", fixedUnit: .percent).typed == "4.5 percent")
        #expect(try QuantityReader().read("about 4", fixedUnit: .percent).typed == "~4 percent")
        #expect(try QuantityReader().read("25 bps", fixedUnit: .percent).typed == "0.25 percent")
        #expect(try QuantityReader().read("160 million", fixedUnit: .share).typed == "160000000 share")
        let error = #expect(throws: QuantityReadingError.self) {
            try QuantityReader().read("4 of them", fixedUnit: .percent)
        }
        #expect(error?.readings == ["4 percent"])
    }

    @Test(
        "the source's words are kept as they were typed; the ledger's own notation is in nobody's",
        arguments: [
            ("about $38 billion", "about $38 billion"), ("  $38bn ", "$38bn"),
            ("38 milliards d'euros", "38 milliards d'euros"),
            ("jusqu’à 10 Md€", "jusqu’à 10 Md€"), ("10 to 12bn USD", "10 to 12bn USD"), ("25 bps", "25 bps"),
            ("1.4T USD", "1.4T USD"), ("38bn USD", nil), ("~140bn USD", nil), ("<=10bn USD", nil),
            ("91..93bn USD", nil),
            ("4%", nil), ("≤ 10bn USD", nil), ("400k GPU", nil), ("1 000 000 USD", nil),
        ] as [(String, String?)])
    func stated(_ text: String, _ words: String?) throws {
        let quantity = try QuantityReader().read(text)
        #expect(quantity.stated == words)
        #expect(quantity.payload["stated"]?.string == words)
    }

    @Test(
        "the last digit is the one that it was said with",
        arguments: [
            ("$38bn", "1000000000"), ("$1.40 trillion", "10000000000"), ("25 bps", "0.01"),
            ("₹1.5 lakh crore", "100000000000"),
            ("500 kW", "0.001"), ("1 TW", "1000"), ("10-12bn USD", "1000000000"), ("3‰", "0.1"),
        ])
    func steps(_ text: String, _ step: String) throws {
        let quantity = try QuantityReader().read(text)
        #expect(quantity.step?.description == step)
        #expect(Shape.quantity(.any).faults(in: .object(quantity.payload), path: "value").isEmpty)
    }
}

extension Substring {
    fileprivate func components(_ separator: String) -> [String] { split(separator: separator).map(String.init) }
}
