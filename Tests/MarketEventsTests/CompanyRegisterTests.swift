import CanonicalJSON
import CivilTime
import MarketEvents
import Testing

/// A register as payloads fill it.
func register(_ registrations: [(occurred: String, data: JSONObject)]) throws -> CompanyRegister {
    var register = CompanyRegister()
    let type = try #require(EventType.named("company.registered"))
    for (occurred, fields) in registrations {
        var data = fields
        data["certainty"] = "confirmed"
        data["name"] = data["name"] ?? data["company"]
        data["kind"] = data["kind"] ?? "public"
        guard case .companyRegistered(let content) = try MarketEvent(type: type, data: data).content else { continue }
        register.register(content, occurred: try StatedTime(occurred))
    }
    return register
}

func listing(_ mic: String, _ ticker: String, from: String? = nil, until: String? = nil) -> JSONValue {
    var listing: JSONObject = ["mic": .string(mic), "ticker": .string(ticker), "currency": "USD"]
    listing["from"] = from.map { .string($0) }
    listing["until"] = until.map { .string($0) }
    return .object(listing)
}

@Suite("The register: which instrument is a company's stock")
struct InstrumentTests {
    /// One listing, two tickers, one ticker on two markets, none, a listing with an end and one with a start.
    private static func companies() throws -> CompanyRegister {
        try register([
            ("1997", ["company": "amazon", "listings": [listing("XNAS", "AMZN")]]),
            ("2004", ["company": "alphabet", "listings": [listing("XNAS", "GOOG"), listing("XNAS", "GOOGL")]]),
            ("1986", ["company": "oracle", "listings": [listing("XNYS", "ORCL"), listing("XETR", "ORCL")]]),
            ("2015", ["company": "openai", "kind": "private"]),
            (
                "1990",
                [
                    "company": "moved",
                    "listings": [
                        listing("XNYS", "MOV", until: "2020-06-30"), listing("XNAS", "MOV", from: "2020-07-01"),
                    ],
                ]
            ),
        ])
    }

    @Test(
        "the listing that fits ticker and market; a ticker without a listing is at the unknown market",
        arguments: [
            ("amazon", nil, nil, "2025-11-03", "XNAS:AMZN"), ("amazon", "AMZN", nil, "2025-11-03", "XNAS:AMZN"),
            ("amazon", nil, "XNAS", "2025-11-03", "XNAS:AMZN"), ("amazon", "AMZN", "XLON", "2025-11-03", "XLON:AMZN"),
            ("amazon", "AMZ.DE", nil, "2025-11-03", "XXXX:AMZ.DE"),
            ("alphabet", "GOOGL", nil, "2025-11-03", "XNAS:GOOGL"),
            ("oracle", nil, "XETR", "2025-11-03", "XETR:ORCL"), ("openai", "OAI", nil, "2025-11-03", "XXXX:OAI"),
            ("nobody", "X", nil, "2025-11-03", "XXXX:X"), ("amazon", nil, nil, "1990-01-02", "XNAS:AMZN"),
            ("moved", nil, nil, "2020-06-29", "XNYS:MOV"), ("moved", nil, nil, "2020-07-01", "XNAS:MOV"),
            ("moved", "MOV", nil, "2019", "XNYS:MOV"), ("moved", nil, nil, "../2021-03-01", "XNAS:MOV"),
        ] as [(String, String?, String?, String, String)])
    func finds(_ company: String, _ ticker: String?, _ mic: String?, _ time: String, _ instrument: String) throws {
        let found = try Self.companies().instrument(
            company: company, ticker: ticker, mic: mic, at: try StatedTime(time))
        #expect(found == instrument)
    }

    @Test(
        "what is missing is said",
        arguments: [
            ("openai", nil, nil, "data.ticker: is missing: openai has no listing then"),
            ("amazon", nil, "XLON", "data.ticker: is missing: amazon has no listing on XLON then"),
            (
                "alphabet", nil, nil,
                "data.ticker: is missing: alphabet has several listings: XNAS:GOOG, XNAS:GOOGL"
            ),
            ("oracle", "ORCL", nil, "data.mic: is missing: ORCL is listed on XNYS, XETR"),
        ] as [(String, String?, String?, String)])
    func refuses(_ company: String, _ ticker: String?, _ mic: String?, _ message: String) throws {
        let fault = #expect(throws: Fault.self) {
            try Self.companies().instrument(
                company: company, ticker: ticker, mic: mic, at: try StatedTime("2025-11-03"))
        }
        #expect(fault?.description == message)
    }

    @Test("a later registration replaces the listings from its occurrence on, whichever was recorded first")
    func replaced() throws {
        let old: (String, JSONObject) = ("2010", ["company": "meta", "listings": [listing("XNAS", "FB")]])
        let new: (String, JSONObject) = ("2022-06-09", ["company": "meta", "listings": [listing("XNAS", "META")]])
        for order in [[old, new], [new, old]] {
            let companies = try register(order)
            for (time, instrument) in [
                ("2000", "XNAS:FB"), ("2022-06-08", "XNAS:FB"), ("2022-06-09", "XNAS:META"), ("2025", "XNAS:META"),
            ] {
                let found = try companies.instrument(
                    company: "meta", ticker: nil, mic: nil, at: try StatedTime(time))
                #expect(found == instrument, "\(time)")
            }
        }
    }

    @Test("units lead to the company at the top, also where parents run in a circle or are not registered")
    func parents() throws {
        let companies = try register([
            ("2000", ["company": "amazon"]), ("2006", ["company": "aws", "kind": "unit", "parent": "amazon"]),
            ("2010", ["company": "lab", "kind": "unit", "parent": "aws"]),
            ("2010", ["company": "a", "kind": "unit", "parent": "b"]),
            ("2010", ["company": "b", "kind": "unit", "parent": "a"]),
            ("2010", ["company": "orphan", "kind": "unit"]),
        ])
        #expect(companies.topParent(of: "lab") == "amazon")
        #expect(companies.topParent(of: "amazon") == "amazon")
        #expect(companies.topParent(of: "orphan") == "orphan")
        #expect(companies.topParent(of: "nobody") == "nobody")
        #expect(["a", "b"].contains(companies.topParent(of: "a")))
    }
}

