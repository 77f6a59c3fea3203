import CanonicalJSON
import EventLog
import Ledger
import LedgerGenerator
import MarketEvents
import Projections
import Testing

/// An event, and which others must be recorded before it (see Docs/rules.md): what it is about, and the earlier of two
/// corrections of one event.
private struct Step: Sendable {
    let event: JSONObject
    var after: Set<Int> = []
}

/// The facts of a case, in one order that is allowed.
private struct Story: Sendable {
    var steps: [Step] = []

    /// Without one step and all that needs it.
    func without(_ index: Int) -> Story {
        var removed: Set = [index]
        for (place, step) in steps.enumerated() where !step.after.isDisjoint(with: removed) { removed.insert(place) }
        let kept = steps.indices.filter { !removed.contains($0) }
        let places = Dictionary(uniqueKeysWithValues: kept.enumerated().map { ($1, $0) })
        return Story(
            steps: kept.map { Step(event: steps[$0].event, after: Set(steps[$0].after.compactMap { places[$0] })) })
    }

    /// An order in which nothing comes before what it needs.
    func order(_ random: inout SeededGenerator) -> [Int] {
        var order: [Int] = []
        while order.count < steps.count {
            let open = steps.indices.filter { !order.contains($0) && steps[$0].after.isSubset(of: order) }
            order.append(open.randomElement(using: &random) ?? steps.count)
        }
        return order
    }

    /// All such orders.
    func allOrders() -> [[Int]] {
        func extend(_ order: [Int]) -> [[Int]] {
            if order.count == steps.count { return [order] }
            return steps.indices.filter { !order.contains($0) && steps[$0].after.isSubset(of: order) }
                .flatMap { extend(order + [$0]) }
        }
        return extend([])
    }

    /// What has to come before each of some events.
    static func steps(of events: [Envelope]) -> [Step] {
        let places = Dictionary(uniqueKeysWithValues: events.enumerated().map { ($1.id, $0) })
        var corrections: [String: Int] = [:]
        return events.enumerated().map { place, event in
            let causes = (event.data["causes"]?.array ?? []).compactMap { $0.object?["event"]?.string }
            let target = event.data["target"]?.string
            var after = Set((causes + [target].compactMap { $0 }).compactMap { places[$0] })
            if event.type == "event.corrected", let target {
                if let earlier = corrections[target] { after.insert(earlier) }
                corrections[target] = place
            }
            return Step(event: [:], after: after)
        }
    }

    static func rows(_ events: [Envelope]) throws -> [(shape: ViewShape, rows: [ViewRow])] {
        let log = InMemoryEventLog()
        _ = try log.append(events, expecting: [:])
        return try Ledger(log: log, store: nil).views.everything(Selection()).views.map { ($0.shape, $0.rows) }
    }

    /// What every view shows after the events were recorded in this order.
    func digests(_ order: [Int]) throws -> [String] {
        let fixture = try LedgerFixture()
        try fixture.append(
            "company.registered", ["company": "customer-a", "name": "Customer A", "kind": "undisclosed"])
        _ = try fixture.ledger.append(order.map { steps[$0].event })
        return try fixture.ledger.views.everything(Selection()).views.map { $0.shape.digest(of: $0.rows) }
    }
}

/// What facts may contradict, amend, end, correct, retract, confirm and deny each other.
private struct StoryMaker {
    private static let days = [
        "2025-01-01", "2025-02", "2025-Q2", "../2025-03-01", "2025-01-01/2025-04-01", "2025-06-01",
        "2025-06-01T10:00:00Z",
    ]

    let fixture: LedgerFixture
    var random: SeededGenerator

    init(seed: UInt64) throws {
        fixture = try LedgerFixture(companies: [])
        random = SeededGenerator(state: seed)
    }

    private mutating func any<T>(_ values: [T]) -> T {
        guard let value = values.randomElement(using: &random) else { preconditionFailure("nothing to choose from") }
        return value
    }

