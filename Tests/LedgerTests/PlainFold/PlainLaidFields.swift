import CanonicalJSON
import MarketEvents
import Projections

/// The fields of one key's announcements merged, and its amendments laid over them (contract, section 2).
struct PlainLaidFields: Sendable {
    private(set) var fields = JSONObject()
    /// Which fact each field is from.
    private(set) var origin: [String: Fact] = [:]

    private static let common = Set(["certainty", "saidBy", "summary", "causes", "inferred", "evidence"])

    /// - Parameters:
    ///   - announcements: merged field by field; the winner of each field sets it.
    ///   - amendments: laid over the result in the order of occurrence; null removes a field.
    ///   - onIncrease: what an amendment's `increase` does to the value reached there.
    init(
        announcements: [Fact], amendments: [Fact], onIncrease: (Quantity, Quantity?) -> Quantity? = { $1 ?? $0 }
    ) {
        for fact in announcements.sorted(by: { $1.wins(over: $0) }) { lay(fact) }
        for fact in amendments.sorted(by: { $1.happened(after: $0) }) {
            lay(fact)
            if let increase = fact.event.data["increase"]?.object.flatMap({ Quantity($0) }) {
                let reached = fields["value"]?.object.flatMap { Quantity($0) }
                fields["value"] = onIncrease(increase, reached).map { .object($0.json) }
                fields["increase"] = nil
                origin["value"] = origin["value"] ?? fact
            }
        }
    }

    private mutating func lay(_ fact: Fact) {
        for member in fact.event.data.members where !PlainLaidFields.common.contains(member.name) {
            fields[member.name] = member.value.isNull ? nil : member.value
            origin[member.name] = fact
        }
    }

    func text(_ name: String) -> String? { fields[name]?.string }
    func quantity(_ name: String) -> Quantity? { fields[name]?.object.flatMap { Quantity($0) } }
    func time(_ name: String) -> StatedTime? { text(name).flatMap { try? StatedTime($0) } }
    func objects(_ name: String) -> [JSONObject] { (fields[name]?.array ?? []).compactMap(\.object) }
}

/// Starts and ends of one thing make an interval by `occurred`: whichever happened last holds.
struct PlainInterval {
    let since: Fact?
    let until: Fact?

    var isOpen: Bool { since != nil && until == nil }

    init(starts: [Fact], ends: [Fact]) {
        let steps = (starts.map { ($0, true) } + ends.map { ($0, false) }).sorted { $1.0.happened(after: $0.0) }
        var current: Fact?
        var last: Fact?
        for (fact, isStart) in steps {
            if isStart {
                if last != nil { (current, last) = (nil, nil) }
                current = current ?? fact
            } else {
                last = fact
            }
        }
        (since, until) = (current, last)
    }
}
