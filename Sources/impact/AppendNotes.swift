import CanonicalJSON
import EventLog
import Ledger
import MarketEvents
import Projections
import Reports

extension OutputOptions {
    /// Says what an event does to what stood before it, and what it resembles.
    ///
    /// - Parameter tried: the event where it was not written.
    func note(effectOf id: String, tried: RecordedEvent?, in ledger: Ledger) {
        guard !quiet else { return }
        do {
            guard let event = try tried ?? ledger.log.event(id: id.lowercased()) else { return }
            for told in try ledger.notes(on: event) { note(told.words) }
        } catch {
            // What was appended stands, whatever is wrong with what was there before.
            note("what it changes cannot be told: \(error)")
        }
    }
}

extension AppendNote {
    /// One line.
    fileprivate var words: String {
        switch self {
        case .changes(let row, let figure, let before, let after):
            let name = [row, TextTable.heading(figure)].compactMap { $0 }.joined(separator: " ")
            let (old, new) = (AppendNote.text(before, figure), AppendNote.text(after, figure))
            // Of a list more may change than is shown of it.
            return old == new ? "changes \(name)" : "changes \(name) \(old) -> \(new)"
        case .removes(let row): return "\(row) is no more: nothing says that there is such a thing"
        case .standsBeside(let beside): return beside.words
        case .displacesFurther(let count): return "\(count) more of what was said stand beside it"
        case .isOfOthers(let buyer, let supplier):
            return "has no effect: under this id \(buyer) is the buyer and \(supplier) the supplier; "
                + "give a deal of others an id of its own"
        case .setsAside(let event): return "sets \(event) aside: it names other parties under this id"
        case .contains(let day): return "contains the changes up to \(day)"
        case .isContained(let event, let day): return "is contained in the total of \(day) (\(event))"
        case .repeats(let event, let day): return "tells the change of \(day) again (\(event)): it counts once"
        case .startsNothing: return "has no effect yet: nothing says that there is such a thing"
        case .hasNoEffect: return "changes nothing of what stood"
        case .resemblesChange(let event, let day, let amount, let amendment):
            return "resembles the change \(amount.grouped) of \(day) (\(event)): "
                + "say amendment=\(amendment ?? "NAME") in both if they are one change"
        case .resemblesDeal(let deal, let other, let amount):
            return "resembles \(other), \(amount.grouped) of the same two parties; if they are one deal: "
                + "impact append deal.linked deal=\(deal) other=\(other) relation=same-as"
        case .leavesSplitOpen(let count, let split):
            return
                "no market value rests on the count of \(count): whether the split of \(split) is in it nothing says; "
                + "say splitsThrough=DAY, the day up to which splits are in the count"
        case .resemblesFurther(let count): return "resembles \(count) more deals of the same two parties"
        }
    }

    fileprivate static func text(_ cell: Cell, _ name: String) -> String {
        let text = TextTable.text(of: cell, name: name)
        return text.isEmpty ? "none" : text
    }
}

extension AppendNote.Beside {
    fileprivate var words: String {
        let (said, stands) = (text(said), AppendNote.text(stands, field))
        let saying = [field, stands == "none" ? said : "\(stands) -> \(said)"].joined(separator: " ")
        let whose = event.map { " (\($0))" } ?? ""
        let reason =
            switch reason {
            case .lessSure: "less sure, "
            case .expected: "only expected, "
            case .denied: "denied, "
            case .outdone: ""
            }
        return "\(saying)\(whose): \(reason)stands beside it"
    }

    private func text(_ value: JSONValue) -> String {
        value.isNull ? "none" : value.object.flatMap { Quantity($0) }?.grouped ?? value.string ?? value.canonicalText
    }
}
