import EventLog
import MarketEvents

/// Which undisclosed company turned out to be which (`company.identified`): views show it under the name of the one it is.
package struct Identities {
    private var statements: [String: Fact] = [:]
    package let names: CompanyNames

    init(_ facts: [Fact]) {
        for fact in facts where !fact.isDenied {
            guard case .companyIdentified(let company, _) = fact.event.content else { continue }
            if let other = statements[company], other.wins(over: fact) { continue }
            statements[company] = fact
        }
        names = CompanyNames(
            statements.compactMapValues { fact in
                guard case .companyIdentified(_, let identity) = fact.event.content else { return nil }
                return CompanyNames.Statement(identity: identity, event: fact.id)
            })
    }

    /// Those that a log states, as far as the selection knows.
    init(statedIn log: any EventLog, under selection: Selection) throws {
        let sayings = Set(EventType.all.filter { $0.stream == .target }.map(\.name)).union(["company.identified"])
        var events: [RecordedEvent] = []
        try log.forEach(ReadQuery(streamPrefix: "company/", types: sayings)) { events.append($0) }
        self.init(EffectiveHistory(of: events, under: selection, parent: { $0 }).facts)
    }

    var isEmpty: Bool { names.isEmpty }
}
