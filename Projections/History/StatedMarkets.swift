import EventLog
import MarketEvents

extension Markets {
    /// What facts say of markets, over what is built in: the one that wins over all is laid last.
    package init(statedBy facts: [Fact]) {
        let statements = facts.filter { fact in
            if case .marketStated = fact.event.content { !fact.isDenied } else { false }
        }
        self.init(
            statements.sorted { $1.wins(over: $0) }.compactMap { fact in
                guard case .marketStated(var stated) = fact.event.content else { return nil }
                stated.events = fact.events
                return stated
            })
    }

    /// Those that a log states, as far as the selection knows.
    init(statedIn log: any EventLog, under selection: Selection) throws {
        var events: [RecordedEvent] = []
        try log.forEach(ReadQuery(streamPrefix: Markets.streamPrefix)) { events.append($0) }
        self.init(
            statedBy: events.isEmpty ? [] : EffectiveHistory(of: events, under: selection, parent: { $0 }).facts)
    }

    static let streamPrefix = "market/"
}

extension RawEvent {
    /// Whether it says when a market trades, or says something of an event that does.
    var isOfMarketHours: Bool { subject.starts(with: Markets.streamPrefix.utf8) }
}
