import CanonicalJSON
import EventLog
import Ledger
import MarketEvents
import Reports

extension Ledger {
    /// Sentences about the events of this ledger, with the names that companies have in it. What is asked of the log is asked once.
    func sentences(_ language: SentenceLanguage = Environment.language) -> EventSentence {
        let log = log
        let names = Remembered<EventSentence.Company?> { id in
            let registrations = try log.read(ReadQuery(stream: "company/\(id)", types: ["company.registered"]))
            return registrations.last.map { EventSentence.Company($0.envelope.data, id: id) }
        }
        return EventSentence(
            language, company: { try names[$0] },
            event: { id in try log.event(id: id).map { ($0.envelope.type, $0.envelope.data) } })
    }
}

extension Environment {
    /// In which language the ledger speaks, by the locale of messages.
    static var language: SentenceLanguage {
        SentenceLanguage(locale: self["LC_ALL"] ?? self["LC_MESSAGES"] ?? self["LANG"])
    }
}

extension EventSentence.Company {
    /// - Parameter registration: the payload of a `company.registered`.
    init(_ registration: JSONObject, id: String) {
        let name = registration["name"]?.string ?? id
        let aliases = (registration["aliases"]?.array ?? []).compactMap(\.string)
        let listed = (registration["listings"]?.array ?? []).compactMap(\.object).filter { $0["until"] == nil }
        // "Amazon" for "Amazon.com, Inc.", where it is registered as a name of it.
        let shortest = aliases.filter { name.lowercased().hasPrefix($0.lowercased()) }.min {
            $0.utf8.count < $1.utf8.count
        }
        self.init(name: shortest ?? name, ticker: listed.count == 1 ? listed[0]["ticker"]?.string : nil)
    }
}

/// Answers that are asked for once.
private final class Remembered<Answer> {
    private var answers: [String: Answer] = [:]
    private let find: (String) throws -> Answer

    init(_ find: @escaping (String) throws -> Answer) { self.find = find }

    subscript(key: String) -> Answer {
        get throws {
            if let answer = answers[key] { return answer }
            let answer = try find(key)
            answers[key] = answer
            return answer
        }
    }
}
