import MarketEvents
import Projections

/// What a report says, before it is HTML or Markdown: headline figures and tables whose cells know their events.
struct ReportContent {
    struct Figure {
        let value: String
        let label: String
        let note: String?
        let events: [String]
    }

    struct Cell {
        var text: String
        var note: String?
        var events: [String] = []
        var isNumber = false
    }

    struct Section {
        let title: String
        let headings: [String]
        let rows: [[Cell]]
        let leftOut: Int
    }

    let input: ReportInput
    let figures: [Figure]
    let sections: [Section]
    /// Events by the number they have in the report, from 1: in the order they happened.
    let sources: [Fact]
    let numbers: [String: Int]

    init(_ input: ReportInput) {
        self.input = input
        sources = input.facts.filter { fact in
            switch fact.event.content {
            case .companyRegistered, .pricesRecorded: false
            default: true
            }
        }.sorted { $1.happened(after: $0) }
        numbers = Dictionary(uniqueKeysWithValues: sources.enumerated().map { ($1.id, $0 + 1) })
        figures = ReportContent.figures(input)
        sections = [
            ReportContent.impact(input), ReportContent.dependencies(input), ReportContent.commitments(input),
            ReportContent.plans(input), ReportContent.rights(input), ReportContent.risks(input),
            ReportContent.timeline(input),
        ].filter { !$0.rows.isEmpty }
    }

    private static func note(_ certainty: String?) -> String? {
        switch certainty {
        case "expected": "a forecast, not a measurement"
        case "reported": "reported, not confirmed"
        case "disputed": "disputed"
        case "denied": "denied: counts in no sum"
        default: nil
        }
    }

    private static func figures(_ input: ReportInput) -> [Figure] {
        var figures: [Figure] = []
        for row in input.rows("commitments").filter({ $0.text("deal") == nil }).prefix(20) {
            guard let contracted = row.quantity("contracted"), contracted.sign != 0 else { continue }
            figures.append(
                Figure(
                    value: contracted.inWords,
                    label: "contracted by \(input.name(row.text("buyer"))) in recorded deals",
                    note: nil, events: row.row.events))
        }
        for row in input.rows("plans").prefix(2) {
            guard let rest = row.quantity("notCovered"), let stated = row.quantity("stated") else { continue }
            figures.append(
                Figure(
                    value: rest.inWords,
                    label: "of \(input.name(row.text("company")))'s plan of \(stated.inWords) not covered by them",
                    note: row.text("basis") == "assumed" ? "assumes that the deals count toward the plan" : nil,
                    events: row.row.events))
        }
        for row in input.rows("market-cap").filter({ $0.quantity("change") != nil }).suffix(2) {
            guard let change = row.quantity("change") else { continue }
            figures.append(
                Figure(
                    value: change.inWords,
                    label: "change of \(input.name(row.text("company")))'s market value on \(row.text("day") ?? "")",
                    note: "a claim" + (row.text("saidBy").map { " by \($0)" } ?? "")
                        + ", \(row.text("certainty") ?? "")",
                    events: row.row.events))
        }
        return figures
    }

    private static func section(
        _ title: String, _ headings: [String], _ rows: [[Cell]], most: Int = ReportInput.longestTable
    ) -> Section {
        Section(title: title, headings: headings, rows: Array(rows.suffix(most)), leftOut: max(0, rows.count - most))
    }

    private static func amount(_ quantity: Quantity?, note: String? = nil, events: [String] = []) -> Cell {
        Cell(text: quantity?.grouped ?? "", note: quantity == nil ? nil : note, events: events, isNumber: true)
    }

    private static func impact(_ input: ReportInput) -> Section {
        let summaries = Dictionary(
            input.facts.map { ($0.id, $0.event.common.summary ?? $0.event.type.name) }, uniquingKeysWith: { $1 })
        return section(
            "Market impact", ["company", "day", "change", "direction", "said by", "certainty", "because of"],
            input.rows("market-cap").map { row in
                let causes = row.list("causes").compactMap { $0.object?["event"]?.string }
                return [
                    Cell(text: input.name(row.text("company"))), Cell(text: row.text("day") ?? ""),
                    amount(
                        row.quantity("change"), note: "a claim",
                        events: row.quantity("change") == nil ? [] : row.row.events),
                    Cell(
                        text: [row.text("direction"), row.text("duration")].compactMap { $0 }.joined(separator: ", "),
                        events: row.quantity("change") == nil ? row.row.events : []),
                    Cell(text: row.text("saidBy") ?? ""),
                    Cell(text: row.text("certainty") ?? "", note: note(row.text("certainty"))),
                    Cell(text: causes.compactMap { summaries[$0] }.joined(separator: "; "), events: causes),
                ]
            })
    }

