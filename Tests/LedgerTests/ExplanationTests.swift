import CanonicalJSON
import CivilTime
import Foundation
import Ledger
import MarketEvents
import Projections
import Reports
import Testing

/// SplitMix64, so that a failing seed can be run again anywhere.
private struct Seeded: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// Stories of deals, plans, rights and claims: amended, increased, in parts, delivered, linked, ended, denied.
private struct StoryTeller {
    var random: Seeded

    mutating func pick<Element>(_ elements: [Element]) -> Element { elements.randomElement(using: &random)! }
    mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }

    mutating func quantity(_ units: [String], most: Int = 1_000_000) -> JSONValue {
        let amount = Int.random(in: 1...most, using: &random)
        var quantity: JSONObject = [
            "amount": .string(String(amount)), "unit": .string(pick(units)),
            "qualifier": .string(pick(["exact", "exact", "about", "atLeast", "upTo", "between"])),
        ]
        if quantity["qualifier"] == "between" { quantity["upper"] = .string(String(amount + 1000)) }
        return .object(quantity)
    }

    mutating func day() -> String {
        "2025-0\(Int.random(in: 1...9, using: &random))-1\(Int.random(in: 0...9, using: &random))"
    }

    mutating func terms() -> JSONObject {
        var data = JSONObject()
        if chance(80) { data["value"] = quantity(["USD", "USD", "EUR"]) }
        if chance(30) { data["capacity"] = quantity(["GW", "MW"], most: 50) }
        if chance(50) { data["term"] = .string(pick(["P7Y", "P18M", "P1Y", "P90D"])) }
        if chance(30) { data["termQualifier"] = .string(pick(["exact", "about"])) }
        if chance(40) { data["starts"] = .string(day()) }
        if chance(70) { data["commitment"] = .string(pick(commitmentKinds)) }
        if chance(50) { data["countsToward"] = [["plan": "compute", "basis": .string(pick(["stated", "assumed"]))]] }
        if chance(30) {
            data["parts"] = .array(
                ["first", "second"].map { part in
                    [
                        "part": .string(part), "commitment": .string(pick(commitmentKinds)),
                        "value": quantity(["USD", "EUR"], most: 1000),
                    ]
                })
        }
        if chance(20) {
            data["schedule"] = [["from": "2026-01-01", "to": "2026-12-31", "amount": quantity(["USD"])]]
        }
        if chance(20) { data["hardware"] = [["product": "chips", "maker": "nvidia"]] }
        return data
    }

    private static let sessions = ["2025-03-10", "2025-03-11", "2025-03-12", "2025-03-13"]

    /// Prices and shares of a few sessions, a split, claims of these days.
    mutating func marketEvent() -> (type: String, data: JSONObject, day: String) {
        let last = Int.random(in: 1...3, using: &random)
        let day = Self.sessions[last]
        switch Int.random(in: 0..<8, using: &random) {
        case 0...2:
            let days = Self.sessions[Int.random(in: 0..<last, using: &random)...last]
            let closes = days.map { _ in Int.random(in: 100...199, using: &random) }
            var prices: JSONObject = [
                "ticker": "AMZN", "mic": "XNAS", "kind": "equity", "currency": "USD",
                "adjusted": .string(pick(["none", "none", "all"])), "days": .array(days.map { .string($0) }),
                "close": .array(closes.map { .string("\($0).25") }),
            ]
            if chance(50) { prices["high"] = .array(closes.map { .string("\($0 + 5)") }) }
            if chance(50) { prices["low"] = .array(closes.map { .string("\($0 - 5).5") }) }
            return ("prices.recorded", prices, day)
        case 3:
            return (
                "shares.recorded",
                [
                    "company": "amazon", "measure": .string(pick(["basic", "diluted"])),
                    "outstanding": quantity(["share"]),
                ], Self.sessions[0]
            )
        case 4:
            return chance(20)
                ? ("split.effective", ["company": "amazon", "ticker": "AMZN", "ratio": "2:1"], day) : marketEvent()
        case 5:
            return (
                "stock.moved",
                [
                    "company": "amazon", "ticker": "AMZN", "direction": .string(pick(["up", "down"])),
                    "size": quantity(["percent"], most: 9),
                ],
                day
            )
        default:
            return (
                "market-cap.changed",
                ["company": "amazon", "ticker": "AMZN", "change": quantity(["USD"], most: 90_000_000)],
                day
            )
        }
    }

    /// One event about one of a few deals, a plan, a right, a dependency or a share.
    mutating func event() -> (type: String, data: JSONObject) {
        let deal: JSONObject = ["deal": .string(pick(["a", "b", "c", "d"]))]
        func with(_ base: JSONObject, _ more: JSONObject) -> JSONObject {
            var data = base
            for member in more.members { data[member.name] = member.value }
            return data
        }
        switch Int.random(in: 0..<19, using: &random) {
        case 0...6:
            let parties = pick([("openai", "amazon"), ("openai", "oracle"), ("microsoft", "nvidia")])
            return (
                "deal.announced",
                with(
                    with(
                        deal,
                        [
                            "buyer": .string(parties.0), "supplier": .string(parties.1),
                            "kind": .string(pick(["cloud", "compute", "capital"])),
                        ]),
                    terms())
            )
        case 7, 8:
            var change = terms()
            if chance(40) {
                change["value"] = nil
                change["increase"] = quantity(["USD"])
            } else if chance(20) {
                change["value"] = .null
            }
            return ("deal.amended", with(deal, change))
        case 9: return ("deal.part-met", with(deal, ["part": .string(pick(["first", "second"]))]))
        case 10, 11:
            return (
                "deal.delivered",
                with(
                    deal,
                    [
                        "day": .string(day()), "total": quantity(["USD"], most: 1000),
                        "measure": .string(pick(["delivered", "invoiced", "paid", "prepaid"])),
                    ])
            )
        case 12:
            return (
                "deal.linked",
                with(
                    deal,
                    [
                        "other": .string(pick(["a", "b", "c", "d"])),
                        "relation": .string(pick(["same-as", "part-of", "replaces", "extends"])),
                    ])
            )
        case 13:
            return chance(40) ? ("deal.ended", deal) : ("results.released", ["company": "amazon", "period": "2025-Q3"])
        case 14:
            var plan: JSONObject = ["plan": "compute", "company": "openai"]
            if chance(70) { plan["spend"] = quantity(["USD"], most: 9_000_000) }
            if chance(50) { plan["power"] = quantity(["GW"], most: 30) }
            return ("plan.stated", plan)
        case 15:
            var right: JSONObject = [
                "right": "refusal", "holder": "microsoft", "grantor": "openai", "kind": "first-refusal",
            ]
            if chance(50) { right["expires"] = .string(day()) }
            return ("right.granted", right)
        case 16:
            return chance(50)
                ? ("right.ended", ["right": "refusal"]) : ("right.amended", ["right": "refusal", "scope": "compute"])
        case 17:
            return (
                chance(70) ? "dependency.stated" : "dependency.ended",
                ["dependent": "openai", "provider": .string(pick(["amazon", "microsoft"])), "kind": "cloud"]
            )
        default: return ("risk.flagged", ["risk": "bubble", "companies": ["amazon"], "value": quantity(["USD"])])
        }
    }
}

