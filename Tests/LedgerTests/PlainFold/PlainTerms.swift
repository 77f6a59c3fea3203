import CanonicalJSON
import CivilTime
import MarketEvents
import Projections

/// What a deal's announcements and amendments say of it, field by field, without its totals.
struct PlainTerms {
    struct Field {
        let value: JSONValue
        let fact: Fact
        let isAmendment: Bool
    }

    private(set) var fields: [String: Field] = [:]
    private(set) var alsoSaid: [PlainAlsoSaid] = []

    /// Common to all events, or no term of the deal, or a total.
    private static let others = Set([
        "certainty", "saidBy", "summary", "causes", "inferred", "evidence", "deal", "amendment", "increase", "value",
        "capacity",
    ])
    /// What the surest telling leaves out is not filled by a less sure one.
    private static let ofTheSurest: Set = ["commitment", "parts"]

    init(announcements: [Fact], amendments: [Fact]) {
        let surest = announcements.map(\.rank).max() ?? 0
        var said: [(name: String, field: Field)] = []
        for fact in announcements {
            for member in fact.event.data.members where !Self.others.contains(member.name) && !member.value.isNull {
                said.append((member.name, Field(value: member.value, fact: fact, isAmendment: false)))
            }
        }
        for (name, field) in said {
            if Self.ofTheSurest.contains(name), field.fact.rank < surest { continue }
            if let other = fields[name], other.fact.wins(over: field.fact) { continue }
            fields[name] = field
        }
        for fact in amendments.sorted(by: { $1.happened(after: $0) }) {
            for member in fact.event.data.members where !Self.others.contains(member.name) {
                let field = Field(value: member.value, fact: fact, isAmendment: true)
                said.append((member.name, field))
                if Self.ofTheSurest.contains(member.name), fact.rank < surest { continue }
                if let standing = fields[member.name], !field.isLaid(over: standing) { continue }
                fields[member.name] = field
            }
        }
        for (name, field) in said {
            let standing = fields[name]
            guard (standing?.value ?? .null) != field.value, !field.isHistory(of: standing) else { continue }
            alsoSaid.append(PlainAlsoSaid(field: name, value: field.value, fact: field.fact))
        }
    }

    /// Whether a field of an announcement says something of the deal.
    static func isTerm(_ name: String) -> Bool { !others.contains(name) || name == "value" || name == "capacity" }

    func text(_ name: String) -> String? { fields[name]?.value.string }
    func time(_ name: String) -> StatedTime? { text(name).flatMap { try? StatedTime($0) } }
    func objects(_ name: String) -> [JSONObject] { (fields[name]?.value.array ?? []).compactMap(\.object) }
}

extension PlainTerms.Field {
    /// An amendment is not laid over what is surer, nor over what an announcement that is as sure said later.
    fileprivate func isLaid(over standing: PlainTerms.Field) -> Bool {
        if fact.rank < standing.fact.rank { return false }
        let saidLater = StatedTime.isOrdered(fact.occurred, before: standing.fact.occurred) == true
        return standing.isAmendment || fact.rank > standing.fact.rank || !saidLater
    }

    /// What was replaced in the course of things does not contradict what replaced it: what an amendment found, and an amendment
    /// before an announcement that is as sure.
    fileprivate func isHistory(of standing: PlainTerms.Field?) -> Bool {
        guard let standing, fact.rank <= standing.fact.rank else { return false }
        if standing.isAmendment { return standing.fact.happened(after: fact) }
        return isAmendment && fact.rank == standing.fact.rank
    }
}
