import CanonicalJSON
import CivilTime
import MarketEvents
import Projections

/// Who has committed to pay whom, how much, how bindingly: one row a deal, and one a buyer and unit with the sums.
struct PlainCommitments: PlainProjector {
    static var shape: ViewShape { CommitmentsProjector.shape }
    static let explaining: Set = ["composition"]

    private var book = PlainDealBook()

    init() {}

    mutating func know(_ companies: CompanyRegister) { book.know(companies) }

    mutating func rollUp() { book.isRolledUp = true }

    mutating func apply(_ fact: Fact) { book.apply(fact) }

    var incomplete: Int { book.incomplete }

    func rows(asOf: Instant?) -> [ViewRow] {
        let deals = book.folded(asOf: asOf).deals
        return deals.map(Self.row) + Self.sums(deals)
    }

    private static func row(_ deal: PlainDeal) -> ViewRow {
        let total = deal.value?.quantity
        let (done, paid) = (deal.deliveries.delivered, deal.deliveries.paid)
        let amounts = deal.counts.values.sorted { $0.unit.code < $1.unit.code }
        return ViewRow(
            shape, key: deal.id,
            [
                "buyer": .text(deal.buyer), "supplier": .text(deal.supplier),
                "through": Cell(deal.terms.text("through")), "deal": .text(deal.id), "kind": .text(deal.kind),
                "commitment": .text(deal.commitment), "total": Cell(total),
                "valueStated": Cell(deal.terms.text("valueStated")), "rate": Cell(deal.rate?.amount),
                "ratePer": Cell(deal.rate?.per), "starts": Cell(deal.terms.text("starts")),
                "ends": Cell(deal.terms.text("ends")), "fullCapacityBy": Cell(deal.terms.text("fullCapacityBy")),
                "extendableFrom": Cell(deal.terms.text("extendableFrom")), "fee": Cell(deal.fee),
                "remainingStated": Cell(deal.remaining.amount), "remainingDay": Cell(deal.remaining.day),
                "parts": deal.list("parts"), "parties": deal.list("parties"), "hardware": deal.list("hardware"),
                "consideration": deal.list("consideration"), "countsToward": deal.list("countsToward"),
                "purposes": deal.list("purposes"), "capacity": Cell(deal.capacity?.quantity),
                "term": Cell(deal.terms.text("term").flatMap(ISODuration.init)?.description),
                "termQualifier": Cell(deal.terms.text("termQualifier")), "periods": .list(deal.periods),
                "delivered": Cell(done), "deliveredMeasure": Cell(deal.deliveries.measure), "paid": Cell(paid),
                "prepaid": Cell(deal.deliveries.prepaid),
                "remaining": Cell(PlainDeliveries.left(of: deal.value?.bounds, after: done)),
                "unpaid": Cell(PlainDeliveries.left(of: deal.value?.bounds, after: paid)),
                "ended": Cell(deal.force.until?.occurred.text), "countedIn": Cell(deal.countedIn),
                "certainty": .text(deal.certainty.rawValue),
                "basis": deal.value?.isFromParts == true ? .text("parts") : .missing, "unit": Cell(total?.unit.code),
                "amounts": .list(amounts.map(\.json)), "alsoSaid": PlainSaying.cell(deal.alsoSaid),
            ], events: deal.events)
    }

    private static func sums(_ deals: [PlainDeal]) -> [ViewRow] {
        var groups: [String: [(deal: PlainDeal, count: PlainCount)]] = [:]
        for deal in deals {
            for count in deal.counts.values {
                groups["\(deal.buyer):\(count.unit.code)", default: []].append((deal, count))
            }
        }
        return groups.map { key, entries in
            let (counts, unit) = (entries.map(\.count), entries[0].count.unit)
            let byCommitment = PlainCount.entries.compactMap { name in
                PlainRow.sum(counts.flatMap(\.byCommitment).filter { $0.name == name }.map(\.amount), unit)
                    .map { (name, $0) }
            }
            let byCertainty = Certainty.allCases.compactMap { certainty in
                PlainRow.sum(counts.flatMap(\.byCertainty).filter { $0.certainty == certainty }.map(\.amount), unit)
                    .map { (certainty.rawValue, $0) }
            }
            func sum(_ amount: KeyPath<PlainCount, Quantity>) -> Cell {
                Cell(PlainRow.sum(counts.map { $0[keyPath: amount] }, unit) ?? .zero(unit))
            }
            return ViewRow(
                shape, key: key,
                [
                    "buyer": .text(entries[0].deal.buyer), "unit": .text(unit.code), "contracted": sum(\.contracted),
                    "conditional": sum(\.conditional), "unstated": sum(\.unstated), "announced": sum(\.announced),
                    "byCommitment": .list(PlainRow.entries(byCommitment, named: "commitment")),
                    "byCertainty": .list(PlainRow.entries(byCertainty, named: "certainty")),
                    "deals": .list(
                        entries.filter { !$0.count.announced.isNothing }.map(\.deal.id).sorted().map { .string($0) }),
                ], events: entries.flatMap(\.deal.events))
        }
    }
}

/// What rows of several views are made of.
enum PlainRow {
    /// Nil where it is nothing.
    static func sum(_ amounts: [Quantity], _ unit: MeasureUnit) -> Quantity? {
        (try? Quantity.sum(amounts: amounts, unit)).flatMap { $0.isNothing ? nil : $0 }
    }

    /// One object a name.
    static func entries(_ amounts: [(String, Quantity)], named name: String) -> [JSONValue] {
        amounts.map { .object(["amount": .object($0.1.json), name: .string($0.0)]) }
    }
}

extension PlainCount {
    fileprivate var json: JSONValue {
        .object([
            "announced": .object(announced.json),
            "byCertainty": .array(
                PlainRow.entries(byCertainty.map { ($0.certainty.rawValue, $0.amount) }, named: "certainty")),
            "byCommitment": .array(
                PlainRow.entries(byCommitment.map { ($0.name, $0.amount) }, named: "commitment")),
            "conditional": .object(conditional.json), "contracted": .object(contracted.json),
            "unit": .string(unit.code), "unstated": .object(unstated.json),
        ])
    }
}
