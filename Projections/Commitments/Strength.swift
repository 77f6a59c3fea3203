import MarketEvents

/// How binding an amount of a deal is, or why it counts nowhere: the entries of `byCommitment`, in their order.
package enum Strength: UInt8, CaseIterable {
    case binding, conditional, option, framework, letterOfIntent, unstated
    case denied, ended, expected, guarantee
    /// Within one company.
    case `internal`

    package var name: String {
        switch self {
        case .letterOfIntent: "letter-of-intent"
        case .internal: "internal"
        default: "\(self)"
        }
    }

    package init?(name: String) {
        guard let known = Strength.allCases.first(where: { $0.name == name }) else { return nil }
        self = known
    }

    /// What a payload calls a commitment. Nil for any other word.
    init?(commitment word: Bytes) {
        guard let known = Strength.commitments.first(where: { word.equals($0.word) }) else { return nil }
        self = known.strength
    }

    private static let commitments: [(word: StaticString, strength: Strength)] = [
        ("binding", .binding), ("conditional", .conditional), ("option", .option), ("framework", .framework),
        ("letter-of-intent", .letterOfIntent), ("unstated", .unstated),
    ]

    /// Whether an amount of this strength is announced: more than an intention or a choice.
    package var isAnnounced: Bool { self == .binding || self == .conditional || self == .unstated }

    /// The strongest has the least.
    var weakness: Int { Strength.fromTheStrongest.firstIndex(of: self) ?? Strength.fromTheStrongest.count }

    private static let fromTheStrongest: [Strength] = [
        .binding, .conditional, .unstated, .framework, .letterOfIntent, .option,
    ]
}
