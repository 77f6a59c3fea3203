import CanonicalJSON
import EventLog
import MarketEvents
import Projections

/// An event behind a row, with its evidence and what was said of it later.
struct CitedEvent {
    /// A correction, evidence, a review: what names the event as its target.
    struct Remark {
        let id: String
        /// "confirmed by Amazon", "corrected: the total was wrong".
        let words: String
        let published: String?
        /// "published 2025-11-04", or by when, where nobody says so.
        let publication: String?
        let evidence: [Evidence]
    }

    let fact: Fact
    let remarks: [Remark]

    init(_ fact: Fact, _ basis: ExplanationBasis) {
        self.fact = fact
        let corrections = basis.corrections[fact.id] ?? []
        remarks =
            corrections.enumerated().map { place, correction in
                let holds = place == corrections.count - 1 ? "corrected" : "corrected before"
                let data = correction.envelope.data
                let common = EventType.named(correction.envelope.type).flatMap {
                    try? MarketEvent(type: $0, data: data).common
                }
                let words = [data["reason"]?.string, common?.summary, common?.saidBy.map { "says \($0.description)" }]
                return Remark(
                    id: correction.envelope.id, words: "\(holds): " + words.compactMap { $0 }.joined(separator: ", "),
                    published: nil, publication: nil, evidence: common?.evidence ?? [])
            } + (basis.remarks[fact.id] ?? []).compactMap(CitedEvent.remark)
    }

    private static func remark(_ fact: Fact) -> Remark? {
        let words: String
        switch fact.event.content {
        case .evidenceAdded(_, let stance, let by):
            let verb = ["supports": "supported", "confirms": "confirmed", "disputes": "disputed", "denies": "denied"]
            words = "\(verb[stance] ?? stance) by \(by.description)"
        case .eventReviewed(_, let verdict):
            words = "reviewed: \(verdict)" + (fact.event.data["note"]?.string.map { ", \($0)" } ?? "")
        default: return nil
        }
        return Remark(
            id: fact.id, words: words, published: fact.published.text,
            publication: TimeWords.publication(fact.publicationBasis, fact.published, of: fact.occurred),
            evidence: fact.event.common.evidence)
    }

    /// Publisher, title, day, address, page: what finds it again.
    static func source(_ evidence: Evidence) -> String {
        [evidence.publisher, evidence.title, evidence.published?.text, evidence.url, evidence.locator]
            .compactMap { $0 }.joined(separator: ", ")
    }

    var json: JSONObject {
        [
            "id": .string(fact.id), "type": .string(fact.event.type.name), "occurred": .string(fact.occurred.text),
            "published": .string(fact.published.text),
            "publishedBasis": .string(fact.publicationBasis.rawValue),
            "certainty": fact.certainty.map { .string($0.rawValue) } ?? .null, "data": .object(fact.event.data),
            "remarks": .array(
                remarks.map { remark in
                    [
                        "event": .string(remark.id), "words": .string(remark.words),
                        "published": remark.published.map { .string($0) } ?? .null,
                        "sources": .array(remark.evidence.map { .string(CitedEvent.source($0)) }),
                    ]
                }),
        ]
    }
}
