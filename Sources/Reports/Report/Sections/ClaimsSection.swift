import MarketEvents
import Projections

/// Claims held against measurements: side by side, drawn, and what the difference is in a sentence made from the figures.
enum ClaimsSection {
    private static let mostRows = 20
    private static let mostPictured = 4
    private static let mostName = 80

    static func make(_ input: ReportInput) -> ReportSection? {
        let rows = input.rows("claims").filter { $0.text("verdict") != "unmeasured" }
        let changes = measured(input)
        guard !rows.isEmpty || changes != nil else { return nil }
        let unmeasured = input.rows("claims").count - rows.count
        let table = ReportTable(
            "Claims and what prices and shares say",
            [
                .init(heading: "company"), .init(heading: "day"), .init(heading: "claimed", isNumber: true),
                .init(heading: "measured", isNumber: true), .init(heading: "difference", isNumber: true),
                .init(heading: "verdict"),
            ], SizeOrder.largest(rows, most: mostRows) { $0.quantity("claimed") }, noun: "claims",
            command: "impact view claims"
        ) { cells($0, input) }
        let left =
            unmeasured == 0
            ? ""
            : " " + VocabularyWords.count(unmeasured, "claim is", "claims are") + " not measured: "
                + "the prices or shares to do it by are not recorded."
        return ReportSection(
            id: "claims", title: "Claims and measurements",
            lead: "What a source said, beside what the closing prices say times the shares of the day."
                + (largest(rows).map { " \(input.name($0.text("company"))): \(sentence($0, input))" } ?? "") + left,
            pictures: pictures(rows, input), tables: [rows.isEmpty ? nil : table, changes].compactMap { $0 })
    }

    /// The claim that is explained in words.
    private static func largest(_ rows: [ReportRow]) -> ReportRow? {
        let values = rows.filter {
            $0.quantity("claimed") != nil && $0.quantity("measured") != nil && !$0.isDenied
        }
        return SizeOrder.largest(values, most: 1) { $0.quantity("claimed") }.shown.first
    }

    /// Changes that nobody needs to have claimed.
    private static func measured(_ input: ReportInput) -> ReportTable? {
        let rows = input.rows("market-cap").filter { $0.text("origin") == "measured" && $0.quantity("change") != nil }
        guard !rows.isEmpty else { return nil }
        return ReportTable(
            "Changes of market value as measured, the largest first",
            [
                .init(heading: "company"), .init(heading: "day"), .init(heading: "change", isNumber: true),
                .init(heading: "percent", isNumber: true),
            ], SizeOrder.largest(rows, most: mostRows) { $0.quantity("change") }, noun: "changes",
            command: "impact view market-cap"
        ) { row in
            [
                ReportCell(eventText: input.name(row.text("company"))), ReportCell(row.text("day") ?? ""),
                ReportCell(
                    row.quantity("change")?.asChange ?? "",
                    details: [row.text("previousDay").map { "since the close of \($0)" }],
                    support: Support(events: row.events, explain: "market-cap \(row.key)")),
                ReportCell(row.text("percent").map { "\($0) %" } ?? ""),
            ]
        }
    }

    private static func cells(_ row: ReportRow, _ input: ReportInput) -> [ReportCell] {
        let support = Support(events: row.events, explain: "claims \(row.key)")
        let measured = row.quantity("measured")
        let isDenied = row.isDenied
        return [
            ReportCell(eventText: input.name(row.text("company"))), ReportCell(MarketImpactSection.day(row, input)),
            ReportCell(
                row.quantity("claimed")?.asChange ?? plain(row), details: [speaker(row, input)] + tellings(row, input),
                notes: [isDenied ? VocabularyWords.reservation("denied") : nil], support: support
            ).struck(isDenied),
            ReportCell(
                measured?.asChange ?? "",
                details: [row.quantity("measuredHigh").map { "to the day's high \($0.asChange)" }],
                support: support),
            ReportCell(
                row.quantity("difference")?.inWords ?? "",
                details: [row.text("differencePercent").map { "\($0) % of the measured" }]
            ).struck(isDenied),
            ReportCell(row.text("verdict") ?? "", details: [reason(row)]).struck(isDenied),
        ]
    }

    /// A claim without a figure.
    private static func plain(_ row: ReportRow) -> String { row.text("kind") == "record" ? "a record" : "a move" }

