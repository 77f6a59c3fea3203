import CanonicalJSON
import MarketEvents

/// What nobody said of an event, and what is taken for it: whoever types it may know more.
package enum EventGap: Equatable, Sendable {
    /// Where it stands.
    case source
    /// When it happened; it is taken to be now.
    case occurred
    /// How sure it is; it is taken to be reported.
    case certainty
    /// When it was first public, though it happened in the course of a longer time: taken to be when that was over.
    case published(over: String)
}

extension EventDrafter {
    /// What words leave open of the event that was drafted of them.
    package func gaps(in words: EventWords, _ event: JSONObject) throws -> [EventGap] {
        guard words.type.stream != .target, let data = event["data"]?.object else { return [] }
        var gaps: [EventGap] = []
        if data["evidence"] == nil { gaps.append(.source) }
        if words.occurred == nil, try ledger.occurred(ofLink: words.type, data) == nil { gaps.append(.occurred) }
        if words.certainty == nil, !words.fields.contains(where: { $0.hasPrefix("certainty=") }) {
            gaps.append(.certainty)
        }
        let sources = data["evidence"]?.array ?? []
        if words.published == nil, !sources.contains(where: { $0.object?["published"] != nil }),
            let when = event["occurred"]?.string.flatMap({ try? StatedTime($0) }), when.start != nil, when.day == nil
        {
            gaps.append(.published(over: when.text))
        }
        return gaps
    }
}
