import CanonicalJSON
import CivilTime
import EventLog
import Ledger
import MarketEvents
import Projections
import Reports

/// A ledger in memory with a market of made-up companies: a few large hubs, many small firms, long names, several currencies,
/// every qualifier, claims without sources. The same seed gives the same events.
struct GeneratedLedger {
    let events: [JSONObject]
    let ledger: Ledger
    private let names: [String: String]

    init(companies: Int, events count: Int, seed: UInt64) throws {
        var writer = MarketWriter(companies: companies, seed: seed)
        writer.write(count)
        events = writer.events
        names = writer.names
        ledger = Ledger(log: InMemoryEventLog(clock: { Instant(seconds: 1_767_225_600) }), store: nil)
        _ = try ledger.append(events)
    }

    func input(scope: ReportScope = ReportScope(), selection: Selection = Selection()) throws -> ReportInput {
        let (views, history) = try ledger.views.everything(selection)
        return ReportInput(
            title: "A made-up market", position: events.count, root: "0123456789abcdef0123", cut: nil, scope: scope,
            views: views, facts: history.facts, companyNames: names, notes: [])
    }
}

/// Writes events one after the other, each from the next random numbers.
private struct MarketWriter {
    private(set) var events: [JSONObject] = []
    private(set) var names: [String: String] = [:]
    private var ids: [String] = []
    private var deals: [String] = []
    private var plans: [String] = []
    private var rights: [String] = []
    private var risks: [String] = []
    private var dependencies: [(dependent: String, provider: String, kind: String)] = []
    private var random: SplitMix64
    private var count = 0

    init(companies: Int, seed: UInt64) {
        random = SplitMix64(state: seed)
        let words = [
            "Meridian", "Halcyon", "Quartz", "Northwind", "Vega", "Iron Gate", "Lumen", "Baltic", "Cobalt", "Sierra",
            "Aurora", "Delta", "Harbour", "Summit", "Prairie", "Kestrel", "Onyx", "Juniper", "Atlas", "Tundra",
        ]
        let trades = [
            "Power", "Semiconductors", "Cloud", "Data Centers", "Networks", "Robotics", "Capital", "Software",
            "Infrastructure and Energy Transition Partners", "Advanced Materials",
        ]
        let forms = ["Inc.", "Corporation", "plc", "Holdings Limited Liability Company", "AG", "株式会社", "S.A."]
        for number in 0..<companies {
            let id = "c\(number)"
            let name =
                "\(words[number % words.count]) \(trades[(number / words.count + number) % trades.count]) "
                + forms[number % forms.count]
            ids.append(id)
            names[id] = name
            append(
                "company.registered", "company/\(id)",
                ["company": .string(id), "name": .string(name), "kind": "public"], day: "2022-01-01")
        }
        count = 0
    }

    mutating func write(_ wanted: Int) {
        while count < wanted { writeOne() }
    }

    private mutating func writeOne() {
        switch random.next(below: 100) {
        case ..<24: deal()
        case ..<34: dependency()
        case ..<50: marketCap()
        case ..<60: stockMove()
        case ..<63: plan()
        case ..<69: right()
        case ..<79: metric()
        case ..<86: risk()
        case ..<92: amendment()
        case ..<96: delivery()
        default: evidence()
        }
    }

    // MARK: What happens

    private mutating func deal() {
        let (buyer, supplier) = twoCompanies()
        let id = "deal-\(deals.count)"
        deals.append(id)
        var data: JSONObject = [
            "deal": .string(id), "buyer": .string(buyer), "supplier": .string(supplier),
            "kind": pick(["cloud", "compute", "chips", "power", "capital", "license", "other"]),
            "commitment": pick([
                "binding", "binding", "conditional", "option", "framework", "letter-of-intent", "unstated",
            ]),
        ]
        if random.next(below: 10) > 0 { data["value"] = money() } else { data["capacity"] = quantity("GW", below: 20) }
        if random.next(below: 2) == 0 {
            data["term"] = pick(["P7Y", "P5Y", "P18M", "P1Y6M", "P90D"])
            data["termQualifier"] = pick(["exact", "about"])
        }
        if !plans.isEmpty, random.next(below: 3) == 0 {
            data["countsToward"] = .array([
                .object(["plan": pick(plans), "basis": pick(["stated", "assumed", "assumed"])])
            ])
        }
        append("deal.announced", "deal/\(id)", data, summary: "\(name(buyer)) buys from \(name(supplier))")
    }