    private static func dependencies(_ input: ReportInput) -> Section {
        section(
            "Who depends on whom", ["dependent", "provider", "for", "basis", "since", "committed", "share"],
            input.rows("dependencies").map { row in
                let through = row.text("through").map { " (through \(input.name($0)))" } ?? ""
                let share = row.text("sharePercent").map { "\($0) %" } ?? ""
                return [
                    Cell(text: input.name(row.text("dependent"))),
                    Cell(text: input.name(row.text("provider")) + through),
                    Cell(
                        text: [row.text("kind"), row.text("trend")].compactMap { $0 }.joined(separator: ", "),
                        events: row.row.events),
                    Cell(
                        text: row.text("basis") ?? "",
                        note: row.text("basis") == "inferred" ? "concluded by the writer" : nil),
                    Cell(
                        text: (row.text("since") ?? "") + (row.text("until").map { " until \($0)" } ?? "")),
                    amount(row.quantity("committed")),
                    Cell(
                        text: share, note: row.quantity("shareOf").map { "of \($0.inWords) in recorded deals" },
                        isNumber: true),
                ]
            })
    }

    private static func commitments(_ input: ReportInput) -> Section {
        section(
            "Commitments", ["buyer", "supplier", "what", "strength", "total", "term", "certainty"],
            input.rows("commitments").filter { $0.text("deal") != nil }.map { row in
                let state = row.text("ended").map { "ended \($0)" } ?? row.text("countedIn").map { "counted in \($0)" }
                return [
                    Cell(text: input.name(row.text("buyer"))), Cell(text: input.name(row.text("supplier"))),
                    Cell(text: row.text("kind") ?? "", events: row.row.events),
                    Cell(text: row.text("commitment") ?? "", note: state),
                    amount(row.quantity("total"), events: row.row.events),
                    Cell(
                        text: (row.text("termQualifier") == "about" ? "about " : "") + (row.text("term") ?? "")),
                    Cell(text: row.text("certainty") ?? "", note: note(row.text("certainty"))),
                ]
            })
    }

    private static func plans(_ input: ReportInput) -> Section {
        section(
            "Commitments against plans", ["plan", "company", "stated", "covered", "not covered", "basis"],
            input.rows("plans").map { row in
                [
                    Cell(text: row.text("plan") ?? ""), Cell(text: input.name(row.text("company"))),
                    amount(row.quantity("stated"), note: "a statement", events: row.row.events),
                    amount(row.quantity("covered")), amount(row.quantity("notCovered")),
                    Cell(
                        text: row.text("basis") ?? "no deal counts",
                        note: row.text("basis") == "assumed" ? "nobody says that these deals count" : nil),
                ]
            })
    }

    private static func rights(_ input: ReportInput) -> Section {
        section(
            "Rights", ["right", "holder", "against", "from", "until", "in force"],
            input.rows("rights").map { row in
                [
                    Cell(text: row.text("kind") ?? "", events: row.row.events),
                    Cell(text: input.name(row.text("holder"))), Cell(text: input.name(row.text("grantor"))),
                    Cell(text: row.text("from") ?? ""), Cell(text: row.text("until") ?? ""),
                    Cell(text: row.flag("inForce") ? "yes" : "no"),
                ]
            })
    }

    private static func risks(_ input: ReportInput) -> Section {
        section(
            "Risks", ["when", "what", "companies", "figure"],
            input.risks.map { fact in
                let value = fact.event.data["value"]?.object.flatMap { Quantity($0) }
                let companies = fact.companies.map(input.name).joined(separator: ", ")
                let isEased = fact.event.type.name == "risk.eased"
                return [
                    Cell(text: fact.occurred.text),
                    Cell(
                        text: fact.event.common.summary ?? fact.subject, note: isEased ? "eased" : nil,
                        events: fact.events),
                    Cell(text: companies), amount(value, note: note(fact.certainty?.rawValue)),
                ]
            })
    }

    private static func timeline(_ input: ReportInput) -> Section {
        section(
            "Timeline", ["occurred", "what", "certainty"],
            input.rows("timeline").filter { $0.text("type") != "company.registered" }.map { row in
                [
                    Cell(text: row.text("occurred") ?? ""),
                    Cell(text: row.text("summary") ?? row.text("type") ?? "", events: [row.text("id") ?? ""]),
                    Cell(text: row.text("certainty") ?? ""),
                ]
            }, most: ReportInput.longestTimeline)
    }

    /// The numbers of the sources behind a figure, ascending; those that are not listed have none.
    func references(_ events: [String]) -> [(number: Int, id: String)] {
        events.compactMap { id in numbers[id].map { ($0, id) } }.sorted { $0.0 < $1.0 }
    }
}
