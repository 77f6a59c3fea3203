import EventLog
import MarketEvents
import Projections

extension Ledger {
    /// - Parameters:
    ///   - name: a deal, right, plan or another key, with or without its category; an event of one; a company, also by ticker or alias.
    ///   - limit: at most so many entries, the last ones.
    /// - Throws: `UnknownCompany` where it is none of these.
    package func chronicle(of name: String, _ selection: Selection, limit: Int) throws -> Chronicle {
        let streams = try streams(of: name)
        guard streams.isEmpty else { return try views.chronicle(ofStreams: streams, selection, limit: limit) }
        return try views.chronicle(ofCompany: try resolve(name), selection, limit: limit)
    }

    /// The streams of what companies have a part in.
    private static let categories = ["deal", "right", "plan", "stake", "dependency", "risk"]

    private func streams(of name: String) throws -> [String] {
        func isRecorded(_ stream: String) throws -> Bool {
            try StreamName.isValid(stream) && !log.read(ReadQuery(stream: stream, limit: 1)).isEmpty
        }
        if let category = name.firstIndex(of: "/").map({ String(name[..<$0]) }), Ledger.categories.contains(category) {
            return try isRecorded(name) ? [name] : []
        }
        let found = try Ledger.categories.map { "\($0)/\(name)" }.filter(isRecorded)
        guard found.isEmpty, let event = try Int(name).map({ try log.event(position: $0) }) ?? log.event(id: name)
        else {
            return found
        }
        let subject = event.envelope.subject
        return Ledger.categories.contains(String(subject.prefix { $0 != "/" })) ? [subject] : []
    }
}
