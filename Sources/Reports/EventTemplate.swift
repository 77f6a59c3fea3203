import CanonicalJSON
import MarketEvents

/// A table of events of one type to be filled in: a head, and a line that shows how.
package enum EventTemplate {
    /// CSV as `import` takes it; the line imports into the demo.
    package static func csv(_ type: EventType, hasExample: Bool) -> String {
        let example = example(of: type)
        let columns = columns(type, example)
        let lines = [columns] + (hasExample ? [columns.map { example[$0] ?? "" }] : [])
        return lines.map { $0.map { SafeText.csv($0) }.joined(separator: ",") + "\n" }.joined()
    }

    /// The fields that take one cell, those within others that the example has, and what `append` has options for.
    private static func columns(_ type: EventType, _ example: [String: String]) -> [String] {
        var columns = ["type", "key", "occurred"]
        if type.stream != .target { columns.append("certainty") }
        let options = ["occurred", "published", "subject"]
        for isRequired in [true, false] {
            for field in type.ownFields where field.isRequired == isRequired && !options.contains(field.name) {
                let within = example.keys.filter { $0.hasPrefix(field.name + ".") }.sorted()
                columns += within.isEmpty && (isRequired || field.shape.isOneCell) ? [field.name] : within
            }
        }
        return columns + ["summary", "saidBy", "publisher", "title", "url", "quote"]
    }

    /// By column.
    private static func example(of type: EventType) -> [String: String] {
        var cells = ["type": type.name, "key": "example-1", "occurred": "2025-11-04"]
        if type.stream != .target { cells["certainty"] = "reported" }
        if let own = ofTargets[type.name] { return cells.merging(own) { $1 } }
        let start = "impact append \(type.name) "
        guard let line = EventExamples.lines(of: type.name).last(where: { $0.hasPrefix(start) }) else { return cells }
        var words = ShellWords.split(line.dropFirst(start.count))[...]
        while let word = words.popFirst() {
            if word.hasPrefix("--"), let value = words.popFirst() {
                let name = word == "--said-by" ? "saidBy" : String(word.dropFirst(2))
                cells[name] = value
            } else if let sign = word.firstIndex(of: "=") {
                cells[String(word[..<sign])] = String(word[word.index(after: sign)...])
            }
        }
        return cells
    }

    /// `append` is not what these are typed with.
    private static let ofTargets: [String: [String: String]] = [
        "evidence.added": [
            "target": OfDemo.riskFlagged, "stance": "confirms", "by.publisher": "Financial Times",
            "publisher": "Financial Times", "title": "The risk is seen by others",
        ],
        "event.corrected": [
            "target": OfDemo.riskFlagged, "reason": "the sum was mistyped", "data": OfDemo.riskCorrected,
        ],
        "event.retracted": ["target": OfDemo.riskFlagged, "reason": "recorded twice"],
        "event.reviewed": ["target": OfDemo.riskFlagged, "verdict": "approved", "note": "as the article says"],
    ]
}

extension Shape {
    /// Whether a cell holds it, written as people write.
    fileprivate var isOneCell: Bool {
        switch self {
        case .text, .choice, .boolean, .quantity: true
        case .nullable(let inner): inner.isOneCell
        case .list(let element, _): element.isOneCell
        case .object, .payload: false
        }
    }
}

/// Words as a shell takes them apart, with single quotes only.
enum ShellWords {
    static func split(_ text: some StringProtocol) -> [String] {
        var words: [String] = []
        var word = ""
        var (isQuoted, isWord) = (false, false)
        for character in text {
            switch character {
            case "'":
                isQuoted.toggle()
                isWord = true
            case " " where !isQuoted:
                if isWord { words.append(word) }
                (word, isWord) = ("", false)
            default:
                word.append(character)
                isWord = true
            }
        }
        return isWord ? words + [word] : words
    }
}

/// An event of the demo that others may be about.
private enum OfDemo {
    static let riskFlagged = "019a4a10-0000-7000-8000-000000000019"
    static let riskCorrected =
        #"{"risk":"ai-bubble","companies":["openai"],"value":{"amount":"1000000000000","unit":"USD","qualifier":"about"},"certainty":"reported"}"#
}
