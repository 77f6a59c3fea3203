import CivilTime
import MarketEvents

/// What a fact is a telling of: whoever denies one denies every less sure one, too.
struct Telling<Name: Hashable>: Hashable {
    let subject: Name
    let kind: String
    /// Whether it is of something that does not start its subject. Which of them is said by its key, else by its day.
    let isChange: Bool
    let change: Name?
    let day: Instant?

    init(subject: Name, kind: String, startsSubject: Bool, change: Name?, occurred: Instant) {
        (self.subject, self.kind, isChange) = (subject, kind, !startsSubject)
        self.change = startsSubject ? nil : change
        day = startsSubject || change != nil ? nil : occurred
    }
}

/// What evidence says of another event.
struct Saying<Identity> {
    let target: Identity
    /// `supports`, `confirms`, `disputes` or `denies`.
    let stance: String
    let by: Speaker
}

/// A fact that others may speak of later.
protocol EvidencedFact: ContradictingFact where Identity: Hashable {
    associatedtype Name: Hashable

    var certainty: Certainty? { get set }
    /// The events that make this reading what it is.
    var support: [Identity] { get set }
    /// What others say of it later, in the order of publication.
    var remarks: [Remark] { get set }
    /// Who says it, where it says so itself.
    var speaker: Speaker? { get }
    /// Who published it, as its own evidence says.
    var publishers: [Voice] { get }
    /// When it was published, as it says itself or its own evidence does.
    var publication: String? { get }
    /// Nil for all but evidence.
    var saying: Saying<Identity>? { get }
    /// All companies that it names, in any role.
    var companiesNamed: [String] { get }
    /// Between whom its subject is, where it starts one: buyer, supplier and its unit, who else takes part, holder and grantor.
    var subjectParties: [String] { get }
    /// Nil where its subject is no deal, right, dependency or plan.
    var telling: Telling<Name>? { get }
}

extension Array where Element: EvidencedFact {
    /// Lays what is said of the facts of one stream, which come in the order of positions, on how sure they are: in the order in
    /// which it was published, each on what was reached by then.
    ///
    /// What a company denies that the fact names (or, of a change, that its deal names) is denied, with every less sure telling
    /// of it, and nobody else takes that back. What others deny is disputed where it is confirmed by then.
    ///
    /// - Parameter owner: the company that a unit, or an undisclosed company, counts as.
    mutating func layEvidence(owner: (String) -> String) {
        var evidence: [Element.Identity: [Int]] = [:]
        for (index, fact) in enumerated() {
            if let saying = fact.saying { evidence[saying.target, default: []].append(index) }
        }
        guard !evidence.isEmpty else { return }
        var denials: [Int: (rank: Int, by: Element.Identity)] = [:]
        // What is said of evidence stands behind it, and decides before it counts.
        for index in indices.reversed() {
            guard let own = evidence[self[index].id] else { continue }
            self[index].support += own.map { self[$0].id }
            let counting = own.filter { !self[$0].isDenied }.sorted { self[$0].isPublished(before: self[$1]) }
            var names: Set<String>?
            for place in counting {
                guard let saying = self[place].saying else { continue }
                let isDenial = saying.stance == "denies"
                if isDenial || saying.stance != "disputes" {
                    self[index].remarks.append(
                        Remark(voice: Voice(saying.by, self[place].publication), isDenial: isDenial))
                }
                let isParty =
                    saying.by.party.map { party in
                        let known = names ?? Set(companiesConcerned(by: index).map(owner))
                        names = known
                        return known.contains(owner(party))
                    } ?? false
                switch saying.stance {
                case "confirms" where denials[index] == nil || isParty:
                    denials[index] = nil
                    self[index].certainty = .confirmed
                case "disputes" where !self[index].isDenied: self[index].certainty = .disputed
                case "denies" where isParty:
                    let rank = denials[index]?.rank ?? self[index].rank
                    denials[index] = (rank, self[place].id)
                    self[index].certainty = .denied
                case "denies" where !self[index].isDenied:
                    self[index].certainty = self[index].reached == .confirmed ? .disputed : .denied
                default: break
                }
            }
        }
        denyLessSureTellings(denials)
    }

    private func companiesConcerned(by index: Int) -> [String] {
        let fact = self[index]
        guard let telling = fact.telling, telling.isChange else { return fact.companiesNamed }
        return fact.companiesNamed + filter { $0.telling?.subject == telling.subject }.flatMap(\.subjectParties)
    }

    private mutating func denyLessSureTellings(_ denials: [Int: (rank: Int, by: Element.Identity)]) {
        var surest: [Telling<Element.Name>: (rank: Int, by: Element.Identity)] = [:]
        for (index, denial) in denials {
            guard let telling = self[index].telling else { continue }
            if let other = surest[telling], (other.rank, other.by) >= (denial.rank, denial.by) { continue }
            surest[telling] = denial
        }
        guard !surest.isEmpty else { return }
        for index in indices where denials[index] == nil {
            guard let denial = self[index].telling.flatMap({ surest[$0] }), self[index].rank < denial.rank else {
                continue
            }
            self[index].certainty = .denied
            self[index].support.append(denial.by)
        }
    }
}

extension EvidencedFact {
    fileprivate func isPublished(before other: Self) -> Bool {
        Time.isOrdered(published, before: other.published) ?? other.wins(over: self)
    }
}
