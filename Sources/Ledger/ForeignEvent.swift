import CanonicalJSON
import CivilTime
import EventLog
import MarketEvents

/// CloudEvents as other programs write them, with what the standard allows and a ledger has one form of.
enum ForeignEvent {
    /// The event in the ledger's forms; what is right already, and what cannot be made right, stays as it is.
    ///
    /// It goes by the event alone: the same one again becomes the same.
    static func taken(_ event: JSONObject) -> JSONObject {
        var event = event
        if let type = event["datacontenttype"]?.string, isJSON(type) { event["datacontenttype"] = "application/json" }
        takeTime(of: &event)
        takeIdentifier(of: &event)
        return event
    }

    /// `time` in UTC. Where nothing else says when it happened the hour of the clocks there is kept.
    private static func takeTime(of event: inout JSONObject) {
        // RFC 3339 takes "t" and "z" as well.
        guard let told = event["time"]?.string?.uppercased(), let instant = Instant(rfc3339: told) else { return }
        guard !told.hasSuffix("Z") else { return event["time"] = .string(told) }
        let time = JSONValue.string(instant.rfc3339())
        event["time"] = time
        if event["occurred"]?.isNull ?? true {
            event["occurred"] = told.hasSuffix("00:00") ? time : .string(told)
        }
    }

    /// An id that is no UUID is kept as `originalid`; the event goes under one that is made of it and the source.
    private static func takeIdentifier(of event: inout JSONObject) {
        guard let id = event["id"]?.string, let source = event["source"]?.string, event["originalid"]?.isNull ?? true,
            (1...2000).contains(id.utf8.count), id.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }),
            !looksLikeUUID(id)
        else { return }
        event["originalid"] = .string(id)
        event["id"] = .string(UUIDv5.make(source: source, name: id))
    }

    /// One with a mistyped digit is no name of its own: it is refused.
    private static func looksLikeUUID(_ id: String) -> Bool {
        id.split(separator: "-", omittingEmptySubsequences: false).map(\.utf8.count) == [8, 4, 4, 4, 12]
    }

    /// `application/json`, whatever parameters stand behind it, but for another encoding than UTF-8.
    private static func isJSON(_ contentType: String) -> Bool {
        let parts = contentType.lowercased().split(separator: ";", omittingEmptySubsequences: false).map { part in
            part.filter { $0 != " " && $0 != "\t" && $0 != "\"" }
        }
        return parts.first == "application/json"
            && parts.dropFirst().allSatisfy { !$0.hasPrefix("charset=") || $0 == "charset=utf-8" }
    }
}
