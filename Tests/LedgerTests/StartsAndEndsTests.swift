import CanonicalJSON
import MarketEvents
import Projections
import Testing

@Suite("What happened last holds, as far as it is sure")
struct StartsAndEndsTests {
    /// A start or an end: when, how sure, and when it was published.
    struct Step: Sendable {
        let isStart: Bool
        let occurred: String
        let certainty: String
        let published: String?

        static func start(_ occurred: String, _ certainty: String, published: String? = nil) -> Step {
            Step(isStart: true, occurred: occurred, certainty: certainty, published: published)
        }
        static func end(_ occurred: String, _ certainty: String, published: String? = nil) -> Step {
            Step(isStart: false, occurred: occurred, certainty: certainty, published: published)
        }
    }

    struct Row: Sendable, CustomStringConvertible {
        let description: String
        let steps: [Step]
        let since: String?
        let until: String?
        let beside: [String]

        init(
            _ description: String, _ steps: [Step], since: String?, until: String? = nil, beside: [String] = []
        ) {
            (self.description, self.steps, self.since) = (description, steps, since)
            (self.until, self.beside) = (until, beside)
        }
    }

    static let rows = [
        Row(
            "ended, and granted at an unknown time up to later",
            [.end("2025-10-28", "confirmed"), .start("../2025-11-03", "reported")],
            since: "../2025-11-03", until: "2025-10-28"),
        Row(
            "an end that is less sure does not end it",
            [.start("2025-01-01", "confirmed"), .end("2025-06-01", "reported")],
            since: "2025-01-01", beside: ["until 2025-06-01"]),
        Row(
            "an end that is expected does not end it either",
            [.start("2025-01-01", "reported"), .end("2026-06", "expected")],
            since: "2025-01-01", beside: ["until 2026-06"]),
        Row(
            "a start that is less sure than the end before it reopens nothing",
            [.start("2025-01-01", "confirmed"), .end("2025-06-01", "confirmed"), .start("2025-09-01", "reported")],
            since: "2025-01-01", until: "2025-06-01", beside: ["from 2025-09-01"]),
        Row(
            "granted anew after its end",
            [.start("2025-01-01", "confirmed"), .end("2025-06-01", "confirmed"), .start("2025-09-01", "confirmed")],
            since: "2025-09-01"),
        Row(
            "an end before the first start ends nothing",
            [.end("2025-01-01", "confirmed"), .start("2025-06-01", "confirmed")],
            since: "2025-06-01"),
        Row(
            "an end on the day of the start ends it",
            [.start("2025-06-01", "confirmed"), .end("2025-06-01", "confirmed")],
            since: "2025-06-01", until: "2025-06-01"),
        Row(
            "of two ends the surer names the day",
            [.start("2025-01-01", "reported"), .end("2025-06-01", "confirmed"), .end("2025-07-01", "reported")],
            since: "2025-01-01", until: "2025-06-01", beside: ["until 2025-07-01"]),
        Row(
            "of two that are as sure the later published",
            [
                .start("2025-01-01", "reported"), .end("2025-06-01", "reported", published: "2025-09-01"),
                .end("2025-07-01", "reported", published: "2025-08-01"),
            ], since: "2025-01-01", until: "2025-06-01"),
        Row(
            "an expected start is none beside a surer one",
            [.start("2024-01-01", "expected"), .start("2025-01-01", "reported")],
            since: "2025-01-01", beside: ["from 2024-01-01"]),
    ]

    @Test("rights and dependencies alike, in any order of recording", arguments: rows)
    func interval(_ row: Row) throws {
        for steps in [row.steps, row.steps.reversed()] {
            let fixture = try LedgerFixture()
            for step in steps {
                var right: JSONObject = ["right": "r", "certainty": .string(step.certainty)]
                var edge: JSONObject = [
                    "dependent": "openai", "provider": "oracle", "kind": "cloud", "certainty": .string(step.certainty),
                ]
                if step.isStart {
                    right["holder"] = "openai"
                    right["grantor"] = "oracle"
                    right["kind"] = "exclusivity"
                }
                edge["summary"] = "x"
                try fixture.append(
                    step.isStart ? "right.granted" : "right.ended", right, occurred: step.occurred,
                    published: step.published)
                try fixture.append(
                    step.isStart ? "dependency.stated" : "dependency.ended", edge, occurred: step.occurred,
                    published: step.published)
            }
            for (view, key, value, from) in [
                ("rights", "right", "r", "from"), ("dependencies", "dependent", "openai", "since"),
            ] {
                let found = try fixture.row(view, key, value)
                #expect(found[from]?.string == row.since, "\(view)")
                #expect(found["until"]?.string == row.until, "\(view)")
                let beside = (found["alsoSaid"]?.array ?? []).compactMap(\.object).map {
                    "\($0["field"]?.string == "since" ? "from" : $0["field"]?.string ?? "") \($0["value"]?.string ?? "")"
                }
                #expect(beside == row.beside, "\(view)")
            }
            #expect(try fixture.row("rights", "right", "r")["inForce"] == .boolean(row.until == nil))
        }
    }

    @Test("a denied dependency and a denied plan stay listed, and lead nowhere")
    func denied() throws {
        let fixture = try LedgerFixture()
        func deny(_ target: String) throws {
            try fixture.append(
                "evidence.added", ["target": .string(target), "stance": "denies", "by": ["publisher": "P"]],
                published: "2025-11-04")
        }
        for (dependent, provider) in [("openai", "oracle"), ("oracle", "nvidia")] {
            try deny(
                try fixture.append(
                    "dependency.stated",
                    [
                        "dependent": .string(dependent), "provider": .string(provider), "kind": "compute",
                        "certainty": "reported",
                    ]))
        }
        try deny(
            try fixture.append(
                "plan.stated", ["plan": "p", "company": "openai", "spend": dollars("5"), "certainty": "reported"]))
        #expect(try fixture.row("dependencies", "dependent", "openai")["certainty"] == "denied")
        #expect(try fixture.row("plans", "plan", "p")["certainty"] == "denied")
        let direct = try fixture.ledger.views.rows(of: DependencyProjector.self).rows
        #expect(direct.count == 2 && IndirectDependencies.rows(of: direct).isEmpty)
    }

    @Test("a plan and a right are what the latest of the surest tellings says they are in all")
    func figures() throws {
        let fixture = try LedgerFixture()
        func plan(_ amount: String, _ certainty: String, _ occurred: String, published: String) throws {
            try fixture.append(
                "plan.stated",
                ["plan": "p", "company": "openai", "spend": dollars(amount), "certainty": .string(certainty)],
                occurred: occurred, published: published)
        }
        // The older one came out later.
        try plan("10", "confirmed", "2025-01-01", published: "2025-05-01")
        try plan("20", "confirmed", "2025-02-01", published: "2025-02-01")
        try plan("30", "reported", "2025-03-01", published: "2025-06-01")
        let row = try fixture.row("plans", "plan", "p")
        #expect(typed(row["stated"]) == "20 USD")
        let beside = row["alsoSaid"]?.array?.compactMap(\.object) ?? []
        #expect(beside.map { typed($0["value"]) } == ["30 USD"])
        try fixture.append(
            "right.granted",
            ["right": "r", "holder": "openai", "grantor": "oracle", "kind": "warrant", "quantity": dollars("7")])
        try fixture.append(
            "right.amended", ["right": "r", "quantity": dollars("9"), "certainty": "expected"], occurred: "2025-12-01")
        let right = try fixture.row("rights", "right", "r")
        #expect(typed(right["quantity"]) == "7 USD")
        #expect(right["alsoSaid"]?.array?.count == 1)
    }
}
