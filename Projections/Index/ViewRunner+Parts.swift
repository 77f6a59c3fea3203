import EventLog
import MarketEvents

/// A part of some views, with the facts behind it.
///
/// The rows that it was asked for are those of the whole. Rows of others may stand beside them, folded of too few events.
package struct ViewPart {
    package let views: [ViewResult]
    package let history: EffectiveHistory
}

/// Questions about one thing, which cost what that thing costs, however long the log is.
extension ViewRunner {
    /// What a row of a view rests on, and what its figures are explained from.
    ///
    /// - Parameter key: of the row, or its beginning up to a mark between its parts; or an event's id or position.
    package func part(
        behind key: String, in projectors: [any Projector.Type], _ selection: Selection
    ) throws -> ViewPart {
        var subjects = try subjects(named: key)
        for case let derived as any DerivedProjector.Type in projectors {
            let named = try rows(of: derived, selection).rows.filter { $0.key == key || $0.key.hasPrefix(key + "@") }
            for event in Set(named.flatMap(\.events)) {
                if let place = try log.rawEvents().withEvent(id: Array(event.utf8), \.position) {
                    subjects.append(.fact(place))
                }
            }
        }
        return try part(of: projectors, selection, subjects)
    }

    /// The rows that name a company, in any role, with the facts that they rest on and all others that touch it.
    package func part(
        naming company: String, in projectors: [any Projector.Type], _ selection: Selection
    ) throws -> ViewPart {
        try log.snapshot {
            let views = try projectors.map { try rows(of: $0, selection, naming: company) }
            let known = try withMentions { mentions, head in
                let facts = try subjectFacts(mentions, head, selection, .full)
                try facts.add(.company(company))
                for row in views.lazy.flatMap(\.rows) {
                    for event in row.events { try facts.add(streamOf: event) }
                }
                let touching = try TouchingEvents(company, log.rawEvents(), mentions, through: head.position)
                    .positions()
                for position in touching { try facts.add(.fact(position)) }
                return try history(at: facts.positions, selection)
            }
            return ViewPart(views: views, history: known)
        }
    }

    /// A row of another company's sums, which names this one, rests on all that the other has a part in.
    private func subject(naming company: String, in projectors: [any Projector.Type]) -> SubjectFacts.Subject {
        projectors.contains { ($0 as? any CompanyProjector.Type)?.namesOthers ?? false }
            ? .circle(company) : .company(company)
    }

    /// The rows of a view that name a company, in any role; of a chronicle of all events those of what touches it. Those of the whole
    /// ledger are found in the views file, without reading the others.
    package func rows(
        of projector: any Projector.Type, _ selection: Selection, naming company: String
    ) throws -> ViewResult {
        if let derived = projector as? any DerivedProjector.Type {
            return try rows(of: derived, selection, naming: company)
        }
        if projector is any LogProjector.Type {
            return try rows(of: projector, selection).keeping { $0.names(company, projector.shape) }
        }
        // Of a row that is an event as such all that touch the company are meant.
        if let facts = projector as? any FactProjector.Type, facts.types == nil {
            return try rows(of: facts, selection, touching: company)
        }
        guard selection.isWhole, let store, !(projector is any HistoryProjector.Type) else {
            let part = try part(
                of: [projector], selection, [subject(naming: company, in: [projector])],
                decodesFacts: projector is any HistoryProjector.Type, SubjectFacts.Reach(of: [projector]))
            return try part.views.first.map { $0.keeping { $0.names(company, projector.shape) } }
                ?? rows(of: projector, selection)
        }
        while true {
            let (subjects, indexed) = try storedSubjects(of: projector, naming: company, in: store)
            let result = try whenCurrent(store, projector) { head in
                ViewResult(
                    shape: projector.shape, rows: try store.rows(projector.shape, at: subjects), head: head,
                    parked: try store.parked(of: projector.shape.name))
            }
            // Events that came between the two may have brought rows elsewhere.
            if result.head == indexed { return result.keeping { $0.names(company, projector.shape) } }
        }
    }

