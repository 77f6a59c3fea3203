import CanonicalJSON
import MarketEvents
import Projections

/// What was announced, and what of it is contracted: sums by buyer, and the deals.
enum CommitmentsSection {
    private static let mostDeals = 20
    private static let mostBuyers = 10
    private static let mostBars = 8
    private static let mostOthers = 3
    private static let mostWords = 60

    static func make(_ input: ReportInput) -> ReportSection? {
        let deals = input.rows("commitments").filter { $0.text("deal") != nil }
        let sums = sums(input)
        guard !deals.isEmpty || !sums.isEmpty else { return nil }
        let buyers = SizeOrder.largest(sums, most: mostBuyers) { $0.quantity("announced") }
        return ReportSection(
            id: "commitments", title: "Commitments",
            lead:
                "Announced counts binding and conditional deals and those whose strength is not stated; contracted is what of it "
                + "is binding. Options, frameworks, letters of intent, guarantees, and what is expected, ended or denied, stand "
                + "beside it.",
            pictures: [picture(sums, input)].compactMap { $0 },
            tables: [
                ReportTable(
                    "What each buyer has announced in recorded deals, and what of it is contracted",
                    [
                        .init(heading: "buyer"), .init(heading: "announced", isNumber: true),
                        .init(heading: "contracted", isNumber: true),
                        .init(heading: "by strength"), .init(heading: "by certainty"),
                    ], buyers, noun: "sums", command: "impact view commitments"
                ) { sum($0, input) },
                ReportTable(
                    "Deals, the largest first",
                    [
                        .init(heading: "buyer"), .init(heading: "supplier"), .init(heading: "what"),
                        .init(heading: "strength"), .init(heading: "total", isNumber: true), .init(heading: "term"),
                        .init(heading: "certainty"),
                    ], SizeOrder.largest(deals, most: mostDeals) { $0.quantity("total") ?? $0.quantity("capacity") },
                    noun: "deals", command: "impact view commitments"
                ) { deal($0, input) },
            ].filter { !$0.rows.isEmpty })
    }

    /// One row a buyer and unit.
    static func sums(_ input: ReportInput) -> [ReportRow] {
        input.rows("commitments").filter { $0.text("deal") == nil }
    }

    private static func sum(_ row: ReportRow, _ input: ReportInput) -> [ReportCell] {
        let support = Support(events: row.events, explain: "commitments \(row.key)")
        return [
            ReportCell(eventText: input.name(row.text("buyer"))),
            row.quantity("announced").map { ReportCell($0.inWords, support: support) } ?? .empty,
            row.quantity("contracted").map { ReportCell($0.inWords, support: support) } ?? .empty,
            ReportCell(
                lines: row.entries("byCommitment", named: "commitment")
                    .map { "\(VocabularyWords.strength($0.name)) \($0.inWords)" }),
            ReportCell(lines: row.entries("byCertainty", named: "certainty").map { "\($0.name) \($0.inWords)" }),
        ]
    }

    private static func deal(_ row: ReportRow, _ input: ReportInput) -> [ReportCell] {
        let support = Support(events: row.events, explain: "commitments \(row.key)")
        let certainty = row.text("certainty")
        let others = row.list("alsoSaid").compactMap(\.object).map(AlsoSaidWords.line)
        let state = [
            row.text("ended").map { "ended \(TimeWords.time($0))" }, row.text("countedIn").map { "counted in \($0)" },
            row.text("buyer") == row.text("supplier") ? "within one company, in no sum" : nil,
        ]
        let delivered = row.quantity("delivered").map { "\($0.inWords) \(row.text("deliveredMeasure") ?? "delivered")" }
        let paid = row.quantity("paid").map { "\($0.inWords) paid" }
        let first = row.list("periods").first?.object
        let year = first?["amount"]?.object.flatMap { Quantity($0) }
        let isSpread = first?["basis"] == .string("straight-line")
        // What it is worth stands first, in whatever it was said.
        let worth = [
            row.quantity("total")?.inWords,
            row.quantity("rate").map { "\($0.inWords) a \(row.text("ratePer") ?? "year")" },
            row.text("valueStated").map { "“\(ShortText.cut($0, most: mostWords))”" },
            row.quantity("capacity")?.inWords,
        ].compactMap { $0 }
        let amount = worth.first ?? ""
        let remaining = row.quantity("remaining").map { "\($0.inWords) not yet delivered" }
        return [
            ReportCell(eventText: input.name(row.text("buyer"))),
            ReportCell(
                eventText: input.name(row.text("supplier")),
                details: [row.text("through").map { "through \(input.name($0))" }]),
            ReportCell(row.text("kind") ?? "", support: amount.isEmpty ? support : nil),
            ReportCell(VocabularyWords.strength(row.text("commitment")), details: state),
            ReportCell(
                amount, details: worth.dropFirst().map { $0 } + [delivered, paid, delivered == nil ? nil : remaining],
                notes: [VocabularyWords.reservation(certainty)],
                support: amount.isEmpty ? nil : support),
            ReportCell(
                TimeWords.term(row.text("term"), qualifier: row.text("termQualifier")),
                details: [year.map { "\($0.inWords) a year" }],
                notes: [year != nil && isSpread ? "assumed: spread evenly" : nil],
                support: year == nil ? nil : support),
            ReportCell(certainty ?? "", details: others.prefix(mostOthers).map { $0 }),
        ]
    }

    /// The largest buyers of the unit that most of them contract in.
    private static func picture(_ sums: [ReportRow], _ input: ReportInput) -> ReportPicture? {
        let announced = sums.filter { $0.quantity("announced").map { !$0.extent.isZero } ?? false }
        let largest = SizeOrder.largest(announced, most: announced.count) { $0.quantity("announced") }.shown
        guard let unit = largest.first?.quantity("announced")?.unit else { return nil }
        let ofUnit = largest.filter { $0.quantity("announced")?.unit == unit }
        let bars = StackedBars(
            title: "What buyers have announced, by how binding it is",
            bars: ofUnit.prefix(mostBars).map { row in
                StackedBars.Bar(
                    name: input.name(row.text("buyer")), value: row.quantity("announced")?.inWords ?? "",
                    parts: parts(row.entries("byCommitment", named: "commitment")), isAssumed: false, whole: nil,
                    rest: nil)
            }, hasOneScale: true)
        let which =
            ofUnit.count > mostBars
            ? "The \(mostBars) largest of \(VocabularyWords.count(ofUnit.count, "buyer")) in \(unit.code)"
            : "What each buyer has announced in \(unit.code)"
        return ReportPicture(
            title: bars.title,
            svg: bars.svg(id: "announced", width: 720), narrow: bars.svg(id: "announced-narrow", width: 350),
            caption: which + ", stacked by how binding it is, on one scale"
                + (bars.bars.flatMap(\.parts).contains { $0.amount.upper != nil }
                    ? "; fainter: up to the upper bound." : "."))
    }

    /// The strengths that count toward a sum.
    static func parts(_ entries: [ReportRow.Entry]) -> [StackedBars.Part] {
        entries.filter { Strength(name: $0.name)?.isAnnounced ?? false }.compactMap { entry in
            entry.amount.map { StackedBars.Part(strength: entry.name, amount: $0) }
        }
    }
}
