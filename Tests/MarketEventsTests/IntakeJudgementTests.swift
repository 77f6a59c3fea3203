import CanonicalJSON
import MarketEvents
import Testing

@Suite("The intake's judgement: what an event says against what is known")
struct IntakeJudgementTests {
    private static let recorded = "00000000-0000-7000-8000-000000000001"
    private static let correction = "00000000-0000-7000-8000-000000000002"
    private static let retraction = "00000000-0000-7000-8000-000000000003"
    private static let foreign = "00000000-0000-7000-8000-000000000004"
    private static let missing = "00000000-0000-7000-8000-00000000dead"

    private static func intake(keepsUnknown: Bool = false) throws -> Intake {
        let companies = try register([
            ("1997", ["company": "amazon", "listings": [listing("XNAS", "AMZN")]]), ("2015", ["company": "openai"]),
        ])
        let when = try StatedTime("2025-11-03")
        let known = [
            recorded: Intake.KnownEvent(type: "deal.announced", subject: "deal/d", occurred: when),
            correction: Intake.KnownEvent(type: "event.corrected", subject: "deal/d", occurred: when),
            retraction: Intake.KnownEvent(type: "event.retracted", subject: "deal/d", occurred: when),
            foreign: Intake.KnownEvent(type: "weather.changed", subject: "weather/oslo", occurred: when),
        ]
        return Intake(companies: companies, keepsUnknown: keepsUnknown) { known[$0] }
    }

    private static func event(
        _ type: String, _ subject: String, _ data: JSONObject, _ more: JSONObject = [:]
    ) throws -> IncomingEvent {
        var event: JSONObject = [
            "specversion": "1.0", "id": "00000000-0000-7000-8000-000000000099", "source": "urn:impact:writer:test",
            "type": .string(type), "subject": .string(subject), "occurred": "2025-11-03", "data": .object(data),
        ]
        for member in more.members { event[member.name] = member.value }
        return try IncomingEvent(cloudEvent: event)
    }

    private static let deal: JSONObject = [
        "deal": "d", "buyer": "openai", "supplier": "amazon", "kind": "cloud", "certainty": "confirmed",
    ]

    private static func deal(_ change: JSONObject) -> JSONObject {
        var data = deal
        for member in change.members { data[member.name] = member.value.isNull ? nil : member.value }
        return data
    }

    private static func correcting(_ target: String, _ data: JSONObject, _ more: JSONObject = [:]) -> JSONObject {
        var correction: JSONObject = ["target": .string(target), "reason": "a slip", "data": .object(data)]
        for member in more.members { correction[member.name] = member.value }
        return correction
    }

    struct Row: Sendable, CustomTestStringConvertible {
        let sentence: String
        let type: String
        let subject: String
        let data: JSONObject
        let faults: [String]

        init(_ sentence: String, _ type: String, _ subject: String, _ data: JSONObject, _ faults: [String]) {
            (self.sentence, self.type, self.subject, self.data, self.faults) = (sentence, type, subject, data, faults)
        }

        var testDescription: String { sentence }
    }

