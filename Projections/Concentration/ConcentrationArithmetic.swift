import CanonicalJSON
import MarketEvents

/// The sum and the share of each supplier, and what the index is made of.
extension ConcentrationProjector: ExplainedProjector {
    private typealias Part = Derivation.Part

    package static func derivations(of row: ViewRow) -> [Derivation] {
        let suppliers = row.cell("suppliers", of: shape).list.compactMap { $0.object.flatMap(Supplier.init) }
        let announced = row.cell("announced", of: shape).quantity.map { Derivation.Value.quantity($0) }
        var found = [Derivation("announced", announced, .sum, suppliers.flatMap(\.parts))]
        if let contracted = row.cell("contracted", of: shape).quantity {
            found.append(Derivation("contracted", .quantity(contracted), .sum, suppliers.flatMap(\.binding)))
        }
        let whole = Part(announced, .row(view: shape.name, key: row.key), "announced")
        for supplier in suppliers {
            found.append(Derivation("suppliers.\(supplier.id)", supplier.value, .sum, supplier.parts))
            found += Derivation.shares(
                of: supplier.part(of: row), in: whole,
                beside: suppliers.filter { $0.id != supplier.id }.map { $0.part(of: row) },
                least: ("suppliers.\(supplier.id).sharePercent", supplier.percent),
                most: ("suppliers.\(supplier.id).sharePercentUpper", supplier.percentUpper))
        }
        if let name = row.cell("largestSupplier", of: shape).text {
            found.append(
                Derivation("largestSupplier", .text(name), .stated, [Part(.text(name), nil, "has the greatest amount")])
            )
            if let largest = suppliers.first(where: { $0.id == name }) {
                found += Derivation.shares(
                    of: largest.part(of: row), in: whole,
                    beside: suppliers.filter { $0.id != name }.map { $0.part(of: row) },
                    least: ("largestPercent", row.cell("largestPercent", of: shape).text),
                    most: ("largestPercentUpper", row.cell("largestPercentUpper", of: shape).text))
            }
        }
        if let index = row.cell("herfindahl", of: shape).text {
            found.append(
                Derivation(
                    "herfindahl", .text(index), .herfindahl(fractionDigits: 2),
                    [whole] + suppliers.map { $0.part(of: row) }))
        }
        return found
    }

    /// An entry of the list.
    private struct Supplier {
        let id: String
        let value: Derivation.Value?
        let percent: String?
        let percentUpper: String?
        let parts: [Part]
        let binding: [Part]

        init?(_ entry: JSONObject) {
            guard let id = entry["supplier"]?.string else { return nil }
            self.id = id
            value = entry["amount"]?.object.flatMap { Quantity($0) }.map { .quantity($0) }
            (percent, percentUpper) = (entry["sharePercent"]?.string, entry["sharePercentUpper"]?.string)
            let deals = (entry["deals"]?.array ?? []).compactMap(\.object)
            parts = deals.map { Supplier.part($0, "amount") }
            binding = deals.map { Supplier.part($0, "contracted") }
        }

        /// What one deal is in a sum.
        private static func part(_ deal: JSONObject, _ member: String) -> Part {
            let name = deal["deal"]?.string ?? ""
            return Part(
                deal[member]?.object.flatMap { Quantity($0) }.map { .quantity($0) },
                .row(view: "commitments", key: name), name)
        }

        func part(of row: ViewRow) -> Part {
            Part(value, .row(view: ConcentrationProjector.shape.name, key: row.key), "suppliers.\(id)")
        }
    }
}
