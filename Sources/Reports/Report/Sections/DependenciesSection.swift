import CanonicalJSON
import MarketEvents
import Projections

/// Who depends on whom, for what, since when, and with how much committed.
enum DependenciesSection {
    private static let mostRows = 20
    private static let mostPaths = 10

    static func make(_ input: ReportInput) -> ReportSection? {
        let rows = input.rows("dependencies")
        guard !rows.isEmpty else { return nil }
        let table = ReportTable(
            "Who depends on whom, the largest commitments first",
            [
                .init(heading: "dependent"), .init(heading: "provider"), .init(heading: "for"), .init(heading: "basis"),
                .init(heading: "since"), .init(heading: "committed", isNumber: true),
                .init(heading: "share", isNumber: true),
            ], SizeOrder.largest(rows, most: mostRows) { $0.quantity("committed") }, noun: "dependencies",
            command: "impact view dependencies"
        ) { cells($0, input) }
        return ReportSection(
            id: "dependencies", title: "Who depends on whom",
            lead:
                "Committed is what was announced in recorded deals. Shares are of all that the dependent has announced there, not of all it "
                + "buys.",
            pictures: [DependencyPicture(DependencyGraph(rows), input)?.picture].compactMap { $0 },
            tables: [table, indirect(input)].compactMap { $0 })
    }

    private static func cells(_ row: ReportRow, _ input: ReportInput) -> [ReportCell] {
        let support = Support(events: row.events, explain: "dependencies \(row.key)")
        let isInferred = row.text("basis") == "inferred"
        return [
            ReportCell(eventText: input.name(row.text("dependent"))),
            ReportCell(
                eventText: input.name(row.text("provider")),
                details: [
                    row.text("through").map { "through \(input.name($0))" },
                    row.text("via").map { ShortText.cut("via \($0)", most: 60) },
                ]),
            ReportCell(row.text("kind") ?? "", details: [row.text("trend")], support: support),
            ReportCell(row.text("basis") ?? "", notes: [isInferred ? "concluded by the writer" : nil]),
            ReportCell(
                TimeWords.time(row.text("since")),
                details: [row.text("until").map { "ended \(TimeWords.time($0))" }]
                    + row.list("alsoSaid").compactMap(\.object).map(AlsoSaidWords.line),
                notes: [row.text("certainty") == "denied" ? "denied" : nil]),
            row.quantity("committed").map {
                ReportCell(
                    $0.inWords, details: [row.quantity("contracted").map { "contracted \($0.inWords)" }],
                    notes: [VocabularyWords.reservation(row.text("certainty"))], support: support)
            } ?? .empty,
            row.text("sharePercent").map { share in
                ReportCell(
                    row.text("sharePercentUpper").map { "\(share) to \($0) %" } ?? "\(share) %",
                    details: [row.quantity("shareOf").map { "of \($0.inWords)" }], support: support)
            } ?? .empty,
        ]
    }

    /// Who depends on whom through one other, where the story is small enough or is told of one company.
    private static func indirect(_ input: ReportInput) -> ReportTable? {
        guard let view = input.views["dependencies"], input.scope.company != nil || view.rows.count <= 20 else {
            return nil
        }
        let rows = IndirectDependencies.rows(of: view.rows, from: input.scope.company)
            .map { ReportRow(row: $0, shape: view.shape) }.filter { $0.list("path").count == 3 }
        guard !rows.isEmpty else { return nil }
        return ReportTable(
            "At one remove",
            [
                .init(heading: "dependent"), .init(heading: "provider"), .init(heading: "for"),
                .init(heading: "through"),
            ],
            SizeOrder.largest(rows, most: mostPaths) { _ in nil }, noun: "indirect dependencies",
            command: "impact view dependencies --indirect", order: "first"
        ) { row in
            let path = row.list("path").compactMap(\.string)
            return [
                ReportCell(eventText: input.name(row.text("dependent"))),
                ReportCell(eventText: input.name(row.text("provider"))),
                ReportCell(
                    row.text("kind") ?? "", notes: ["concluded from two dependencies"],
                    support: Support(events: row.events)),
                ReportCell(eventText: path.dropFirst().dropLast().map { input.name($0) }.joined(separator: ", ")),
            ]
        }
    }
}
