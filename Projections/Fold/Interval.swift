import CivilTime
import MarketEvents

/// What starts and ends of one thing make, by when they happened and not by when they became known: what happened last holds.
///
/// An end ends every start but those that begin when it is over or later, and none that is surer than it is; a start that is
/// less sure than an end before it reopens nothing. What is expected counts only where nothing surer starts.
struct Interval {
    /// The first start of what is in force now, else of what was in force last.
    let since: LeanFact?
    /// The end of what was in force last; nil while it is in force.
    let until: LeanFact?
    /// How sure it is: the surest start of what is in force, else the end.
    let certainty: Certainty?
    /// Starts and ends that had no effect, and less sure tellings of the end that holds. Each of them once, by id.
    let ineffective: [LeanFact]

    var isOpen: Bool { since != nil && until == nil }

    /// - Complexity: O(*n* log *n*).
    init(starts all: [LeanFact], ends: [LeanFact]) {
        if ends.isEmpty, all.count == 1 {
            (since, until, certainty, ineffective) = (all[0], nil, all[0].certainty, [])
            return
        }
        let expected = Certainty.expected.rank
        let hasSurer = all.contains { $0.rank > expected }
        let starts = hasSurer ? all.filter { $0.rank > expected } : all
        // What ends no start ends nothing, so that nothing has to reopen after it.
        let told = Beginnings(starts)
        let effective = Endings(ends.filter { told.anyIsEnded(by: $0) })
        let holding = starts.filter { !effective.isBlocked($0) }
        let held = Beginnings(holding)
        let open = holding.filter { !effective.areOver($0) }
        var idle = hasSurer ? all.filter { $0.rank <= expected } : []
        idle += starts.filter { effective.isBlocked($0) }
        if let first = open.min(by: { $1.happened(after: $0) }) {
            (since, until) = (first, nil)
            certainty = open.compactMap(\.certainty).max { $0.rank < $1.rank }
            let reopened = Beginnings(open)
            idle += ends.filter { !held.anyIsEnded(by: $0) || reopened.anyBeginsBefore(endOf: $0) }
        } else if let last = holding.max(by: Interval.begins) {
            let end = ends.filter { $0.ends(last) }.max { $1.wins(over: $0) }
            // What an end before it had ended is what was in force another time.
            let former = ends.filter { last.begins(after: $0) && held.anyIsEnded(by: $0) }.map(\.occurred.end).max()
            let together = holding.filter { start in
                former.map { moment in start.occurred.start.map { $0 >= moment } ?? false } ?? true
            }
            (since, until) = (together.min { $1.happened(after: $0) } ?? last, end)
            certainty = end?.certainty
            let rank = end?.rank ?? 0
            idle += ends.filter { !held.anyIsEnded(by: $0) || ($0.ends(last) && $0.rank < rank) }
        } else {
            (since, until, certainty) = (nil, nil, nil)
            idle += ends
        }
        // An end before anything began contradicts nothing.
        let ending = Set(ends.map(\.id))
        ineffective = idle.filter { fact in !ending.contains(fact.id) || told.anyBeginsBefore(endOf: fact) }
            .sorted { $0.id < $1.id }
    }

    /// Whether a start begins before another; one that nobody can date is the earliest.
    private static func begins(_ left: LeanFact, before right: LeanFact) -> Bool {
        if left.occurred.start == right.occurred.start { return right.happened(after: left) }
        guard let later = right.occurred.start else { return false }
        return left.occurred.start.map { $0 < later } ?? true
    }
}

extension Certainty {
    fileprivate static let ranks = (allCases.map(\.rank).max() ?? 0) + 1
}

extension LeanFact {
    /// Whether a start begins when an end is over, or later.
    fileprivate func begins(after end: LeanFact) -> Bool { occurred.start.map { $0 >= end.occurred.end } ?? false }

    /// Whether an end ends a start.
    fileprivate func ends(_ start: LeanFact) -> Bool { start.rank <= rank && !start.begins(after: self) }
}

/// Ends, by how sure they are.
private struct Endings {
    /// The last moment of the ends that are at least as sure.
    private var last = [Instant?](repeating: nil, count: Certainty.ranks)
    /// The first moment of the ends that are surer.
    private var first = [Instant?](repeating: nil, count: Certainty.ranks)

    init(_ ends: [LeanFact]) {
        for end in ends {
            let moment = end.occurred.end
            for rank in 0...end.rank { last[rank] = max(last[rank] ?? moment, moment) }
            for rank in 0..<end.rank { first[rank] = min(first[rank] ?? moment, moment) }
        }
    }

    /// Whether some end ends a start.
    func areOver(_ start: LeanFact) -> Bool {
        guard let moment = last[start.rank] else { return false }
        return start.occurred.start.map { $0 < moment } ?? true
    }

    /// Whether a surer end stands before a start.
    func isBlocked(_ start: LeanFact) -> Bool {
        guard let moment = first[start.rank], let begin = start.occurred.start else { return false }
        return moment <= begin
    }
}

/// Starts, by how sure they are.
private struct Beginnings {
    /// The first moment of the starts that are at most as sure.
    private var first = [Instant?](repeating: nil, count: Certainty.ranks)
    private static let never = Instant(seconds: .min)

    init(_ starts: [LeanFact]) {
        for start in starts {
            let moment = start.occurred.start ?? Beginnings.never
            for rank in start.rank..<Certainty.ranks { first[rank] = min(first[rank] ?? moment, moment) }
        }
    }

    /// Whether an end ends one of them.
    func anyIsEnded(by end: LeanFact) -> Bool { first[end.rank].map { $0 < end.occurred.end } ?? false }

    /// Whether one of them begins before an end is over, however sure it is.
    func anyBeginsBefore(endOf end: LeanFact) -> Bool {
        first[Certainty.ranks - 1].map { $0 < end.occurred.end } ?? false
    }
}