    static func contents(amount: String, certainty: JSONValue) -> [(String, JSONObject)] {
        [
            ("deal.announced", deal("d", value: amount, ["certainty": certainty])),
            ("deal.announced", deal("d", ["certainty": certainty, "term": "P2Y", "through": "nvidia"])),
            (
                "deal.announced",
                deal("e", value: amount, ["certainty": certainty, "supplier": "customer-a", "commitment": "binding"])
            ),
            ("deal.amended", ["deal": "d", "increase": dollars(amount, "about"), "certainty": certainty]),
            ("deal.amended", ["deal": "d", "value": dollars(amount), "through": .null]),
            ("deal.linked", ["deal": "d", "other": "e", "relation": "part-of", "certainty": certainty]),
            ("deal.delivered", ["deal": "d", "day": "2025-05-05", "total": dollars(amount), "measure": "paid"]),
            ("deal.ended", ["deal": "d"]),
            ("right.granted", ["right": "r", "holder": "customer-a", "grantor": "openai", "kind": "warrant"]),
            ("right.ended", ["right": "r"]),
            (
                "dependency.stated",
                ["dependent": "openai", "provider": "customer-a", "kind": "cloud", "certainty": certainty]
            ),
            ("dependency.ended", ["dependent": "openai", "provider": "customer-a", "kind": "cloud"]),
            ("plan.stated", ["plan": "p", "company": "openai", "spend": dollars(amount, "about")]),
            ("company.identified", ["company": "customer-a", "is": "oracle", "certainty": certainty]),
            ("company.identified", ["company": "customer-a", "is": "openai", "certainty": certainty]),
        ]
    }

    private mutating func content() -> (type: String, data: JSONObject) {
        let certainty: JSONValue = any(["confirmed", "reported", "expected"])
        let amount = String(Int.random(in: 1...9, using: &random))
        return any(Self.contents(amount: amount, certainty: certainty))
    }

    mutating func fact(_ id: Int) -> Step {
        let content = content()
        let occurred = any(Self.days)
        let published = Bool.random(using: &random) ? any(Self.days) : nil
        return Step(
            event: fixture.event(content.type, content.data, occurred: occurred, published: published, id: id))
    }

    mutating func story(facts count: Int, about more: Int) -> Story {
        var story = Story(steps: (0..<count).map { fact(100 + $0) })
        for number in 0..<more {
            let target = Int.random(in: 0..<count, using: &random)
            let event = story.steps[target].event
            guard let id = event["id"], let subject = event["subject"]?.string, let data = event["data"]?.object,
                let type = event["type"]?.string
            else { continue }
            var after: Set = [target]
            let made: JSONObject
            switch Int.random(in: 0..<4, using: &random) {
            case 0:
                var payload = data
                payload["certainty"] = any(["confirmed", "reported"])
                if type == "deal.announced" {
                    payload["value"] = dollars(String(Int.random(in: 1...9, using: &random)))
                }
                var correction: JSONObject = ["target": id, "reason": "x", "data": .object(payload)]
                if Bool.random(using: &random) { correction["occurred"] = .string(any(Self.days)) }
                made = fixture.event("event.corrected", correction, subject: subject, id: 200 + number)
                // Two corrections of one event keep their order.
                for (place, step) in story.steps.enumerated()
                where step.event["type"] == "event.corrected" && step.event["data"]?.object?["target"] == id {
                    after.insert(place)
                }
            case 1:
                let earlier = story.steps.indices.filter { $0 >= count }
                let place = Bool.random(using: &random) ? earlier.randomElement(using: &random) ?? target : target
                after = [place]
                let own = story.steps[place].event
                made = fixture.event(
                    "event.retracted", ["target": own["id"] ?? .null, "reason": "x"],
                    subject: own["subject"]?.string, id: 200 + number)
            default:
                made = fixture.event(
                    "evidence.added",
                    [
                        "target": id, "stance": .string(any(["confirms", "disputes", "denies", "supports"])),
                        "by": ["publisher": "P"],
                    ],
                    occurred: any(Self.days), subject: subject, id: 200 + number)
            }
            story.steps.append(Step(event: made, after: after))
        }
        return story
    }
}

