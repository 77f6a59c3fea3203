import MarketEvents

/// What companies said they would spend or build, against the deals that count toward it.
enum PlansSection {
    private static let mostRows = 15
    private static let mostBars = 8

    static func make(_ input: ReportInput) -> ReportSection? {
        let rows = input.rows("plans")
        guard !rows.isEmpty else { return nil }
        let table = ReportTable(
            "Plans, the largest first",
            [
                .init(heading: "plan"), .init(heading: "stated", isNumber: true),
                .init(heading: "covered", isNumber: true),
                .init(heading: "not covered", isNumber: true), .init(heading: "basis"),
            ], SizeOrder.largest(rows, most: mostRows) { $0.quantity("stated") }, noun: "plans",
            command: "impact view plans"
        ) { cells($0, input) }
        return ReportSection(
            id: "plans", title: "Commitments against plans",
            lead:
                "A plan is a statement of intent and is never added to deals. What is not covered is not covered by the deals "
                + "recorded here; others may exist.",
            pictures: [picture(rows, input)].compactMap { $0 }, tables: [table])
    }

    /// What a reader must accept for the deals to count; nil where somebody says that they do.
    static func assumption(_ row: ReportRow) -> String? {
        switch row.text("basis") {
        case "assumed": "assumes that these deals count toward the plan"
        case "mixed": "assumes in part that these deals count toward the plan"
        default: nil
        }
    }

    /// What is left of a plan, or how far deals go beyond it; the bounds of the two may not tell.
    static func rest(_ row: ReportRow) -> String {
        guard let rest = row.quantity("notCovered") else { return "what is not covered is not known" }
        if rest.sign == -1 { return "\(rest.mirrored.inWords) beyond the plan" }
        guard let upper = rest.upper, rest.amount.sign < 0 else { return "not covered \(rest.inWords)" }
        let (beyond, left) = (Quantity(rest.amount.negated, rest.unit), Quantity(upper, rest.unit))
        return "between \(beyond.inWords) beyond the plan and \(left.inWords) not covered"
    }

    private static func cells(_ row: ReportRow, _ input: ReportInput) -> [ReportCell] {
        let support = Support(events: row.events, explain: "plans \(row.key)")
        let assumed = assumption(row) == nil ? nil : "assumed"
        let entries = row.entries("coveredByCommitment", named: "commitment")
            .map { "\(VocabularyWords.strength($0.name)) \($0.inWords)" }
        return [
            ReportCell(eventText: input.name(row.text("company")), details: [row.text("plan")]),
            ReportCell(
                row.quantity("stated")?.inWords ?? "",
                notes: ["a statement of intent", VocabularyWords.reservation(row.text("certainty"))], support: support),
            ReportCell(
                row.quantity("covered")?.inWords ?? "in parts", details: entries, notes: [assumed], support: support),
            restCell(row, notes: [assumed], support),
            ReportCell(
                basis(row.text("basis")), notes: [row.text("basis") == "assumed" ? "no source says so" : nil]),
        ]
    }

    private static func restCell(_ row: ReportRow, notes: [String?], _ support: Support) -> ReportCell {
        if let left = row.quantity("notCovered"), left.amount.sign >= 0 {
            return ReportCell(left.inWords, notes: notes, support: support)
        }
        return ReportCell(rest(row), notes: notes, support: support)
    }

    private static func basis(_ basis: String?) -> String {
        switch basis {
        case "assumed": "assumed"
        case "stated": "stated"
        case "mixed": "partly stated, partly assumed"
        default: "no deal counts"
        }
    }

    private static func picture(_ rows: [ReportRow], _ input: ReportInput) -> ReportPicture? {
        let drawable = rows.filter { $0.quantity("stated")?.sign == 1 }
        guard !drawable.isEmpty else { return nil }
        // Plans that some deal counts toward say more than empty bars.
        let preferred = drawable.filter { $0.text("basis") != nil }
        let shown = SizeOrder.largest(preferred, most: mostBars) { $0.quantity("stated") }.shown
        let others = SizeOrder.largest(drawable.filter { $0.text("basis") == nil }, most: mostBars - shown.count) {
            $0.quantity("stated")
        }.shown
        let bars = StackedBars(
            title: "Commitments against plans",
            bars: (shown + others).compactMap { row in
                guard let stated = row.quantity("stated") else { return nil }
                return StackedBars.Bar(
                    name: "\(input.name(row.text("company"))), \(row.text("plan") ?? "")",
                    value: "\(stated.inWords) stated",
                    parts: CommitmentsSection.parts(row.entries("coveredByCommitment", named: "commitment")),
                    isAssumed: assumption(row) != nil, whole: stated, rest: rest(row))
            }, hasOneScale: false)
        return ReportPicture(
            title: bars.title,
            svg: bars.svg(id: "plans-covered", width: 720), narrow: bars.svg(id: "plans-covered-narrow", width: 350),
            caption: caption(shown + others, of: drawable.count))
    }

    private static func caption(_ rows: [ReportRow], of count: Int) -> String {
        let amounts = rows.flatMap { $0.entries("coveredByCommitment", named: "commitment").compactMap(\.amount) }
        let parts = [
            "Each bar is one plan, whole. Filled: covered by recorded deals, by how binding they are",
            rows.contains { assumption($0) != nil } ? "hatched: that they count is assumed" : nil,
            amounts.contains { $0.upper != nil } ? "fainter: up to the upper bound" : nil,
            "open: not covered",
            rows.contains { $0.quantity("stated")?.qualifier != .exact }
                ? "a broken outline: the plan's figure is not exact" : nil,
        ].compactMap { $0 }
        return parts.joined(separator: "; ") + "."
            + (count > rows.count
                ? " Drawn are \(rows.count) of \(VocabularyWords.count(count, "plan")), those that deals count toward first."
                : "")
    }
}
