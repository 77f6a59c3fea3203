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
        self = EffectiveHistory(of: events, under: selection, parent: { $0 }).identities
    }

    var isEmpty: Bool { names.isEmpty }

    func name(of company: String) -> String { names.name(of: company) ?? company }

    /// Where each chain of identities ends; what goes in a circle has the least name of it.
    ///
    /// - Parameter step: is called for each step along a chain.
    package static func ends(_ identities: [String: String], step: () -> Void = {}) -> [String: String] {
        var ends: [String: String] = [:]
        for company in identities.keys where ends[company] == nil {
            var (path, places) = ([String](), [String: Int]())
            var current = company
            // What is on a path that was walked before has its end already.
            while ends[current] == nil, places[current] == nil, let next = identities[current] {
                step()
                places[current] = path.count
                path.append(current)
                current = next
            }
            let circle = places[current].map { path[$0...] }
            let end = ends[current] ?? circle?.min() ?? current
            for company in path { ends[company] = end }
        }
        return ends
    }
}