@Suite("Explanations: the parts make the figure")
struct ExplanationTests {
    private static func story(_ seed: UInt64) throws -> LedgerFixture {
        let fixture = try LedgerFixture()
        try fixture.list("amazon", ["XNAS:AMZN"])
        var teller = StoryTeller(random: Seeded(state: seed))
        var told: [String] = []
        for _ in 0..<40 {
            if teller.chance(8), let target = told.randomElement(using: &teller.random) {
                let stance = teller.pick(["confirms", "disputes", "denies", "supports"])
                try fixture.append(
                    "evidence.added",
                    ["target": .string(target), "stance": .string(stance), "by": ["publisher": "Reuters"]])
                continue
            }
            var (type, data) = teller.event()
            data["certainty"] = .string(teller.pick(["confirmed", "reported", "expected", "confirmed"]))
            // Some relations cannot be recorded, such as an amendment that gives both a value and an increase.
            if let id = try? fixture.append(type, data, occurred: teller.day()) { told.append(id) }
            let (kind, figures, day) = teller.marketEvent()
            var measured = figures
            measured["certainty"] = "confirmed"
            let subject = ["prices.recorded", "shares.recorded"].contains(kind) ? nil : "stock/XNAS:AMZN"
            _ = try? fixture.append(kind, measured, occurred: day, subject: subject)
        }
        return fixture
    }

