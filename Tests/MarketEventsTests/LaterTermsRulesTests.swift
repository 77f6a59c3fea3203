import CanonicalJSON
import MarketEvents
import Testing

/// What nobody may say anew in the terms that came later: ends, rates, parties, fees, parts of rights, stakes.
@Suite("Rules for ends, rates, parties, remainders, fees, parts of rights and stakes")
struct LaterTermsRulesTests {
    struct Row: CustomTestStringConvertible, Sendable {
        let name: String
        let type: String
        let fields: JSONObject
        let faults: [String]

        init(_ name: String, _ type: String, _ fields: JSONObject, _ faults: String...) {
            (self.name, self.type, self.fields, self.faults) = (name, type, fields, faults)
        }

        var testDescription: String { name }
    }

    private static func amount(_ amount: String, _ unit: String = "USD", _ qualifier: String = "exact") -> JSONValue {
        ["amount": .string(amount), "unit": .string(unit), "qualifier": .string(qualifier)]
    }

    private static func party(_ company: String, _ share: JSONValue? = nil, as role: String = "lender") -> JSONValue {
        var party: JSONObject = ["party": .string(company), "role": .string(role)]
        party["share"] = share
        return .object(party)
    }

    private static func schedule(_ years: (year: String, megawatts: String)...) -> JSONValue {
        .array(
            years.map { year, megawatts in
                [
                    "from": .string(year + "-01-01"), "to": .string(year + "-12-31"),
                    "amount": amount(megawatts, "MW"),
                ]
            })
    }

    private static func parts(_ quantities: JSONValue...) -> JSONValue {
        .array(quantities.enumerated().map { ["part": .string("p\($0)"), "quantity": $1] })
    }

    static let rows: [Row] = [
        Row("through a year", "deal.announced", ["starts": "2025", "ends": "2031"]),
        Row("one day", "deal.announced", ["starts": "2025-11-03", "ends": "2025-11-03"]),
        Row(
            "an end before its start", "deal.announced", ["starts": "2025", "ends": "2024"],
            "data.ends: 2024 comes before the start, 2025"),
        Row("so much a year", "deal.announced", ["rate": ["amount": amount("30"), "per": "year"]]),
        Row(
            "so much in no known time", "deal.announced", ["rate": ["amount": amount("30"), "per": "years"]],
            "data.rate.per: 'years' is not one of day, week, month, quarter, year; did you mean year?"),
        Row(
            "a percentage a year, which is no amount", "deal.announced",
            ["rate": ["amount": amount("9", "percent"), "per": "year"]],
            "data.rate.amount: is 9 percent; what a buyer pays is an amount, not a share of one"),
        Row(
            "power by the year, which does not add up", "deal.announced",
            ["capacity": amount("1920", "MW"), "schedule": schedule(("2029", "1200"), ("2032", "1920"))]),
        Row(
            "more power in a year than in all", "deal.announced",
            ["capacity": amount("1920", "MW"), "schedule": schedule(("2029", "1200"), ("2032", "2400"))],
            "data.schedule[1].amount: is at least 2.4 GW, more than the capacity of 1920 MW"),
        Row("words for a total", "deal.announced", ["valueStated": "tens of billions"]),
        Row("others who take part", "deal.announced", ["parties": [party("a"), party("c", amount("10"))]]),
        Row(
            "one who takes part twice as the same", "deal.announced", ["parties": [party("a"), party("a")]],
            "data.parties[1].party: a comes twice as lender"),
        Row("and as something else", "deal.announced", ["parties": [party("a"), party("a", as: "guarantor")]]),
        Row(
            "shares of more than the whole", "deal.announced",
            ["parties": [party("a", amount("60", "percent")), party("c", amount("50", "percent"))]],
            "data.parties: add up to at least 110 percent, more than the whole of 100 percent"),
        Row(
            "shares of more than the value", "deal.announced",
            ["value": amount("40"), "parties": [party("a", amount("30")), party("c", amount("20"))]],
            "data.parties: add up to at least 50 USD, more than the value of 40 USD"),
        Row("what is left to be done", "deal.remaining", ["day": "2025-12-31", "amount": amount("30")]),
        Row(
            "less than nothing left to be done", "deal.remaining", ["day": "2025-12-31", "amount": amount("-30")],
            "data.amount: is -30 USD; what a buyer pays cannot be negative"),
        Row("an end with a fee", "deal.ended", ["fee": amount("1")]),
        Row(
            "an end that is paid for with less than nothing", "deal.ended", ["fee": amount("-1")],
            "data.fee: is -1 USD; what a buyer pays cannot be negative"),
        Row(
            "a warrant in parts", "right.granted",
            ["quantity": amount("160", "share"), "parts": parts(amount("100", "share"), amount("60", "share"))]),
        Row(
            "parts beyond the warrant", "right.amended",
            ["quantity": amount("160", "share"), "parts": parts(amount("100", "share"), amount("70", "share"))],
            "data.parts: add up to at least 170 share, more than the quantity of 160 share"),
        Row(
            "fewer shares than none", "right.granted", ["quantity": amount("-1", "share"), "strike": amount("-2")],
            "data.quantity: is -1 share, and cannot be negative", "data.strike: is -2 USD, and cannot be negative"),
        Row(
            "two parts of one name", "right.granted",
            [
                "parts": [
                    ["part": "first", "quantity": amount("1", "share")],
                    ["part": "first", "quantity": amount("2", "share")],
                ]
            ], "data.parts[1].part: first comes twice"),
        Row("a part that vests", "right.part-vested", ["part": "first"]),
        Row("a stake of unknown size", "stake.stated", [:]),
        Row("a stake", "stake.stated", ["percent": amount("27", "percent", "about"), "value": amount("135")]),
        Row(
            "more than a company", "stake.stated", ["percent": amount("101", "percent")],
            "data.percent: is 101 percent; nobody holds more than 100 percent"),
        Row(
            "a stake in oneself", "stake.stated", ["company": "a"], "data.company: is the holder itself"),
        Row("a stake that is sold", "stake.ended", [:]),
    ]

