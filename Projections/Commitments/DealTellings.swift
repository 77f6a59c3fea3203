import MarketEvents

/// The facts of one deal by what they say, without those that are denied.
struct DealTellings {
    /// Never empty: of a deal that is denied altogether the denied ones.
    private(set) var announcements: [LeanFact] = []
    private(set) var amendments: [LeanFact] = []
    private(set) var ends: [LeanFact] = []
    /// What is said of parts.
    private(set) var parts: [LeanFact] = []
    private(set) var deliveries: [LeanFact] = []
    /// What is said to be left to be done.
    private(set) var remainders: [LeanFact] = []
    /// Announcements under this id of what other parties do: another deal.
    private(set) var strangers: [LeanFact] = []
    /// What takes no part.
    private(set) var denied: [LeanFact] = []
    private var isDenied = false

    /// Nil where nothing announced the deal.
    ///
    /// - Parameter parent: the company that a unit belongs to.
    init?(_ facts: [LeanFact], _ parent: (Bytes) -> Bytes) {
        for fact in facts {
            guard !fact.isDenied else {
                denied.append(fact)
                continue
            }
            switch fact.kind {
            case .dealAnnounced: announcements.append(fact)
            case .dealAmended: amendments.append(fact)
            case .dealEnded: ends.append(fact)
            case .dealPartMet, .dealPartEnded: parts.append(fact)
            case .dealDelivered: deliveries.append(fact)
            case .dealRemaining: remainders.append(fact)
            default: break
            }
        }
        if announcements.isEmpty {
            announcements = denied.filter { $0.kind == .dealAnnounced }
            guard !announcements.isEmpty else { return nil }
            denied.removeAll { $0.kind == .dealAnnounced }
            isDenied = true
        }
        if announcements.count > 1 { partWithStrangers(parent) }
    }

    /// Keeps the announcements of the parties that the winner names.
    private mutating func partWithStrangers(_ parent: (Bytes) -> Bytes) {
        guard let winner = announcements.max(by: { $1.wins(over: $0) }) else { return }
        func isSame(_ field: FieldName, _ fact: LeanFact) -> Bool {
            guard let own = fact.word(field), let other = winner.word(field), own != other else { return true }
            return parent(own) == parent(other)
        }
        strangers = announcements.filter { !isSame(.buyer, $0) || !isSame(.supplier, $0) }
        if !strangers.isEmpty { announcements.removeAll { !isSame(.buyer, $0) || !isSame(.supplier, $0) } }
    }

    /// The announcements that start the deal: what is only expected starts it where nothing surer does.
    var starting: [LeanFact] {
        let sure = announcements.filter { !$0.isForecast }
        return sure.isEmpty ? announcements : sure
    }

    /// Whether the surest announcement is more than an expectation.
    var isSure: Bool { !isDenied && !winner.isForecast }

    var winner: LeanFact { announcements.max { $1.wins(over: $0) } ?? announcements[0] }

    /// Of the least sure amount in its totals, else of the surest announcement.
    func certainty(of amounts: [DealAmounts]) -> Certainty {
        if isDenied { return .denied }
        return amounts.first?.certainty ?? winner.certainty ?? .reported
    }
}