@Suite("The register: which company somebody means")
struct ResolvingTests {
    private static func companies() throws -> CompanyRegister {
        try register([
            (
                "1997",
                [
                    "company": "amazon", "name": "Amazon.com, Inc.", "aliases": ["Amazon", "the everything store"],
                    "listings": [
                        ["mic": "XNAS", "ticker": "AMZN", "ric": "AMZN.O", "currency": "USD"]
                    ],
                ]
            ),
            ("2006", ["company": "aws", "name": "Amazon Web Services", "kind": "unit", "parent": "amazon"]),
            ("2004", ["company": "alphabet", "aliases": ["Google"]]),
            ("1998", ["company": "google", "name": "Google LLC", "kind": "unit", "parent": "alphabet"]),
            ("2000", ["company": "pear", "aliases": ["Fruit"]]), ("2000", ["company": "plum", "aliases": ["Fruit"]]),
        ])
    }

    @Test(
        "by id, name, alias, ticker, RIC and instrument, in any case; an id goes before another's alias",
        arguments: [
            ("amazon", "amazon"), ("Amazon.com, Inc.", "amazon"), ("AMAZON", "amazon"), ("AMZN", "amazon"),
            ("amzn.o", "amazon"), ("XNAS:AMZN", "amazon"), ("the everything store", "amazon"), ("google", "google"),
            ("Amazon Web Services", "aws"),
        ])
    func finds(_ text: String, _ company: String) throws { #expect(try Self.companies().resolve(text) == company) }

    @Test(
        "an unknown or ambiguous one is refused with what it could be",
        arguments: [
            ("Fruit", "'Fruit' may be pear or plum; write one of them"),
            ("Google", "'Google' may be alphabet or google; write one of them"),
            ("amazn", "no company 'amazn' is registered; nearest: amazon"),
            ("AMZM", "no company 'AMZM' is registered; nearest: amazon"),
            ("zzz", "no company 'zzz' is registered; register it first: impact append company.registered"),
            (
                "a\u{1B}[2J",
                "no company 'a\\u{1b}[2J' is registered; register it first: impact append company.registered"
            ),
        ])
    func refuses(_ text: String, _ message: String) throws {
        let error = #expect(throws: UnknownCompany.self) { try Self.companies().resolve(text) }
        #expect(error?.description == message)
    }
}

@Suite("The register: many registrations of one company")
struct ManyRegistrationsTests {
    @Test("one of n is found in as many steps as a search by halves takes", arguments: [0, 1, 2, 1_000, 1_000_000])
    func steps(count: Int) {
        let numbers = Array(0..<count)
        for wanted in [0, count / 3, count - 1, count] {
            var steps = 0
            let place = numbers.partitionPoint { number in
                steps += 1
                return number < wanted
            }
            #expect(place == max(0, wanted))
            #expect(steps <= Int.bitWidth - count.leadingZeroBitCount)
        }
    }

    @Test("they are in the order of occurrence, whatever order they come in, and of one time the later one holds")
    func order() throws {
        let years = [2003, 2001, 2004, 2002, 2001, 2004]
        let companies = try register(
            years.enumerated().map { index, year in
                ("\(year)", ["company": "a", "listings": [listing("XNAS", "T\(index)")]])
            })
        // A registration that is known to the year holds when the year is over.
        for (year, ticker) in [(1999, "T1"), (2001, "T1"), (2002, "T4"), (2003, "T3"), (2004, "T0"), (2030, "T5")] {
            let instrument = try companies.instrument(
                company: "a", ticker: nil, mic: nil, at: StatedTime("\(year)-06"))
            // Before the first one the first holds.
            #expect(instrument == "XNAS:\(ticker)")
        }
    }
}
