import CivilTime
import EventLog
import MarketEvents

/// Rows in the order in which things happened, as far as they are asked for.
extension ViewRunner {
    /// The rows of a view whose rows are single facts, by key: days are read one after the other, so that no more than a few are in
    /// memory.
    ///
    /// - Parameters:
    ///   - since: nothing that was over before is of interest; nil for all.
    ///   - body: whether there may be more.
    func forEachRow(
        of projector: any FactProjector.Type, _ selection: Selection, since: Instant?, _ mentions: MentionIndex,
        _ head: LogHead, _ body: (ViewRow) throws -> Bool
    ) throws {
        // A correction may say that one of these happened on another day.
        let wanted = try projector.types.map { types in
            try types.union(["event.corrected"]).reduce(into: Set<Int>()) {
                try $0.formUnion(mentions.positions(of: $1, through: head.position))
            }
        }
        var next = since?.utcDay
        var most = ViewRunner.positionsAtOnce
        while true {
            var days: Set<CivilDay> = []
            var positions: [Int] = []
            while positions.count < most, let (day, own) = try mentions.day(from: next, through: head.position) {
                days.insert(day)
                positions += own.filter { wanted?.contains($0) ?? true }
                next = day.adding(days: 1)
                if next == nil { break }
            }
            guard !days.isEmpty else { return }
            if let since { positions = try self.positions(positions, notOverBy: since) }
            for row in try rows(of: projector, selection, mentions, head, on: days, positions) {
                guard try body(row) else { return }
            }
            guard next != nil else { return }
            // Who reads on reads more at once.
            most = min(2 * most, ViewRunner.mostPositionsAtOnce)
        }
    }

    private static let positionsAtOnce = 64
    private static let mostPositionsAtOnce = 4_096

    /// Without the events that were over before, as they were recorded: one that a correction says to be later is found by this.
    /// A day with the end of a month or a quarter may have thousands of them.
    private func positions(_ positions: [Int], notOverBy since: Instant) throws -> [Int] {
        let (reader, moments) = (log.rawEvents(), MomentReader())
        return try positions.filter { position in
            var isWanted = true
            try reader.forEach(positions: position...position) { event in
                guard !event.isAboutAnother, let time = Bytes(event.occurred ?? event.time) else { return }
                isWanted = !(moments.moment(time)?.isOver(by: since) ?? false)
            }
            return isWanted
        }
    }

    /// The rows of the facts that touch a company.
    func rows(
        of projector: any FactProjector.Type, _ selection: Selection, touching company: String
    ) throws -> ViewResult {
        try withMentions { mentions, head in
            let positions = try TouchingEvents(company, log.rawEvents(), mentions, through: head.position).positions()
            let facts = try history(ofFactsAt: positions, selection, mentions, head).facts.touching(company)
            return ViewResult(
                shape: projector.shape, rows: projector.rows(of: facts, asOf: selection.cut.asOf), head: head)
        }
    }

    /// The facts of some streams, and the links of other deals with those among them; with all that decides how they are read.
    package func facts(
        ofStreams streams: [String], _ selection: Selection
    ) throws -> (history: EffectiveHistory, facts: [Fact]) {
        try withMentions { mentions, head in
            let subjects = try subjectFacts(mentions, head, selection, .facts)
            for stream in streams {
                try subjects.add(.stream(stream))
                guard stream.hasPrefix("deal/") else { continue }
                for position in try mentions.positions(
                    of: String(stream.dropFirst("deal/".utf8.count)), through: head.position)
                {
                    try subjects.add(.fact(position))
                }
            }
            let history = try history(at: subjects.positions, selection)
            let facts = history.facts.filter { fact in
                if case .dealLinked(_, let other, _) = fact.event.content, streams.contains("deal/" + other) {
                    return true
                }
                return streams.contains(fact.subject)
            }
            return (history, facts)
        }
    }

    /// The rows of a view that has some types of facts only: what they are made of is found by these.
    func rows(
        of projector: any FactProjector.Type, _ selection: Selection, ofTypes types: Set<String>
    ) throws -> ViewResult {
        try withMentions { mentions, head in
            let positions = try types.flatMap { try mentions.positions(of: $0, through: head.position) }
            let facts = try history(ofFactsAt: positions, selection, mentions, head).facts
            return ViewResult(
                shape: projector.shape, rows: projector.rows(of: facts, asOf: selection.cut.asOf), head: head)
        }
    }

    /// The facts of some positions, with all that decides how they are read.
    private func history(
        ofFactsAt positions: [Int], _ selection: Selection, _ mentions: MentionIndex, _ head: LogHead
    ) throws -> EffectiveHistory {
        let subjects = try subjectFacts(mentions, head, selection, .facts)
        for position in positions { try subjects.add(.fact(position)) }
        return try history(at: subjects.positions, selection)
    }

    /// The rows of the facts that happened on some days.
    ///
    /// - Parameter positions: of all events that say so of a fact, among others.
    private func rows(
        of projector: any FactProjector.Type, _ selection: Selection, _ mentions: MentionIndex, _ head: LogHead,
        on days: Set<CivilDay>, _ positions: [Int]
    ) throws -> [ViewRow] {
        let facts = try history(ofFactsAt: positions, selection, mentions, head).facts.filter {
            $0.occurred.end.utcDay.map(days.contains) ?? false
        }
        return projector.rows(of: facts, asOf: selection.cut.asOf)
    }
}
