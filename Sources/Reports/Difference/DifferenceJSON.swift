import CanonicalJSON
import MarketEvents
import Projections

extension LedgerDifference {
    /// The views with their changed rows, and the events responsible, as data.
    package var json: JSONObject {
        [
            "views": .array(views.map { .object($0.json) }),
            "events": .array(
                events.values.sorted { ($0.position, $0.id) < ($1.position, $1.id) }.map { .object($0.json) }),
        ]
    }
}

extension ViewDifference {
    fileprivate var json: JSONObject {
        [
            "view": .string(shape.name),
            "rows": .array(
                changes.map { change in
                    [
                        "key": .string(change.key), "change": .string(change.kind.rawValue),
                        "before": change.before.map { .object($0.json(shape)) } ?? .null,
                        "after": change.after.map { .object($0.json(shape)) } ?? .null,
                        "columns": .array(change.columns.map { .string(shape.columns[$0].name) }),
                        "because": .array(change.events.map { .string($0) }),
                    ]
                }),
        ]
    }
}

extension ResponsibleEvent {
    fileprivate var json: JSONObject {
        [
            "id": .string(id), "position": .integer(position), "type": .string(type), "occurred": .string(occurred),
            "published": published.map { .string($0) } ?? .null,
            "certainty": certainty.map { .string($0.rawValue) } ?? .null,
            "summary": summary.map { .string($0) } ?? .null,
        ]
    }
}