    /// Where rows of a view may stand that name a company.
    private func storedSubjects(
        of projector: any Projector.Type, naming company: String, in store: ViewStore
    ) throws -> (places: Set<Int>, head: LogHead) {
        try withMentions { mentions, head in
            let (reader, names, folder) = (log.rawEvents(), NamesInEvents(), SubjectFolder([projector], Selection()))
            var groups: Set<String> = [company]
            var places: Set<Int> = []
            var targets: Set<[UInt8]> = []
            func take(_ event: RawEvent) {
                guard let subject = Bytes(event.subject) else { return }
                let category = StreamCategory(ofStream: subject)
                if category == .stock {
                    // What was said of a share is a row by itself.
                    places.insert(Subject.place(ofEvent: event.position))
                    if event.isAboutAnother, let target = Bytes(event.data)?.member("target")?.plainText {
                        targets.insert(target.array)
                    }
                } else if category.map({ $0 == .company || folder.folds($0) }) ?? false {
                    if let key = subject.keyOfStream { groups.insert(key.string) }
                    names.forEach(in: event) { _, name in groups.insert(name.string) }
                }
            }
            for name in try store.companyNames().companies(named: company) {
                for position in try mentions.positions(of: name, through: head.position) {
                    try reader.forEach(positions: position...position, take)
                }
                try reader.forEach(inStream: Array("company/\(name)".utf8), through: head.position, take)
            }
            for target in targets {
                try reader.withEvent(id: target) { _ = places.insert(Subject.place(ofEvent: $0.position)) }
            }
            for group in groups { places.formUnion(Subject.places(ofGroup: group)) }
            return (places, head)
        }
    }

    /// - Parameter decodesFacts: whether somebody asks for the facts: to decode one takes longer than to fold it.
    private func part(
        of projectors: [any Projector.Type], _ selection: Selection, _ subjects: [SubjectFacts.Subject],
        decodesFacts: Bool = true, _ reach: SubjectFacts.Reach = .full
    ) throws -> ViewPart {
        let part = try withMentions { mentions, head in
            let facts = try subjectFacts(mentions, head, selection, reach)
            for subject in subjects { try facts.add(subject) }
            let positions = facts.positions
            let known = try history(at: decodesFacts ? positions : [], selection)
            let followed = projectors.filter { $0.isFoldedBySubject || $0 is any HistoryProjector.Type }
            return ViewPart(
                views: try fold(
                    followed, selection, head, known, EventsAtPositions(positions, of: log.rawEvents()), mentions),
                history: known)
        }
        let folded = Dictionary(uniqueKeysWithValues: part.views.map { ($0.shape.name, $0) })
        return ViewPart(
            views: try projectors.map { try folded[$0.shape.name] ?? rows(of: $0, selection) }, history: part.history)
    }

    func subjectFacts(
        _ mentions: MentionIndex, _ head: LogHead, _ selection: Selection, _ reach: SubjectFacts.Reach
    ) throws -> SubjectFacts {
        try SubjectFacts(log.rawEvents(), mentions, through: head.position, rollsUp: selection.rollUp, reach: reach)
    }

    func history(at positions: [Int], _ selection: Selection) throws -> EffectiveHistory {
        let register = selection.rollUp ? try companies(selection) : CompanyRegister()
        return EffectiveHistory(of: try positions.compactMap { try log.event(position: $0) }, under: selection) {
            register.topParent(of: $0)
        }
    }

    /// What a key may be the key of: a deal, right or plan, companies, an event.
    private func subjects(named key: String) throws -> [SubjectFacts.Subject] {
        let event =
            try Int(key).flatMap { try log.event(position: $0)?.envelope.id }
            ?? key.split(separator: " ").last
            .flatMap { try log.contains(id: String($0)) ? String($0) : nil }
        if let event { return [.event(event)] }
        let names = key.prefix { $0 != "@" }.split(separator: ":").map(String.init)
        guard let first = names.first else { return [] }
        return [.deal(first), .plan(first), .stream("right/" + first)] + names.map { .company($0) }
    }

    /// The events that name another one.
    package func positions(mentioningEvent id: String) throws -> [Int] { try positions(mentioning: id) }

    /// The events of a type.
    package func positions(ofType type: String) throws -> [Int] { try positions(mentioning: type) }

    private func positions(mentioning name: String) throws -> [Int] {
        try withMentions { mentions, head in try mentions.positions(of: name, through: head.position) }
    }
}

extension ViewResult {
    package func keeping(_ isWanted: (ViewRow) throws -> Bool) rethrows -> ViewResult {
        ViewResult(shape: shape, rows: try rows.filter(isWanted), head: head, parked: parked)
    }
}
