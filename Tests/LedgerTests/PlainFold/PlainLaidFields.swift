import CanonicalJSON
import MarketEvents
import Projections

/// What somebody said of a field and did not win.
struct PlainSaying: Sendable {
    let field: String
    let value: JSONValue
    let fact: Fact

    var json: JSONValue {
        var object: JSONObject = [
            "certainty": fact.certainty.map { .string($0.rawValue) } ?? .null, "event": .string(fact.id),
            "field": .string(field), "value": value.object.flatMap { Quantity($0) }.map { .object($0.json) } ?? value,
        ]
        object["saidBy"] = fact.event.common.saidBy.map { .string($0.description) }
        return .object(object)
    }

    /// By field, then by event.
    static func cell(_ sayings: [PlainSaying]) -> Cell {
        .list(sayings.sorted { ($0.field, $0.fact.id) < ($1.field, $1.fact.id) }.map(\.json))
    }

    /// Starts and ends without effect, and denied ones.
    static func times(
        _ interval: PlainInterval, _ denied: [Fact], start: String, end: String, isStart: (Fact) -> Bool,
        isEnd: (Fact) -> Bool
    ) -> [PlainSaying] {
        (interval.ineffective + denied).filter { isStart($0) || isEnd($0) }.compactMap { fact in
            let holding = isEnd(fact) ? interval.until : interval.since
            if holding?.occurred.text == fact.occurred.text { return nil }
            return PlainSaying(field: isEnd(fact) ? end : start, value: .string(fact.occurred.text), fact: fact)
        }
    }
}

/// The facts of a key: those that take part, and the denied ones.
struct PlainTold {
    let starts: [Fact]
    let isDenied: Bool
    let denied: [Fact]

    init(_ facts: [Fact], standsAlone: Bool = true, isStart: (Fact) -> Bool) {
        let all = facts.filter(isStart)
        isDenied = !all.isEmpty && all.allSatisfy(\.isDenied) && standsAlone
        starts = isDenied ? all : all.filter { !$0.isDenied }
        let listed = Set(starts.map(\.id))
        denied = facts.filter { $0.isDenied && !listed.contains($0.id) }
    }
}

/// The fields of one key's announcements merged, and its amendments laid over them, field by field.
struct PlainLaidFields: Sendable {
    private(set) var fields = JSONObject()
    /// Which fact each field is from.
    private(set) var origin: [String: Fact] = [:]
    private let facts: [Fact]
    private let figures: Set<String>
    private let ofTheSurest: Set<String>
    private let amending: Set<String>

    private static let common = Set([
        "certainty", "saidBy", "summary", "causes", "inferred", "evidence", "amendment", "increase",
    ])

    /// - Parameters:
    ///   - denied: facts that set nothing.
    ///   - figures: fields of which the latest of the surest tellings holds.
    ///   - ofTheSurest: fields that are not filled where the surest announcement leaves them out.
    init(
        announcements: [Fact], amendments: [Fact], denied: [Fact] = [], figures: Set<String> = [],
        ofTheSurest: Set<String> = []
    ) {
        facts = announcements + amendments + denied
        (self.figures, self.ofTheSurest) = (figures, ofTheSurest)
        amending = Set(amendments.map(\.id))
        let surest = announcements.map(\.rank).max() ?? 0
        for name in Set(facts.flatMap { PlainLaidFields.names($0) }) {
            let isLeft = ofTheSurest.contains(name)
            func takesPart(_ fact: Fact) -> Bool {
                fact.event.data[name] != nil && (!isLeft || fact.rank >= surest)
            }
            let announcing = announcements.filter(takesPart)
            let amending = amendments.filter(takesPart).sorted { $1.happened(after: $0) }
            var winner: Fact?
            if figures.contains(name) {
                winner = (announcing + amending).max { PlainLaidFields.isFigure(name, of: $1, after: $0) }
            } else {
                winner = announcing.max { PlainLaidFields.isPreferred(name, of: $1, to: $0) }
                for fact in amending {
                    guard let former = winner else {
                        winner = fact
                        continue
                    }
                    let isOlder =
                        announcing.contains { $0.id == former.id } && former.rank == fact.rank
                        && StatedTime.isOrdered(fact.occurred, before: former.occurred) == true
                    if fact.rank >= former.rank, !isOlder { winner = fact }
                }
            }
            guard let winner else { continue }
            origin[name] = winner
            fields[name] = winner.event.data[name].flatMap { $0.isNull ? nil : $0 }
        }
    }

    private static func names(_ fact: Fact) -> [String] {
        fact.event.data.members.map(\.name).filter { !common.contains($0) }
    }

    private static func isFigure(_ name: String, of fact: Fact, after other: Fact) -> Bool {
        if fact.rank != other.rank { return fact.rank > other.rank }
        if let earlier = StatedTime.isOrdered(other.occurred, before: fact.occurred) { return earlier }
        return isPreferred(name, of: fact, to: other)
    }

    private static func isPreferred(_ name: String, of fact: Fact, to other: Fact) -> Bool {
        if fact.rank != other.rank { return fact.rank > other.rank }
        if let earlier = StatedTime.isOrdered(other.published, before: fact.published) { return earlier }
        if let earlier = StatedTime.isOrdered(other.occurred, before: fact.occurred) { return earlier }
        if let own = fact.event.data[name]?.object.flatMap({ Quantity($0) }),
            let others = other.event.data[name]?.object.flatMap({ Quantity($0) }),
            let narrower = own.isPreferred(to: others)
        {
            return narrower
        }
        return other.id < fact.id
    }

    /// Every telling that says something else than the row, but for history.
    var alsoSaid: [PlainSaying] {
        facts.flatMap { fact in
            PlainLaidFields.names(fact).compactMap { name in
                guard let value = fact.event.data[name] else { return nil }
                let winner = origin[name]
                if winner == nil, !ofTheSurest.contains(name) { return nil }
                if let winner, winner.id == fact.id || isHistory(fact, winner, name) { return nil }
                let held = fields[name] ?? .null
                if value == held { return nil }
                if let own = value.object.flatMap({ Quantity($0) }), let other = held.object.flatMap({ Quantity($0) }),
                    own.saysTheSame(as: other)
                {
                    return nil
                }
                return PlainSaying(field: name, value: value, fact: fact)
            }
        }
    }

    /// An earlier figure that was as sure; what an amendment found; an amendment before an announcement that is as sure.
    private func isHistory(_ fact: Fact, _ winner: Fact, _ name: String) -> Bool {
        if fact.isDenied { return false }
        if figures.contains(name) {
            return fact.rank == winner.rank && StatedTime.isOrdered(fact.occurred, before: winner.occurred) == true
        }
        if amending.contains(winner.id) { return fact.rank <= winner.rank && winner.happened(after: fact) }
        return amending.contains(fact.id) && fact.rank == winner.rank
    }

    func text(_ name: String) -> String? { fields[name]?.string }
    func quantity(_ name: String) -> Quantity? { fields[name]?.object.flatMap { Quantity($0) } }
    func time(_ name: String) -> StatedTime? { text(name).flatMap { try? StatedTime($0) } }
    func objects(_ name: String) -> [JSONObject] { (fields[name]?.array ?? []).compactMap(\.object) }
}
