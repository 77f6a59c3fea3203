import CanonicalJSON
import CivilTime
import MarketEvents
import Projections

/// Deals: their total as it was laid, what of it counts, what is left of it, how it spreads over the term. Buyers: the sums of
/// their deals.
enum CommitmentsArithmetic {
    static func derivations(_ row: ViewRow, _ basis: ExplanationBasis) -> [Derivation] {
        guard let shape = basis.shape("commitments") else { return [] }
        return row.cell("deal", of: shape) == .missing
            ? sums(row, shape, basis) : basis.deal(row.key).map(deal) ?? []
    }

    private static func deal(_ deal: DealReading) -> [Derivation] {
        var found: [Derivation] = []
        if let total = deal.total { found.append(self.total("total", total, deal)) }
        if let capacity = deal.quantity("capacity") {
            found.append(self.total("capacity", capacity, deal))
        }
        found += rate(deal)
        found += counted(deal)
        found += internalDeal(deal)
        found += periods(deal)
        let measures = [
            ("delivered", deal.text("deliveredMeasure") ?? "delivered"), ("paid", "paid"), ("prepaid", "prepaid"),
        ]
        for (column, measure) in measures { found += delivery(deal, column, measure) }
        for (column, taken) in [("remaining", "delivered"), ("unpaid", "paid")] {
            guard let rest = deal.quantity(column), let total = deal.total, let part = deal.quantity(taken) else {
                continue
            }
            found.append(
                Derivation(column, .quantity(rest), .rest, [deal.part(total, "total"), deal.part(part, taken)]))
        }
        return found + told(deal)
    }

    /// What was said once and is in no total: a fee, and what a party says is left to be done.
    private static func told(_ deal: DealReading) -> [Derivation] {
        func stated(_ column: String, _ type: String, _ field: String, _ label: String) -> Derivation? {
            guard let value = deal.quantity(column) else { return nil }
            let origin = deal.facts.filter { fact in
                fact.event.type.name == type && !fact.isDenied
                    && fact.event.data[field]?.object.flatMap { Quantity($0) }?.saysTheSame(as: value) == true
                    && (type != "deal.remaining" || fact.event.data["day"]?.string == deal.text("remainingDay"))
            }.max { $1.wins(over: $0) }
            return Derivation(
                column, .quantity(value), .stated, [.init(.quantity(value), origin.map { .event($0.id) }, label)])
        }
        let day = deal.text("remainingDay") ?? ""
        return [
            stated("remainingStated", "deal.remaining", "amount", "said to be left at the end of \(day)"),
            stated("fee", "deal.ended", "fee", "paid for ending it"),
        ].compactMap { $0 }
    }

    /// So much in such a time, and what that would come to over the whole of a known time: nobody says that, so it is in no sum.
    private static func rate(_ deal: DealReading) -> [Derivation] {
        guard let rate = deal.quantity("rate"), let per = deal.text("ratePer") else { return [] }
        let origin = deal.facts.filter { fact in
            guard !fact.isDenied, let told = fact.event.data["rate"]?.object, told["per"]?.string == per else {
                return false
            }
            return told["amount"]?.object.flatMap { Quantity($0) }?.saysTheSame(as: rate) ?? false
        }.max { $1.wins(over: $0) }
        let stated = Derivation(
            "rate", .quantity(rate), .stated, [.init(.quantity(rate), origin.map { .event($0.id) }, "a \(per)")])
        guard let months = months(of: deal), let one = ["month": 1, "quarter": 3, "year": 12][per],
            let whole = (try? rate.scaled(by: months, over: one, fractionDigits: rate.unit.minorDigits)) ?? nil
        else { return [stated] }
        let label = "the rate over \(months) months, if it never changes: nobody says so, and it is in no sum"
        return [stated, Derivation("rateOverTerm", .quantity(whole), .statistic, [.init(.quantity(rate), nil, label)])]
    }

    /// Of the term; where there is none, of the days from the start through the end.
    private static func months(of deal: DealReading) -> Int? {
        if let term = deal.text("term").flatMap(ISODuration.init) { return term.days == 0 ? term.months : nil }
        guard let start = deal.text("starts").flatMap({ try? StatedTime($0) })?.day,
            let last = deal.text("ends").flatMap({ try? StatedTime($0) })?.lastDay
        else { return nil }
        return CivilDay.months(from: start, through: last)
    }

