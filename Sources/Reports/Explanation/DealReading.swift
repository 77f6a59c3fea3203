import CanonicalJSON
import MarketEvents
import Projections

/// A deal as its row has it, and the facts that its row rests on.
struct DealReading {
    /// A telling that a total is made of, a part, or what counts in a deal of its own.
    struct Ingredient {
        enum Kind: String {
            case total, increase, contained, expected, part
            case countedApart = "counted-apart"
        }

        let kind: Kind
        let amount: Quantity?
        let event: String?
        let part: String?
        let commitment: String?
        let deal: String?

        init?(_ entry: JSONObject) {
            guard let kind = entry["kind"]?.string.flatMap(Kind.init(rawValue:)) else { return nil }
            self.kind = kind
            amount = entry["amount"]?.object.flatMap { Quantity($0) }
            (event, part) = (entry["event"]?.string, entry["part"]?.string)
            (commitment, deal) = (entry["commitment"]?.string, entry["deal"]?.string)
        }
    }

    let row: ViewRow
    let shape: ViewShape
    let facts: [Fact]
    let composition: [Ingredient]

    init(_ row: ViewRow, _ shape: ViewShape, facts: [Fact]) {
        (self.row, self.shape) = (row, shape)
        let folded = Set(row.events)
        self.facts = facts.filter { folded.contains($0.id) }
        composition = row.cell("composition", of: shape).list.compactMap { $0.object.flatMap(Ingredient.init) }
    }

    var id: String { row.key }
    var total: Quantity? { quantity("total") }

    func text(_ column: String) -> String? { row.cell(column, of: shape).text }
    func quantity(_ column: String) -> Quantity? { row.cell(column, of: shape).quantity }

    /// What it counts with in one unit; nil where it counts in another deal.
    func amounts(in unit: String) -> JSONObject? {
        row.cell("amounts", of: shape).list.lazy.compactMap(\.object).first { $0["unit"] == .string(unit) }
    }

    /// `announced`, or an entry of `byCommitment` and its like.
    func figure(_ name: String, in unit: String) -> Quantity? {
        amounts(in: unit)?[name]?.object.flatMap { Quantity($0) }
    }

    func entry(_ list: String, _ name: String, _ word: String, in unit: String) -> Quantity? {
        let entries = amounts(in: unit)?[list]?.array ?? []
        let found = entries.lazy.compactMap(\.object).first { $0[name] == .string(word) }
        return found?["amount"]?.object.flatMap { Quantity($0) }
    }

    /// What makes its total in a unit.
    func ingredients(in unit: MeasureUnit) -> [Ingredient] {
        composition.filter { $0.amount?.unit.sumUnit.unit == unit.sumUnit.unit }
    }

    /// Whether an amount is told of its value, rather than of its capacity: what is money, and what its total is in.
    func isOfValue(_ unit: MeasureUnit) -> Bool {
        unit.isCurrency || unit.sumUnit.unit == total?.unit.sumUnit.unit
    }

    func part(_ value: Quantity, _ label: String) -> Derivation.Part {
        Derivation.Part(.quantity(value), .row(view: "commitments", key: id), label)
    }
}

extension Derivation {
    /// A figure that deals contribute to.
    init(
        _ figure: String, _ value: Quantity?, sumOf deals: [(deal: DealReading, amount: Quantity?)],
        _ label: String? = nil
    ) {
        self.init(
            figure, value.map { .quantity($0) }, .sum,
            deals.compactMap { deal, amount in
                guard let amount, !amount.isNothing else { return nil }
                let strength = label ?? deal.text("commitment") ?? "unstated"
                return deal.part(amount, "\(deal.id), \(strength)")
            })
    }

    /// One figure for each entry of a list such as `byCommitment`.
    static func entries(
        _ figure: String, _ cell: Cell, named name: String, _ derivation: (String, Quantity?) -> Derivation
    ) -> [Derivation] {
        cell.list.compactMap(\.object).compactMap { entry in
            guard let word = entry[name]?.string else { return nil }
            return derivation(word, entry["amount"]?.object.flatMap { Quantity($0) })
        }
    }

    /// A figure that one telling states, beside others that hold no more.
    static func stated(_ figure: String, _ value: Quantity, _ field: String, among facts: [Fact]) -> Derivation {
        let told = facts.compactMap { fact in
            fact.event.data[field]?.object.flatMap { Quantity($0) }.map { (fact: fact, quantity: $0) }
        }
        let winner = told.filter { $0.quantity.saysTheSame(as: value) }.max { $1.fact.wins(over: $0.fact) }
        var derivation = Derivation(
            figure, .quantity(value), .stated,
            winner.map { [Part(.quantity($0.quantity), .event($0.fact.id), "stated")] } ?? [])
        derivation.superseded = told.filter { $0.fact.id != winner?.fact.id }.map { other in
            Part(
                .quantity(other.quantity), .event(other.fact.id),
                other.quantity.saysTheSame(as: value) ? "also said" : "stated, holds no more")
        }
        return derivation
    }
}

extension Quantity {
    /// As the folds see it.
    var isNothing: Bool { Bounds(self, .amount).isNothing }
}