    private static func event(_ row: Row) -> JSONObject {
        var (data, subject): (JSONObject, String)
        switch row.type {
        case "deal.announced":
            (data, subject) = (["deal": "d", "buyer": "a", "supplier": "b", "kind": "cloud"], "deal/d")
        case "right.granted":
            (data, subject) = (["right": "r", "holder": "a", "grantor": "b", "kind": "warrant"], "right/r")
        case _ where row.type.hasPrefix("right."): (data, subject) = (["right": "r"], "right/r")
        case _ where row.type.hasPrefix("stake."):
            let company = row.fields["company"]?.string ?? "b"
            (data, subject) = (["holder": "a", "company": .string(company)], "stake/a:\(company)")
        default: (data, subject) = (["deal": "d"], "deal/d")
        }
        data["certainty"] = "reported"
        for member in row.fields.members { data[member.name] = member.value }
        return [
            "specversion": "1.0", "id": "019a4a10-0000-7000-8000-000000000001", "source": "urn:t",
            "type": .string(row.type), "subject": .string(subject), "occurred": "2025-11-03",
            "time": "2025-11-03T05:00:00Z", "dataschema": .string("urn:impact:schema:\(row.type):1"),
            "data": .object(data),
        ]
    }

    private static func intake() throws -> Intake {
        let companies = try register(["a", "b", "c"].map { ("2020", ["company": .string($0)]) })
        return Intake(companies: companies) { _ in nil }
    }

    @Test("refused with each fault in its place:", arguments: rows)
    func judged(_ row: Row) throws {
        let event = try IncomingEvent(cloudEvent: Self.event(row))
        #expect(try Self.intake().judge(event).faults.map(\.description) == row.faults)
    }

    @Test("the judgement in bytes takes what is right and nothing else:", arguments: rows)
    func bytes(_ row: Row) throws {
        var judge = LineJudge(try Self.intake().judge)
        var line = LineJudge.Line()
        let text = Array(JSONValue.object(Self.event(row)).canonicalText.utf8)
        #expect(text.withUnsafeBufferPointer { judge.accepts($0, &line) } == row.faults.isEmpty)
    }
}