    // MARK: totals

    private static func total(_ figure: String, _ value: Quantity, _ deal: DealReading) -> Derivation {
        let all = deal.ingredients(in: value.unit)
        let told = all.filter { $0.kind == .total || $0.kind == .increase }
        let isOfParts = told.allSatisfy { $0.kind == .increase } && deal.text("basis") == "parts"
        let sure =
            told + (isOfParts ? all.filter { $0.kind == .part } : [])
        let holding = sure.isEmpty ? all.filter { $0.kind == .expected } : sure
        let isOpen = !isOfParts && !sure.isEmpty && told.allSatisfy { $0.kind == .increase }
        let operation: Derivation.Operation = isOpen ? .leastSum : holding.count > 1 ? .sum : .stated
        var derivation = Derivation(figure, .quantity(value), operation, holding.map { part($0, deal) })
        if holding.count == 1, !isOpen, let event = holding[0].event {
            derivation = Derivation(
                figure, .quantity(value), .stated,
                [Derivation.Part(.quantity(value), .event(event), label(holding[0], deal))])
        }
        derivation.superseded = superseded(
            deal, figure == "total" ? "value" : "capacity", holding: Set(holding.compactMap(\.event)), value)
        return derivation
    }

    private static func part(_ ingredient: DealReading.Ingredient, _ deal: DealReading) -> Derivation.Part {
        Derivation.Part(
            ingredient.amount.map { .quantity($0) }, ingredient.event.map { .event($0) }, label(ingredient, deal))
    }

    private static func label(_ ingredient: DealReading.Ingredient, _ deal: DealReading) -> String {
        let isAmendment = deal.facts.contains { $0.id == ingredient.event && $0.event.type.name == "deal.amended" }
        switch ingredient.kind {
        case .increase, .contained: return "increased by"
        case .part: return "part \(ingredient.part ?? ""), \(ingredient.commitment ?? "")"
        case .countedApart: return "\(ingredient.deal ?? ""), counted by itself"
        case .total, .expected: return isAmendment ? "amended to" : "stated"
        }
    }

    /// Totals and changes that were told and are not in what holds.
    private static func superseded(
        _ deal: DealReading, _ field: String, holding: Set<String>, _ value: Quantity
    ) -> [Derivation.Part] {
        deal.facts.filter { !holding.contains($0.id) }.sorted { $1.happened(after: $0) }.flatMap { fact in
            ["value", "capacity", "increase"].compactMap { name -> Derivation.Part? in
                guard let told = fact.event.data[name] else { return nil }
                let quantity = told.object.flatMap { Quantity($0) }
                guard quantity.map({ deal.isOfValue($0.unit) == (field == "value") }) ?? (name == field) else {
                    return nil
                }
                let word =
                    name == "increase"
                    ? "increased by"
                    : told.isNull ? "removed" : fact.event.type.name == "deal.amended" ? "amended to" : "stated"
                let isRepeated = quantity.map { $0.saysTheSame(as: value) } ?? false
                return Derivation.Part(
                    quantity.map { .quantity($0) }, .event(fact.id), isRepeated ? "also said" : word + ", holds no more"
                )
            }
        }
    }

    /// What of a total counts as announced, where that is not all of it.
    private static func counted(_ deal: DealReading) -> [Derivation] {
        let units = deal.row.cell("amounts", of: deal.shape).list.compactMap { $0.object?["unit"]?.string }
        return units.compactMap { unit in
            guard let announced = deal.figure("announced", in: unit), !announced.isNothing else { return nil }
            let own = deal.composition.filter { $0.amount?.unit.code == unit }
            let apart = own.filter { ingredient in
                ingredient.kind == .countedApart
                    || (ingredient.kind == .part
                        && !(ingredient.commitment.flatMap(Strength.init(name:))?.isAnnounced ?? false))
            }
            guard !apart.isEmpty else { return nil }
            return Derivation(
                "amounts.\(unit).announced", .quantity(announced), .counted, own.map { part($0, deal) })
        }
    }

