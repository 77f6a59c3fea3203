import CanonicalJSON
import CivilTime
import EventLog
import MarketEvents

/// The facts of a log under a selection. Corrections, retractions and later evidence are applied here, before projectors see
/// anything: no projector has a branch for them.
package struct EffectiveHistory {
    /// In the order of positions.
    package private(set) var facts: [Fact] = []
    /// Events of types that this program does not know, by type.
    package private(set) var unknown: [String: Int] = [:]
    /// Corrections and retractions that hold, for the timeline: by the target's id.
    package private(set) var changes: [RecordedEvent] = []
    /// The companies as they were known, also those whose registration a cut by occurrence or publication leaves out.
    package private(set) var companies = CompanyRegister()

    private struct Decoded {
        let recorded: RecordedEvent
        let event: MarketEvent
    }

    /// - Parameters:
    ///   - events: the whole log in the order of positions. Those recorded after `asKnown` are passed over.
    ///   - parent: the company that one rolls up into.
    ///   - identities: of undisclosed companies, where `events` are too few to say them.
    package init(
        of events: some Sequence<RecordedEvent>, under selection: Selection, identities given: Identities? = nil,
        parent: (String) -> String
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
        for item in decoded where !retracted.contains(item.recorded.envelope.id) {
            let correction = corrections[item.recorded.envelope.id]
            register(item, correction?.1)
            if let fact = EffectiveHistory.fact(item, correction, selection, parent) { facts.append(fact) }
        }
        applyEvidence()
        let identities = given ?? Identities(facts)
        if !identities.isEmpty { facts = facts.compactMap(identities.applied) }
        filter(selection)
    }

    private mutating func register(_ item: Decoded, _ correction: Correction?) {
        guard case .companyRegistered(var content) = item.event.content else { return }
        if let correction, let corrected = try? MarketEvent(type: item.event.type, data: correction.data),
            case .companyRegistered(let mended) = corrected.content
        {
            content = mended
        }
        let envelope = item.recorded.envelope
        guard let occurred = try? StatedTime(correction?.occurred ?? envelope.occurred ?? envelope.time) else { return }
        companies.register(content, occurred: occurred)
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
        _ item: Decoded, _ correction: (RecordedEvent, Correction)?, _ selection: Selection,
        _ parent: (String) -> String
    ) -> Fact? {
        if case .eventCorrected = item.event.content { return nil }
        if case .eventRetracted = item.event.content { return nil }
        let envelope = item.recorded.envelope
        let type = item.event.type
        var event = item.event
        if let correction, let corrected = try? MarketEvent(type: type, data: correction.1.data) { event = corrected }
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
        let published = StatedTime.published(
            stated: stated, evidence: event.common.evidence.compactMap(\.published), occurred: occurred)
        if case .pricesRecorded = event.content {
            // Its days were cut one by one.
        } else {
            guard selection.cut.admits(occurred: occurred, published: published) else { return nil }
        }
        if selection.rollUp {
            let rolled = Shape.object(type.payload).replacingTexts(
                named: TextFormat.company.name, in: .object(event.data), by: parent)
            // A dependency of a unit on its own parent vanishes when they are one.
            guard let data = rolled.object, let merged = try? MarketEvent(type: type, data: data) else { return nil }
            event = merged
        }
        return Fact(
            id: envelope.id, position: item.recorded.position, recorded: item.recorded.recordedTime,
            subject: correction?.1.subject ?? envelope.subject, occurred: occurred, published: published, event: event,
            certainty: event.common.certainty, support: correction.map { [$0.0.envelope.id] } ?? [],
            isCutShort: isCutShort)
    }

    /// Who confirms, disputes or denies later sets the effective certainty; of several the one that wins.
    private mutating func applyEvidence() {
        var strongest: [String: Fact] = [:]
        var supporting: [String: [String]] = [:]
        for fact in facts {
            guard case .evidenceAdded(let target, let stance, _) = fact.event.content else { continue }
            supporting[target, default: []].append(fact.id)
            guard stance != "supports" else { continue }
            if let other = strongest[target], other.wins(over: fact) { continue }
            strongest[target] = fact
        }
        for index in facts.indices {
            let id = facts[index].id
            facts[index].support += supporting[id] ?? []
            guard let evidence = strongest[id], case .evidenceAdded(_, let stance, _) = evidence.event.content else {
                continue
            }
            facts[index].certainty =
                switch stance {
                case "confirms": .confirmed
                case "disputes": .disputed
                default: .denied
                }
        }
    }

    private mutating func filter(_ selection: Selection) {
        if let certainty = selection.certainty {
            // What is said is cut, not prices, counts of shares and splits.
            facts.removeAll { fact in
                !fact.event.type.isOfMarket && fact.certainty.map { !certainty.contains($0) } ?? false
            }
        }
        if selection.reviewedOnly {
            var verdicts: [String: Fact] = [:]
            for fact in facts {
                guard case .eventReviewed(let target, _) = fact.event.content else { continue }
                if let other = verdicts[target], other.wins(over: fact) { continue }
                verdicts[target] = fact
            }
            facts.removeAll { fact in
                if fact.event.type.stream == .target { return false }
                guard let review = verdicts[fact.id], case .eventReviewed(_, "approved") = review.event.content else {
                    return true
                }
                return false
            }
        }
    }
}