@Suite("The order of recording does not matter")
struct RecordingOrderTests {
    /// The smallest part of a story that still depends on the order, for the message.
    private func shrunk(_ story: Story, seed: UInt64) throws -> String {
        var story = story
        var index = 0
        while index < story.steps.count {
            let smaller = story.without(index)
            // All orders of a few events can be tried; of more only some.
            let stillFails =
                try smaller.steps.count <= 5 ? dependsOnOrder(smaller) : dependsOnSomeOrder(smaller, seed: seed)
            (story, index) = stillFails ? (smaller, 0) : (story, index + 1)
        }
        return story.steps.map { $0.event.canonicalText }.joined(separator: "\n")
    }

    private func dependsOnOrder(_ story: Story) throws -> Bool {
        try Set(story.allOrders().map { try story.digests($0) }).count > 1
    }

    private func dependsOnSomeOrder(_ story: Story, seed: UInt64) throws -> Bool {
        var random = SeededGenerator(state: seed)
        let orders = (0..<20).map { _ in story.order(&random) }
        return try Set(orders.map { try story.digests($0) }).count > 1
    }

    @Test("all orders of any three kinds of facts give the same rows", arguments: 0..<15)
    func smallCases(first: Int) throws {
        let maker = try LedgerFixture(companies: [])
        let contents = StoryMaker.contents(amount: "7", certainty: "reported")
        let days = ["2025-02", "2025-01-01", "2025-06-01"]
        for second in first..<contents.count {
            for third in second..<contents.count {
                let steps = [first, second, third].enumerated().map { place, kind in
                    Step(
                        event: maker.event(
                            contents[kind].0, contents[kind].1, occurred: days[place],
                            published: days[(place + 1) % 3], id: 100 + place))
                }
                let story = Story(steps: steps)
                if try dependsOnOrder(story) { Issue.record("\(try shrunk(story, seed: 1))") }
            }
        }
    }

    @Test("any order of recording the same facts gives the same rows", arguments: (0..<40).map { UInt64($0) })
    func permutations(_ seed: UInt64) throws {
        for number in 0..<50 {
            let own = seed * 1000 + UInt64(number)
            var maker = try StoryMaker(seed: own)
            let story = maker.story(facts: 7, about: 3)
            let (left, right) = (story.order(&maker.random), story.order(&maker.random))
            if try story.digests(left) != story.digests(right) {
                Issue.record("seed \(own):\n\(try shrunk(story, seed: own))")
            }
        }
    }

    @Test("events of every type give the same rows in any order, too", arguments: (0..<3).map { UInt64($0) })
    func generated(_ seed: UInt64) throws {
        var ledger = GeneratedLedger(length: 250, seed: seed, character: .contradictory)
        let events = ledger.next(250)
        var random = SeededGenerator(state: seed)
        let steps = Story.steps(of: events)
        let recorded = try Story.rows(events)
        for _ in 0..<3 {
            let shuffled = Story(steps: steps).order(&random).map { events[$0] }
            for (found, expected) in zip(try Story.rows(shuffled), recorded)
            where found.shape.digest(of: found.rows) != expected.shape.digest(of: expected.rows) {
                let difference = FoldCheck.difference(found.rows, expected.rows, found.shape)
                Issue.record("seed \(seed), \(found.shape.name):\n\(difference)")
            }
        }
    }

    @Test("a case that does depend on the order is found, and made small")
    func finds() throws {
        // Against the rule: the second correction of one event before or after the first.
        var maker = try StoryMaker(seed: 6)
        let fact = Step(event: maker.fixture.event("deal.announced", deal("d", value: "1"), id: 100))
        let corrections = [2, 3].map { amount in
            Step(
                event: maker.fixture.event(
                    "event.corrected",
                    [
                        "target": .string(LedgerFixture.id(100)), "reason": "x",
                        "data": .object(deal("d", value: "\(amount)", ["certainty": "confirmed"])),
                    ],
                    subject: "deal/d", id: 200 + amount), after: [0])
        }
        let story = Story(steps: [fact] + corrections + (0..<3).map { maker.fact(300 + $0) })
        #expect(try dependsOnOrder(story))
        #expect(try shrunk(story, seed: 5).split(separator: "\n").count == 3)
    }
}