    @Test(
        "each of these has exactly these faults",
        arguments: [
            Row("a deal between known companies", "deal.announced", "deal/d", deal, []),
            Row(
                "an unknown type", "deal.anounced", "deal/d", deal,
                ["type: unknown event type 'deal.anounced'; nearest: deal.announced, deal.amended"]),
            Row(
                "another stream than the data's", "deal.announced", "deal/e", deal,
                ["subject: is 'deal/e'; the data says deal/d"]),
            Row(
                "companies that nobody registered, at each place", "deal.announced", "deal/d",
                deal(["buyer": "openia", "hardware": [["product": "chips", "maker": "nobody-at-all"]]]),
                [
                    "data.buyer: no company 'openia' is registered; nearest: openai",
                    "data.hardware[0].maker: no company 'nobody-at-all' is registered; register it first: impact append company.registered",
                ]),
            Row(
                "a buyer who supplies itself", "deal.announced", "deal/d", deal(["supplier": "openai"]),
                ["data.supplier: is the buyer itself"]),
            Row(
                "who depends on itself", "dependency.stated", "dependency/openai:openai:cloud",
                ["dependent": "openai", "provider": "openai", "kind": "cloud", "certainty": "confirmed"],
                ["data.provider: is the dependent itself"]),
            Row(
                "a schedule that runs backwards, a part that comes twice", "deal.announced", "deal/d",
                deal([
                    "schedule": [
                        [
                            "from": "2026-12-31", "to": "2026-01-01",
                            "amount": ["amount": "1", "unit": "USD", "qualifier": "exact"],
                        ]
                    ],
                    "parts": [["part": "a", "commitment": "binding"], ["part": "a", "commitment": "option"]],
                ]),
                [
                    "data.schedule[0].to: 2026-01-01 comes before 2026-12-31", "data.parts[1].part: a comes twice",
                ]),
            Row(
                "prices whose days do not ascend, of other lengths, after a later session", "prices.recorded",
                "prices/XNAS:AMZN",
                [
                    "ticker": "AMZN", "mic": "XNAS", "kind": "equity", "currency": "USD", "adjusted": "none",
                    "days": ["2025-11-03", "2025-11-03"], "close": ["254.00"], "high": [],
                    "previousDay": "2025-11-03", "certainty": "confirmed",
                ],
                [
                    "data.days[1]: 2025-11-03 does not come after 2025-11-03",
                    "data.previousDay: 2025-11-03 does not come before 2025-11-03",
                    "data.close: has 1 elements for 2 days", "data.high: has 0 elements for 2 days",
                ]),
            Row(
                "prices that end before the day that they are said to be of", "prices.recorded", "prices/XNAS:AMZN",
                [
                    "ticker": "AMZN", "mic": "XNAS", "kind": "equity", "currency": "USD", "adjusted": "none",
                    "days": ["2025-10-31"], "close": ["244.22"], "certainty": "confirmed",
                ], ["occurred: is 2025-11-03; prices occur on their last day, 2025-10-31"]),
            Row(
                "a stock without a ticker, of a company with one listing", "stock.moved", "stock/XNAS:AMZN",
                ["company": "amazon", "direction": "up", "certainty": "reported"], []),
            Row(
                "a stock of a company without a listing", "stock.moved", "stock/XXXX:X",
                ["company": "openai", "direction": "up", "certainty": "reported"],
                ["data.ticker: is missing: openai has no listing then"]),
            Row(
                "a listing that another company has", "company.registered", "company/openai",
                [
                    "company": "openai", "name": "OpenAI", "kind": "public", "certainty": "confirmed",
                    "listings": [listing("XNAS", "AMZN")],
                ], ["data.listings[0]: is already listed for amazon"]),
            Row(
                "a correction", "event.corrected", "deal/d", correcting(recorded, deal), []),
            Row(
                "a correction whose payload is wrong", "event.corrected", "deal/d",
                correcting(recorded, deal(["kind": "clowd", "buyer": .null])),
                [
                    "data.data.kind: 'clowd' is not one of cloud, compute, chips, power, capital, license, acquisition, lease, loan, guarantee, other; did you mean cloud?",
                    "data.data.buyer: is missing: who pays",
                ]),
            Row(
                "a correction to another key without its subject", "event.corrected", "deal/d",
                correcting(recorded, deal(["deal": "e"])),
                ["data.subject: the new payload belongs to deal/e; say subject=deal/e"]),
            Row(
                "a correction to another key with its subject", "event.corrected", "deal/d",
                correcting(recorded, deal(["deal": "e"]), ["subject": "deal/e"]), []),
            Row(
                "a correction of a correction", "event.corrected", "deal/d", correcting(correction, deal),
                ["data.target: is itself a correction; name the event that it corrects"]),
            Row(
                "a correction of a retraction", "event.corrected", "deal/d", correcting(retraction, deal),
                ["data.target: is a retraction; retract it instead of correcting it"]),
            Row(
                "a correction of what this program does not know", "event.corrected", "weather/oslo",
                correcting(foreign, [:]),
                ["data.target: is of the unknown type 'weather.changed', which cannot be corrected"]),
            Row(
                "a retraction in another stream than its target's", "event.retracted", "deal/e",
                ["target": .string(recorded), "reason": "x"], ["subject: is 'deal/e'; the data says deal/d"]),
        ])
    func faults(_ row: Row) throws {
        let judgement = try Self.intake().judge(Self.event(row.type, row.subject, row.data))
        #expect(judgement.faults.map(\.description) == row.faults)
        #expect(judgement.pending.isEmpty)
    }

