import CanonicalJSON
import CivilTime
import EventLog
import MarketEvents
import Projections

/// Reads what an event does to the rows of its stream.
struct EffectReading {
    private let event: RecordedEvent
    private let effect: StreamEffect
    /// What the event says; nil for corrections and retractions.
    let fact: Fact?
    private let parent: (String) throws -> String

    /// - Parameter parent: the company that a unit belongs to, asked only where tellings name different parties.
    init(_ event: RecordedEvent, _ effect: StreamEffect, parent: @escaping (String) throws -> String) {
        (self.event, self.effect, self.parent) = (event, effect, parent)
        fact = effect.facts.first { $0.id == event.envelope.id }
    }

    /// In the order in which they are told: what changes, what stands beside it, what that means, what it resembles.
    func notes() throws -> [AppendNote] {
        let changes = effect.difference.changes.flatMap(changes)
        let beside = try effect.difference.changes.flatMap(besides)
        var notes = changes + beside + ofTotals + ofChanges
        if effect.stands.isEmpty, effect.stood.isEmpty {
            if !isStart { notes.append(.startsNothing) }
        } else if changes.isEmpty, !effect.stood.isEmpty, hasEffects {
            notes.append(.hasNoEffect)
        }
        return notes + resemblances
    }

    /// The deal that the event announces, where it is new or is worth something else now, and its row.
    func dealInNewLight(by notes: [AppendNote]) -> (deal: String, row: ViewRow)? {
        guard let fact, case .dealAnnounced(let deal) = fact.event.content, let row = effect.stands.first,
            row.events.contains(fact.id)
        else { return nil }
        let amounts = ["total", "capacity"].compactMap { effect.shape.index(of: $0) }
        let stood = effect.stood.first
        guard amounts.contains(where: { row.cells[$0] != .missing && row.cells[$0] != stood?.cells[$0] }) else {
            return nil
        }
        let isOfOthers = notes.contains { if case .isOfOthers = $0 { true } else { false } }
        return isOfOthers ? nil : (deal, row)
    }

    /// Whether the event says that there is something.
    private var isStart: Bool {
        ["deal.announced", "right.granted", "plan.stated", "dependency.stated"].contains(event.envelope.type)
    }

    /// Whether one asks of such an event what it changes.
    private var hasEffects: Bool {
        switch fact?.event.content {
        case .dealLinked(_, _, let relation): ["same-as", "part-of", "replaces"].contains(relation)
        case .evidenceAdded(_, let stance, _): stance != "supports"
        case .eventReviewed, .other: false
        default: true
        }
    }

    // MARK: figures

    private func changes(_ change: ViewDifference.Change) -> [AppendNote] {
        let row =
            effect.stands.contains { $0.key == change.key } || effect.stood.contains { $0.key == change.key }
            ? nil : change.key
        guard let after = change.after else { return [.removes(row: change.key)] }
        guard let before = change.before else { return [] }
        var notes: [AppendNote] = []
        var changed: Set<String> = []
        for index in change.columns {
            let name = effect.shape.columns[index].name
            guard !StreamEffect.passedOver.contains(name) else { continue }
            changed.insert(name)
            notes.append(.changes(row: row, figure: name, before: before.cells[index], after: after.cells[index]))
        }
        // Where all of it counts elsewhere or no more, that says enough.
        guard changed.isDisjoint(with: ["ended", "countedIn"]), !isDenied(after), !isDenied(before) else {
            return notes
        }
        let units = amounts(before).keys + amounts(after).keys.filter { amounts(before)[$0] == nil }
        for unit in units.sorted() {
            let (old, new) = (amounts(before)[unit], amounts(after)[unit])
            notes += strengths(old, new, changed).map { name, before, after in
                .changes(row: row, figure: name, before: Cell(before), after: Cell(after))
            }
        }
        return notes
    }

    private func isDenied(_ row: ViewRow) -> Bool { row.cell("certainty", of: effect.shape).text == "denied" }

    private func amounts(_ row: ViewRow) -> [String: JSONObject] {
        let entries = row.cell("amounts", of: effect.shape).list.compactMap(\.object)
        return Dictionary(entries.map { ($0["unit"]?.string ?? "", $0) }) { first, _ in first }
    }

