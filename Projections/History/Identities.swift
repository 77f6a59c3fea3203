import EventLog
import MarketEvents

/// Which undisclosed company turned out to be which (`company.identified`): views show it under the name of the one it is.
package struct Identities {
    private var statements: [String: Fact] = [:]

    init(_ facts: [Fact]) {
        for fact in facts where !fact.isDenied {
            guard case .companyIdentified(let company, _) = fact.event.content else { continue }
            if let other = statements[company], other.wins(over: fact) { continue }
            statements[company] = fact
        }
    }

    /// Those that a log states, as far as the selection knows.
    init(statedIn log: any EventLog, under selection: Selection) throws {
        let sayings = Set(EventType.all.filter { $0.stream == .target }.map(\.name)).union(["company.identified"])
        var events: [RecordedEvent] = []
        try log.forEach(ReadQuery(streamPrefix: "company/", types: sayings)) { events.append($0) }
        self.init(EffectiveHistory(of: events, under: selection, parent: { $0 }).facts)
    }

    var isEmpty: Bool { statements.isEmpty }

    /// The companies that turned out to be another one, and which.
    var names: [String: String] {
        statements.keys.reduce(into: [:]) { names, company in
            let identity = identity(of: company).company
            if identity != company { names[company] = identity }
        }
    }

    /// The company that one is, and the facts that say so; an identity of several steps is followed to its end.
    func identity(of company: String) -> (company: String, facts: [Fact]) {
        var (current, facts, seen) = (company, [Fact](), Set<String>())
        while seen.insert(current).inserted, let fact = statements[current],
            case .companyIdentified(_, let identity) = fact.event.content
        {
            current = identity
            facts.append(fact)
        }
        return (current, facts)
    }

    /// The fact with each undisclosed company under its name; nil where nothing is left, as of a deal of a company with itself.
    func applied(to fact: Fact) -> Fact? {
        // The statement itself goes on to say who was who; a registration stays the undisclosed one's.
        switch fact.event.content {
        case .companyIdentified, .companyRegistered: return fact
        default: break
        }
        var found: [Fact] = []
        let payload = Shape.object(fact.event.type.payload).replacingTexts(
            named: TextFormat.company.name, in: .object(fact.event.data)
        ) { company in
            let identity = identity(of: company)
            found += identity.facts
            return identity.company
        }
        guard !found.isEmpty else { return fact }
        guard let data = payload.object, let event = try? MarketEvent(type: fact.event.type, data: data) else {
            return nil
        }
        return fact.reading(event, support: found.map(\.id))
    }
}
