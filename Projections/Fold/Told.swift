import MarketEvents

/// The facts of a key, those that were denied apart: they take no part, and stay listed. A key of which everything that started it
/// was denied stays listed as denied.
struct Told {
    /// What starts it: what was not denied, else everything.
    let starts: [LeanFact]
    /// Nothing that starts it holds.
    let isDenied: Bool
    /// Whether anything started it, denied or not.
    let isStarted: Bool
    /// Everything that was not denied.
    let admitted: [LeanFact]
    /// What was denied and is none of `starts`.
    let denied: [LeanFact]

    /// - Parameter standsAlone: false where something else says that there is such a thing, so that it is not listed as denied.
    init(_ facts: [LeanFact], starts kind: FactKind, standsAlone: Bool = true) {
        let starts = facts.filter { $0.kind == kind }
        admitted = facts.contains(where: \.isDenied) ? facts.filter { !$0.isDenied } : facts
        let holding = starts.filter { !$0.isDenied }
        isStarted = !starts.isEmpty
        isDenied = holding.isEmpty && !starts.isEmpty && standsAlone
        self.starts = isDenied ? starts : holding
        let isListed = isDenied
        denied = facts.filter { $0.isDenied && !(isListed && $0.kind == kind) }
    }
}
