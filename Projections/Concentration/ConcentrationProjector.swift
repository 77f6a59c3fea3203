import CivilTime
import MarketEvents

/// On how few suppliers a buyer has laid its commitments: a row a buyer and unit, and one for each certainty.
///
/// It counts what `commitments` has as announced, and says how much of that is binding. The index is Herfindahl's and Hirschman's: the sum of the squares of the
/// suppliers' shares in percent, 10,000 where there is one supplier (as the Merger Guidelines of the U.S. Department of Justice
/// and the Federal Trade Commission of 2023 reckon it, guideline 1, where above 1,800 is highly concentrated).
package enum ConcentrationProjector: CompanyProjector {
    package static let version = 4
    package static let shape = ViewShape(
        "concentration",
        [
            Column("buyer", .company), Column("unit"), Column("certainty"), Column("announced", .quantity),
            Column("contracted", .quantity), Column("largestSupplier", .company), Column("largestPercent"),
            Column("largestPercentUpper"), Column("herfindahl"), Column("suppliers", .list),
        ])

    private static let slots = (
        buyer: shape.slot("buyer"), unit: shape.slot("unit"), certainty: shape.slot("certainty"),
        announced: shape.slot("announced"), contracted: shape.slot("contracted"),
        largestSupplier: shape.slot("largestSupplier"), largestPercent: shape.slot("largestPercent"),
        largestPercentUpper: shape.slot("largestPercentUpper"), herfindahl: shape.slot("herfindahl"),
        suppliers: shape.slot("suppliers"), events: shape.eventsSlot
    )

    package static let namesOthers = true

    package static func fold(company: CompanyAffairs, into rows: RowBuffer) {
        for (unit, purchases) in company.purchases {
            let counting = purchases.filter(\.isAnnounced)
            guard !counting.isEmpty else { continue }
            foldRow(counting, company.company, unit, nil, into: rows)
            for certainty in Certainty.allCases {
                let own = counting.compactMap { $0.only(certainty) }
                if !own.isEmpty { foldRow(own, company.company, unit, certainty, into: rows) }
            }
        }
    }

    private static func foldRow(
        _ purchases: [CompanyAffairs.Purchase], _ buyer: Bytes, _ unit: MeasureUnit, _ certainty: Certainty?,
        into rows: RowBuffer
    ) {
        let sum = DealFigures.sum(purchases.map(\.figures), unit)
        let suppliers = SupplierShare.shares(of: purchases, unit)
        let slots = slots
        rows.begin()
        if let certainty { rows.key(buyer, unit.code, certainty.rawValue) } else { rows.key(buyer, unit.code) }
        rows.text(slots.buyer, buyer)
        rows.text(slots.unit, unit.code)
        rows.certainty(slots.certainty, certainty)
        rows.quantity(slots.announced, sum.announced.amount)
        rows.quantity(slots.contracted, sum[.binding].amount)
        if let largest = SupplierShare.largest(of: suppliers) {
            rows.text(slots.largestSupplier, largest.supplier)
            rows.text(slots.largestPercent, largest.percent?.least.fixed(fractionDigits: 2))
            if let percent = largest.percent, percent.least != percent.most {
                rows.text(slots.largestPercentUpper, percent.most.fixed(fractionDigits: 2))
            }
        }
        rows.text(slots.herfindahl, SupplierShare.herfindahl(suppliers, of: sum.announced))
        rows.suppliers(slots.suppliers, suppliers)
        rows.events(slots.events, purchases.flatMap(\.deal.events))
        rows.end()
    }
}

extension CompanyAffairs.Purchase {
    /// What of it is as sure as that; nil where nothing is.
    fileprivate func only(_ certainty: Certainty) -> CompanyAffairs.Purchase? {
        guard certainty != .expected, certainty != .denied,
            let announced = figures.byCertainty.first(where: { $0.certainty == certainty })
        else { return nil }
        var own = DealFigures(unit: figures.unit, announced: announced.amount)
        let binding = figures.bindingByCertainty.first { $0.certainty == certainty }
        own.byStrength = binding.map { [(.binding, $0.amount)] } ?? []
        return CompanyAffairs.Purchase(deal: deal, figures: own)
    }
}
