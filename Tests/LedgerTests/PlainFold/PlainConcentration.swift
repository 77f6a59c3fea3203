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
        let suppliers = Dictionary(grouping: amounts, by: \.deal.supplier).map {
            Supplier(id: $0.key, amount: sum($0.value.map(\.announced)), amounts: $0.value)
        }.sorted { left, right in
            let (first, second) = (left.bounds, right.bounds)
            if first.lower != second.lower { return (second.lower ?? .zero) < (first.lower ?? .zero) }
            if first.upper == second.upper { return left.id < right.id }
            return second.upper.map { upper in first.upper.map { upper < $0 } ?? true } ?? false
        }
        var cells: [String: Cell] = [
            "buyer": .text(amounts[0].deal.buyer), "unit": .text(unit.code), "certainty": Cell(certainty?.rawValue),
            "announced": .quantity(announced), "contracted": .quantity(sum(amounts.map(\.contracted))),
        ]
        cells["suppliers"] = .list(
            suppliers.map { supplier in
                let share = share(supplier, of: suppliers)
                return [
                    "amount": .object(supplier.amount.json),
                    "deals": .array(
                        supplier.amounts.map {
                            [
                                "amount": .object($0.announced.json), "contracted": .object($0.contracted.json),
                                "deal": .string($0.deal.id),
                            ]
                        }),
                    "sharePercent": share.percent.map { .string($0) } ?? .null,
                    "sharePercentUpper": share.upper.map { .string($0) } ?? .null,
                    "supplier": .string(supplier.id),
                ]
            })
        if let largest = suppliers.first(where: { isLargest($0, of: suppliers) }) {
            let share = share(largest, of: suppliers)
            cells["largestSupplier"] = .text(largest.id)
            cells["largestPercent"] = Cell(share.percent)
            cells["largestPercentUpper"] = Cell(share.upper)
        }
        cells["herfindahl"] = Cell(index(suppliers.map(\.amount.number), of: announced.number))
        return ViewRow(shape, key: key, cells, events: amounts.flatMap(\.deal.events))
    }

    private struct Supplier {
        let id: String
        let amount: Quantity
        let amounts: [Amount]

        var bounds: Bounds { Bounds(amount, .amount) }
    }

    /// Whether no other can have more, wherever between the bounds the amounts are; of those that are as large the first is named.
    private static func isLargest(_ supplier: Supplier, of all: [Supplier]) -> Bool {
        all.allSatisfy { other in
            guard other.id != supplier.id else { return true }
            guard let most = other.bounds.upper, let least = supplier.bounds.lower else { return false }
            return most <= least
        }
    }

    /// Its amount of its own and the others', it at one bound and they at the opposite one. Nothing is known where it and they
    /// are both without an end.
    private static func share(_ supplier: Supplier, of all: [Supplier]) -> (percent: String?, upper: String?) {
        let others = Bounds.sum(all.filter { $0.id != supplier.id }.map(\.bounds), supplier.amount.unit)
        let own = supplier.bounds
        if own.upper == nil, others.upper == nil { return (nil, nil) }
        let least = percent(own.lower ?? .zero, others.upper)
        let most = own.upper.map { percent($0, others.lower ?? .zero) } ?? "100.00"
        return (least, least == most ? nil : most)
    }

    /// Nil stands for an amount without end.
    private static func percent(_ own: ExactDecimal, _ others: ExactDecimal?) -> String {
        guard let others else { return "0.00" }
        // Alone it is all.
        if others.isZero { return "100.00" }
        guard let whole = try? own.adding(others), let part = try? own.multiplied(by: ExactDecimal(100)),
            let share = try? part.scaled(by: ExactDecimal(1), over: whole, fractionDigits: 2)
        else { return "" }
        return share.fixed(fractionDigits: 2)
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
