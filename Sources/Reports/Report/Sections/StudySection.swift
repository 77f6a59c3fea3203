import MarketEvents
import Projections

/// What of the prices' moves the news was: the default event study of each event that has prices.
enum StudySection {
    private static let mostRows = 20

    static func make(_ input: ReportInput) -> ReportSection? {
        let rows = input.rows("study")
        guard !rows.isEmpty else { return nil }
        let studied = rows.filter { $0.number("car") != nil }
        let lead =
            studied.isEmpty
            ? nil
            : "How far prices moved beyond what the market's own move explains (market model; CAR: the sum of the "
                + "days that stand with it). The smaller p, the less chance does as much without news."
        return ReportSection(
            id: "study", title: "Event study", lead: [lead, refused(rows)].compactMap { $0 }.joined(separator: " "),
            pictures: [picture(input)].compactMap { $0 },
            tables: [studied.isEmpty ? nil : table(studied, input)].compactMap { $0 } + paths(input))
    }

    /// One sentence for all that could not be studied.
    private static func refused(_ rows: [ReportRow]) -> String? {
        let reasons = rows.filter { $0.number("car") == nil }.compactMap { $0.text("reason") }
        guard let first = reasons.first else { return nil }
        let count = VocabularyWords.count(reasons.count, "event")
        let isOne = Set(reasons).count == 1
        return "\(count) with prices could not be studied: \(first)\(isOne ? "" : "; others for other reasons")."
    }

    private static func table(_ rows: [ReportRow], _ input: ReportInput) -> ReportTable {
        let surest = rows.enumerated().sorted {
            (-abs($0.element.number("tExact") ?? 0), $0.offset) < (-abs($1.element.number("tExact") ?? 0), $1.offset)
        }.map(\.element)
        let cut = SizeOrder.Cut(shown: Array(surest.prefix(mostRows)), total: rows.count)
        return ReportTable(
            "Events by how sure their effect is",
            [
                .init(heading: "event"), .init(heading: "company"), .init(heading: "day 0"),
                .init(heading: "abnormal return of day 0", isNumber: true), .init(heading: "CAR", isNumber: true),
                .init(heading: "p", isNumber: true), .init(heading: "in currency, day 0", isNumber: true),
            ], cut, noun: "events", command: "impact view study", order: "surest"
        ) { cells($0, input) }
    }

    private static func cells(_ row: ReportRow, _ input: ReportInput) -> [ReportCell] {
        func percent(_ column: String) -> String { row.number(column).map { StatisticText.percent($0) } ?? "" }
        let event = row.text("event")
        let support = Support(events: [event].compactMap { $0 }, explain: "study \(row.key)")
        let others = row.list("overlapping").count
        let days = row.list("window").map(\.canonicalText).joined(separator: " to ")
        return [
            ReportCell(
                eventText: event.flatMap { input.factsByID[$0] }.map(input.headline) ?? row.text("ticker") ?? "",
                support: support),
            ReportCell(eventText: input.name(row.text("company"))), ReportCell(row.text("day0") ?? ""),
            ReportCell(percent("ar0")),
            ReportCell(
                percent("car"), details: ["\(percent("lower")) to \(percent("upper"))", "days \(days)"],
                notes: [
                    others == 0
                        ? nil
                        : "\(VocabularyWords.count(others, "other event")) in the window: effects cannot be told apart"
                ]),
            ReportCell(row.number("pExact").map(StatisticText.probability) ?? ""),
            ReportCell(
                row.quantity("dollarEffect")?.asChange ?? "",
                details: [row.quantity("dollarEffectInterval").map { $0.inWords }]),
        ]
    }

    // MARK: The picture

    private static func drawing(_ input: ReportInput) -> PathPicture? {
        guard let paths = input.paths else { return nil }
        let drawn = PathPicture(title: "Cumulated abnormal returns of the events", paths: paths, mostLines: 6)
        return drawn.isEmpty ? nil : drawn
    }

    private static func picture(_ input: ReportInput) -> ReportPicture? { drawing(input)?.picture(id: "study-paths") }

    private static func paths(_ input: ReportInput) -> [ReportTable] {
        drawing(input)?.tables(command: "impact view study") ?? []
    }
}
