import MarketEvents
import Projections

/// What a figure rests on.
struct Support {
    let events: [String]
    /// What `impact explain` is asked for all of it, such as `plans openai-compute:USD`; nil where the events say all.
    var explain: String?
}

/// The events that figures cite, numbered from 1 in the order in which a reader meets them.
struct Citations {
    /// A sum may rest on hundreds of events: so many are linked, those with the largest figures.
    static let mostOfFigure = 6

    private let facts: [String: Fact]
    private(set) var cited: [Fact] = []
    private var numbers: [String: Int] = [:]

    init(_ facts: [String: Fact]) { self.facts = facts }

    struct Reference {
        let number: Int
        let id: String
    }

    /// Gives numbers to what a figure rests on.
    mutating func cite(_ support: Support) {
        for fact in linked(support).shown where numbers[fact.id] == nil {
            cited.append(fact)
            numbers[fact.id] = cited.count
        }
    }

    /// The numbers that stand at a figure, and how many more events it rests on.
    func references(_ support: Support) -> (shown: [Reference], more: Int) {
        let linked = linked(support)
        let shown = linked.shown.compactMap { fact in
            numbers[fact.id].map { Reference(number: $0, id: fact.id) }
        }
        return (shown.sorted { $0.number < $1.number }, linked.leftOut)
    }

    private func linked(_ support: Support) -> SizeOrder.Cut<Fact> {
        let known = events(of: support)
        return SizeOrder.largest(known.sorted { $1.happened(after: $0) }, most: Self.mostOfFigure, size: \.figure)
    }

    /// The events themselves; what was said of them later stands with them.
    private func events(of support: Support) -> [Fact] {
        let known = support.events.compactMap { facts[$0] }
        let own = known.filter { !$0.isEvidence }
        return own.isEmpty ? known : own
    }

    /// "no source" where nobody is named who published any of what a figure rests on.
    func sourceNote(_ support: Support) -> String? {
        let known = events(of: support)
        let without = known.count { sources(of: $0).isEmpty }
        guard without > 0 else { return nil }
        return without == known.count ? "no source" : "in part without a source"
    }

    /// The evidence of an event, its own first, then what came later.
    func sources(of fact: Fact) -> [Evidence] { fact.events.compactMap { facts[$0] }.flatMap(\.event.common.evidence) }

    /// What was said of an event later.
    func laterEvidence(of fact: Fact) -> [Fact] { fact.support.compactMap { facts[$0] }.filter(\.isEvidence) }

    /// Corrections that an event is read with: they are no facts of their own.
    func corrections(of fact: Fact) -> [String] { fact.support.filter { facts[$0] == nil } }
}

extension Fact {
    /// Whether it only says something about another event.
    var isEvidence: Bool { event.type.stream == .target }
}
