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

    /// A row of `claims`.
    private final class Claim: Sendable {
        let cells: [String: Cell]
        let events: [String]
        /// What other claims may be the same as.
        let saying: Saying

        init(_ row: ViewRow) {
            func cell(_ name: String) -> Cell { row.cell(name, of: ClaimsProjector.shape) }
            var cells: [String: Cell] = [:]
            for name in Claim.kept { cells[name] = cell(name) }
            if let verdict = cell("verdict").text.flatMap(ClaimVerdict.init), verdict != .unmeasured {
                cells["held"] = .boolean(verdict == .holds)
                cells["reached"] = .boolean(verdict != .differs)
            }
            cells["denied"] = .boolean(!cell("deniedBy").list.isEmpty)
            (self.cells, events, saying) = (cells, row.events, Saying(row))
        }

        private static let kept = [
            "event", "company", "kind", "day", "claimed", "saidAs", "verdict", "differencePercent", "deniedBy",
            "certainty",
        ]
    }

    /// What makes two claims the same: of one company and session the same figure. A claim without a figure is only itself.
    private struct Saying: Hashable, Sendable {
        let company: String?
        let day: String?
        let kind: String?
        let unit: MeasureUnit?
        let bounds: [ExactDecimal?]
        let event: String?

        init(_ row: ViewRow) {
            func cell(_ name: String) -> Cell { row.cell(name, of: ClaimsProjector.shape) }
            (company, day, kind) = (cell("company").text, cell("day").text, cell("kind").text)
            let claimed = cell("claimed").quantity
            unit = claimed?.unit
            bounds = claimed.map { [$0.amount, $0.upper] } ?? []
            event = claimed == nil || day == nil ? cell("event").text : nil
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

    package func rows() -> [ViewRow] {
        var bySource: [String: [ViewRow]] = [:]
        for same in Dictionary(grouping: tellings, by: \.claim.saying).values {
            for telling in same {
                let row = RecordProjector.row(telling, isFirst: RecordProjector.isFirst(telling, of: same))
                bySource[telling.source, default: []].append(row)
            }
        }
        return bySource.flatMap { source, claims in [RecordProjector.sum(source, claims)] + claims }
    }

    /// Whether nobody else can have told it before; nil where that is not known well enough.
    private static func isFirst(_ telling: Telling, of same: [Telling]) -> Bool? {
        let others = same.lazy.filter { $0.source != telling.source }
        if others.contains(where: { $0.voice.surelyPrecedes(telling.voice) }) { return false }
        return others.allSatisfy { telling.voice.surelyPrecedes($0.voice) } ? true : nil
    }

    private static func row(_ telling: Telling, isFirst: Bool?) -> ViewRow {
        let claim = telling.claim
        var cells = claim.cells
        cells["source"] = .text(telling.source)
        cells["published"] = Cell(telling.voice.published)
        cells["first"] = isFirst.map(Cell.boolean)
        return ViewRow(
            shape, key: "\(telling.source)@\(claim.saying.day ?? ""):\(claim.cells["event"]?.text ?? "")", cells,
            events: claim.events)
    }

    private static func sum(_ source: String, _ claims: [ViewRow]) -> ViewRow {
        var cells: [String: Cell] = ["source": .text(source)]
        for (name, counted) in numbers { cells[name] = .integer(claims.count { counts($0, counted) }) }
        return ViewRow(shape, key: source, cells, events: claims.flatMap(\.events))
    }
}

extension Voice {
    /// Under whose name it is recorded: who published it, else whose word it is, else who spoke.
    fileprivate var source: String? { speaker.publisher ?? speaker.party ?? speaker.person }
}
