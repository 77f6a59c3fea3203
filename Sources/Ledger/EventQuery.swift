import CanonicalJSON
import EventLog
import MarketEvents

package struct EventQueryError: Error, Equatable, CustomStringConvertible {
    package let description: String
}

/// Which events a condition is about: `type=deal.announced|deal.amended,company=openai`. Commas are and, bars are or; the keys
/// are type, stream, and company in any role.
package struct EventQuery: Sendable, CustomStringConvertible {
    package let description: String
    package private(set) var types: Set<String>?
    package private(set) var streams: Set<String>?
    package private(set) var companies: Set<String>?

    /// More than anybody writes.
    private static let mostBytes = 4_000

    /// - Throws: `EventQueryError` with what would be right, or `UnknownCompany`.
    package init(_ text: String, companies register: CompanyRegister) throws {
        description = text
        guard text.utf8.count <= EventQuery.mostBytes else {
            throw EventQueryError(description: "a query has at most \(EventQuery.mostBytes) bytes")
        }
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let values = sides.count == 2 ? sides[1].split(separator: "|", omittingEmptySubsequences: false) : []
            guard !values.isEmpty, values.allSatisfy({ !$0.isEmpty }) else {
                throw EventQueryError(
                    description: "\(quoted(String(part))) is not key=a|b; "
                        + "write for example type=deal.announced|deal.amended,company=openai")
            }
            let names = values.map(String.init)
            switch sides[0] {
            case "type" where types == nil: types = Set(try names.map(EventQuery.type))
            case "stream" where streams == nil: streams = Set(try names.map(EventQuery.stream))
            case "company" where companies == nil: companies = Set(try names.map { try register.resolve($0) })
            case "type", "stream", "company":
                throw EventQueryError(description: "\(sides[0]) comes twice; write \(sides[0])=a|b")
            default:
                throw EventQueryError(description: unknownName("key", sides[0], ["type", "stream", "company"]))
            }
        }
    }

    private static func type(_ name: String) throws(EventQueryError) -> String {
        guard EventType.named(name) != nil else {
            throw EventQueryError(description: unknownName("event type", name, EventType.all.map(\.name)))
        }
        return name
    }

    private static func stream(_ name: String) throws(EventQueryError) -> String {
        guard StreamName.isValid(name) else {
            throw EventQueryError(
                description: "\(quoted(name)) is not a stream; write category/key, such as deal/openai-amazon-2025")
        }
        return name
    }

    /// Refuses an append where an event of this query stands after `position`.
    package func boundary(after position: Int) -> ConsistencyBoundary {
        let companies = companies
        return ConsistencyBoundary(
            ReadQuery(fromPosition: position + 1, streams: streams, types: types), description: description
        ) { event in
            companies.map { wanted in wanted.contains { event.names($0) } } ?? true
        }
    }
}

extension RecordedEvent {
    /// Whether the payload names the company in any role; in a correction, whether its new payload has the name anywhere.
    package func names(_ company: String) -> Bool { companyNames.contains(company) }
}
