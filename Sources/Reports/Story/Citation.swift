import CanonicalJSON
import CivilTime
import MarketEvents
import Projections

/// How one refers to an event or a figure of a ledger, so that a reader finds exactly that again: the ledger's name, the moment,
/// and the root over its events up to then.
package struct Citation {
    /// A state of a ledger.
    package struct State {
        /// The log's name.
        package let origin: String
        package let size: Int
        package let root: String
        /// When its last event was recorded, in UTC; nil of an empty one.
        package let recorded: String?
        /// The cuts beside that, in words.
        package let cut: String?

        package init(origin: String, size: Int, root: String, recorded: String?, cut: String?) {
            (self.origin, self.size, self.root, self.recorded, self.cut) = (origin, size, root, recorded, cut)
        }
    }

    private let id: String
    private let author: String?
    private let title: String
    private let source: Evidence?
    /// When it was published, as it was written.
    private let published: String?
    private let state: State
    /// What shows it again.
    private let command: String

    /// - Parameters:
    ///   - options: of the cuts, as they are typed; `--as-known` is added.
    package init(event fact: Fact, _ sentences: EventSentence, _ state: State, options: [String]) throws {
        id = fact.id
        source = fact.event.common.evidence.first
        author = try sentences.speaker(fact.event.data["saidBy"]?.object) ?? source?.publisher
        title = try sentences.told(fact.event.type.name, fact.event.data).line
        published = fact.publicationBasis == .occurred ? nil : fact.published.text
        self.state = state
        command = Citation.command(["explain", "timeline", fact.id], options, state)
    }

    /// A row of a view with its figures.
    package init(_ row: ViewRow, of shape: ViewShape, version: Int, _ state: State, options: [String]) {
        id = "\(shape.name) \(row.key)"
        (author, source, published) = (nil, nil, nil)
        let figures = shape.shown.compactMap { name -> String? in
            let text = TextTable.text(of: row.cell(name, of: shape), name: name)
            return text.isEmpty ? nil : "\(TextTable.heading(name)) \(text)"
        }
        title = "\(shape.name) (rules \(version)), \(row.key): " + figures.joined(separator: ", ")
        self.state = state
        command = Citation.command(["explain", shape.name, row.key], options, state)
    }

    private static func command(_ words: [String], _ options: [String], _ state: State) -> String {
        let known = options.contains("--as-known") ? [] : state.recorded.map { ["--as-known", $0] } ?? []
        return (["impact"] + (words + options + known).map(shellWord)).joined(separator: " ")
    }

    private static func shellWord(_ word: String) -> String {
        let isPlain = word.utf8.allSatisfy { byte in
            byte.isLetterOrDigit || "-_./:@,+".utf8.contains(byte)
        }
        return isPlain && !word.isEmpty ? word : "'" + word.replacing("'", with: "'\\''") + "'"
    }

    /// "impact.invalid/x, the first 39 events (root 5f…), as of 2025-11-03".
    private var place: String {
        let cut = state.cut.map { ", \($0)" } ?? ""
        let recorded = state.recorded.map { ", recorded by \($0)" } ?? ""
        return "Impact Ledger \(state.origin), the first \(VocabularyWords.count(state.size, "event"))"
            + "\(recorded), root \(state.root)\(cut)"
    }

    private var sentence: [String] {
        [
            author.map { $0 + "." }, "“\(title)”.", source.map { CitedEvent.source($0) + "." }, place + ".",
            "Event or figure: \(id).",
        ].compactMap { $0 }
    }

    package var plain: String { SafeText.terminal((sentence + ["Again: \(command)"]).joined(separator: " ")) + "\n" }

    package var markdown: String {
        let words = (sentence.map { SafeText.markdown($0) } + ["Again:"]).joined(separator: " ")
        return words + " `" + SafeText.terminal(command).replacing("`", with: "'") + "`\n"
    }

    /// An `@misc` entry; what LaTeX would take for its own is escaped.
    package var bibtex: String {
        let when = published.flatMap { text in (try? StatedTime(text))?.end.utcDay.map { ($0, text) } }
        let fields: [(String, String?)] = [
            ("author", author.map { "{\(Citation.latex($0))}" }), ("title", "{\(Citation.latex(title))}"),
            ("year", when.map { String($0.1.drop { !$0.isNumber }.prefix(4)) }),
            ("url", source?.url.map(Citation.address)),
            ("howpublished", Citation.latex(place)), ("note", Citation.latex("\(id); again: \(command)")),
        ]
        let key = "impact-" + String(id.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") ? $0 : "-" })
        return "@misc{\(key),\n"
            + fields.compactMap { name, value in value.map { "  \(name) = {\($0)}" } }.joined(separator: ",\n")
            + "\n}\n"
    }

    private static func latex(_ text: String) -> String {
        SafeText.replacing(in: SafeText.terminal(text)) { scalar in
            switch scalar {
            case "{", "}", "$", "&", "#", "_", "%": "\\\(scalar)"
            case "\\": "\\textbackslash "
            case "^": "\\textasciicircum "
            case "~": "\\textasciitilde "
            default: nil
            }
        }
    }

    /// An address with what would end it percent-encoded.
    private static func address(_ url: String) -> String {
        SafeText.replacing(in: SafeText.terminal(url)) { scalar in
            switch scalar {
            case "{": "%7B"
            case "}": "%7D"
            case "\\": "%5C"
            default: nil
            }
        }
    }

    package var json: JSONObject {
        func text(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }
        return [
            "id": .string(id), "author": text(author), "title": .string(title), "published": text(published),
            "source": text(source.map(CitedEvent.source)), "url": text(source?.url), "origin": .string(state.origin),
            "head": .integer(state.size), "root": .string(state.root), "recorded": text(state.recorded),
            "cut": text(state.cut), "command": .string(command),
        ]
    }
}

extension UInt8 {
    fileprivate var isLetterOrDigit: Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self)
            || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self)
    }
}