    /// How much counts as what; where nothing changes in that, how sure how much is.
    private func strengths(
        _ old: JSONObject?, _ new: JSONObject?, _ changed: Set<String>
    ) -> [(name: String, before: Quantity?, after: Quantity?)] {
        func entries(_ object: JSONObject?, _ list: String, _ name: String) -> [String: Quantity] {
            let entries = object?[list]?.array?.compactMap(\.object) ?? []
            return entries.reduce(into: [:]) { found, entry in
                if let key = entry[name]?.string { found[key] = entry["amount"]?.object.flatMap { Quantity($0) } }
            }
        }
        for (list, name) in [("byCommitment", "commitment"), ("byCertainty", "certainty")] {
            let (before, after) = (entries(old, list, name), entries(new, list, name))
            guard before != after else { continue }
            // All of it as before: the total says it.
            let isTold = !changed.isDisjoint(with: ["total", "capacity", "commitment", "certainty"])
            if isTold, before.count <= 1, after.count <= 1 { return [] }
            return Set(before.keys).union(after.keys).sorted().compactMap { key in
                before[key] == after[key] ? nil : (key, before[key], after[key])
            }
        }
        return []
    }

    // MARK: what stands beside

    private struct Saying: Hashable {
        let field: String
        let event: String
        let value: String

        init?(_ entry: JSONObject) {
            guard let field = entry["field"]?.string, let event = entry["event"]?.string else { return nil }
            (self.field, self.event, value) = (field, event, (entry["value"] ?? .null).canonicalText)
        }
    }

    private func besides(_ change: ViewDifference.Change) throws -> [AppendNote] {
        guard let before = change.before, let after = change.after else { return [] }
        let stood = Set(before.cell("alsoSaid", of: effect.shape).list.compactMap { $0.object.flatMap(Saying.init) })
        let said = after.cell("alsoSaid", of: effect.shape).list.compactMap(\.object)
        let new = said.filter { Saying($0).map { !stood.contains($0) } ?? false }
        var notes: [AppendNote] = []
        var strangers: Set<String> = []
        for entry in new {
            guard let id = entry["event"]?.string, let field = entry["field"]?.string, !strangers.contains(id) else {
                continue
            }
            if try isStranger(id, field, entry["value"]?.string, in: after) { strangers.insert(id) }
        }
        for id in strangers.sorted() {
            let parties = ["buyer", "supplier"].map { after.cell($0, of: effect.shape).text ?? "" }
            notes.append(
                id == event.envelope.id ? .isOfOthers(buyer: parties[0], supplier: parties[1]) : .setsAside(event: id))
        }
        let left = new.filter { entry in !(entry["event"]?.string.map(strangers.contains) ?? true) }
        let (own, displaced) = (
            left.filter { $0["event"]?.string == event.envelope.id },
            left.filter { $0["event"]?.string != event.envelope.id }
        )
        for entry in own + displaced.prefix(EffectReading.mostDisplaced) {
            guard let field = entry["field"]?.string, let id = entry["event"]?.string else { continue }
            notes.append(
                .standsBeside(
                    AppendNote.Beside(
                        field: field, said: entry["value"] ?? .null,
                        stands: after.cell(field == "value" ? "total" : field, of: effect.shape),
                        reason: reason(field, id), event: id == event.envelope.id ? nil : id)))
        }
        let further = displaced.count - EffectReading.mostDisplaced
        return notes + (further > 0 ? [.displacesFurther(further)] : [])
    }

    private static let mostDisplaced = 5

    /// Whether an announcement names another party than the row does: a unit and its parent are one.
    private func isStranger(_ id: String, _ field: String, _ said: String?, in row: ViewRow) throws -> Bool {
        guard field == "buyer" || field == "supplier", let said, let holds = row.cell(field, of: effect.shape).text,
            effect.facts.contains(where: { $0.id == id && $0.event.type.name == "deal.announced" })
        else { return false }
        return try parent(said) != parent(holds)
    }

    private static let intervalFields: Set = ["announced", "ended", "from", "since", "until"]

