import CanonicalJSON
import MarketEvents

/// The sum and the share of each supplier, and what the index is made of.
extension ConcentrationProjector: ExplainedProjector {
    private typealias Part = Derivation.Part

    package static func derivations(of row: ViewRow) -> [Derivation] {
        let suppliers = row.cell("suppliers", of: shape).list.compactMap { $0.object.flatMap(Supplier.init) }
        let contracted = row.cell("contracted", of: shape).quantity.map { Derivation.Value.quantity($0) }
        var found = [Derivation("contracted", contracted, .sum, suppliers.flatMap(\.parts))]
        let whole = Part(contracted, .row(view: shape.name, key: row.key), "contracted")
        for supplier in suppliers {
            found.append(Derivation("suppliers.\(supplier.id)", supplier.value, .sum, supplier.parts))
            guard let percent = supplier.percent else { continue }
            found.append(
                Derivation(
                    "suppliers.\(supplier.id).sharePercent", .text(percent), .percent(fractionDigits: 2),
                    [supplier.part(of: row), whole]))
        }
        guard let index = row.cell("herfindahl", of: shape).text, let largest = suppliers.first else { return found }
        let name = Derivation.Value.text(largest.id)
        found.append(
            Derivation("largestSupplier", name, .stated, [Part(name, nil, "has the greatest amount")]))
        if let percent = row.cell("largestPercent", of: shape).text {
            found.append(
                Derivation(
                    "largestPercent", .text(percent), .percent(fractionDigits: 2), [largest.part(of: row), whole]))
        }
        found.append(
            Derivation(
                "herfindahl", .text(index), .herfindahl(fractionDigits: 2),
                [whole] + suppliers.map { $0.part(of: row) }))
        return found
    }

    /// An entry of the list.
    private struct Supplier {
        let id: String
        let value: Derivation.Value?
        let percent: String?
        let parts: [Part]

        init?(_ entry: JSONObject) {
            guard let id = entry["supplier"]?.string else { return nil }
            self.id = id
            value = entry["amount"]?.object.flatMap { Quantity($0) }.map { .quantity($0) }
            percent = entry["sharePercent"]?.string
            parts = (entry["deals"]?.array ?? []).compactMap(\.object).map { deal in
                let name = deal["deal"]?.string ?? ""
                return Part(
                    deal["amount"]?.object.flatMap { Quantity($0) }.map { .quantity($0) },
                    .row(view: "commitments", key: name), name)
            }
        }

        func part(of row: ViewRow) -> Part {
            Part(value, .row(view: ConcentrationProjector.shape.name, key: row.key), "suppliers.\(id)")
        }
    }
}
