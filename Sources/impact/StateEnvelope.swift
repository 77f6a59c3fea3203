import CanonicalJSON
import CivilTime
import EventLog
import Projections

extension JSONObject {
    /// Of which moment and which state of the log an answer is.
    init(_ selection: Selection, _ head: LogHead) {
        func moment(_ instant: Instant?) -> JSONValue { instant.map { .string($0.rfc3339()) } ?? .null }
        self = [
            "asOf": moment(selection.cut.asOf), "asPublic": moment(selection.cut.asPublic),
            "asKnown": moment(selection.cut.asKnown),
            "certainty": selection.certainty.map { .array($0.map(\.rawValue).sorted().map { .string($0) }) } ?? .null,
            "head": .integer(head.position), "root": .string(hexadecimal(head.root)),
        ]
    }
}