    private static func speaker(_ row: ReportRow, _ input: ReportInput) -> String? {
        row.text("event").flatMap { input.factsByID[$0] }.map { input.name($0.event.common.saidBy) }
            .flatMap { $0.isEmpty ? nil : "says \($0)" }
    }

    /// Who said it before its speaker, and who denied it.
    private static func tellings(_ row: ReportRow, _ input: ReportInput) -> [String] {
        func names(_ voices: [Voice]) -> String { voices.map { input.name($0.speaker) }.joined(separator: "; ") }
        let denied = row.list("deniedBy").compactMap(\.object).map(Voice.init)
        let first = row.text("firstSaid") == row.text("saidBy") ? nil : row.text("firstSaid")
        return [
            first.map {
                (row.list("toldBy").count > 1 ? "first said by " : "said by ") + ShortText.cut($0, most: mostName)
            },
            denied.isEmpty ? nil : "denied by \(ShortText.cut(names(denied), most: mostName))",
        ].compactMap { $0 }
    }

    /// What the verdict rests on; the figures stand beside it.
    private static func reason(_ row: ReportRow) -> String {
        let price = row.text("holdsAt")
        guard row.quantity("claimed") != nil, row.quantity("measured") != nil else {
            switch row.text("verdict") {
            case "holds": return "The prices bear it out."
            case "reached": return "Not at the close, but within the day."
            default: return price.map { "The price to beat was \($0)." } ?? "The prices say otherwise."
            }
        }
        switch row.text("verdict") {
        case "holds": return "Within its own precision."
        case "reached":
            return "Not at the close, but it needs a price of \(price ?? "that size"), which was traded that day."
        default: return "It needs a price of \(price ?? "that size"), which was not traded that day."
        }
    }

    /// What the difference is, made from the figures.
    static func sentence(_ row: ReportRow, _ input: ReportInput) -> String {
        guard let claimed = row.quantity("claimed"), let measured = row.quantity("measured") else { return reason(row) }
        let off = row.text("differencePercent").map { percent in
            let size = percent.drop { $0 == "-" }
            return size == "0.00"
                ? "just what was measured" : "\(size) % \(percent.hasPrefix("-") ? "below" : "above") what was measured"
        }
        let reason = reason(row)
        return "\(claimed.asChange) was said" + (off.map { ", \($0)" } ?? "") + " (\(measured.asChange)): "
            + reason.prefix(1).lowercased() + reason.dropFirst()
    }

    // MARK: Pictures

    /// A picture for each of the largest claims of market value: what was said, and what was measured, from one zero.
    private static func pictures(_ rows: [ReportRow], _ input: ReportInput) -> [ReportPicture] {
        let values = rows.filter {
            $0.text("kind") == "market-cap" && $0.quantity("claimed") != nil && !$0.isDenied
        }
        return SizeOrder.largest(values, most: mostPictured) { $0.quantity("claimed") }.shown.enumerated()
            .compactMap { index, row in picture(row, index + 1, input) }
    }

    private static func picture(_ row: ReportRow, _ number: Int, _ input: ReportInput) -> ReportPicture? {
        let candidates: [(String, Quantity?, String)] = [
            ("claimed", row.quantity("claimed"), "fill-claim"),
            ("measured at the close", row.quantity("measured"), "fill-binding"),
            ("to the day's high", row.quantity("measuredHigh"), "fill-conditional"),
            ("to the day's low", row.quantity("measuredLow"), "fill-conditional"),
        ]
        let company = input.name(row.text("company"))
        let day = MarketImpactSection.day(row, input)
        let bars = candidates.compactMap { name, change, fill in
            change.flatMap { ChangeBars.Bar(name: name, detail: company, change: $0, fill: fill) }
        }
        // Nothing to compare without the claim, or without a measurement.
        guard bars.count > 1, bars[0].name == candidates[0].0 else { return nil }
        let drawn = ChangeBars(title: "Claimed and measured: \(company), \(day)", bars: bars)
        return ReportPicture(
            title: drawn.title, svg: drawn.svg(id: "claim-\(number)", width: 720),
            narrow: drawn.svg(id: "claim-\(number)-narrow", width: 350),
            // That of the largest claim stands in the lead.
            caption: [
                row.key == largest([row] + input.rows("claims"))?.key ? nil : sentence(row, input),
                drawn.caption.isEmpty ? nil : "\(drawn.caption.prefix(1).uppercased() + drawn.caption.dropFirst()).",
            ].compactMap { $0 }.joined(separator: " ")
        )
    }
}
