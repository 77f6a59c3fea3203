import CanonicalJSON
import MarketEvents
import Projections

/// A report as one JSON object: the rows of the views as `impact view --json` has them, and the events they rest on.
enum JSONReport {
    static func object(_ input: ReportInput) -> JSONObject {
        let views = input.views.keys.map { name in
            (name, JSONValue.array(input.rows(name).map { .object($0.row.json($0.shape)) }))
        }
        let cited = Set(input.views.keys.flatMap { input.rows($0).flatMap(\.events) })
        let events = input.facts.filter { cited.contains($0.id) }.map { ($0.id, JSONValue.object(event($0))) }
        return [
            "title": .string(input.title), "position": .integer(input.position), "root": .string(input.root),
            "cut": text(input.cut), "company": text(input.scope.company), "scope": text(input.scopeDescription),
            "views": .object(JSONObject(views)), "events": .object(JSONObject(events)),
            "risks": .array(RisksSection.facts(input).map { .object(risk($0)) }),
            "notes": .array(input.notes.map { .string($0) }),
        ]
    }

    private static func text(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }

    /// An event with its sources, by which a reader follows a row's `events`.
    private static func event(_ fact: Fact) -> JSONObject {
        [
            "type": .string(fact.event.type.name), "occurred": .string(fact.occurred.text),
            "published": .string(fact.published.text),
            "publishedBasis": .string(fact.publicationBasis.rawValue), "certainty": text(fact.certainty?.rawValue),
            "summary": text(fact.event.common.summary), "evidence": fact.event.data["evidence"] ?? .array([]),
        ]
    }

    private static func risk(_ fact: Fact) -> JSONObject {
        [
            "event": .string(fact.id), "type": .string(fact.event.type.name), "occurred": .string(fact.occurred.text),
            "data": .object(fact.event.data),
        ]
    }
}