    @Test("a schema version that this program does not know is a fault, and the payload is judged all the same")
    func versions() throws {
        let event = try Self.event(
            "deal.announced", "deal/d", Self.deal(["kind": .null]), ["dataschema": "urn:impact:schema:deal.announced:9"]
        )
        let faults = try Self.intake().judge(event).faults.map(\.description)
        #expect(
            faults == [
                "dataschema: is 'urn:impact:schema:deal.announced:9'; this program knows urn:impact:schema:deal.announced:1",
                "data.kind: is missing: what is bought",
            ])
        #expect(try Self.intake(keepsUnknown: true).judge(event).faults.isEmpty)
    }

    @Test("what is not recorded yet is pending: a cause may come later in the batch, a target may not")
    func pending() throws {
        let causes: JSONValue = [["event": .string(Self.missing), "basis": "stated"]]
        let caused = try Self.intake().judge(Self.event("deal.announced", "deal/d", Self.deal(["causes": causes])))
        let about = try Self.intake().judge(
            Self.event("event.retracted", "deal/d", ["target": .string(Self.missing), "reason": "x"]))
        let messages = { (judgement: Intake.Judgement) in
            [false, true].map { isKnown in judgement.pending.map { $0.fault(isKnown: isKnown)?.description } }
        }
        #expect(
            messages(caused) == [["data.causes[0].event: the ledger has no event \(Self.missing)"], [nil]])
        #expect(
            messages(about) == [
                ["data.target: the ledger has no event \(Self.missing)"],
                ["data.target: comes later in the batch; put it before this one"],
            ])
        #expect(caused.faults.isEmpty && about.faults.isEmpty)
    }

    @Test("a company that the batch registers counts from the first event on; a faulty registration is the one fault")
    func announced() throws {
        var intake = try Self.intake()
        let event = try Self.event("deal.announced", "deal/d", Self.deal(["supplier": "oracle"]))
        #expect(try !intake.judge(event).faults.isEmpty)
        intake.announce(["type": "company.registered", "data": ["company": "oracle", "kind": "pubic"]])
        #expect(try intake.judge(event).faults.isEmpty)
    }

    @Test("of thousands of faults the first hundred say what may have been meant; all of them are named")
    func manyFaults() throws {
        let names = (0..<5000).map { JSONValue.string("amazn-\($0)") }
        let companies = try Self.event(
            "risk.flagged", "risk/r", ["certainty": "reported", "risk": "r", "companies": .array(names)])
        let unknown = try Self.intake().judge(companies).faults
        #expect(unknown.count == 5000)
        #expect(
            unknown[99].reason
                == "no company 'amazn-99' is registered; register it first: impact append company.registered")
        #expect(unknown[100].reason == "no company 'amazn-100' is registered")
        var data: JSONObject = ["certainty": "reported", "risk": "r", "companies": ["openai"]]
        for index in 0..<5000 { data["riks-\(index)"] = .null }
        let fields = try Self.intake().judge(try Self.event("risk.flagged", "risk/r", data)).faults
        #expect(fields.count == 5000)
        #expect(fields.count { $0.reason.hasPrefix("unknown field; ") } == 100)
        #expect(fields.last?.reason == "unknown field")
        let causes = (0..<5000).map { _ in JSONValue.object(["event": .string(Self.recorded), "basis": "statd"]) }
        let bases = try Self.intake().judge(
            try Self.event(
                "risk.flagged", "risk/r",
                ["certainty": "reported", "risk": "r", "companies": ["openai"], "causes": .array(causes)]))
        #expect(bases.faults.count { $0.reason.hasSuffix("did you mean stated?") } == 100)
    }

    @Test("a line with n absent causes is looked up n times", arguments: [1, 10, 1_000])
    func absentCauses(count: Int) throws {
        var lookups = 0
        let intake = Intake(companies: try register([("2015", ["company": "openai"])])) { _ in
            lookups += 1
            return nil
        }
        let causes = (0..<count).map { number -> JSONValue in
            let digits = String(100_000 + number)
            let id = "00000000-0000-7000-8000-" + String(repeating: "0", count: 12 - digits.count) + digits
            return ["event": .string(id), "basis": "stated"]
        }
        let event = try Self.event(
            "risk.flagged", "risk/r",
            ["certainty": "reported", "risk": "r", "companies": ["openai"], "causes": .array(causes)])
        #expect(try intake.judge(event).pending.count == count)
        #expect(lookups == count)
    }
}
