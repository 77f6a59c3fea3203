import MarketEvents
import Projections

/// What happened, in the order it happened; of many events those with the largest figures.
enum TimelineSection {
    private static let mostRows = 40

    static func make(_ input: ReportInput) -> ReportSection? {
        let facts = input.events { _ in true }.filter { !$0.isRegistration }
        guard !facts.isEmpty else { return nil }
        // Of those without a figure the latest come first.
        let kept = SizeOrder.byTurns(facts.reversed(), size: \.figure).prefix(mostRows)
        let cut = SizeOrder.Cut(shown: kept.sorted { $1.happened(after: $0) }, total: facts.count)
        let table = ReportTable(
            cut.leftOut == 0
                ? "Events in the order they happened" : "Events with the largest figures, in the order they happened",
            [
                .init(heading: "when"), .init(heading: "what happened"), .init(heading: "figure", isNumber: true),
                .init(heading: "certainty"),
            ], cut, noun: "events", command: "impact view timeline"
        ) { fact in
            let support = Support(events: fact.events)
            return [
                ReportCell(TimeWords.time(fact.occurred.text)),
                ReportCell(eventText: input.headline(fact), support: support),
                fact.figure.map { ReportCell(words($0, of: fact), notes: notes(fact), support: support) } ?? .empty,
                ReportCell(fact.certainty?.rawValue ?? ""),
            ]
        }
        return ReportSection(id: "timeline", title: "Timeline", lead: nil, tables: [table])
    }

    private static func words(_ figure: Quantity, of fact: Fact) -> String {
        switch fact.event.content {
        case .marketCapChanged: figure.asChange
        case .stockMoved(_, let direction, _, _, _): "\(direction) \(figure.inWords)"
        default: figure.inWords
        }
    }

    private static func notes(_ fact: Fact) -> [String?] {
        let kind: String? =
            switch fact.event.content {
            case .marketCapChanged, .stockMoved: "a claim"
            case .planStated: "a statement of intent"
            default: nil
            }
        return [kind, VocabularyWords.reservation(fact.certainty?.rawValue)]
    }
}
