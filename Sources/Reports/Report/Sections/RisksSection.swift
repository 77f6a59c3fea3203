import MarketEvents
import Projections

/// What somebody sees as a risk, and what has eased since.
enum RisksSection {
    private static let mostRows = 15

    /// A risk with all that was said of it, in the order it happened.
    private struct Risk {
        let facts: [Fact]

        var latest: Fact? { facts.last }
        var isEased: Bool { if case .riskEased = latest?.event.content { true } else { false } }
        /// The last that gives a figure.
        var sized: Fact? { facts.last { $0.figure != nil } }
        var flagged: Fact? { facts.last { if case .riskFlagged = $0.event.content { true } else { false } } }
        var companies: [String] { Set(facts.flatMap(\.companies)).sorted() }
    }

    static func make(_ input: ReportInput) -> ReportSection? {
        let risks = Dictionary(grouping: facts(input), by: risk).sorted { $0.key < $1.key }.map {
            Risk(facts: $0.value)
        }
        guard !risks.isEmpty else { return nil }
        let latestFirst = risks.sorted { left, right in
            guard let one = left.latest, let other = right.latest else { return false }
            return one.happened(after: other)
        }
        let ordered = latestFirst.filter { !$0.isEased } + latestFirst.filter(\.isEased)
        let table = ReportTable(
            "Risks, those with the largest figures at stake first",
            [
                .init(heading: "risk"), .init(heading: "companies"), .init(heading: "state"),
                .init(heading: "at stake", isNumber: true), .init(heading: "certainty"),
            ], SizeOrder.largest(ordered, most: mostRows) { $0.sized?.figure }, noun: "risks",
            command: "impact log --type risk.flagged"
        ) { cells($0, input) }
        return ReportSection(id: "risks", title: "Risks", lead: nil, tables: [table])
    }

    static func facts(_ input: ReportInput) -> [Fact] {
        input.events { content in
            switch content {
            case .riskFlagged, .riskEased: true
            default: false
            }
        }
    }

    private static func risk(_ fact: Fact) -> String {
        switch fact.event.content {
        case .riskFlagged(let risk, _, _), .riskEased(let risk, _, _): risk
        default: ""
        }
    }

    private static func cells(_ risk: Risk, _ input: ReportInput) -> [ReportCell] {
        let companies = risk.companies.prefix(4).map { input.name($0) }.joined(separator: ", ")
        let more = risk.companies.count > 4 ? " and \(VocabularyWords.count(risk.companies.count - 4, "other"))" : ""
        let easing = risk.isEased ? risk.latest : nil
        return [
            ReportCell(
                eventText: (risk.flagged ?? risk.latest).map { input.headline($0) } ?? "",
                support: Support(events: risk.facts.flatMap(\.events))),
            ReportCell(eventText: companies + more),
            ReportCell(
                "\(risk.isEased ? "eased" : "open") \(TimeWords.time(risk.latest?.occurred.text))",
                details: [easing.map { ShortText.cut(input.headline($0), most: 120) }]),
            risk.sized.flatMap { fact in
                fact.figure.map {
                    ReportCell(
                        $0.inWords, notes: [VocabularyWords.reservation(fact.certainty?.rawValue)],
                        support: Support(events: fact.events))
                }
            } ?? .empty,
            ReportCell(risk.latest?.certainty?.rawValue ?? ""),
        ]
    }
}
