import CanonicalJSON
import CivilTime
import MarketEvents
import Testing

@Suite("The words of refusals: what was wrong, and what would be right")
struct MessageTests {
    private static let form = "write for example '38bn USD', '~1.4trn USD', '>=200k GPU' or '91..93bn USD'"

    @Test(
        "of a typed quantity",
        arguments: [
            ("dollars", "'dollars' does not start with a number; \(form)"),
            ("38", "'38' has no unit; did you mean '38 USD'?"),
            ("5.. USD", "'5.. USD' has no upper end; did you mean '5 USD'?"),
            (">=5..6 USD", "'>=5..6 USD' is a range with a bound; did you mean '5..6 USD'?"),
            ("6..5 USD", "'6..5 USD' is not a range from a lower to an upper number; did you mean '5..6 USD'?"),
            ("38 USD more", "'38 USD more' goes on after the unit; did you mean '38 USD'?"),
            (
                "1,40,000 USD",
                "'1,40,000 USD' is not a number of at most 21 digits in groups of three, with at most 12 behind the point; "
                    + "did you mean '140000 USD'?"
            ),
            (String(repeating: "1", count: 201), "'\(String(repeating: "1", count: 80))…' is longer than any quantity"),
        ])
    func quantities(_ text: String, _ message: String) {
        let error = #expect(throws: QuantityReadingError.self) { try QuantityReader().read(text) }
        #expect(error?.description == message)
    }

