import MarketEvents

extension Fact: EvidencedFact {
    var saying: Saying<String>? {
        guard case .evidenceAdded(let target, let stance, let by) = event.content else { return nil }
        return Saying(target: target, stance: stance, by: by)
    }

    var speaker: Speaker? { event.common.saidBy }

    var publishers: [Voice] {
        Voice.publishers(event.common.evidence.map { ($0.publisher, $0.published?.text) }, publication)
    }

    var publication: String? { publicationBasis == .occurred ? nil : published.text }

    var companiesNamed: [String] { companies }

    private var kind: FactKind? { FactKind.named[event.type.name] }

    var subjectParties: [String] {
        let between = (kind?.partyFields ?? []).compactMap { $0.text.flatMap { event.data[$0]?.string } }
        guard kind == .dealAnnounced else { return between }
        return between + (event.data["parties"]?.array ?? []).compactMap { $0.object?["party"]?.string }
    }

    var telling: Telling<String>? {
        kind?.startsSubject.map {
            Telling(
                subject: subject, kind: event.type.name, startsSubject: $0, change: event.data["amendment"]?.string,
                occurred: occurred.end)
        }
    }
}
