import CanonicalJSON
import MarketEvents
import Projections

/// Deals: their total as it was laid, what is left of it, how it spreads over the term. Buyers: the sums of their deals.
enum CommitmentsArithmetic {
    static func derivations(_ row: ViewRow, _ basis: ExplanationBasis) -> [Derivation] {
        guard let shape = basis.shape("commitments") else { return [] }
        return row.cell("deal", of: shape) == .missing
            ? sums(row, shape, basis) : basis.deal(row.key).map { deal($0, basis) } ?? []
    }

    private static func deal(_ deal: DealReading, _ basis: ExplanationBasis) -> [Derivation] {
        var found: [Derivation] = []
        if let total = deal.value { found.append(deal.history(of: "value").derivation("total", total)) }
        if let capacity = deal.quantity("capacity") {
            found.append(deal.history(of: "capacity").derivation("capacity", capacity))
        }
        found += periods(deal)
        if let delivered = deal.quantity("delivered") {
            found.append(Derivation("delivered", .quantity(delivered), .stated, [latestDelivery(deal, delivered)]))
            if let total = deal.value, let remaining = deal.quantity("remaining") {
                found.append(
                    Derivation(
                        "remaining", .quantity(remaining), .difference,
                        [own("total", total, deal), own("delivered", delivered, deal)]))
            }
        }
        return found
    }

    private static func own(_ label: String, _ value: Quantity, _ deal: DealReading) -> Derivation.Part {
        Derivation.Part(.quantity(value), .row(view: "commitments", key: deal.id), label)
    }

    /// The latest of the measure that counts.
    private static func latestDelivery(_ deal: DealReading, _ delivered: Quantity) -> Derivation.Part {
        let measure = deal.text("deliveredMeasure") ?? ""
        let day = { (fact: Fact) in fact.event.data["day"]?.string ?? "" }
        let latest = deal.deliveries.filter { $0.event.data["measure"]?.string == measure }
            .max { day($0) == day($1) ? $1.wins(over: $0) : day($0) < day($1) }
        return Derivation.Part(
            .quantity(delivered), latest.map { .event($0.id) }, "\(measure) up to \(latest.map(day) ?? "")")
    }

    private static func periods(_ deal: DealReading) -> [Derivation] {
        let periods = deal.row.cell("periods", of: deal.shape).list.compactMap(\.object)
        let amounts = periods.map { $0["amount"]?.object.flatMap { Quantity($0) } }
        let term = deal.text("term").flatMap(ISODuration.init)?.months ?? 0
        let isTermAbout = deal.text("termQualifier").map { $0 != "exact" } ?? false
        return periods.indices.compactMap { index in
            guard let amount = amounts[index] else { return nil }
            let figure = "periods[\(index + 1)]"
            if periods[index]["basis"] == "stated" {
                let origin = deal.history(of: "schedule").origin
                return Derivation(
                    figure, .quantity(amount), .stated,
                    [Derivation.Part(.quantity(amount), origin.map { .event($0.id) }, span(periods[index]))])
            }
            guard let total = deal.value else { return nil }
            let whole = own("total", total, deal)
            var derivation: Derivation
            if index == periods.count - 1 {
                let others = amounts[..<index].enumerated().compactMap { place, other in
                    other.map { own("periods[\(place + 1)]", $0, deal) }
                }
                derivation = Derivation(figure, .quantity(amount), .difference, [whole] + others)
            } else {
                derivation = Derivation(
                    figure, .quantity(amount), .straightLine(months: min(12, term - 12 * index), term: term), [whole])
            }
            derivation.markedAbout = isTermAbout ? "the term is about" : nil
            return derivation
        }
    }

    private static func span(_ period: JSONObject) -> String {
        "\(period["from"]?.string ?? "") to \(period["to"]?.string ?? "")"
    }

    private static func sums(_ row: ViewRow, _ shape: ViewShape, _ basis: ExplanationBasis) -> [Derivation] {
        let unit = row.cell("unit", of: shape).text
        let deals = basis.deals.filter {
            $0.text("buyer") == row.cell("buyer", of: shape).text && $0.value?.unit.code == unit && $0.isCounted
        }
        let contracted = row.cell("contracted", of: shape).quantity
        return [Derivation("contracted", contracted, sumOf: deals.flatMap(\.contracted))]
            + Derivation.entries("byCommitment", row.cell("byCommitment", of: shape), named: "commitment") { word in
                deals.flatMap { deal in deal.portions.filter { (deal.ownEntry ?? $0.commitment) == word } }
            }
            + Derivation.entries("byCertainty", row.cell("byCertainty", of: shape), named: "certainty") { word in
                deals.flatMap { deal -> [DealReading.Portion] in
                    if !deal.contracted.isEmpty { return deal.text("certainty") == word ? deal.contracted : [] }
                    return deal.ownEntry == word ? [deal.whole].compactMap { $0 } : []
                }
            }
    }
}
