import MarketEvents
import Projections

/// Figures that companies report of themselves, and what others say they are worth: backlogs, results, valuations.
enum ReportedFiguresSection {
    private static let mostRows = 15

    static func make(_ input: ReportInput) -> ReportSection? {
        let facts = input.events { content in
            switch content {
            case .metricReported, .valuationReported: true
            default: false
            }
        }
        guard !facts.isEmpty else { return nil }
        let table = ReportTable(
            "Reported figures, the largest first",
            [
                .init(heading: "company"), .init(heading: "figure"), .init(heading: "amount", isNumber: true),
                .init(heading: "when"), .init(heading: "said by"), .init(heading: "certainty"),
            ], SizeOrder.largest(facts, most: mostRows, size: \.figure), noun: "reported figures",
            command: "impact view figures"
        ) { cells($0, input) }
        return ReportSection(
            id: "reported-figures", title: "Reported figures",
            lead: "As companies and others stated them; they are not added to deals.", tables: [table])
    }

    private static func cells(_ fact: Fact, _ input: ReportInput) -> [ReportCell] {
        let (company, figure, note): (String, String, String?) =
            switch fact.event.content {
            case .metricReported(let company, let metric, _, let counterparty):
                (company, VocabularyWords.plain(metric), counterparty.map { "with \(input.name($0))" })
            case .valuationReported(let company, _, let context):
                (company, "valuation", ShortText.cut(context, most: 120))
            default: ("", "", nil)
            }
        return [
            ReportCell(eventText: input.name(company)), ReportCell(figure, details: [note]),
            ReportCell(
                fact.figure?.inWords ?? "", notes: [VocabularyWords.reservation(fact.certainty?.rawValue)],
                support: Support(events: fact.events)),
            ReportCell(TimeWords.time(fact.occurred.text)),
            ReportCell(eventText: input.name(fact.event.common.saidBy)), ReportCell(fact.certainty?.rawValue ?? ""),
        ]
    }
}
