import CanonicalJSON
import CivilTime
import MarketEvents
import Projections

/// Who has committed to pay whom, how much, how bindingly: one row a deal, and one a buyer and unit with the sums.
struct PlainCommitments: PlainProjector {
    static var shape: ViewShape { CommitmentsProjector.shape }

    private var book = PlainDealBook()

    init() {}

    mutating func apply(_ fact: Fact) { book.apply(fact) }

    var incomplete: Int { book.incomplete }

    func rows(asOf: Instant?) -> [ViewRow] {
        let deals = book.deals(asOf: asOf)
        return deals.map(Self.row) + Self.sums(deals)
    }

    private static func row(_ deal: PlainDeal) -> ViewRow {
        let remaining = deal.delivered.flatMap { delivered in
            deal.value.flatMap { (try? $0.subtracting(delivered)) ?? nil }
        }
        return ViewRow(
            shape, key: deal.id,
            [
                "buyer": .text(deal.buyer), "supplier": .text(deal.supplier), "through": Cell(deal.through),
                "deal": .text(deal.id), "kind": .text(deal.kind), "commitment": .text(deal.commitment),
                "total": Cell(deal.value), "capacity": Cell(deal.capacity), "term": Cell(deal.term?.description),
                "termQualifier": Cell(deal.termQualifier), "periods": .list(deal.periods),
                "delivered": Cell(deal.delivered), "deliveredMeasure": Cell(deal.deliveredMeasure),
                "remaining": Cell(remaining), "ended": Cell(deal.ended), "countedIn": Cell(deal.countedIn),
                "certainty": .text(deal.certainty.rawValue), "unit": Cell(deal.value?.unit.code),
            ], events: deal.events)
    }

    private struct BuyerAndUnit: Hashable {
        let buyer: String
        let unit: MeasureUnit
    }

    private static func sums(_ deals: [PlainDeal]) -> [ViewRow] {
        let counting = deals.filter { $0.value != nil && $0.countedIn == nil }
        let groups = Dictionary(grouping: counting) {
            BuyerAndUnit(buyer: $0.buyer, unit: $0.value?.unit ?? .percent)
        }
        return groups.map { group, deals in
            var byCommitment: [String: [Quantity]] = [:]
            var byCertainty: [String: [Quantity]] = [:]
            for deal in deals {
                for portion in deal.portions {
                    byCommitment[deal.ownEntry ?? portion.commitment, default: []].append(portion.amount)
                }
                if !deal.contracted.isEmpty {
                    byCertainty[deal.certainty.rawValue, default: []] += deal.contracted
                } else if let entry = deal.ownEntry, entry != "ended", let value = deal.value {
                    byCertainty[entry, default: []].append(value)
                }
            }
            let contracted = deals.flatMap(\.contracted)
            let counted = deals.filter { !$0.contracted.isEmpty }
            return ViewRow(
                shape, key: "\(group.buyer):\(group.unit.code)",
                [
                    "buyer": .text(group.buyer), "unit": .text(group.unit.code),
                    "contracted": contracted.isEmpty
                        ? .quantity(.zero(group.unit)) : Cell((try? Quantity.sum(contracted)) ?? nil),
                    "byCommitment": entries(byCommitment, named: "commitment", order: commitmentKinds),
                    "byCertainty": entries(
                        byCertainty, named: "certainty", order: Certainty.allCases.map(\.rawValue)),
                    "deals": .list(counted.map { .string($0.id) }),
                ], events: deals.flatMap(\.events))
        }
    }

    /// One entry a name in a fixed order; where no bound of the sum is known its parts are listed.
    static func entries(_ amounts: [String: [Quantity]], named name: String, order: [String]) -> Cell {
        let names = order.filter { amounts[$0] != nil } + amounts.keys.filter { !order.contains($0) }.sorted()
        return .list(
            names.map { entry in
                let parts = amounts[entry] ?? []
                guard let sum = (try? Quantity.sum(parts)) ?? nil else {
                    return .object([
                        name: .string(entry), "amount": .null, "parts": .array(parts.map { .object($0.json) }),
                    ])
                }
                return .object([name: .string(entry), "amount": .object(sum.json)])
            })
    }
}
