import CanonicalJSON
import CivilTime
import MarketEvents
import Projections

/// On how few suppliers a buyer has laid what it has announced, in the plainest code.
struct PlainConcentration: PlainProjector {
    static var shape: ViewShape { ConcentrationProjector.shape }

    private var book = PlainDealBook()

    init() {}

    mutating func know(_ companies: CompanyRegister) { book.know(companies) }

    mutating func apply(_ fact: Fact) { book.apply(fact) }

    private struct Amount {
        let deal: PlainDeal
        let announced: Quantity
        let contracted: Quantity
    }

    func rows(asOf: Instant?) -> [ViewRow] {
        var groups: [String: (unit: MeasureUnit, certainty: Certainty?, amounts: [Amount])] = [:]
        func add(_ certainty: Certainty?, _ unit: MeasureUnit, _ amount: Amount) {
            guard !amount.announced.isNothing else { return }
            let name = [amount.deal.buyer, unit.code, certainty?.rawValue].compactMap { $0 }.joined(separator: ":")
            groups[name, default: (unit, certainty, [])].amounts.append(amount)
        }
        for deal in book.folded(asOf: asOf).deals {
            for (unit, count) in deal.counts {
                add(nil, unit, Amount(deal: deal, announced: count.announced, contracted: count.contracted))
                let binding = count.announced(byCertaintyOf: ["binding"])
                for (certainty, amount) in count.announced(byCertaintyOf: PlainCount.announcedStrengths) {
                    let contracted = binding[certainty] ?? .zero(unit)
                    add(certainty, unit, Amount(deal: deal, announced: amount, contracted: contracted))
                }
            }
        }
        return groups.map { Self.row($0.key, $0.value.unit, $0.value.certainty, $0.value.amounts) }
    }

    private static func row(
        _ key: String, _ unit: MeasureUnit, _ certainty: Certainty?, _ amounts: [Amount]
    ) -> ViewRow {
        func sum(_ amounts: [Quantity]) -> Quantity { PlainRow.sum(amounts, unit) ?? .zero(unit) }
        let announced = sum(amounts.map(\.announced))
        let bySupplier = Dictionary(grouping: amounts, by: \.deal.supplier)
        let unsorted = bySupplier.map { id, own in
            Supplier(id: id, amount: sum(own.map(\.announced)), amounts: own)
        }
        let suppliers = unsorted.sorted { $0.comes(before: $1) }
        var cells: [String: Cell] = [
            "buyer": .text(amounts[0].deal.buyer), "unit": .text(unit.code), "certainty": Cell(certainty?.rawValue),
            "announced": .quantity(announced), "contracted": .quantity(sum(amounts.map(\.contracted))),
        ]
        cells["suppliers"] = .list(suppliers.map { json($0, share($0, of: suppliers)) })
        if let largest = suppliers.first(where: { isLargest($0, of: suppliers) }) {
            let part = share(largest, of: suppliers)
            cells["largestSupplier"] = .text(largest.id)
            cells["largestPercent"] = Cell(part.percent)
            cells["largestPercentUpper"] = Cell(part.upper)
        }
        let numbers: [ExactDecimal?] = suppliers.map { $0.amount.oneNumber }
        cells["herfindahl"] = Cell(index(numbers, of: announced.oneNumber))
        return ViewRow(shape, key: key, cells, events: amounts.flatMap(\.deal.events))
    }

    private struct Supplier {
        let id: String
        let amount: Quantity
        let amounts: [Amount]

        var bounds: Bounds { Bounds(amount, .amount) }

        /// What is at least the larger first, then what may be the larger, then by its id.
        func comes(before other: Supplier) -> Bool {
            let (own, others) = (bounds, other.bounds)
            if own.lower != others.lower { return (others.lower ?? .zero) < (own.lower ?? .zero) }
            if own.upper == others.upper { return id < other.id }
            return others.upper.map { upper in own.upper.map { upper < $0 } ?? true } ?? false
        }
    }

    private static func json(_ supplier: Supplier, _ share: PlainShare) -> JSONValue {
        let deals: [JSONValue] = supplier.amounts.map {
            .object([
                "amount": .object($0.announced.json), "contracted": .object($0.contracted.json),
                "deal": .string($0.deal.id),
            ])
        }
        return .object([
            "amount": .object(supplier.amount.json), "deals": .array(deals),
            "sharePercent": share.percent.map { .string($0) } ?? .null,
            "sharePercentUpper": share.upper.map { .string($0) } ?? .null, "supplier": .string(supplier.id),
        ])
    }

    /// Whether no other can have more, wherever between the bounds the amounts are; of those that are as large the first is named.
    private static func isLargest(_ supplier: Supplier, of all: [Supplier]) -> Bool {
        all.allSatisfy { other in
            guard other.id != supplier.id else { return true }
            guard let most = other.bounds.upper, let least = supplier.bounds.lower else { return false }
            return most <= least
        }
    }

    private static func share(_ supplier: Supplier, of all: [Supplier]) -> PlainShare {
        let unit = supplier.amount.unit
        let others = PlainRow.sum(all.filter { $0.id != supplier.id }.map(\.amount), unit) ?? .zero(unit)
        return PlainShare(supplier.amount, others)
    }

    /// The sum of the squares of the shares in percent, where each amount is one number.
    private static func index(_ amounts: [ExactDecimal?], of whole: ExactDecimal?) -> String? {
        let known = amounts.compactMap { $0 }
        guard let whole, whole.sign > 0, known.count == amounts.count else { return nil }
        let squares = try? known.map { try $0.multiplied(by: $0) }.reduce(ExactDecimal.zero) { try $0.adding($1) }
        let index = try? squares?.scaled(
            by: ExactDecimal(10_000), over: whole.multiplied(by: whole), fractionDigits: 2)
        return index?.fixed(fractionDigits: 2)
    }
}