    /// Why a deal within one company is in no sum.
    private static func internalDeal(_ deal: DealReading) -> [Derivation] {
        guard let company = deal.text("buyer"), company == deal.text("supplier") else { return [] }
        let parts = [("buyer", "is the buyer"), ("supplier", "is the supplier, too, so it is in no sum")].map {
            field, label in
            let told = deal.facts.filter { $0.event.data[field]?.string == company }.max { $1.wins(over: $0) }
            return Derivation.Part(.text(company), told.map { .event($0.id) }, label)
        }
        return [Derivation("internal", .text(company), .agreement, parts)]
    }

    // MARK: deliveries

    /// The latest of a measure.
    private static func delivery(_ deal: DealReading, _ column: String, _ measure: String) -> [Derivation] {
        guard let value = deal.quantity(column) else { return [] }
        func day(_ fact: Fact) -> String { fact.event.data["day"]?.string ?? "" }
        func latest(_ measure: String) -> Fact? {
            deal.facts.filter { $0.event.data["measure"]?.string == measure && !$0.isDenied }
                .max { day($0) == day($1) ? $1.wins(over: $0) : day($0) < day($1) }
        }
        if let fact = latest(measure) ?? (column == "paid" ? latest("prepaid") : nil) {
            return [
                Derivation(
                    column, .quantity(value), .stated,
                    [Derivation.Part(.quantity(value), .event(fact.id), "\(measure) up to \(day(fact))")])
            ]
        }
        guard column == "prepaid", let paid = deal.quantity("paid"), let delivered = deal.quantity("delivered") else {
            return []
        }
        return [
            Derivation(column, .quantity(value), .rest, [deal.part(paid, "paid"), deal.part(delivered, "delivered")])
        ]
    }

    private static func periods(_ deal: DealReading) -> [Derivation] {
        let periods = deal.row.cell("periods", of: deal.shape).list.compactMap(\.object)
        let amounts = periods.map { $0["amount"]?.object.flatMap { Quantity($0) } }
        let term = months(of: deal) ?? 0
        let isTermAbout = deal.text("termQualifier").map { $0 != "exact" } ?? false
        return periods.indices.compactMap { index in
            guard let amount = amounts[index] else { return nil }
            let figure = "periods[\(index + 1)]"
            if periods[index]["basis"] == "stated" {
                let origin = deal.facts.filter { $0.event.data["schedule"]?.array?.count == periods.count }
                    .max { $1.wins(over: $0) }
                return Derivation(
                    figure, .quantity(amount), .stated,
                    [Derivation.Part(.quantity(amount), origin.map { .event($0.id) }, span(periods[index]))])
            }
            guard let total = deal.total else { return nil }
            let whole = deal.part(total, "total")
            var derivation: Derivation
            if index == periods.count - 1 {
                let others = amounts[..<index].enumerated().compactMap { place, other in
                    other.map { deal.part($0, "periods[\(place + 1)]") }
                }
                derivation = Derivation(figure, .quantity(amount), .remainder, [whole] + others)
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

    // MARK: buyers

    private static func sums(_ row: ViewRow, _ shape: ViewShape, _ basis: ExplanationBasis) -> [Derivation] {
        guard let unit = row.cell("unit", of: shape).text else { return [] }
        let buyer = row.cell("buyer", of: shape).text
        let deals = basis.deals.filter { $0.text("buyer") == buyer && $0.amounts(in: unit) != nil }
        let figures = ["contracted", "conditional", "unstated", "announced"].map { name in
            Derivation(
                name, row.cell(name, of: shape).quantity, sumOf: deals.map { ($0, $0.figure(name, in: unit)) },
                name == "contracted" ? "binding" : name == "announced" ? nil : name)
        }
        let lists = [("byCommitment", "commitment"), ("byCertainty", "certainty")].flatMap { list, name in
            Derivation.entries(list, row.cell(list, of: shape), named: name) { word, amount in
                Derivation(
                    "\(list).\(word)", amount, sumOf: deals.map { ($0, $0.entry(list, name, word, in: unit)) }, word)
            }
        }
        return figures + lists
    }
}
