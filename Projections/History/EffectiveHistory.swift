import CanonicalJSON
import CivilTime
import EventLog
import MarketEvents

/// The facts of a log under a selection. Corrections, retractions and later evidence are applied here, before projectors see
/// anything: no projector has a branch for them.
package struct EffectiveHistory {
    /// In the order of positions.
    package private(set) var facts: [Fact] = []
    /// Splits that the cut leaves out, which take back the adjustment of prices that it admits.
    package private(set) var splitsBeyondCut: [Fact] = []
    /// Events of types that this program does not know, by type.
    package private(set) var unknown: [String: Int] = [:]
    /// Corrections and retractions that hold, for the timeline: by the target's id.
    package private(set) var changes: [RecordedEvent] = []
    /// The companies as the cut knows them. One that was registered later only is known as it was first registered.
    package private(set) var companies = CompanyRegister()
    /// Of undisclosed companies.
    private(set) var identities = Identities([])
    /// For each of the facts, the stream that it stands in.
    private var streams: [String] = []
    /// Who wrote each event and its reading, where reviews are asked for.
    private var writers: [String: [String]] = [:]

    private struct Decoded {
        let recorded: RecordedEvent
        let event: MarketEvent
    }

    private struct Registration {
        let content: CompanyRegistered
        let occurred: StatedTime
        let isAdmitted: Bool
        let events: [String]
    }

    /// - Parameters:
    ///   - events: the whole log in the order of positions. Those recorded after `asKnown` are passed over.
    ///   - parent: the company that one rolls up into.
    ///   - identities: of undisclosed companies, where `events` are too few to say them.
    ///   - owners: whom units belong to, where `events` are too few to say that.
    package init(
        of events: some Sequence<RecordedEvent>, under selection: Selection, identities given: Identities? = nil,
        owners: CompanyRegister? = nil, parent: (String) -> String
    ) {
        var decoded: [Decoded] = []
        for recorded in events where selection.cut.admits(recorded: recorded.recordedTime) {
            guard let type = EventType.named(recorded.envelope.type),
                let event = try? MarketEvent(
                    type: type, data: recorded.envelope.data, dataschema: recorded.envelope.dataschema)
            else {
                unknown[recorded.envelope.type, default: 0] += 1
                continue
            }
            decoded.append(Decoded(recorded: recorded, event: event))
        }
        let retracted = EffectiveHistory.retracted(decoded)
        var corrections: [String: (RecordedEvent, Correction)] = [:]
        for item in decoded where !retracted.contains(item.recorded.envelope.id) {
            switch item.event.content {
            case .eventCorrected(let correction):
                corrections[correction.target] = (item.recorded, correction)
                changes.append(item.recorded)
            case .eventRetracted: changes.append(item.recorded)
            default: break
            }
        }
        var registrations: [String: [Registration]] = [:]
        for item in decoded where !retracted.contains(item.recorded.envelope.id) {
            let correction = corrections[item.recorded.envelope.id]
            if let registration = EffectiveHistory.registration(item, correction, selection.cut) {
                registrations[registration.content.company, default: []].append(registration)
            }
            if let fact = EffectiveHistory.fact(item, correction, selection) {
                if selection.reviewedOnly {
                    writers[fact.id] = [item.recorded, correction?.0].compactMap { $0?.envelope.source }
                }
                facts.append(fact)
                streams.append(item.recorded.envelope.subject)
            }
        }
        register(registrations)
        let owners = owners ?? companies
        layEvidence(owner: owners.topParent)
        // What the selection leaves out names nobody.
        let identities = given ?? Identities(filtered(facts, selection))
        self.identities = identities
        withoutActuallyEscaping(parent) { parent in
            let naming = CompanyNaming(names: identities.names, unit: selection.rollUp ? parent : nil)
            companies.identities = naming.names.statements.mapValues(\.identity)
            if !naming.names.isEmpty {
                // Who denies a thing may be a company that it names as an undisclosed one.
                layEvidence { owners.topParent(of: naming.names.name(of: $0) ?? $0) }
            }
            if !naming.isPlain { facts = facts.map { $0.named(naming) } }
        }
        facts = filtered(facts, selection)
        splitsBeyondCut = facts.filter(\.isBeyondCut)
        if !splitsBeyondCut.isEmpty { facts.removeAll(where: \.isBeyondCut) }
    }

    private static func registration(
        _ item: Decoded, _ corrected: (RecordedEvent, Correction)?, _ cut: Cut
    ) -> Registration? {
        guard case .companyRegistered(var content) = item.event.content else { return nil }
        var event = item.event
        let correction = corrected?.1
        if let correction, let corrected = try? MarketEvent(type: item.event.type, corrected: correction.data),
            case .companyRegistered(let mended) = corrected.content
        {
            (event, content) = (corrected, mended)
        }
        let envelope = item.recorded.envelope
        guard let occurred = try? StatedTime(correction?.occurred ?? envelope.occurred ?? envelope.time) else {
            return nil
        }
        let published = StatedTime.published(
            stated: (correction?.published ?? envelope.published).flatMap { try? StatedTime($0) },
            evidence: event.common.evidence.compactMap(\.published), occurred: occurred)
        return Registration(
            content: content, occurred: occurred, isAdmitted: cut.admits(occurred: occurred, published: published),
            events: [envelope.id] + (corrected.map { [$0.0.envelope.id] } ?? []))
    }

    private mutating func register(_ registrations: [String: [Registration]]) {
        for known in registrations.values {
            let admitted = known.filter(\.isAdmitted)
            let first = known.min { StatedTime.isOrdered($0.occurred, before: $1.occurred) == true }
            let holding = admitted.isEmpty ? [first].compactMap(\.self) : admitted
            for registration in holding {
                companies.register(
                    registration.content, occurred: registration.occurred, events: registration.events)
            }
        }
    }

    /// What is retracted by a retraction that is not itself retracted. Targets come before what names them, so one walk
    /// from the end decides.
    private static func retracted(_ decoded: [Decoded]) -> Set<String> {
        var retracted: Set<String> = []
        for item in decoded.reversed() {
            if case .eventRetracted(let target, _) = item.event.content,
                !retracted.contains(item.recorded.envelope.id)
            {
                retracted.insert(target)
            }
        }
        return retracted
    }

    private static func fact(
        _ item: Decoded, _ correction: (RecordedEvent, Correction)?, _ selection: Selection
    ) -> Fact? {
        if case .eventCorrected = item.event.content { return nil }
        if case .eventRetracted = item.event.content { return nil }
        let envelope = item.recorded.envelope
        let type = item.event.type
        var event = item.event
        if let correction, let corrected = try? MarketEvent(type: type, corrected: correction.1.data) {
            event = corrected
        }
        guard var occurred = try? StatedTime(correction?.1.occurred ?? envelope.occurred ?? envelope.time) else {
            return nil
        }
        let stated = (correction?.1.published ?? envelope.published).flatMap { try? StatedTime($0) }
        var isCutShort = false
        if case .pricesRecorded(let prices) = event.content {
            guard let admitted = selection.cut.admitted(event, occurred: occurred, published: stated) else {
                return nil
            }
            (event, occurred) = admitted
            if case .pricesRecorded(let left) = event.content { isCutShort = left.days.count < prices.days.count }
        }
        let evidence = event.common.evidence.compactMap(\.published)
        let published = StatedTime.published(stated: stated, evidence: evidence, occurred: occurred)
        var isBeyondCut = false
        switch event.content {
        case .pricesRecorded: break  // Its days were cut one by one.
        case .splitEffective: isBeyondCut = !selection.cut.admits(occurred: occurred, published: published)
        default: guard selection.cut.admits(occurred: occurred, published: published) else { return nil }
        }
        var fact = Fact(
            id: envelope.id, position: item.recorded.position, recorded: item.recorded.recordedTime,
            subject: correction?.1.subject ?? envelope.subject, occurred: occurred, published: published,
            PublicationBasis(isStated: stated != nil, evidence: evidence), event: event,
            certainty: event.common.certainty, support: correction.map { [$0.0.envelope.id] } ?? [],
            isCutShort: isCutShort)
        fact.isBeyondCut = isBeyondCut
        return fact
    }

    /// Lays later evidence on the facts of each stream, as it is known without it.
    private mutating func layEvidence(owner: (String) -> String) {
        var evidenced: Set<String> = []
        for (index, fact) in facts.enumerated() where fact.saying != nil { evidenced.insert(streams[index]) }
        guard !evidenced.isEmpty else { return }
        var places: [String: [Int]] = [:]
        for index in facts.indices where evidenced.contains(streams[index]) {
            places[streams[index], default: []].append(index)
        }
        for own in places.values {
            var told = own.map { facts[$0].withoutEvidence }
            told.layEvidence(owner: owner)
            for (index, fact) in zip(own, told) { facts[index] = fact }
        }
    }

    private func filtered(_ facts: [Fact], _ selection: Selection) -> [Fact] {
        var facts = facts
        if let certainty = selection.certainty {
            // What is said is cut, not prices, counts of shares and splits.
            facts.removeAll { fact in
                !fact.event.type.isOfMarket && fact.certainty.map { !certainty.contains($0) } ?? false
            }
        }
        guard selection.reviewedOnly else { return facts }
        var holding = HoldingReviews<Fact, String>()
        for fact in facts {
            guard case .eventReviewed(let target, _) = fact.event.content else { continue }
            holding.add(fact, of: target, by: writers[fact.id]?.first, of: writers[target] ?? [])
        }
        facts.removeAll { fact in
            if fact.event.type.stream == .target { return false }
            guard let review = holding[fact.id], case .eventReviewed(_, "approved") = review.event.content else {
                return true
            }
            return false
        }
        return facts
    }
}