    private mutating func dependency() {
        if !dependencies.isEmpty, random.next(below: 4) == 0 {
            let ended = dependencies[random.next(below: dependencies.count)]
            append("dependency.ended", stream(ended), fields(ended))
            return
        }
        let (dependent, provider) = twoCompanies()
        let stated = (
            dependent, provider, pick(["cloud", "chips", "power", "distribution", "partnership"]).string ?? ""
        )
        dependencies.append(stated)
        var data = fields(stated)
        if random.next(below: 3) == 0 { data["inferred"] = .boolean(true) }
        append("dependency.stated", stream(stated), data)
    }

    private func stream(_ edge: (dependent: String, provider: String, kind: String)) -> String {
        "dependency/\(edge.dependent):\(edge.provider):\(edge.kind)"
    }

    private func fields(_ edge: (dependent: String, provider: String, kind: String)) -> JSONObject {
        ["dependent": .string(edge.dependent), "provider": .string(edge.provider), "kind": .string(edge.kind)]
    }

    private mutating func marketCap() {
        let company = someCompany()
        append(
            "market-cap.changed", "stock/XXXX:\(company.uppercased())",
            [
                "company": .string(company), "ticker": .string(company.uppercased()),
                "change": money(isNegative: random.next(below: 3) == 0),
            ], summary: "\(name(company)) moves", cause: true)
    }

    private mutating func stockMove() {
        let company = someCompany()
        let stock: JSONObject = ["company": .string(company), "ticker": .string(company.uppercased())]
        let subject = "stock/XXXX:\(company.uppercased())"
        if random.next(below: 4) == 0 {
            append("stock.record-set", subject, stock.with(["kind": pick(["all-time-high", "52-week-low"])]))
        } else {
            append(
                "stock.moved", subject,
                stock.with(["direction": pick(["up", "down"]), "size": quantity("percent", below: 30)]), cause: true)
        }
    }

    private mutating func plan() {
        let id = "plan-\(plans.count)"
        plans.append(id)
        var data: JSONObject = ["plan": .string(id), "company": .string(someCompany()), "spend": money()]
        if random.next(below: 3) == 0 { data["power"] = quantity("GW", below: 40) }
        append("plan.stated", "plan/\(id)", data)
    }

    private mutating func right() {
        if !rights.isEmpty, random.next(below: 3) == 0 {
            let id = rights[random.next(below: rights.count)]
            append("right.ended", "right/\(id)", ["right": .string(id)])
            return
        }
        let id = "right-\(rights.count)"
        rights.append(id)
        let (holder, grantor) = twoCompanies()
        append(
            "right.granted", "right/\(id)",
            [
                "right": .string(id), "holder": .string(holder), "grantor": .string(grantor),
                "kind": pick(["first-refusal", "exclusivity", "board-seat", "warrant"]),
            ])
    }

    private mutating func metric() {
        let company = someCompany()
        if random.next(below: 3) == 0 {
            append(
                "valuation.reported", "company/\(company)",
                ["company": .string(company), "value": money(), "context": "a funding round"])
        } else {
            append(
                "metric.reported", "company/\(company)",
                ["company": .string(company), "metric": pick(["backlog", "revenue", "debt"]), "value": money()])
        }
    }

    private mutating func risk() {
        let isEased = !risks.isEmpty && random.next(below: 3) == 0
        let id = isEased ? risks[random.next(below: risks.count)] : "risk-\(risks.count)"
        if !isEased { risks.append(id) }
        let (one, other) = twoCompanies()
        append(
            isEased ? "risk.eased" : "risk.flagged", "risk/\(id)",
            ["risk": .string(id), "companies": .array([.string(one), .string(other)]), "value": money()],
            summary: "A risk for \(name(one)) that takes a rather long sentence to say in full")
    }

    private mutating func amendment() {
        guard !deals.isEmpty else { return deal() }
        let id = deals[random.next(below: deals.count)]
        if random.next(below: 2) == 0 {
            append("deal.ended", "deal/\(id)", ["deal": .string(id)])
        } else {
            append("deal.amended", "deal/\(id)", ["deal": .string(id), "term": pick(["P3Y", "P10Y"])])
        }
    }

    private mutating func delivery() {
        guard !deals.isEmpty else { return deal() }
        let id = deals[random.next(below: deals.count)]
        append(
            "deal.delivered", "deal/\(id)",
            [
                "deal": .string(id), "day": .string(day()), "total": quantity("USD", below: 90_000_000),
                "measure": "delivered",
            ])
    }

