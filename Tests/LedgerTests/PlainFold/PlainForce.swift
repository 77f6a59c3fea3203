import CanonicalJSON
import CivilTime
import MarketEvents
import Projections

/// Whether what was started is still in force. Starts and ends make intervals by `occurred`, and what is less sure neither ends
/// nor reopens what is surer.
struct PlainForce {
    /// The first start of the interval that is open, or of the first one.
    let since: Fact?
    /// What ended it; nil while it is in force.
    let end: Fact?
    /// Ends that end nothing, or name another day, and starts that reopen nothing.
    let alsoSaid: [PlainAlsoSaid]

    /// - Parameters: none of them denied, but where nothing else is known of the deal.
    init(starts: [Fact], ends: [Fact]) {
        let effective = ends.filter { end in
            !end.isForecast && starts.contains { end.comes(after: $0) && $0.rank <= end.rank }
        }
        // After a surer end it stays ended.
        let void = starts.filter { start in
            effective.contains { !$0.comes(after: start) && start.rank < $0.rank }
        }
        let voided = Set(void.map(\.id))
        let valid = starts.filter { !voided.contains($0.id) }
        func endings(_ start: Fact) -> [Fact] {
            effective.filter { $0.comes(after: start) && start.rank <= $0.rank }
        }
        let open = valid.filter { endings($0).isEmpty }
        since = (open.isEmpty ? valid : open).min { $1.happened(after: $0) }
        let last = valid.max { $1.happened(after: $0) }
        end = open.isEmpty ? last.map(endings)?.max { $1.wins(over: $0) } : nil
        let named = end
        let others = ends.filter { other in
            guard other.id != named?.id else { return false }
            if let named { return last.map(other.comes) == true && other.occurred.text != named.occurred.text }
            return open.contains { other.comes(after: $0) }
        }
        alsoSaid =
            others.map { PlainAlsoSaid(field: "ended", value: .string($0.occurred.text), fact: $0) }
            + void.map { PlainAlsoSaid(field: "announced", value: .string($0.occurred.text), fact: $0) }
    }
}

extension Fact {
    /// Whether an end ends a start as far as their times go: not one that starts at its end or later.
    fileprivate func comes(after start: Fact) -> Bool {
        guard let begin = start.occurred.start else { return true }
        return begin < occurred.end
    }
}
