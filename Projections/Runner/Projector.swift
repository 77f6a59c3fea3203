import CivilTime
import MarketEvents

/// A view: its columns, and its rules as pure functions from the facts of one subject to that subject's rows. No clock, no
/// randomness, no I/O; corrections, cuts and later evidence are applied before a rule sees a fact.
///
/// A view conforms to the protocols of the subjects that it has rows of. Because the rows of a subject depend on nothing but
/// the facts of that subject, a replay folds subject after subject in bounded memory, and one more event costs the subjects
/// that it touches.
package protocol Projector: Sendable {
    static var shape: ViewShape { get }
    /// Raised when the rules change: the stored rows of another version are folded anew.
    static var version: Int { get }
}

extension Projector {
    /// Whether its rows stand in the views file; else they are made when somebody asks for them.
    package static var isStored: Bool { !(self is any HistoryProjector.Type) && !(self is any DerivedProjector.Type) }

    /// Whether a replay folds it with all others; else it reads the log by itself, or is made of single facts or other rows.
    static var isFoldedBySubject: Bool { isStored && !(self is any LogProjector.Type) }
}

/// Rows of single claims about a share: `market-cap.changed`, `stock.moved`, `stock.record-set`.
package protocol StockProjector: Projector {
    static func fold(stock fact: LeanFact, _ shares: ShareMarkets, into rows: RowBuffer) throws(Unfoldable)
}

/// Rows that rest on prices, shares and listings beside single claims: laid over the rows of claims, company by company.
package protocol MarketProjector: StockProjector {
    /// Appends the rows of a company's sessions, and those that replace the rows of its claims.
    static func fold(company: String, _ claims: [JudgedClaim], _ market: inout Market, into rows: MeasuredCompany)
}

/// Rows of rights.
package protocol RightProjector: Projector {
    static func fold(right: Bytes, facts: [LeanFact], asOf: Instant?, moments: MomentReader, into rows: RowBuffer)
        throws(Unfoldable)
}

/// Rows of single deals.
package protocol DealProjector: Projector {
    /// - Parameter deal: nil where it was amended, ended or delivered but never announced.
    static func fold(deal: Deal?, into rows: RowBuffer) throws(Unfoldable)
}

/// Rows of companies: of the deals and statements that one takes part in.
package protocol CompanyProjector: Projector {
    /// Whether a row of one company names others: then what names a company stands in the rows of others, too.
    static var namesOthers: Bool { get }
    static func fold(company: CompanyAffairs, into rows: RowBuffer) throws(Unfoldable)
}

/// Rows of plans.
package protocol PlanProjector: Projector {
    static func fold(plan: PlanAffairs, into rows: RowBuffer) throws(Unfoldable)
}

/// A view that is folded from the whole history each time it is asked for, fact by fact: the simplest to write. It is not
/// stored.
package protocol HistoryProjector: Projector {
    init()
    mutating func apply(_ fact: Fact)
    /// The rows, in any order. `asOf` is the cut by occurrence, where terms and expiries end things.
    func rows(asOf: Instant?) -> [ViewRow]
}

extension HistoryProjector {
    /// The rows of some facts, by key.
    static func rows(of facts: [Fact], asOf: Instant?) -> [ViewRow] {
        var state = Self()
        for fact in facts { state.apply(fact) }
        return state.rows(asOf: asOf).sorted { $0.key < $1.key }
    }
}

/// A view whose rows hold all that their figures are made of: it takes them apart itself. What other views are explained from
/// is in `ExplanationBasis`.
package protocol ExplainedProjector: Projector {
    /// Each figure of a row with the operation and the parts that make it.
    static func derivations(of row: ViewRow) -> [Derivation]
}

/// What a company takes part in.
package struct CompanyAffairs {
    package let company: Bytes
    /// Where it is the buyer or the supplier, by id.
    package let deals: [Deal]
    /// Statements that it depends on somebody, and that it no longer does.
    package let dependencies: [LeanFact]

    /// A deal that it pays for, and what that counts with in one unit.
    package struct Purchase {
        package let deal: Deal
        package let figures: DealFigures

        package var isAnnounced: Bool { figures.isAnnounced }
    }

    /// The deals that it pays for and that count for themselves, unit by unit.
    package var purchases: [(unit: MeasureUnit, purchases: [Purchase])] {
        var found: [MeasureUnit: [Purchase]] = [:]
        for deal in deals where deal.buyer == company {
            for figures in deal.figures {
                found[figures.unit, default: []].append(Purchase(deal: deal, figures: figures))
            }
        }
        return found.map { ($0.key, $0.value) }.sorted { $0.unit.code < $1.unit.code }
    }
}

/// A plan as it was stated, and the deals that count toward it.
package struct PlanAffairs {
    package let plan: Bytes
    package let statements: [LeanFact]
    /// By id.
    package let deals: [Deal]
}

/// All views. A new one is a folder and a line here.
package let allProjectors: [any Projector.Type] = [
    MarketCapProjector.self, ClaimsProjector.self, DependencyProjector.self, CommitmentsProjector.self,
    PlansProjector.self, RightsProjector.self, StudyProjector.self, TimelineProjector.self,
    ConcentrationProjector.self, FiguresProjector.self, RecordProjector.self,
]

/// A view that has a row for each fact and rests on nothing but that. Keys begin with the end of the occurrence, so that rows
/// come in the order in which things happened.
package protocol FactProjector: HistoryProjector {
    /// The types of the facts that it has rows of, by which they are found; nil for most of all types.
    static var types: Set<String>? { get }
}

extension FactProjector {
    static func key(of fact: Fact) -> String { "\(fact.occurred.end.rfc3339(fractionDigits: 9)) \(fact.id)" }

    /// The id of the event that a row is of.
    package static func event(ofKey key: String) -> String { String(key.drop { $0 != " " }.dropFirst()) }
}