    @Test("of a quantity in another unit than the field's")
    func fixedUnit() {
        let error = #expect(throws: QuantityReadingError.self) {
            try QuantityReader().read("5 USD", fixedUnit: .percent)
        }
        #expect(error?.description == "'5 USD' is in USD; this field is in percent; did you mean '5 percent'?")
    }

    @Test(
        "of JSON",
        arguments: [
            ("", "column 1: the text ends where a value is due"), ("tru", "column 1: no JSON value starts like this"),
            ("\u{FEFF}1", "column 1: a byte order mark; JSON has none"), ("1 2", "column 3: text after the value"),
            ("[1", "column 3: the text ends inside a list"), ("[1 2]", "column 4: ',' or ']' is due here"),
            (#"{"a":1"#, "column 7: the text ends inside an object"), (#"{"a" 1}"#, "column 6: ':' is due here"),
            ("{1:2}", "column 2: a member's name in quotes is due here"),
            (#"{"a":1,"a":2}"#, #"column 8: the member "a" comes twice"#),
            ("01", "column 1: a number does not start with a zero"), ("1.", "column 3: a digit is due here"),
            ("1e999", "column 1: a number beyond a double"),
            (
                "9007199254740993",
                "column 1: the integer 9007199254740993 is beyond 2^53 and would be rounded; write it as a string"
            ),
            (
                String(repeating: "0", count: 1) + "." + String(repeating: "1", count: 1000),
                "column 1: a number of more than 1000 characters"
            ),
            ("\"a\u{1}\"", #"column 3: a control character in a string; write it as \u0001"#),
            (#""\x""#, "column 2: no escape that JSON knows"),
            (#""\u12""#, "column 4: the text ends inside a string"),
            (#""\ud800""#, "column 2: half a surrogate pair"),
            (#""\u12g4""#, "column 6: four hexadecimal digits are due here"),
            ("\"a", "column 1: the text ends inside a string"),
        ])
    func json(_ text: String, _ message: String) {
        let error = #expect(throws: JSONSyntaxError.self) { try JSONValue(parsing: text) }
        #expect(error?.description == message)
    }

    @Test("of JSON beyond the limits")
    func limits() {
        func message(_ text: String) -> String? {
            let limits = JSONLimits(bytes: 20, depth: 2, elements: 3)
            return #expect(throws: JSONSyntaxError.self) { try JSONValue(parsing: text, limits: limits) }?.description
        }
        #expect(message("[1,2,3,4]") == "column 8: a list of more than 3 elements")
        #expect(message(#"{"a":1,"b":2,"c":3,"d":4}"#) == "column 1: 25 bytes; at most 20 are taken")
        #expect(message("[[[]]]") == "column 3: nested deeper than 2")
    }

    /// A payload of a deal with one change, and the fault that it makes.
    static let payloads: [(JSONObject, String)] = [
        (
            ["value": .number(38)],
            "data.value: is a JSON number, which cannot carry an amount exactly; write {\"amount\":\"38000000000\",\"unit\":\"USD\",\"qualifier\":\"exact\"}"
        ),
        (["value": "38bn USD"], "data.value: is a string; write an object"),
        (
            ["value": ["amount": "1", "unit": "USD", "qualifier": "between"]],
            "data.value.upper: is missing: qualifier is between"
        ),
        (
            ["value": ["amount": "1", "upper": "2", "unit": "USD", "qualifier": "exact"]],
            "data.value.upper: stands only where qualifier is between"
        ),
        (
            ["value": ["amount": "3", "upper": "2", "unit": "USD", "qualifier": "between"]],
            "data.value.upper: 2 is below the amount 3"
        ),
        (["buyer": .null], "data.buyer: is null; write a company id in quotes, such as \"amazon\""),
        (
            ["kind": .boolean(true)],
            "data.kind: is a boolean; write one of cloud, compute, chips, power, capital, license, acquisition, lease, loan, guarantee, other"
        ),
        (["inferred": "yes"], "data.inferred: is a string; write true or false"),
        (["purposes": "training"], "data.purposes: is a string; write a list"),
        (["saidBy": [:]], "data.saidBy: needs party or publisher or person"),
        (
            [
                "parts": [
                    [
                        "part": "a", "commitment": "binding", "lapses": "soon enough",
                        "value": ["amount": "1", "unit": "USD", "qualifier": "exact"],
                        "capacity": ["amount": "1", "unit": "GW", "qualifier": "exact"],
                    ]
                ]
            ],
            "data.parts[0].lapses: 'soon enough' is not a time; write 2025, 2025-H2, 2025-Q3, 2025-06, 2025-11-03, 2025-11-03T09:30:00-05:00, A/B or ../A"
        ),
        (["term": "7 years"], "data.term: '7 years' is not a duration (ISO 8601); write for example P7Y"),
        (
            ["deal": .string(String(repeating: "a", count: 65))],
            "data.deal: a deal id has at most 64 characters; this has 65"
        ),
        (
            ["starts": "soon"],
            "data.starts: 'soon' is not a time; write 2025, 2025-H2, 2025-Q3, 2025-06, 2025-11-03, 2025-11-03T09:30:00-05:00, A/B or ../A"
        ),
        (
            [
                "schedule": [
                    [
                        "from": "2025", "to": "2025-11-03",
                        "amount": ["amount": "1", "unit": "USD", "qualifier": "exact"],
                    ]
                ]
            ], "data.schedule[0].from: '2025' is not a plain day; write for example 2025-11-03"
        ),
        (
            ["evidence": [["publisher": "P", "url": "www.example.org"]]],
            "data.evidence[0].url: 'www.example.org' is not a web address; write for example https://example.org/story"
        ),
        (
            ["unheardOf": .null],
            "data.unheardOf: unknown field; known are deal, buyer, supplier, kind, through, commitment, value, valueStated, rate, term, termQualifier, starts, ends, schedule, parts, parties, fullCapacityBy, extendableFrom, capacity, hardware, consideration, countsToward, purposes, certainty, saidBy, summary, causes, inferred, evidence"
        ),
    ]

    @Test("of a payload, with the place of each fault", arguments: payloads)
    func payload(_ change: JSONObject, _ message: String) throws {
        var data: JSONObject = [
            "deal": "d", "buyer": "openai", "supplier": "amazon", "kind": "cloud", "certainty": "confirmed",
        ]
        for member in change.members { data[member.name] = member.value }
        let type = try #require(EventType.named("deal.announced"))
        let error = #expect(throws: InvalidEvent.self) { try MarketEvent(type: type, data: data) }
        #expect(error?.description == message)
    }

    /// A CloudEvent with one change, and the faults that it makes.
    static let attributes: [(JSONObject, String)] = [
        (["specversion": "0.3"], "specversion: is '0.3'; write \"1.0\""),
        (["specversion": .null], "specversion: is missing: write \"1.0\""),
        (["id": .number(1)], "id: is a number; write a string"), (["id": "x"], "id: 'x' is not a UUID"),
        (["source": .null], "source: is missing: who wrote it, such as urn:impact:writer:NAME"),
        (["source": "a\nb"], "source: is not one line of text; write a string"),
        (["type": .null], "type: is missing: an event type, such as deal.announced"),
        (["subject": .null], "subject: is missing: the stream, such as deal/openai-amazon-2025"),
        (["subject": "deal"], "subject: 'deal' is not category/key"),
        (["datacontenttype": "text/xml"], "datacontenttype: is 'text/xml'; only application/json is taken"),
        (["data": "x"], "data: is a string; write an object"), (["data": .null], "data: is null; write an object"),
        (["occurred": .null], "occurred: is missing, and time, too: say when it happened"),
        (
            ["time": "yesterday"],
            "time: 'yesterday' is not an RFC 3339 time in UTC; write for example 2025-11-03T05:00:00Z"
        ),
        (
            ["published": "soon"],
            "published: 'soon' is not a time; write 2025, 2025-H2, 2025-Q3, 2025-06, 2025-11-03, 2025-11-03T09:30:00-05:00, A/B or ../A"
        ),
        (["traceparent": []], "traceparent: is a list; an extension is a string, number or boolean"),
        (["Subject": "x"], "Subject: is not an attribute of CloudEvents: a-z and 0-9 only; nearest: subject"),
    ]

    @Test("of an event's attributes", arguments: attributes)
    func attribute(_ change: JSONObject, _ message: String) {
        var event: JSONObject = [
            "specversion": "1.0", "id": "00000000-0000-7000-8000-000000000001", "source": "urn:impact:writer:t",
            "type": "deal.ended", "subject": "deal/d", "occurred": "2025-11-03", "data": [:],
        ]
        for member in change.members { event[member.name] = member.value }
        let error = #expect(throws: InvalidEvent.self) { try IncomingEvent(cloudEvent: event) }
        #expect(error?.description == message)
    }
}