    private func reason(_ field: String, _ id: String) -> AppendNote.Beside.Reason {
        guard let own = effect.facts.first(where: { $0.id == id }) else { return .outdone }
        if own.isDenied { return .denied }
        let rivals = effect.facts.lazy.filter { other in
            guard other.id != id, other.subject == own.subject, !other.isDenied else { return false }
            return EffectReading.intervalFields.contains(field)
                ? other.event.type.name.hasSuffix(".ended") || EffectReading.starts(other)
                : other.event.data[field] != nil
        }
        if rivals.contains(where: { own.rank < $0.rank }) { return .lessSure }
        return own.certainty == .expected ? .expected : .outdone
    }

    private static func starts(_ fact: Fact) -> Bool {
        switch fact.event.content {
        case .dealAnnounced, .rightGranted, .planStated, .dependencyStated: true
        default: false
        }
    }

    // MARK: totals and changes

    private struct Change {
        let fact: Fact
        let amount: Quantity
        let day: CivilDay
        let amendment: String?

        init?(_ fact: Fact) {
            guard case .dealAmended(_, let increase?) = fact.event.content, !fact.isDenied,
                let day = fact.occurred.lastDay
            else { return nil }
            (self.fact, amount, self.day) = (fact, increase, day)
            amendment = fact.event.data["amendment"]?.string
        }

        /// What tells changes apart: what they are called, else their day.
        func isOne(with other: Change) -> Bool {
            amendment == nil && other.amendment == nil ? day == other.day : amendment == other.amendment
        }

        func isIn(_ unit: MeasureUnit) -> Bool { amount.unit.sumUnit.unit == unit.sumUnit.unit }
    }

    private var others: [Change] {
        effect.facts.filter { $0.id != event.envelope.id && $0.subject == fact?.subject }.compactMap(Change.init)
    }

    /// Of a total that counts or supports what counts: the changes that are in it.
    private var ofTotals: [AppendNote] {
        guard let fact, !fact.isDenied, let row = effect.stands.first, let day = fact.occurred.lastDay else {
            return []
        }
        switch fact.event.content {
        case .dealAnnounced, .dealAmended: break
        default: return []
        }
        let lost = row.cell("alsoSaid", of: effect.shape).list.compactMap { $0.object.flatMap(Saying.init) }
            .filter { $0.event == fact.id }.map(\.field)
        let totals = ["value", "capacity"].filter { !lost.contains($0) }
            .compactMap { fact.event.data[$0]?.object.flatMap { Quantity($0) } }
        let isContaining = totals.contains { total in
            others.contains { $0.day <= day && $0.isIn(total.unit) && $0.fact.certainty != .expected }
        }
        return isContaining ? [.contains(through: day)] : []
    }

    /// Of a change: another telling of it, and the total that it is in.
    private var ofChanges: [AppendNote] {
        guard let own = fact.flatMap(Change.init) else { return [] }
        var notes: [AppendNote] = []
        if let same = others.first(where: { $0.isOne(with: own) && $0.isIn(own.amount.unit) }) {
            notes.append(.repeats(event: same.fact.id, day: same.day))
        }
        for entry in effect.stands.first?.cell("composition", of: effect.shape).list.compactMap(\.object) ?? []
        where entry["kind"]?.string == "total" {
            guard let amount = entry["amount"]?.object.flatMap({ Quantity($0) }), own.isIn(amount.unit),
                let id = entry["event"]?.string, let base = effect.facts.first(where: { $0.id == id }),
                let day = base.occurred.lastDay, own.day <= day
            else { continue }
            notes.append(.isContained(event: id, day: day))
        }
        return notes
    }

    private static let fortnight = 14

    private var resemblances: [AppendNote] {
        guard let own = fact.flatMap(Change.init) else { return [] }
        return others.filter { other in
            // Whoever has named both knows that they are two.
            !other.isOne(with: own) && (own.amendment == nil || other.amendment == nil)
                && abs(own.day.daysSinceEpoch - other.day.daysSinceEpoch) <= EffectReading.fortnight
                && own.amount.isNearly(other.amount)
        }.map {
            .resemblesChange(
                event: $0.fact.id, day: $0.day, amount: $0.amount, amendment: own.amendment ?? $0.amendment)
        }
    }
}
