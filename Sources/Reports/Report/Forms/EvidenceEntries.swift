import MarketEvents
import Projections

/// The events that figures cite, each with who published it: the end of every link in a report.
struct EvidenceEntries {
    struct Source {
        let name: String
        let address: String?
        let details: [String]
        let quote: String?
    }

    struct Entry {
        let number: Int
        let id: String
        let headline: String
        /// What kind of event, when, how sure, who says so.
        let particulars: String
        let sources: [Source]
        /// Corrections, later evidence, sources that are left out.
        let remarks: [String]
    }

    static let lead = "Each is an event of the ledger, numbered as it is first cited; impact show ID prints it whole."
    private static let mostSources = 6

    let entries: [Entry]

    init(_ document: ReportDocument) {
        let citations = document.citations
        let input = document.input
        entries = citations.cited.enumerated().map { index, fact in
            let sources = citations.sources(of: fact)
            let later = citations.laterEvidence(of: fact).compactMap { evidence -> String? in
                guard case .evidenceAdded(_, let stance, let speaker) = evidence.event.content else { return nil }
                return "Later \(EvidenceEntries.verb(stance)) by \(input.name(speaker)), "
                    + "\(TimeWords.published(evidence)) (\(evidence.id))"
            }
            let left = max(0, sources.count - Self.mostSources)
            return Entry(
                number: index + 1, id: fact.id, headline: ShortText.cut(input.headline(fact), most: 400),
                particulars: EvidenceEntries.particulars(fact, input),
                sources: sources.prefix(EvidenceEntries.mostSources).map(EvidenceEntries.source),
                remarks: citations.corrections(of: fact).map { "Read as corrected by \($0)" }
                    + later.prefix(Self.mostSources)
                    + (left > 0 ? ["\(VocabularyWords.count(left, "more source")) in the event"] : []))
        }
    }

    private static func particulars(_ fact: Fact, _ input: ReportInput) -> String {
        let said = input.name(fact.event.common.saidBy)
        let occurred = TimeWords.time(fact.occurred.text)
        let isSaid = fact.publicationBasis != .occurred && TimeWords.published(fact) == occurred
        return [
            fact.event.type.name, occurred, isSaid ? nil : TimeWords.publication(fact),
            fact.certainty?.rawValue, fact.event.common.isInferred ? "concluded by the writer" : nil,
            said.isEmpty ? nil : "said by \(ShortText.cut(said, most: 120))",
        ].compactMap { $0 }.joined(separator: " · ")
    }

    private static func source(_ evidence: Evidence) -> Source {
        Source(
            name: ShortText.cut(evidence.title.map { "\(evidence.publisher): \($0)" } ?? evidence.publisher, most: 240),
            address: evidence.url,
            details: [
                evidence.published.map { TimeWords.time($0.text) },
                evidence.locator.map { ShortText.cut($0, most: 120) },
                evidence.language.flatMap { $0 == "en" ? nil : "in \($0)" },
            ].compactMap { $0 },
            quote: evidence.quote.map { ShortText.cut($0, most: 300) })
    }

    private static func verb(_ stance: String) -> String {
        switch stance {
        case "confirms": "confirmed"
        case "disputes": "disputed"
        case "denies": "denied"
        default: "supported"
        }
    }
}