    private mutating func evidence() {
        guard let target = events.last(where: { $0["type"]?.string == "market-cap.changed" }) else { return deal() }
        append(
            "evidence.added", target["subject"]?.string ?? "",
            [
                "target": target["id"] ?? .null, "stance": pick(["supports", "confirms", "disputes", "denies"]),
                "by": .object(["publisher": "A Gazette"]),
            ], day: "2025-12-30")
    }

    // MARK: Pieces

    private mutating func append(
        _ type: String, _ subject: String, _ fields: JSONObject, summary: String? = nil, cause: Bool = false,
        day: String? = nil
    ) {
        count += 1
        let occurred = day ?? self.day()
        var data = fields
        data["certainty"] = type == "evidence.added" ? nil : pick(["confirmed", "confirmed", "reported", "expected"])
        if type == "company.registered" { data["certainty"] = "confirmed" }
        data["summary"] = summary.map { .string($0) }
        let announced = events.filter { $0["type"]?.string == "deal.announced" }
        if cause, !announced.isEmpty {
            let deal = announced[random.next(below: announced.count)]
            data["causes"] = .array([.object(["event": deal["id"] ?? .null, "basis": "stated"])])
        }
        if type != "evidence.added", random.next(below: 3) > 0 {
            data["saidBy"] = .object(["publisher": pick(["A Gazette", "The Wire"])])
        }
        // Every eighth event has no source.
        if random.next(below: 8) > 0 {
            data["evidence"] = .array([
                .object([
                    "publisher": pick(["A Gazette", "The Wire", "An Exchange"]), "published": .string(occurred),
                    "url": .string("https://example.org/\(events.count)?a=1&b=2"), "title": "What happened that day",
                ])
            ])
        }
        events.append([
            "specversion": "1.0", "id": .string(Self.id(events.count + 1)), "source": "urn:impact:writer:generator",
            "type": .string(type), "subject": .string(subject), "occurred": .string(occurred), "data": .object(data),
        ])
    }

    private static func id(_ number: Int) -> String {
        let digits = String(number)
        return "00000000-0000-7000-8000-" + String(repeating: "0", count: 12 - digits.count) + digits
    }

    private mutating func day() -> String {
        func two(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }
        return "202\(3 + random.next(below: 3))-\(two(1 + random.next(below: 12)))-\(two(1 + random.next(below: 28)))"
    }

    /// Small numbers are likelier: a few companies are in most stories.
    private mutating func someCompany() -> String {
        let share = random.next(below: 1000)
        return ids[share * share * share * ids.count / 1_000_000_000]
    }

    private mutating func twoCompanies() -> (String, String) {
        let first = someCompany()
        var second = someCompany()
        while second == first { second = someCompany() }
        return (first, second)
    }

    private func name(_ company: String) -> String { names[company] ?? company }

    private mutating func pick(_ choices: [JSONValue]) -> JSONValue { choices[random.next(below: choices.count)] }
    private mutating func pick(_ choices: [String]) -> JSONValue { .string(choices[random.next(below: choices.count)]) }

    private mutating func money(isNegative: Bool = false) -> JSONValue {
        let unit = pick(["USD", "USD", "USD", "USD", "EUR", "JPY"]).string ?? "USD"
        return quantity(unit, below: 400, isNegative: isNegative, zeros: "0000000")
    }

    private mutating func quantity(
        _ unit: String, below limit: Int, isNegative: Bool = false, zeros: String = ""
    ) -> JSONValue {
        let number = 1 + random.next(below: limit)
        // Squared, so that a few are far larger than the rest.
        let amount = zeros.isEmpty ? number : number * number
        var quantity: JSONObject = [
            "unit": .string(unit), "amount": .string((isNegative ? "-" : "") + String(amount) + zeros),
        ]
        let qualifier = pick(["exact", "exact", "about", "atLeast", "upTo", "between"]).string ?? "exact"
        quantity["qualifier"] = .string(qualifier)
        if qualifier == "between" {
            quantity["upper"] = .string(isNegative ? "-1" : String(amount * 2) + zeros)
        }
        return .object(quantity)
    }
}

extension JSONObject {
    fileprivate func with(_ more: JSONObject) -> JSONObject {
        JSONObject((members + more.members).map { ($0.name, $0.value) })
    }
}

/// Vigna's SplitMix64: small, and the same everywhere.
struct SplitMix64 {
    var state: UInt64

    mutating func next(below limit: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((mixed ^ (mixed >> 31)) % UInt64(limit))
    }
}
