import MarketEvents
import Projections

/// By how much market values moved, as somebody said: claims, each with who says so and why.
enum MarketImpactSection {
    private static let mostRows = 20
    private static let mostBars = 8

    /// A row of the view, or a record that a share set, which has no row there.
    private enum Item {
        case row(ReportRow)
        case record(Fact, company: String, kind: String, basis: String?)

        var size: Quantity? {
            guard case .row(let row) = self else { return nil }
            return row.quantity("change")
                ?? row.text("percent").flatMap { ExactDecimal(amount: $0) }.map { Quantity($0, .percent) }
        }
    }

    static func make(_ input: ReportInput) -> ReportSection? {
        // What was measured stands beside the claims, in a section of its own.
        let rows = input.rows("market-cap").filter { $0.text("origin") == "claimed" }
        let records = input.events { if case .stockRecordSet = $0 { true } else { false } }.compactMap {
            fact -> Item? in
            guard case .stockRecordSet(let company, let kind, let basis) = fact.event.content else { return nil }
            return .record(fact, company: company, kind: kind, basis: basis)
        }
        let items = rows.map(Item.row) + records
        guard !items.isEmpty else { return nil }
        let table = ReportTable(
            "What was said of shares and market values, the largest first",
            [
                .init(heading: "company"), .init(heading: "day"), .init(heading: "change", isNumber: true),
                .init(heading: "said by"), .init(heading: "certainty"), .init(heading: "because of"),
            ], SizeOrder.largest(items, most: mostRows, size: \.size), noun: "movements",
            command: "impact view market-cap"
        ) { cells($0, input) }
        let isClaimed = rows.contains { $0.text("origin") == "claimed" }
        return ReportSection(
            id: "market-impact", title: "Market impact",
            lead: isClaimed ? "A claim is what its source said; it is no measurement." : nil,
            pictures: [picture(rows, input)].compactMap { $0 }, tables: [table])
    }

    private static func cells(_ item: Item, _ input: ReportInput) -> [ReportCell] {
        switch item {
        case .row(let row):
            let duration: String =
                switch row.text("duration") {
                case "brief"?: ", briefly"
                case "session"?: ", over the session"
                case let other?: ", \(VocabularyWords.plain(other))"
                case nil: ""
                }
            let moved = row.text("percent").map { "\(row.text("direction") ?? "") \($0) %" } ?? row.text("direction")
            let fact = row.events.lazy.compactMap { input.factsByID[$0] }.first { !$0.isEvidence }
            return [
                ReportCell(eventText: input.name(row.text("company"))), ReportCell(day(row, input)),
                ReportCell(
                    (row.quantity("change")?.asChange ?? moved ?? "") + duration, notes: notes(row),
                    support: Support(events: row.events, explain: "market-cap \(row.key)")
                ).struck(row.isDenied),
                ReportCell(eventText: fact.map { input.name($0.event.common.saidBy) } ?? row.text("saidBy") ?? ""),
                ReportCell(row.text("certainty") ?? ""),
                causes(row.list("causes").compactMap { $0.object?["event"]?.string }, input),
            ]
        case .record(let fact, let company, let kind, let basis):
            return [
                ReportCell(eventText: input.name(company)), ReportCell(TimeWords.time(fact.occurred.text)),
                ReportCell(
                    record(kind) + (basis.map { ", \($0)" } ?? ""),
                    notes: ["a claim", VocabularyWords.reservation(fact.certainty?.rawValue)],
                    support: Support(events: fact.events)
                ).struck(fact.isDenied),
                ReportCell(eventText: input.name(fact.event.common.saidBy)),
                ReportCell(fact.certainty?.rawValue ?? ""), causes(fact.event.common.causes.map(\.event), input),
            ]
        }
    }

    /// "all-time high", "52-week low".
    private static func record(_ kind: String) -> String {
        kind.replacing("-high", with: " high").replacing("-low", with: " low")
    }

    private static func causes(_ ids: [String], _ input: ReportInput) -> ReportCell {
        let known = ids.compactMap { input.factsByID[$0] }
        guard !known.isEmpty else { return .empty }
        return ReportCell(
            eventText: known.prefix(2).map { input.headline($0) }.joined(separator: "; ")
                + (known.count > 2 ? "; and \(VocabularyWords.count(known.count - 2, "other cause"))" : ""),
            support: Support(events: known.map(\.id)))
    }

    /// The day, or where it is not known the time as it was stated.
    static func day(_ row: ReportRow, _ input: ReportInput) -> String {
        row.text("day") ?? TimeWords.time(row.events.lazy.compactMap { input.factsByID[$0]?.occurred.text }.first)
    }

    static func notes(_ row: ReportRow) -> [String] {
        [row.text("origin") == "claimed" ? "a claim" : nil, VocabularyWords.reservation(row.text("certainty"))]
            .compactMap { $0 }
    }

    /// The largest changes in the unit that has the most of them; nil where there is none that goes one way.
    private static func picture(_ rows: [ReportRow], _ input: ReportInput) -> ReportPicture? {
        let changes = rows.filter { !$0.isDenied }.compactMap { row in
            row.quantity("change").map { (row: row, change: $0) }
        }
        .filter { ChangeBars.direction(of: $0.change) != 0 }
        let largest = SizeOrder.largest(changes, most: changes.count) { $0.change }.shown
        guard let unit = largest.first?.change.unit else { return nil }
        let ofUnit = largest.filter { $0.change.unit == unit }
        let bars = ChangeBars(
            title: "Changes of market value",
            bars: ofUnit.prefix(mostBars).compactMap { row, change in
                ChangeBars.Bar(name: input.name(row.text("company")), detail: day(row, input), change: change)
            })
        let which =
            ofUnit.count > mostBars
            ? "The \(mostBars) largest of \(VocabularyWords.count(ofUnit.count, "change")) in \(unit.code), as claimed"
            : "Changes in \(unit.code), as claimed"
        return ReportPicture(
            title: bars.title,
            svg: bars.svg(id: "changes", width: 720), narrow: bars.svg(id: "changes-narrow", width: 350),
            caption: which + (bars.caption.isEmpty ? "." : "; \(bars.caption)."))
    }
}
