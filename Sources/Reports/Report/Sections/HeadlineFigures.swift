import MarketEvents
import Projections

/// The figures that stand on top of a report: the largest of each kind.
enum HeadlineFigures {
    private static let mostOfKind = 2

    static func make(_ input: ReportInput) -> [HeadlineFigure] { announced(input) + plans(input) + changes(input) }

    private static func announced(_ input: ReportInput) -> [HeadlineFigure] {
        let sums = CommitmentsSection.sums(input).filter { $0.quantity("announced")?.sign != 0 }
        return SizeOrder.largest(sums, most: mostOfKind) { $0.quantity("announced") }.shown.compactMap { row in
            guard let announced = row.quantity("announced") else { return nil }
            let unsure = row.entries("byCertainty", named: "certainty").filter { $0.name == "reported" }
            let binding = row.quantity("contracted").map { ", of which \($0.inWords) is contracted" } ?? ""
            return HeadlineFigure(
                value: announced.inWords,
                meaning: "announced by \(input.name(row.text("buyer"))) in "
                    + VocabularyWords.count(row.list("deals").count, "recorded deal") + binding,
                notes: unsure.map { "\($0.inWords) of it is not confirmed" },
                support: Support(events: row.events, explain: "commitments \(row.key)"))
        }
    }

    private static func plans(_ input: ReportInput) -> [HeadlineFigure] {
        let covered = input.rows("plans").filter { row in
            guard row.text("basis") != nil, let rest = row.quantity("notCovered") else { return false }
            return rest.amount.sign > 0
        }
        return SizeOrder.largest(covered, most: mostOfKind) { $0.quantity("stated") }.shown.compactMap { row in
            guard let rest = row.quantity("notCovered"), let stated = row.quantity("stated") else { return nil }
            return HeadlineFigure(
                value: rest.inWords,
                meaning:
                    "of \(input.name(row.text("company")))'s plan of \(stated.inWords) not covered by recorded deals",
                notes: [PlansSection.assumption(row)].compactMap { $0 },
                support: Support(events: row.events, explain: "plans \(row.key)"))
        }
    }

    private static func changes(_ input: ReportInput) -> [HeadlineFigure] {
        let rows = input.rows("market-cap").filter { $0.text("origin") == "claimed" && $0.quantity("change") != nil }
        return SizeOrder.largest(rows, most: mostOfKind) { $0.quantity("change") }.shown.compactMap { row in
            guard let change = row.quantity("change") else { return nil }
            return HeadlineFigure(
                value: change.asChange,
                meaning: "market value of \(input.name(row.text("company"))) on \(MarketImpactSection.day(row, input))",
                notes: MarketImpactSection.notes(row),
                support: Support(events: row.events, explain: "market-cap \(row.key)"))
        }
    }
}
