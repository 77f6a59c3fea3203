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

extension OutputOptions {
    /// Tells a person what would make an event more useful, each with the option that gives it. Programs know what they leave out.
    ///
    /// - Parameter position: of the event; nil where it was not written.
    func note(gaps: [EventGap], in position: Int?) {
        guard !gaps.isEmpty, StandardStreams.arePersonal else { return }
        for gap in gaps { note(gap.words) }
        guard let position else { return }
        note(
            "to add it: impact correct \(position) \(gaps.map(\.correction).joined(separator: " ")) --reason completed")
    }
}

extension EventGap {
    /// One line.
    fileprivate var words: String {
        switch self {
        case .source: "no source, and marked so in reports: --publisher NAME, with --title, --url and --quote"
        case .occurred: "no date, so that it happened now: --occurred 2025-11-03, or 2025-Q3, or ../2025-11-03"
        case .certainty:
            "nothing says how sure it is, so that it is reported: --certainty confirmed (by a party, a filing) or expected (a "
                + "forecast)"
        case .published(let over): "public only when \(over) was over: --published says when it first was"
        }
    }

    /// What gives it to an event that stands already.
    fileprivate var correction: String {
        switch self {
        case .source: "evidence.NAME.url=ADDRESS"
        case .occurred: "--occurred WHEN"
        case .certainty: "certainty=WORD"
        case .published: "--published WHEN"
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
        case .tellsAgain(let event, let occurred, let said, let certainty):
            let words = [said?.grouped, certainty?.rawValue].compactMap(\.self).joined(separator: ", ")
            return "tells again what \(event) says of \(occurred.text)\(words.isEmpty ? "" : " (\(words))"): "
                + "both stand side by side"
        case .sharesName(let company, let name):
            return "resembles \(company), \(name): where they are one company, use that id"
        case .resemblesOther(let kind, let id, let said):
            return "resembles the \(kind) \(id)\(said.map { ", \($0.grouped)" } ?? "") of the same "
                + "\(kind == "plan" ? "company" : "parties"); if they are one \(kind): say \(kind)=\(id)"
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
