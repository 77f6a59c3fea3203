import MarketEvents
import Projections

/// When something is in force, in words: every start is held against every end.
struct PlainInterval {
    private(set) var since: Fact?
    private(set) var until: Fact?
    private(set) var certainty: Certainty?
    private(set) var ineffective: [Fact] = []

    var isOpen: Bool { since != nil && until == nil }

    private static func isBefore(_ end: Fact, _ start: Fact) -> Bool {
        start.occurred.start.map { end.occurred.end <= $0 } ?? false
    }

    private static func ends(_ end: Fact, _ start: Fact) -> Bool {
        end.rank >= start.rank && !isBefore(end, start)
    }

    init(starts all: [Fact], ends: [Fact]) {
        let surer = all.filter { $0.rank > Certainty.expected.rank }
        let starts = surer.isEmpty ? all : surer
        let effective = ends.filter { end in starts.contains { Self.ends(end, $0) } }
        // What is less sure than an end before it reopens nothing.
        let holding = starts.filter { start in
            !effective.contains { Self.isBefore($0, start) && $0.rank > start.rank }
        }
        let open = holding.filter { start in !ends.contains { Self.ends($0, start) } }
        let idle: [Fact]
        if !open.isEmpty {
            since = open.min { $1.happened(after: $0) }
            certainty = open.compactMap(\.certainty).max { $0.rank < $1.rank }
            idle = ends.filter { end in
                !holding.contains { Self.ends(end, $0) } || open.contains { !Self.isBefore(end, $0) }
            }
        } else {
            let last = holding.max { left, right in
                switch (left.occurred.start, right.occurred.start) {
                case (let first, let second) where first == second: right.happened(after: left)
                case (_, nil): false
                case (nil, _): true
                case (let first?, let second?): first < second
                }
            }
            guard let last else {
                ineffective = ends.filter { end in starts.contains { !Self.isBefore(end, $0) } } + all
                return
            }
            until = ends.filter { Self.ends($0, last) }.max { $1.wins(over: $0) }
            certainty = until?.certainty
            let former = ends.filter { end in
                Self.isBefore(end, last) && holding.contains { Self.ends(end, $0) }
            }
            since =
                holding.filter { start in former.allSatisfy { Self.isBefore($0, start) } }
                .min { $1.happened(after: $0) } ?? last
            let rank = until?.rank ?? 0
            idle = ends.filter { end in
                !holding.contains { Self.ends(end, $0) } || (Self.ends(end, last) && end.rank < rank)
            }
        }
        // An end before anything began contradicts nothing.
        ineffective =
            idle.filter { end in starts.contains { !Self.isBefore(end, $0) } }
            + all.filter { start in !holding.contains { $0.id == start.id } }
    }
}
