import CivilTime
import MarketEvents

/// A view's rules: a value that takes facts in any order and turns them into rows. Pure: no clock, no randomness, no I/O; the
/// runner owns cuts, corrections and checkpoints.
package protocol Projector {
    static var shape: ViewShape { get }
    /// Raised when the rules change: the stored rows of another version are folded anew.
    static var version: Int { get }

    init()
    /// The companies and their listings, before any fact: all that the ledger holds, for who is listed where is no news that
    /// a cut could hide (contract, section 2).
    mutating func know(_ companies: CompanyRegister)
    mutating func apply(_ fact: Fact)
    /// The rows, in any order. `asOf` is the cut by occurrence, where terms and expiries end things.
    func rows(asOf: Instant?) -> [ViewRow]
    /// How many ends stand without a start.
    var incomplete: Int { get }
}

extension Projector {
    package mutating func know(_ companies: CompanyRegister) {}
    package var incomplete: Int { 0 }
}

/// All views. A new one is a folder and a line here.
package let allProjectors: [any Projector.Type] = [
    MarketCapProjector.self, ClaimsProjector.self, DependencyProjector.self, CommitmentsProjector.self,
    PlansProjector.self, RightsProjector.self, TimelineProjector.self,
]
