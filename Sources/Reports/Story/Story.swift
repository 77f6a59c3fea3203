import CanonicalJSON
import MarketEvents
import Projections

/// A chronicle for readers: who said what when, what that changed, what is disputed, and where it stands.
package struct Story {
    private let chronicle: Chronicle
    private let sentences: EventSentence
    private var say: SentenceLanguage { sentences.say }

    package init(_ chronicle: Chronicle, _ sentences: EventSentence) {
        (self.chronicle, self.sentences) = (chronicle, sentences)
    }

    /// - Parameter width: columns of the terminal; nil where nothing is wrapped.
    package func terminal(width: Int?) throws -> String {
        let entries = try chronicle.entries.map {
            try TextTree($0.published(say) + "  " + told($0).line, details($0).map { TextTree($0) })
        }
        return (entries.flatMap { $0.lines(width: width) } + leftOut).map { $0 + "\n" }.joined()
    }

    package func markdown() throws -> String {
        let head = "# " + SafeText.markdown(try title()) + "\n\n"
        let entries = try chronicle.entries.map { entry in
            let line =
                "- **" + SafeText.markdown(entry.published(say)) + "** " + SafeText.markdown(try told(entry).line)
                + "\n"
            return line + (try details(entry).map { "  - " + SafeText.markdown($0) + "\n" }.joined())
        }
        return head + entries.joined() + leftOut.map { "\n" + SafeText.markdown($0) + "\n" }.joined()
    }

    /// - Parameter envelope: the members that say of which moment and state of the log it is.
    package func json(_ envelope: JSONObject) throws -> JSONObject {
        var story = envelope
        story["streams"] = .array(chronicle.streams.map { .string($0) })
        story["company"] = chronicle.company.map { .string($0) } ?? .null
        story["leftOut"] = .integer(chronicle.leftOut)
        story["entries"] = .array(try chronicle.entries.map { .object(try json($0)) })
        return story
    }

    private func json(_ entry: Chronicle.Entry) throws -> JSONObject {
        let fact = entry.fact
        return [
            "event": .string(fact.id), "position": .integer(fact.position), "type": .string(fact.event.type.name),
            "stream": .string(fact.subject), "occurred": .string(fact.occurred.text),
            "published": .string(fact.published.text), "publishedBasis": .string(fact.publicationBasis.rawValue),
            "certainty": fact.certainty.map { .string($0.rawValue) } ?? .null, "words": .string(try told(entry).line),
            "sources": .array(fact.event.common.evidence.map { .string(CitedEvent.source($0)) }),
            "corrections": .array(
                entry.corrections.map { event in
                    [
                        "event": .string(event.envelope.id),
                        "reason": event.envelope.data["reason"].map { $0 } ?? .null,
                    ]
                }),
            "changes": .array(
                entry.changes.map { change in
                    [
                        "row": change.row.map { .string($0) } ?? .null, "figure": .string(change.figure),
                        "before": change.before.json, "after": change.after.json,
                    ]
                }),
        ]
    }

    // MARK: words

    /// "The story of OpenAI": of the first of what it is of.
    private func title() throws -> String {
        let name = try chronicle.company.map(sentences.name)
        let streams = chronicle.streams.map(\.keyOfStream)
        return say("The story of ", "L’histoire de ") + (name ?? Set(streams).sorted().joined(separator: ", "))
    }

    private func told(_ entry: Chronicle.Entry) throws -> (line: String, fields: String?) {
        try sentences.told(entry.fact.event.type.name, entry.fact.event.data)
    }

    private var leftOut: [String] {
        guard chronicle.leftOut > 0 else { return [] }
        let count = VocabularyWords.count(
            chronicle.leftOut, say("earlier event", "événement antérieur"),
            say("earlier events", "événements antérieurs"))
        return [say("\(count) not shown: --limit shows more", "\(count), sans les montrer : --limit en montre plus")]
    }

    /// What stands below the line of an event.
    private func details(_ entry: Chronicle.Entry) throws -> [String] {
        let fact = entry.fact
        var lines = [try told(entry).fields].compactMap { $0 }
        // When it was public says when it happened, too, where nobody says more.
        if fact.publicationBasis != .occurred, fact.occurred.text != fact.published.text {
            lines.append(say("happened ", "a eu lieu ") + TimeWords.time(fact.occurred.text, say))
        }
        if let certainty = fact.certainty, certainty != fact.event.common.certainty, !fact.isEvidence {
            lines.append(say("today ", "aujourd’hui ") + sentences.word(certainty.rawValue))
        }
        lines += fact.event.common.evidence.map { say("source: ", "source : ") + CitedEvent.source($0) }
        if fact.event.common.evidence.isEmpty, !fact.isEvidence { lines.append(say("no source", "sans source")) }
        lines += entry.corrections.map { event in
            say("recorded wrongly first: ", "d’abord mal enregistré : ")
                + (event.envelope.data["reason"]?.string ?? event.envelope.id)
        }
        return lines + entry.changes.map(words)
    }

    private func words(_ change: Chronicle.Change) -> String {
        let row = change.row.map { "\($0): " } ?? ""
        if change.figure == "alsoSaid" {
            let beside = change.after.list.compactMap(\.object).map(AlsoSaidWords.line)
            return row + beside.joined(separator: "; ")
        }
        func text(_ cell: Cell) -> String {
            let text = TextTable.text(of: cell, name: change.figure)
            return text.isEmpty ? say("none", "aucun") : text
        }
        return row + "\(TextTable.heading(change.figure)): \(text(change.before)) → \(text(change.after))"
    }
}

extension Chronicle.Entry {
    /// When it was first public, as it is known.
    fileprivate func published(_ say: SentenceLanguage) -> String {
        TimeWords.time(fact.publicationBasis == .occurred ? fact.occurred.text : fact.published.text, say)
    }
}
