import CanonicalJSON
import Foundation
import MarketEvents
import Testing

@Suite("What nobody may say anew of a deal, and what was said before is still read")
struct EntryRulesTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let fields: JSONObject
        let faults: [String]

        init(_ description: String, _ fields: JSONObject, _ faults: String...) {
            (testDescription, self.fields, self.faults) = (description, fields, faults)
        }
    }

    private static func amount(
        _ amount: String, _ unit: String = "USD", _ qualifier: String = "exact", upper: String? = nil
    ) -> JSONValue {
        var quantity: JSONObject = [
            "amount": .string(amount), "unit": .string(unit), "qualifier": .string(qualifier),
        ]
        if let upper { quantity["upper"] = .string(upper) }
        return .object(quantity)
    }

    /// Parts with values, or capacities where they are in GW or MW.
    private static func parts(_ amounts: JSONValue...) -> JSONValue {
        .array(
            amounts.enumerated().map { index, amount in
                let isPower = ["GW", "MW"].contains(amount.object?["unit"]?.string)
                return .object([
                    "part": .string("p\(index)"), "commitment": "binding", isPower ? "capacity" : "value": amount,
                ])
            })
    }

    private static func schedule(_ periods: (String, String, JSONValue)...) -> JSONValue {
        .array(periods.map { ["from": .string($0.0), "to": .string($0.1), "amount": $0.2] })
    }

    static let rows: [Row] = [
        Row("plain amounts", ["value": amount("100"), "capacity": amount("6", "GW")]),
        Row("nothing at all, which is free of charge", ["value": amount("0")]),
        // What a buyer pays.
        Row(
            "a negative value", ["value": amount("-5")],
            "data.value: is -5 USD; what a buyer pays cannot be negative"),
        Row(
            "a bound below zero", ["value": amount("-5", "USD", "upTo")],
            "data.value: is <=-5 USD; what a buyer pays cannot be negative"),
        Row(
            "a range from below zero", ["value": amount("-5", "USD", "between", upper: "5")],
            "data.value: is -5..5 USD; what a buyer pays cannot be negative"),
        Row(
            "a percentage as a value", ["value": amount("25", "percent")],
            "data.value: is 25 percent; what a buyer pays is an amount, not a share of one"),
        Row(
            "negative amounts and percentages wherever something is paid, all at once",
            [
                "schedule": schedule(("2025-01-01", "2025-12-31", amount("-1"))),
                "parts": parts(amount("5", "percent"), amount("-2", "MW")), "capacity": amount("-3", "GW"),
                "consideration": [["payer": "a", "payee": "b", "form": "cash", "value": amount("-4")]],
                "hardware": [["product": "p", "quantity": amount("-6", "GPU")]],
            ],
            "data.schedule[0].amount: is -1 USD; what a buyer pays cannot be negative",
            "data.parts[0].value: is 5 percent; what a buyer pays is an amount, not a share of one",
            "data.consideration[0].value: is -4 USD; what a buyer pays cannot be negative",
            "data.capacity: is -3 GW, and cannot be negative",
            "data.parts[1].capacity: is -2 MW, and cannot be negative",
            "data.hardware[0].quantity: is -6 GPU, and cannot be negative"),
        // Parts and their total.
        Row("parts that are the whole", ["value": amount("100"), "parts": parts(amount("60"), amount("40"))]),
        Row(
            "parts beyond the total", ["value": amount("100"), "parts": parts(amount("60"), amount("50"))],
            "data.parts: add up to at least 110 USD, more than the value of 100 USD"),
        Row(
            "parts beyond the total by no more than rounding makes",
            ["value": amount("100"), "parts": parts(amount("33.4"), amount("33.4"), amount("33.3"))]),
        Row(
            "parts beyond what rounding makes",
            ["value": amount("100"), "parts": parts(amount("33.5"), amount("33.5"), amount("33.7"))],
            "data.parts: add up to at least 100.7 USD, more than the value of 100 USD"),
        Row("parts that are about", ["value": amount("100"), "parts": parts(amount("150", "USD", "about"))]),
        Row("a total that is about", ["value": amount("100", "USD", "about"), "parts": parts(amount("150"))]),
        Row("a total without an end", ["value": amount("100", "USD", "atLeast"), "parts": parts(amount("150"))]),
        Row("parts that may be less", ["value": amount("100"), "parts": parts(amount("150", "USD", "upTo"))]),
        Row(
            "parts of at least more",
            ["value": amount("100", "USD", "upTo"), "parts": parts(amount("150", "USD", "atLeast"))],
            "data.parts: add up to at least 150 USD, more than the value of <=100 USD"),
        Row("parts in another currency", ["value": amount("100"), "parts": parts(amount("150", "EUR"))]),
        Row("parts without a total", ["parts": parts(amount("150"))]),
        Row(
            "capacities beyond the deal's, in units that are one",
            ["capacity": amount("6", "GW"), "parts": parts(amount("5", "GW"), amount("3000", "MW"))],
            "data.parts: add up to at least 8 GW, more than the capacity of 6 GW"),
        Row(
            "value and capacity in one part",
            [
                "value": amount("10"), "capacity": amount("1", "GW"),
                "parts": [
                    [
                        "part": "a", "commitment": "option", "lapses": "2030", "value": amount("10"),
                        "capacity": amount("1000", "MW"),
                    ]
                ],
            ]),
        // A schedule.
        Row(
            "a schedule that falls short",
            ["value": amount("100"), "schedule": schedule(("2025-01-01", "2025-12-31", amount("60")))]),
        Row(
            "a schedule beyond the total that overlaps itself, beside parts that are too much by a rounding",
            [
                "value": amount("100"), "parts": parts(amount("101")),
                "schedule": schedule(
                    ("2026-01-01", "2026-12-31", amount("60")), ("2025-01-01", "2026-01-01", amount("60"))),
            ],
            "data.schedule[0].from: 2026-01-01 lies in another period, 2025-01-01 to 2026-01-01",
            "data.schedule: add up to at least 120 USD, more than the value of 100 USD"),
        Row(
            "a period that hides in a longer one",
            [
                "schedule": schedule(
                    ("2025-01-01", "2025-12-31", amount("1")), ("2025-02-01", "2025-02-28", amount("1")),
                    ("2025-03-01", "2025-03-31", amount("1")))
            ],
            "data.schedule[1].from: 2025-02-01 lies in another period, 2025-01-01 to 2025-12-31",
            "data.schedule[2].from: 2025-03-01 lies in another period, 2025-01-01 to 2025-12-31"),
        Row(
            "periods of two units at a time",
            [
                "schedule": schedule(
                    ("2025-01-01", "2025-12-31", amount("1")), ("2025-01-01", "2025-12-31", amount("1", "GW")))
            ]),
    ]

    private static let deal: JSONObject = [
        "deal": "d", "buyer": "a", "supplier": "b", "kind": "cloud", "certainty": "reported",
    ]

    private static func event(_ type: String, _ data: JSONObject, subject: String = "deal/d") -> JSONObject {
        [
            "specversion": "1.0", "id": .string(UUID().uuidString.lowercased()), "source": "urn:t",
            "type": .string(type), "subject": .string(subject), "occurred": "2025-11-03",
            "time": "2025-11-03T05:00:00Z", "dataschema": .string("urn:impact:schema:\(type):1"),
            "data": .object(data),
        ]
    }

    private static func intake(known: String? = nil) throws -> Intake {
        let companies = try register([("2020", ["company": "a"]), ("2020", ["company": "b"])])
        let when = try StatedTime("2025-11-03")
        return Intake(companies: companies) { id in
            id == known ? Intake.KnownEvent(type: "deal.announced", subject: "deal/d", occurred: when) : nil
        }
    }

    private static func faults(_ event: JSONObject, known: String? = nil) throws -> [String] {
        try intake(known: known).judge(try IncomingEvent(cloudEvent: event)).faults.map(\.description)
    }

    private static func data(_ fields: JSONObject) -> JSONObject {
        fields.members.reduce(into: deal) { $0[$1.name] = $1.value }
    }

    @Test("refused where it is announced, all faults at once, each with its field:", arguments: rows)
    func announced(_ row: Row) throws {
        #expect(try Self.faults(Self.event("deal.announced", Self.data(row.fields))) == row.faults)
    }

    @Test("the same where a deal is amended:", arguments: rows)
    func amended(_ row: Row) throws {
        var data = row.fields
        (data["deal"], data["certainty"]) = ("d", "reported")
        #expect(try Self.faults(Self.event("deal.amended", data)) == row.faults)
    }

    @Test("the same where an announcement is corrected:", arguments: rows)
    func corrected(_ row: Row) throws {
        let target = "019a4a10-0000-7000-8000-000000000001"
        let correction = Self.event(
            "event.corrected",
            ["target": .string(target), "reason": "r", "data": .object(Self.data(row.fields))])
        let expected = row.faults.map { "data." + $0 }
        #expect(try Self.faults(correction, known: target) == expected)
    }

    @Test("the judgement in bytes takes what is right and nothing else:", arguments: rows)
    func bytes(_ row: Row) throws {
        let event = Self.event("deal.announced", Self.data(row.fields))
        var judge = LineJudge(try Self.intake().judge)
        var line = LineJudge.Line()
        let text = Array(JSONValue.object(event).canonicalText.utf8)
        #expect(text.withUnsafeBufferPointer { judge.accepts($0, &line) } == row.faults.isEmpty)
    }

    @Test("what was stored before the rules is still read:", arguments: rows)
    func stored(_ row: Row) throws {
        let type = try #require(EventType.named("deal.announced"))
        #expect(throws: Never.self) { try MarketEvent(type: type, data: Self.data(row.fields)) }
    }

    @Test("what is delivered cannot be negative or a percentage")
    func delivered() throws {
        func faults(_ total: JSONValue) throws -> [String] {
            try Self.faults(
                Self.event(
                    "deal.delivered",
                    ["deal": "d", "certainty": "reported", "day": "2025-11-03", "measure": "paid", "total": total]))
        }
        #expect(try faults(Self.amount("5")).isEmpty)
        #expect(try faults(Self.amount("-5")) == ["data.total: is -5 USD; what a buyer pays cannot be negative"])
        #expect(try faults(Self.amount("5", "percent")).count == 1)
    }

    @Test(
        "an increase may be a reduction, and in capacity; it is no percentage, and stands beside no total of its unit")
    func increases() throws {
        func faults(_ fields: JSONObject) throws -> [String] {
            var data = fields
            (data["deal"], data["certainty"], data["amendment"]) = ("d", "reported", "september-expansion")
            return try Self.faults(Self.event("deal.amended", data))
        }
        #expect(try faults(["increase": Self.amount("-5")]).isEmpty)
        #expect(try faults(["increase": Self.amount("500", "MW")]).isEmpty)
        #expect(try faults(["increase": Self.amount("5"), "capacity": Self.amount("7", "GW")]).isEmpty)
        #expect(
            try faults(["increase": Self.amount("5", "percent")])
                == ["data.increase: is 5 percent; write by how much of the value or the capacity"])
        #expect(
            try faults(["increase": Self.amount("500", "MW"), "capacity": Self.amount("7", "GW")])
                == ["data.increase: cannot stand beside capacity in one unit; give one of them"])
        #expect(
            try faults(["increase": Self.amount("5"), "value": Self.amount("-7")]) == [
                "data.increase: cannot stand beside value; give one of them",
                "data.value: is -7 USD; what a buyer pays cannot be negative",
            ])
    }

    @Test("an upper end below the lower one, and amounts beyond 21 digits before the point or 12 after it, are refused")
    func amounts() throws {
        func isRight(_ value: JSONValue) throws -> Bool {
            try Self.faults(Self.event("deal.announced", Self.data(["value": value]))).isEmpty
        }
        #expect(try isRight(Self.amount(String(repeating: "9", count: 21) + "." + String(repeating: "9", count: 12))))
        #expect(try !isRight(Self.amount(String(repeating: "9", count: 22))))
        #expect(try !isRight(Self.amount("0." + String(repeating: "9", count: 13))))
        #expect(try isRight(Self.amount("5", "USD", "between", upper: "5")))
        #expect(try !isRight(Self.amount("5", "USD", "between", upper: "4")))
    }
}
