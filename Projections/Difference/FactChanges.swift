import CivilTime
import EventLog
import MarketEvents

/// Finds the facts that two selections of a log read differently: among the events of the days, or of the positions, between the
/// two cuts, and what is said of these. However long the log is, it costs what happened between.
struct FactChanges {
    private let runner: ViewRunner
    private let mentions: MentionIndex
    private let head: LogHead
    private let before: Selection
    private let after: Selection
    private(set) var facts = ChangedFacts()
    /// Of views that have a row for each fact, by their names: the rows of facts between the cuts.
    private(set) var rows: [String: RowPair] = [:]
    /// So many events are decoded at once.
    private static let positionsAtOnce = 2_000

    init(_ runner: ViewRunner, _ mentions: MentionIndex, _ head: LogHead, from before: Selection, to after: Selection) {
        (self.runner, self.mentions, self.head, self.before, self.after) = (runner, mentions, head, before, after)
    }

    /// - Parameters:
    ///   - rows: which may rest on prices. These are of many days, and not found by one.
    ///   - projectors: whose rows are wanted.
    mutating func find(
        alsoAmong rows: some Sequence<ViewRow>, rowsOf projectors: [any FactProjector.Type]
    ) throws {
        var positions = try candidates()
        let log = runner.log.rawEvents()
        for id in rows.reduce(into: Set<String>(), { $0.formUnion($1.events) }) {
            _ = try log.withEvent(id: Array(id.utf8)) { event in
                facts.note(event.position, of: id)
                if event.subject.starts(with: MarketOverlay.pricesPrefix.utf8) { positions.insert(event.position) }
            }
        }
        let ordered = positions.sorted()
        for start in stride(from: 0, to: ordered.count, by: FactChanges.positionsAtOnce) {
            try add(ordered[start..<min(start + FactChanges.positionsAtOnce, ordered.count)], projectors)
        }
    }

    /// The events that are named, as people are told of them.
    func responsible(_ ids: Set<String>) throws -> [String: ResponsibleEvent] {
        var found = facts.events.filter { ids.contains($0.key) }
        let missing = ids.filter { found[$0] == nil }
        guard !missing.isEmpty else { return found }
        // A row may rest on an event that says the same under both.
        let subjects = try runner.subjectFacts(mentions, head, after, .facts)
        let log = runner.log.rawEvents()
        for id in missing {
            if let position = try log.withEvent(id: Array(id.utf8), \.position) { try subjects.add(.fact(position)) }
        }
        let read = ChangedFacts(
            from: try runner.history(at: subjects.positions, before),
            to: try runner.history(at: subjects.positions, after))
        found.merge(read.events.filter { missing.contains($0.key) }) { own, _ in own }
        return found
    }

    private mutating func add(_ positions: ArraySlice<Int>, _ projectors: [any FactProjector.Type]) throws {
        let subjects = try runner.subjectFacts(mentions, head, after, .facts)
        for position in positions { try subjects.add(.fact(position)) }
        try addDenials(ofRegistrationsAt: positions, to: subjects)
        let (old, new) = (
            try runner.history(at: subjects.positions, before), try runner.history(at: subjects.positions, after)
        )
        facts.add(from: old, to: new)
        for projector in projectors {
            let name = projector.shape.name
            let (former, present) = (
                projector.rows(of: old.facts, asOf: before.cut.asOf),
                projector.rows(of: new.facts, asOf: after.cut.asOf)
            )
            rows[name, default: ([], [])].before += former
            rows[name, default: ([], [])].after += present
        }
    }

    /// Whom a company belongs to decides what it may deny.
    private func addDenials(ofRegistrationsAt positions: ArraySlice<Int>, to subjects: SubjectFacts) throws {
        let (log, names) = (runner.log.rawEvents(), NamesInEvents())
        var companies: Set<String> = []
        for position in positions {
            try log.forEach(positions: position...position) { event in
                guard event.subject.starts(with: "company/".utf8), event.isRegistration || event.isAboutAnother else {
                    return
                }
                names.forEach(in: event) { kinds, name in
                    if !kinds.isDisjoint(with: [.company, .parent]) { companies.insert(name.string) }
                }
            }
        }
        for company in companies {
            for position in try mentions.positions(of: company, through: head.position) {
                var isDenial = false
                try log.forEach(positions: position...position) {
                    isDenial = $0.type.elementsEqual("evidence.added".utf8)
                }
                if isDenial { try subjects.add(.fact(position)) }
            }
        }
    }

    /// The positions of events that may be in one of the selections only, or be read differently, or say something of such.
    private func candidates() throws -> Set<Int> {
        var (first, second) = (before, after)
        (first.cut, second.cut) = (Cut(), Cut())
        guard first == second, head.position > 0 else { return Set(1..<(head.position + 1)) }
        var found: Set<Int> = []
        if before.cut.asKnown != after.cut.asKnown {
            let ends = try [before, after].map { try $0.cut.asKnown.map(lastPosition) ?? head.position }.sorted()
            found.formUnion((ends[0] + 1)..<(ends[1] + 1))
        }
        for clock in [\Cut.asOf, \Cut.asPublic] where before.cut[keyPath: clock] != after.cut[keyPath: clock] {
            let ends = [before, after].map { $0.cut[keyPath: clock] }
            let last = ends.contains { $0 == nil } ? nil : ends.compactMap { $0 }.max()?.utcDay
            var next = ends.compactMap { $0 }.min()?.utcDay
            while let (day, positions) = try mentions.day(from: next, through: head.position) {
                if let last, day > last { break }
                found.formUnion(positions)
                guard let following = day.adding(days: 1) else { break }
                next = following
            }
        }
        return found
    }

    /// The last position that was recorded by a moment: recording times never decrease.
    private func lastPosition(by moment: Instant) throws -> Int {
        var (low, high) = (0, head.position)
        while low < high {
            let middle = (low + high + 1) / 2
            if let event = try runner.log.event(position: middle), event.recordedTime <= moment {
                low = middle
            } else {
                high = middle - 1
            }
        }
        return low
    }
}
