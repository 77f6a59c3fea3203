import CanonicalJSON
import MarketEvents
import Testing

@Suite("Fields as they are typed: read alike wherever they stand")
struct TypedFieldsTests {
    private static func apply(
        _ arguments: [String], _ type: String, to base: JSONObject = [:], zone: String? = nil
    ) throws -> TypedPayload {
        let times = TimeReader(zone: try zone.map { try .named($0) })
        return TypedFields(reader: QuantityReader(), times: times, companies: CompanyRegister())
            .apply(arguments, to: base, type: try #require(EventType.named(type)))
    }

    private static let tenBillion: JSONValue = [
        "amount": "10000000000", "unit": "USD", "qualifier": "upTo", "step": "1000000000",
    ]

    @Test(
        "an amount of a part is read from words, however the part is written",
        arguments: [
            ["parts.g1.value=<=10bn USD", "parts.g1.commitment=binding"],
            [#"parts=[{"part":"g1","value":"<=10bn USD","commitment":"binding"}]"#],
            [#"parts=[{"part":"g1","commitment":"binding"}]"#, "parts.g1.value=<=10bn USD"],
            [
                "parts.g1.value.amount=10000000000", "parts.g1.value.unit=USD", "parts.g1.value.qualifier=upTo",
                "parts.g1.value.step=1000000000", "parts.g1.commitment=binding",
            ],
        ])
    func parts(_ arguments: [String]) throws {
        let typed = try Self.apply(arguments, "deal.announced")
        #expect(typed.faults.isEmpty, "\(typed.faults)")
        #expect(typed.data["parts"] == [["part": "g1", "value": Self.tenBillion, "commitment": "binding"]])
    }

    @Test(
        "an item of any list goes by its first field",
        arguments: [
            ("deal.announced", "hardware.GB200 NVL72.quantity=400k GPU", "hardware", "product", "GB200 NVL72"),
            ("deal.announced", "countsToward.openai-compute.basis=stated", "countsToward", "plan", "openai-compute"),
            ("deal.announced", "schedule.2027-01-01.amount=5bn USD", "schedule", "from", "2027-01-01"),
            ("deal.announced", "schedule.1 Jan 2027.amount=5bn USD", "schedule", "from", "2027-01-01"),
            ("deal.announced", "evidence.Reuters.title=A deal", "evidence", "publisher", "Reuters"),
            ("company.registered", "listings.AMZN.mic=XNAS", "listings", "ticker", "AMZN"),
            ("market.stated", "specialDays.2025-12-24.close=13:00", "specialDays", "day", "2025-12-24"),
        ])
    func items(_ type: String, _ argument: String, _ list: String, _ key: String, _ value: String) throws {
        let typed = try Self.apply([argument], type)
        #expect(typed.faults.isEmpty, "\(typed.faults)")
        #expect(typed.data[list]?.array?.count == 1)
        #expect(typed.data[list]?.array?.first?.object?[key] == .string(value))
    }

    @Test("an item that is there is changed, and another one is added")
    func changes() throws {
        let base = try Self.apply(
            ["parts.g1.value=5bn USD", "parts.g1.commitment=binding", "parts.g2.value=3bn USD"], "deal.announced"
        ).data
        let typed = try Self.apply(["parts.g2.commitment=option", "parts.g1.value=$6bn"], "deal.announced", to: base)
        #expect(typed.data["parts"]?.array?.count == 2)
        #expect(typed.data["parts"]?.array?[0].object?["value"]?.object?["amount"] == "6000000000")
        #expect(typed.data["parts"]?.array?[1].object?["commitment"] == "option")
    }

    @Test("amounts and times within lists and objects of JSON are read, too; all faults at once, each with its place")
    func json() throws {
        let typed = try Self.apply(
            [#"schedule=[{"from":"1 Jan 2027","to":"31 December 2027","amount":"about $5 billion"}]"#], "deal.announced"
        )
        let period = typed.data["schedule"]?.array?.first?.object
        #expect(period?["from"] == "2027-01-01" && period?["to"] == "2027-12-31")
        #expect(period?["amount"]?.object?["stated"] == "about $5 billion")
        #expect(period?["amount"]?.object?["qualifier"] == "about")
        let faults = try Self.apply(
            [#"parts=[{"part":"a","value":"¥38bn"},{"part":"b","value":"5bn","due":"03/11/2025"}]"#], "deal.announced"
        ).faults
        #expect(faults.map(\.path) == ["parts[0].value", "parts[1].due", "parts[1].value"])
    }

    @Test("a number of JSON will do where the unit is fixed")
    func fixedUnits() throws {
        #expect(
            try Self.apply([#"size={"amount":"4","unit":"percent","qualifier":"exact"}"#], "stock.moved").data["size"]
                == ["amount": "4", "unit": "percent", "qualifier": "exact"])
        #expect(try Self.apply(["size=4.5"], "stock.moved").data["size"]?.object?["amount"] == "4.5")
        #expect(
            try Self.apply(["outstanding=160 million"], "shares.recorded").data["outstanding"]?.object?["unit"]
                == "share")
    }

    @Test(
        "only a change may have a plus",
        arguments: [
            ("market-cap.changed", "change=+140bn USD", true), ("deal.amended", "increase=+$4bn", true),
            ("deal.amended", "increase=-4bn USD", true), ("metric.reported", "value=+5bn USD", true),
            ("deal.announced", "value=+38bn USD", false), ("deal.announced", "capacity=+1 GW", false),
            ("plan.stated", "spend=+1trn USD", false),
        ])
    func plus(_ type: String, _ argument: String, _ isTaken: Bool) throws {
        #expect(try Self.apply([argument], type).faults.isEmpty == isTaken)
    }

    @Test("what a number without a unit most likely is in depends on the field")
    func likelyUnits() throws {
        #expect(
            try Self.apply(["capacity=1.2"], "deal.announced").faults.first?.reason
                == "'1.2' has no unit; did you mean '1.2 GW'?")
        #expect(
            try Self.apply(["value=38bn"], "deal.announced").faults.first?.reason
                == "'38bn' has no unit; did you mean '38bn USD'?")
    }

    @Test("several amounts have commas between them, and one may have its own")
    func severalAmounts() throws {
        let typed = try Self.apply(["equivalents=~38bn USD,5 GW, 1,200,000 homes"], "plan.stated")
        #expect(typed.faults.isEmpty, "\(typed.faults)")
        #expect(typed.data["equivalents"]?.array?.count == 3)
    }

    @Test("times of fields are read as people type them")
    func times() throws {
        let typed = try Self.apply(
            ["starts=Q3 2027", "fullCapacityBy=by 2028", "parts.a.due=3 novembre 2026"], "deal.announced")
        #expect(typed.data["starts"] == "2027-Q3")
        #expect(
            typed.faults.map(\.description) == [
                "fullCapacityBy: 'by 2028' is not a time; did you mean '../2028'?"
            ])
        #expect(typed.data["parts"]?.array?.first?.object?["due"] == "2026-11-03")
        #expect(
            try Self.apply(["starts=2027-01-04 09:00"], "deal.announced", zone: "Asia/Tokyo").data["starts"]
                == "2027-01-04T09:00:00+09:00")
    }

    @Test("an item needs a field of it")
    func itemsWhole() throws {
        #expect(
            try Self.apply(["parts.g1=5bn USD"], "deal.announced").faults.map(\.description)
                == ["parts.g1: is an item of a list; write LIST.PART.FIELD=… or the list as JSON"])
        #expect(
            try Self.apply(["parts.g1.amount=5bn USD"], "deal.announced").faults.first?.description.hasPrefix(
                "parts.g1.amount: unknown field; ") == true)
    }

    @Test("another amount over one was said in other words and with other digits")
    func overwritten() throws {
        let first = try Self.apply(["spend=about $140 billion"], "plan.stated").data
        #expect(first["spend"]?.object?["stated"] == "about $140 billion")
        let second = try Self.apply(["spend.amount=141500000000"], "plan.stated", to: first).data
        #expect(second["spend"]?.object?["stated"] == nil && second["spend"]?.object?["step"] == nil)
    }

    @Test("of an only item nobody needs the key; of several it is asked for")
    func onlyItem() throws {
        let typed = try Self.apply(
            [
                "evidence.publisher=Reuters", "evidence.url=https://example.org/1", "parts.value=~5bn USD",
                "parts.part=g1",
            ],
            "deal.announced")
        #expect(typed.faults.isEmpty, "\(typed.faults)")
        #expect(typed.data["evidence"] == [["publisher": "Reuters", "url": "https://example.org/1"]])
        #expect(typed.data["parts"]?.array?.first?.object?["part"] == "g1")
        #expect(
            try Self.apply(["parts.a.due=2026", "parts.b.due=2026", "parts.due=2027"], "deal.announced").faults
                .map(\.description) == ["parts.due: is of one item, and there are 2; write LIST.PART.FIELD=…"])
    }

    @Test("brackets at the start of a title are no JSON, since no list fits there")
    func bracketsInText() throws {
        let typed = try Self.apply(
            [
                "summary=[Exclusive] A deal", "evidence.FT.title={sic}", "structure=[",
                "saidBy={\"publisher\":\"[FT]\"}",
            ],
            "company.restructured")
        #expect(typed.faults.isEmpty, "\(typed.faults)")
        #expect(typed.data["summary"] == "[Exclusive] A deal" && typed.data["structure"] == "[")
    }
}
