import CanonicalJSON
import CivilTime
import MarketEvents

/// What a source claimed of shares, and what became of it: whether it was reached, held at the close, was said there first, or was
/// denied. One row a source and claim, and one a source with the numbers of them. It is made of the rows of `claims`.
///
/// A source is who says so: a publisher, else the company, else the person. A claim told by several is one of each.
package struct RecordProjector: DerivedProjector {
    package static let version = 1
    package static let source: any Projector.Type = ClaimsProjector.self
    package static let shape = ViewShape(
        "record",
        [
            Column("source"), Column("event"), Column("company", .company), Column("kind"), Column("day"),
            Column("published"), Column("claimed", .quantity), Column("saidAs"), Column("verdict"),
            Column("reached", .boolean), Column("held", .boolean), Column("differencePercent"),
            Column("first", .boolean), Column("denied", .boolean), Column("deniedBy", .list), Column("certainty"),
            Column("claims", .integer), Column("measuredClaims", .integer), Column("reachedClaims", .integer),
            Column("heldClaims", .integer), Column("firstClaims", .integer), Column("deniedClaims", .integer),
        ],
        shown: [
            "source", "company", "day", "kind", "claimed", "verdict", "differencePercent", "first",
            "denied", "certainty",
        ])
    /// The numbers of a source's claims, each with the column that a claim is counted by: those in which that is true, or, of
    /// those that were measured, says anything; nil for all.
    package static let numbers: [(name: String, counted: (column: String, isTrue: Bool)?)] = [
        ("claims", nil), ("measuredClaims", ("held", false)), ("reachedClaims", ("reached", true)),
        ("heldClaims", ("held", true)), ("firstClaims", ("first", true)), ("deniedClaims", ("denied", true)),
    ]

    /// Whether a source's row counts the row of a claim of it in one of its numbers.
    package static func counts(_ row: ViewRow, _ counted: (column: String, isTrue: Bool)?) -> Bool {
        guard let counted else { return true }
        let cell = row.cell(counted.column, of: shape)
        return counted.isTrue ? cell == .boolean(true) : cell != .missing
    }

    /// What a source tells, of one claim.
    private struct Telling: Sendable {
        let source: String
        let voice: Voice
        let claim: Claim
    }

    /// A row of `claims`, as far as it is told on: a ledger may have many.
    private final class Claim: Sendable {
        let event: String?
        let company: String?
        let kind: String?
        let day: String?
        let claimed: Quantity?
        let saidAs: String?
        let verdict: ClaimVerdict?
        let differencePercent: String?
        let deniedBy: [JSONValue]
        let certainty: String?
        let events: [String]

        init(_ row: ViewRow) {
            func cell(_ name: String) -> Cell { row.cell(name, of: ClaimsProjector.shape) }
            (event, company, kind) = (cell("event").text, cell("company").text, cell("kind").text)
            (day, claimed, saidAs) = (cell("day").text, cell("claimed").quantity, cell("saidAs").text)
            verdict = cell("verdict").text.flatMap(ClaimVerdict.init)
            (differencePercent, certainty) = (cell("differencePercent").text, cell("certainty").text)
            (deniedBy, events) = (cell("deniedBy").list, row.events)
        }

        private var isMeasured: Bool { verdict != nil && verdict != .unmeasured }

        var cells: [String: Cell] {
            [
                "event": Cell(event), "company": Cell(company), "kind": Cell(kind), "day": Cell(day),
                "claimed": Cell(claimed), "saidAs": Cell(saidAs), "verdict": Cell(verdict?.rawValue),
                "held": isMeasured ? .boolean(verdict == .holds) : .missing,
                "reached": isMeasured ? .boolean(verdict != .differs) : .missing,
                "differencePercent": Cell(differencePercent), "denied": .boolean(!deniedBy.isEmpty),
                "deniedBy": .list(deniedBy), "certainty": Cell(certainty),
            ]
        }

        /// What other claims may be the same as.
        var saying: Saying { Saying(self) }
    }

    /// What makes two claims the same: of one company and session the same figure. A claim without a figure is only itself.
    private struct Saying: Hashable, Sendable {
        let company: String?
        let day: String?
        let kind: String?
        let unit: MeasureUnit?
        let bounds: [ExactDecimal?]
        let event: String?

        init(_ claim: Claim) {
            (company, day, kind, unit) = (claim.company, claim.day, claim.kind, claim.claimed?.unit)
            bounds = claim.claimed.map { [$0.amount, $0.upper] } ?? []
            event = claim.claimed == nil || claim.day == nil ? claim.event : nil
        }
    }

    private var tellings: [Telling] = []

    package init() {}

    package mutating func apply(_ row: ViewRow) {
        let claim = Claim(row)
        var known: Set<String> = []
        for voice in row.cell("toldBy", of: ClaimsProjector.shape).list.compactMap(\.object).map(Voice.init) {
            guard let source = voice.source, known.insert(source).inserted else { continue }
            tellings.append(Telling(source: source, voice: voice, claim: claim))
        }
    }

    package func forEachRow(_ body: (ViewRow) throws -> Bool) rethrows {
        var bySource: [String: [(key: String, claim: Claim, voice: Voice, isFirst: Bool?)]] = [:]
        for same in Dictionary(grouping: tellings, by: \.claim.saying).values {
            for telling in same {
                let claim = telling.claim
                bySource[telling.source, default: []].append(
                    (
                        "\(telling.source)@\(claim.day ?? ""):\(claim.event ?? "")", claim, telling.voice,
                        RecordProjector.isFirst(telling, of: same)
                    ))
            }
        }
        for (source, claims) in bySource.sorted(by: { $0.key < $1.key }) {
            let rows = claims.lazy.map { RecordProjector.row(source, $0.key, $0.claim, $0.voice, isFirst: $0.isFirst) }
            guard try body(RecordProjector.sum(source, rows)) else { return }
            for claim in claims.sorted(by: { $0.key < $1.key }) {
                let row = RecordProjector.row(source, claim.key, claim.claim, claim.voice, isFirst: claim.isFirst)
                guard try body(row) else { return }
            }
        }
    }

    /// Whether nobody else can have told it before; nil where that is not known well enough.
    private static func isFirst(_ telling: Telling, of same: [Telling]) -> Bool? {
        let others = same.lazy.filter { $0.source != telling.source }
        if others.contains(where: { $0.voice.surelyPrecedes(telling.voice) }) { return false }
        return others.allSatisfy { telling.voice.surelyPrecedes($0.voice) } ? true : nil
    }

    private static func row(
        _ source: String, _ key: String, _ claim: Claim, _ voice: Voice, isFirst: Bool?
    ) -> ViewRow {
        var cells = claim.cells
        cells["source"] = .text(source)
        cells["published"] = Cell(voice.published)
        cells["first"] = isFirst.map(Cell.boolean)
        return ViewRow(shape, key: key, cells, events: claim.events)
    }

    private static func sum(_ source: String, _ claims: some Sequence<ViewRow>) -> ViewRow {
        var counts = numbers.map { _ in 0 }
        var events: Set<String> = []
        for claim in claims {
            for (index, number) in numbers.enumerated() where RecordProjector.counts(claim, number.counted) {
                counts[index] += 1
            }
            events.formUnion(claim.events)
        }
        var cells: [String: Cell] = ["source": .text(source)]
        for (number, count) in zip(numbers, counts) { cells[number.name] = .integer(count) }
        return ViewRow(shape, key: source, cells, events: events)
    }
}

extension Voice {
    /// Under whose name it is recorded: who published it, else whose word it is, else who spoke.
    fileprivate var source: String? { speaker.publisher ?? speaker.party ?? speaker.person }
}
