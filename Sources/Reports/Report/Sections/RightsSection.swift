/// Who holds which right against whom.
enum RightsSection {
    private static let mostRows = 15

    static func make(_ input: ReportInput) -> ReportSection? {
        let rows = input.rows("rights")
        guard !rows.isEmpty else { return nil }
        let ordered = rows.filter { $0.flag("inForce") } + rows.filter { !$0.flag("inForce") }
        let cut = SizeOrder.Cut(shown: Array(ordered.prefix(mostRows)), total: ordered.count)
        let table = ReportTable(
            "Rights, those in force first",
            [
                .init(heading: "right"), .init(heading: "holder"), .init(heading: "against"), .init(heading: "since"),
                .init(heading: "until"), .init(heading: "in force"), .init(heading: "certainty"),
            ], cut, noun: "rights", command: "impact view rights", order: "first"
        ) { row in
            [
                ReportCell(
                    VocabularyWords.plain(row.text("kind")),
                    details: [row.text("scope").map { ShortText.cut($0, most: 120) }]
                        + row.list("alsoSaid").compactMap(\.object).map(AlsoSaidWords.line),
                    support: Support(events: row.events, explain: "rights \(row.key)")),
                ReportCell(eventText: input.name(row.text("holder"))),
                ReportCell(eventText: input.name(row.text("grantor"))),
                ReportCell(TimeWords.time(row.text("from"))), ReportCell(TimeWords.time(row.text("until"))),
                ReportCell(row.flag("inForce") ? "yes" : "no"),
                ReportCell(row.text("certainty") ?? ""),
            ]
        }
        return ReportSection(id: "rights", title: "Rights", lead: nil, tables: [table])
    }
}
