import CivilTime
import MarketEvents

/// On how few suppliers a buyer has laid its commitments: a row a buyer and unit, and one for each certainty among its deals.
///
/// It counts what `commitments` has as contracted. The index is Herfindahl's and Hirschman's: the sum of the squares of the
/// suppliers' shares in percent, 10,000 where there is one supplier (as the Merger Guidelines of the U.S. Department of Justice
/// and the Federal Trade Commission of 2023 reckon it, guideline 1, where above 1,800 is highly concentrated).
package enum ConcentrationProjector: CompanyProjector {
    package static let version = 1
    package static let shape = ViewShape(
        "concentration",
        [
            Column("buyer", .company), Column("unit"), Column("certainty"), Column("contracted", .quantity),
            Column("largestSupplier", .company), Column("largestPercent"), Column("herfindahl"),
            Column("suppliers", .list),
        ])

    private static let slots = (
        buyer: shape.slot("buyer"), unit: shape.slot("unit"), certainty: shape.slot("certainty"),
        contracted: shape.slot("contracted"), largestSupplier: shape.slot("largestSupplier"),
        largestPercent: shape.slot("largestPercent"), herfindahl: shape.slot("herfindahl"),
        suppliers: shape.slot("suppliers"), events: shape.eventsSlot
    )

    package static func fold(company: CompanyAffairs, into rows: RowBuffer) {
        for (unit, deals) in company.purchases {
            let counting = deals.filter { !$0.contracted.isEmpty }
            guard !counting.isEmpty else { continue }
            foldRow(counting, company.company, unit, nil, into: rows)
            for certainty in Certainty.allCases {
                let own = counting.filter { $0.certainty == certainty }
                if !own.isEmpty { foldRow(own, company.company, unit, certainty, into: rows) }
            }
        }
    }

    private static func foldRow(
        _ deals: [Deal], _ buyer: Bytes, _ unit: MeasureUnit, _ certainty: Certainty?, into rows: RowBuffer
    ) {
        let contracted = (try? Quantity.sum(deals.flatMap(\.contracted))) ?? nil
        let suppliers = SupplierShare.shares(of: deals)
        let slots = slots
        rows.begin()
        if let certainty { rows.key(buyer, unit.code, certainty.rawValue) } else { rows.key(buyer, unit.code) }
        rows.text(slots.buyer, buyer)
        rows.text(slots.unit, unit.code)
        rows.certainty(slots.certainty, certainty)
        rows.quantity(slots.contracted, contracted)
        if let contracted, let index = SupplierShare.herfindahl(suppliers, of: contracted) {
            rows.text(slots.largestSupplier, suppliers[0].supplier)
            rows.text(slots.largestPercent, suppliers[0].amount?.percent(of: contracted))
            rows.text(slots.herfindahl, index)
        }
        rows.suppliers(slots.suppliers, suppliers, of: contracted)
        rows.events(slots.events, deals.flatMap(\.events))
        rows.end()
    }
}
