import MarketEvents

extension Fact: EvidencedFact {
    var saying: Saying<String>? {
        guard case .evidenceAdded(let target, let stance, let by) = event.content else { return nil }
        return Saying(target: target, stance: stance, party: by.party)
    }

    var companiesNamed: [String] { companies }

    var subjectParties: [String] {
        switch event.content {
        case .dealAnnounced, .rightGranted:
            ["buyer", "supplier", "through", "holder", "grantor"].compactMap { event.data[$0]?.string }
        default: []
        }
    }

    var telling: Telling<String>? {
        let isStart: Bool
        switch event.content {
        case .dealAnnounced, .rightGranted, .dependencyStated, .planStated: isStart = true
        case .dealAmended, .dealPartMet, .dealPartEnded, .dealDelivered, .dealLinked, .dealEnded, .rightAmended,
            .rightEnded, .dependencyEnded:
            isStart = false
        default: return nil
        }
        return Telling(
            subject: subject, kind: event.type.name, startsSubject: isStart, change: event.data["amendment"]?.string,
            occurred: occurred.end)
    }
}
