import CanonicalJSON
import CivilTime
import MarketEvents
import Projections

/// A row taken apart: its figures, the arithmetic that made them, and the events with their evidence.
package struct Explanation {
    private let row: ViewRow
    private let shape: ViewShape
    private let facts: [Fact]
    private let arithmetic: [String]

    /// - Parameter deals: the commitments, where figures are made of deals.
    ///   - companies: whose listings measured figures rest on.
    package init(
        of row: ViewRow, in shape: ViewShape, facts: [Fact], deals: ViewResult?, companies: CompanyRegister
    ) {
        self.row = row
        self.shape = shape
        let ids = Set(row.events)
        self.facts = facts.filter { ids.contains($0.id) }
        arithmetic =
            Explanation.arithmetic(row, shape, deals) + Explanation.measurement(row, shape, facts, companies)
    }

    /// Prices times shares, and what a claim would have needed.
    private static func measurement(
        _ row: ViewRow, _ shape: ViewShape, _ facts: [Fact], _ companies: CompanyRegister
    ) -> [String] {
        func text(_ name: String) -> String? { row.cell(name, of: shape).text }
        var market = Market(companies: companies)
        for fact in facts { market.add(fact) }
        if shape.name == "claims", let fact = facts.first(where: { $0.id == text("event") }),
            var claim = JudgedClaim(fact)
        {
            claim.judge(by: &market)
            return MeasurementSteps.lines(claim)
        }
        guard shape.name == "market-cap", text("origin") == "measured", let company = text("company"),
            let day = text("day").flatMap({ CivilDay($0) }), let change = market.change(of: company, on: day)
        else { return [] }
        return MeasurementSteps.lines(change)
    }

    /// The steps as `figure = parts`, from the figures of the rows themselves.
    private static func arithmetic(_ row: ViewRow, _ shape: ViewShape, _ deals: ViewResult?) -> [String] {
        func quantity(_ name: String) -> String? { row.cell(name, of: shape).quantity?.grouped }
        func totals(_ names: [JSONValue]) -> String {
            names.compactMap(\.string).map { id in
                let deal = deals?.rows.first { $0.key == id }
                let total = deals.flatMap { deal?.cell("total", of: $0.shape).quantity?.grouped }
                return "\(total ?? "?") (\(id))"
            }.joined(separator: " + ")
        }
        var lines: [String] = []
        let counted = row.cell("deals", of: shape).list
        if let covered = quantity("covered") {
            lines.append("covered \(covered)" + (counted.isEmpty ? ": no deal counts" : " = \(totals(counted))"))
            if let stated = quantity("stated"), let rest = quantity("notCovered") {
                lines.append("not covered \(rest) = stated \(stated) - covered \(covered)")
            }
            if let basis = row.cell("basis", of: shape).text { lines.append("that the deals count is \(basis)") }
        }
        if let contracted = quantity("contracted") {
            lines.append("contracted \(contracted)" + (counted.isEmpty ? "" : " = \(totals(counted))"))
        }
        if let committed = quantity("committed"), let base = quantity("shareOf"),
            let share = row.cell("sharePercent", of: shape).text
        {
            lines.append("share \(share) % = \(committed) of \(base)")
        }
        if let total = quantity("total") {
            let periods = row.cell("periods", of: shape).list.compactMap { $0.object?["amount"]?.object }
                .compactMap { Quantity($0)?.grouped }
            if !periods.isEmpty { lines.append("total \(total) = \(periods.joined(separator: " + "))") }
            if let delivered = quantity("delivered"), let remaining = quantity("remaining") {
                lines.append("remaining \(remaining) = total \(total) - delivered \(delivered)")
            }
        }
        return lines
    }

    package var text: String {
        var lines = ["\(shape.name) \(row.key)"]
        for (column, cell) in zip(shape.columns, row.cells) where cell != .missing {
            let shown = TextTable.text(of: cell, name: column.name)
            if !shown.isEmpty, column.name != "periods" { lines.append("│ \(column.name): \(shown)") }
        }
        lines += arithmetic.map { "├─ \($0)" }
        for (index, fact) in facts.enumerated() {
            let isLast = index == facts.count - 1
            lines.append(
                "\(isLast ? "└─" : "├─") \(fact.event.type.name) \(fact.id)")
            let margin = isLast ? "   " : "│  "
            lines.append(
                "\(margin)\(fact.event.common.summary ?? fact.subject); occurred \(fact.occurred.text), "
                    + "published \(fact.published.text), \(fact.certainty?.rawValue ?? "")")
            let sources = fact.event.common.evidence.map { evidence in
                [evidence.publisher, evidence.title, evidence.published?.text, evidence.url, evidence.locator]
                    .compactMap { $0 }.joined(separator: ", ")
            }
            lines += (sources.isEmpty ? ["no source"] : sources).map { "\(margin)source: \($0)" }
        }
        return lines.map { SafeText.terminal($0) + "\n" }.joined()
    }

    package var json: JSONObject {
        [
            "view": .string(shape.name), "key": .string(row.key), "row": .object(row.json(shape)),
            "arithmetic": .array(arithmetic.map { .string($0) }),
            "events": .array(
                facts.map { fact in
                    [
                        "id": .string(fact.id), "type": .string(fact.event.type.name),
                        "occurred": .string(fact.occurred.text), "published": .string(fact.published.text),
                        "certainty": fact.certainty.map { .string($0.rawValue) } ?? .null,
                        "data": .object(fact.event.data),
                    ]
                }),
        ]
    }
}
