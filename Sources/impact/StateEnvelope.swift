import CanonicalJSON
import CivilTime
import EventLog
import MarketEvents
import Projections

extension JSONObject {
    /// Of which moment an answer is.
    init(_ cut: Cut) {
        func moment(_ instant: Instant?) -> JSONValue { instant.map { .string($0.rfc3339()) } ?? .null }
        self = ["asOf": moment(cut.asOf), "asPublic": moment(cut.asPublic), "asKnown": moment(cut.asKnown)]
    }

    /// Of which certainties, and of which state of the log.
    mutating func tell(_ certainty: Set<Certainty>?, _ head: LogHead) {
        self["certainty"] = certainty.map { .array($0.map(\.rawValue).sorted().map { .string($0) }) } ?? .null
        self["head"] = .integer(head.position)
        self["root"] = .string(hexadecimal(head.root))
    }

    init(_ selection: Selection, _ head: LogHead) {
        self.init(selection.cut)
        tell(selection.certainty, head)
    }
}