    private static func basis(_ fixture: LedgerFixture, _ selection: Selection) throws -> (
        ExplanationBasis, [ViewResult]
    ) {
        let (views, history) = try fixture.ledger.views.everything(selection)
        return (ExplanationBasis(views: views, history: history, asOf: selection.cut.asOf), views)
    }

    /// What the operation makes of the parts; nil where it is none of arithmetic.
    private func result(_ derivation: Derivation) throws -> Derivation.Value?? {
        let quantities = derivation.parts.compactMap { $0.value?.quantity }
        if [.stated, .sum, .leastSum, .difference, .rest, .remainder].contains(derivation.operation),
            derivation.value?.quantity != nil
        {
            try #require(quantities.count == derivation.parts.count)
        }
        var made: Quantity?
        switch derivation.operation {
        case .stated:
            guard let first = derivation.parts.first else { return .some(nil) }
            guard let quantity = first.value?.quantity else { return first.value }
            // The source's words belong to the event.
            made = quantity
        case .sum, .leastSum:
            let unit = try #require(derivation.value?.quantity?.unit.sumUnit.unit)
            var sum = quantities.reduce(Bounds.zero(unit)) { $0.plus(Bounds($1, .change).inSumUnit) }
            if derivation.operation == .leastSum { sum.upper = nil }
            made = sum.amount
        case .difference where derivation.parts[0].label == "claimed":
            // What is claimed and measured are changes: up to 5 is from 0 on.
            made = try Bounds(quantities[0], .change).adding(Bounds(quantities[1], .change).negated).quantity
        case .difference, .rest:
            let bounds = quantities.map { Bounds($0, .amount).inSumUnit }
            let rest = bounds.dropFirst().reduce(bounds[0]) { $0.minus($1) }
            made = derivation.operation == .rest ? rest.amount : rest.difference
        case .remainder:
            let others = try Quantity.sum(quantities.dropFirst())
            made = try others.map { try quantities[0].remainder(after: $0) } ?? quantities[0]
        case .straightLine(let months, let term):
            made = try quantities[0].scaled(by: months, over: term, fractionDigits: quantities[0].unit.minorDigits)
        case .percent(let digits):
            let numbers = quantities.map { Bounds($0) }
            let percent = try #require(numbers[0].lower).scaled(
                by: ExactDecimal(100), over: try #require(numbers[1].lower), fractionDigits: digits)
            // What was rounded at twelve digits may fall on the other side of a tie.
            if quantities.contains(where: \.isApproximate), case .text(let shown) = derivation.value,
                let value = ExactDecimal(amount: shown),
                try percent.subtracting(value).magnitude <= ExactDecimal(coefficient: 1, scale: digits)
            {
                return derivation.value
            }
            return .text(percent.fixed(fractionDigits: digits))
        case .leastShare(let digits), .greatestShare(let digits):
            let bounds = quantities.map { Bounds($0, .amount).inSumUnit }
            let others = bounds.dropFirst().reduce(Bounds.zero(bounds[0].unit)) { $0.plus($1) }
            let isLeast = derivation.operation == .leastShare(fractionDigits: digits)
            let (own, rest) = isLeast ? (bounds[0].lower, others.upper) : (bounds[0].upper, others.lower)
            guard let own else { return .text(ExactDecimal(100).fixed(fractionDigits: digits)) }
            guard let rest else { return .text(ExactDecimal.zero.fixed(fractionDigits: digits)) }
            // Alone it is all.
            if rest.isZero { return .text(ExactDecimal(100).fixed(fractionDigits: digits)) }
            let percent = try own.scaled(by: ExactDecimal(100), over: own.adding(rest), fractionDigits: digits)
            return .text(percent.fixed(fractionDigits: digits))
        case .herfindahl(let digits):
            let numbers = try quantities.map { try #require(Bounds($0, .amount).lower) }
            let squares = try numbers.dropFirst().reduce(ExactDecimal.zero) { sum, part in
                try sum.adding(part.multiplied(by: part))
            }
            let index = try squares.scaled(
                by: ExactDecimal(10_000), over: try numbers[0].multiplied(by: numbers[0]), fractionDigits: digits)
            return .text(index.fixed(fractionDigits: digits))
        case .percentChange:
            let move = try Self.move(derivation.parts[...])
            let percent = try ExactDecimal(100).scaled(by: move.difference, over: move.before, fractionDigits: 3)
            if derivation.value?.quantity != nil {
                let exact = try ExactRatio(move.difference, over: move.before).multiplied(by: ExactDecimal(100))
                    .decimal()
                return .quantity(Quantity(exact.value, .percent, isApproximate: exact.isRounded))
            }
            return .text(percent.fixed(fractionDigits: 3))
        case .sharesTimesMove:
            // Of bounded shares the bounds would have to change places in a fall.
            let shares = Bounds(try #require(derivation.parts[0].value?.quantity))
            guard let count = shares.lower, shares.upper == count else { return nil }
            let move = try Self.move(derivation.parts[1...])
            let unit = try #require(derivation.value?.quantity?.unit)
            let change = try ExactRatio(move.difference, over: move.new).multiplied(by: count).decimal()
            made = Quantity(change.value, unit, shares.isAbout ? .about : .exact, isApproximate: change.isRounded)
        case .sharesTimesPrice:
            let shares = Bounds(try #require(derivation.parts[0].value?.quantity))
            guard let count = shares.lower, shares.upper == count,
                case .text(let price) = derivation.parts[1].value
            else { return nil }
            let unit = try #require(derivation.value?.quantity?.unit)
            let value = try count.multiplied(by: try #require(ExactDecimal(price: price)))
            made = Quantity(value, unit, shares.isAbout ? .about : .exact)
        case .range:
            let bounds = quantities.map { Bounds($0) }
            let least = try #require(bounds.compactMap { $0.lower ?? $0.upper }.min())
            let greatest = try #require(bounds.compactMap { $0.upper ?? $0.lower }.max())
            made = Quantity(
                least, quantities[0].unit, .between, upper: greatest, isApproximate: bounds.contains(where: \.isAbout))
        case .agreement:
            let words = Set(derivation.parts.compactMap(\.value).map { "\($0)" })
            return words.count == 1 ? derivation.parts[0].value : .text("mixed")
        case .count: return .text(String(derivation.parts.count))
        case .interval, .path, .exactAt, .judgement, .statistic, .counted: return nil
        }
        if derivation.markedAbout != nil { made = made?.markedAbout }
        return .some(made.map { .quantity($0) })
    }

    /// Of a price, the one before and perhaps a split between them: their difference and the one before, in old shares' terms.
    private static func move(
        _ parts: ArraySlice<Derivation.Part>
    ) throws -> (difference: ExactDecimal, before: ExactDecimal, new: ExactDecimal) {
        let texts = try parts.map { part in
            guard case .text(let text) = part.value else { throw Failed() }
            return text
        }
        let split = texts.count > 2 ? try texts[2].split(separator: ":").map { try #require(Int($0)) } : [1, 1]
        let (new, old) = (ExactDecimal(split[0]), ExactDecimal(split[1]))
        let before = try #require(ExactDecimal(price: texts[1])).multiplied(by: old)
        return (try #require(ExactDecimal(price: texts[0])).multiplied(by: new).subtracting(before), before, new)
    }

    private struct Failed: Error {}

    private static func plain(_ value: Derivation.Value?) -> Derivation.Value? {
        value?.quantity.map { .quantity(Bounds($0).quantity ?? $0) } ?? value
    }

    @Test(
        "over generated stories, whole and cut, every figure is what its parts make by its operation",
        arguments: (1...30).map { UInt64($0) })
    func adds(_ seed: UInt64) throws {
        let fixture = try Self.story(seed)
        var checked = 0
        for selection in [
            Selection(), try asOf("2025-06-15"), try asPublic("2025-07"),
            Selection(certainty: [.confirmed, .reported]),
        ] {
            let (basis, views) = try Self.basis(fixture, selection)
            for view in views {
                for row in view.rows {
                    let explanation = try #require(Explanation(of: row, in: view.shape.name, from: basis))
                    for derivation in explanation.derivations {
                        let name =
                            "seed \(seed) \(view.shape.name) \(row.key) \(derivation.figure): \(derivation.json.canonicalText)"
                        guard let made = try result(derivation) else { continue }
                        #expect(
                            Self.plain(made) == Self.plain(derivation.value),
                            "\(name) makes \(String(describing: made))")
                        checked += 1
                    }
                }
            }
        }
        #expect(checked > 20)
    }

    @Test(
        "every quantity of every row has its arithmetic, with the row's figure", arguments: (1...10).map { UInt64($0) })
    func complete(_ seed: UInt64) throws {
        let fixture = try Self.story(seed)
        let (basis, views) = try Self.basis(fixture, Selection())
        for view in views {
            for row in view.rows {
                let explanation = try #require(Explanation(of: row, in: view.shape.name, from: basis))
                for (column, cell) in zip(view.shape.columns, row.cells) {
                    guard let quantity = cell.quantity else { continue }
                    let derivation = explanation.derivations.first { $0.figure == column.name }
                    #expect(derivation?.value == .quantity(quantity), "\(view.shape.name) \(row.key) \(column.name)")
                }
            }
        }
    }

    @Test("every part that names an event or a row names one that is there")
    func references() throws {
        for seed in UInt64(1)...10 {
            let fixture = try Self.story(seed)
            let (basis, views) = try Self.basis(fixture, Selection())
            let ids = Set(basis.facts.map(\.id))
            let keys = Set(views.flatMap { view in view.rows.map { "\(view.shape.name) \($0.key)" } })
            for view in views {
                for row in view.rows {
                    for part in Explanation(of: row, in: view.shape.name, from: basis)?.derivations.flatMap(\.parts)
                        ?? []
                    {
                        switch part.source {
                        case .event(let id): #expect(ids.contains(id), "\(view.shape.name) \(row.key) \(part.label)")
                        case .row(let view, let key): #expect(keys.contains("\(view) \(key)"), "\(part.label)")
                        case nil: break
                        }
                    }
                }
            }
        }
    }

    private func text(_ fixture: LedgerFixture, _ view: String, _ key: String, _ selection: Selection = Selection())
        throws -> [String]
    {
        let (basis, _) = try Self.basis(fixture, selection)
        return try basis.rows(of: view, named: key).map { row in
            try #require(Explanation(of: row, in: view, from: basis)).text(width: 80)
        }
    }

    @Test("only the capacity counts toward a plan of power, and only the parts that are announced")
    func portions() throws {
        let fixture = try LedgerFixture()
        try fixture.append(
            "plan.stated",
            [
                "plan": "compute", "company": "openai", "power": ["amount": "30", "unit": "GW", "qualifier": "exact"],
                "spend": dollars("1000"),
            ])
        try fixture.append(
            "deal.announced",
            deal(
                "split", value: "300",
                [
                    "capacity": ["amount": "5", "unit": "GW", "qualifier": "exact"], "commitment": "letter-of-intent",
                    "countsToward": [["plan": "compute", "basis": "stated"]],
                    "parts": [["part": "first", "value": dollars("100"), "commitment": "binding"]],
                ]))
        let spend = try text(fixture, "plans", "compute:USD")
        #expect(
            spend.count == 1
                && spend[0].contains("├─ covered by commitment, binding: 100 USD = split, binding\n"), "\(spend)"
        )
        #expect(spend[0].contains("├─ covered: 100 USD = split"))
        // Below the arithmetic stands what the events say, the whole of 300 too.
        let figures = spend[0].components(separatedBy: "─ [1]")[0]
        #expect(!figures.contains("300"))
    }

    @Test("a total laid in steps: what was announced, replaced and added, and what holds no more")
    func steps() throws {
        let fixture = try LedgerFixture()
        try fixture.append("deal.announced", deal("d", value: "10"), occurred: "2025-01-10")
        try fixture.append("deal.amended", ["deal": "d", "value": dollars("20")], occurred: "2025-02-10")
        try fixture.append("deal.amended", ["deal": "d", "increase": dollars("5", "about")], occurred: "2025-03-10")
        let explained = try text(fixture, "commitments", "d")
        #expect(
            explained[0].contains(
                """
                ├─ total: ~25 USD =
                │  ├─   20 USD  amended to [2]
                │  ├─ + ~5 USD  increased by [3]
                │  └─ 10 USD, stated, holds no more [1]

                """), "\(explained[0])")
    }

    @Test("corrections and later evidence stand under the event that they are about")
    func remarks() throws {
        let fixture = try LedgerFixture()
        let id = try fixture.append("deal.announced", deal("d", value: "10"))
        try fixture.append(
            "event.corrected",
            [
                "target": .string(id), "reason": "a slip",
                "data": .object((["certainty": "reported"] as JSONObject).merging(deal("d", value: "12"))),
            ])
        try fixture.append(
            "evidence.added",
            [
                "target": .string(id), "stance": "confirms", "by": ["party": "amazon"],
                "evidence": [["publisher": "SEC", "locator": "10-Q", "quote": "We\u{1B}[2J agreed"]],
            ])
        let explained = try text(fixture, "commitments", "d")[0]
        #expect(explained.contains("total: 12 USD, stated [1]"))
        #expect(explained.contains("├─ corrected: a slip (\(LedgerFixture.id(7)))"), "\(explained)")
        #expect(explained.contains("└─ confirmed by amazon, published by 2025-11-03, not stated"), "\(explained)")
        #expect(explained.contains("source: SEC, 10-Q"))
        #expect(explained.contains("“We\\u{1b}[2J agreed”"))
    }

    @Test("no line of the tree is wider than the terminal, words that are longer than it aside")
    func width() throws {
        let fixture = try Self.story(7)
        let (basis, views) = try Self.basis(fixture, Selection())
        for view in views {
            for row in view.rows {
                let lines = (Explanation(of: row, in: view.shape.name, from: basis)?.text(width: 80) ?? "").split(
                    separator: "\n")
                #expect(lines.allSatisfy { $0.count <= 80 }, "\(lines.first { $0.count > 80 } ?? "")")
            }
        }
    }
}

extension JSONObject {
    fileprivate func merging(_ other: JSONObject) -> JSONObject {
        var result = self
        for member in other.members { result[member.name] = member.value }
        return result
    }
}
