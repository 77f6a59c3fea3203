import MarketEvents

/// Why prices and shares do not meet on one basis: then there is no figure.
package struct NoBasis: Error, Sendable {
    /// For a row.
    package let reason: String
    package let facts: [MarketFact]

    init(_ reason: String, _ facts: [MarketFact] = []) { (self.reason, self.facts) = (reason, facts) }

    /// What is recorded contradicts itself: `status` counts such rows.
    static func contradiction(_ reason: String, _ facts: [MarketFact] = []) -> NoBasis {
        NoBasis(contradictionMark + reason, facts)
    }

    package static let contradictionMark = "contradiction: "

    static let noCount = NoBasis("no count of outstanding shares is known")
    static let overflow = NoBasis("the splits have too many digits")
}
