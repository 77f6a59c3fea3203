import Testing

/// An HTML report as a test reads it.
struct ReportText: CustomTestStringConvertible {
    let text: String

    /// A failed expectation should not print all of it.
    var testDescription: String { "an HTML report of \(text.count) characters" }

    func contains(_ part: String) -> Bool { text.contains(part) }

    init(_ text: String) { self.text = text }

    /// What it says before it lists its sources.
    var withoutSources: ReportText {
        ReportText(String(text[..<(text.firstRange(of: "<h2 id=\"sources\"")?.lowerBound ?? text.endIndex)]))
    }

    func count(of part: String) -> Int { text.ranges(of: part).count }

    var ids: [String] { text.matches(of: #/\sid="([^"]*)"/#).map { String($0.output.1) } }
    var internalLinks: [String] { text.matches(of: #/href="\#([^"]*)"/#).map { String($0.output.1) } }
    var externalLinks: [String] { text.matches(of: #/href="([^\#"][^"]*)"/#).map { String($0.output.1) } }
    var headings: [Int] { text.matches(of: #/<h([1-6])/#).compactMap { Int($0.output.1) } }

    /// What no well-formed document has: a tag that is not ours, one that closes another, a bare ampersand.
    var faults: [String] {
        var faults: [String] = []
        var open: [Substring] = []
        let body = text.replacing("<!DOCTYPE html>", with: "").replacing(#/<style>[\s\S]*?</style>/#, with: "")
        let known: Set<Substring> = [
            "html", "head", "meta", "title", "body", "header", "main", "nav", "section", "h1", "h2", "p", "ul", "ol",
            "li",
            "strong", "span", "a", "sup", "code", "figure", "figcaption", "div", "table", "caption", "thead", "tbody",
            "tr",
            "th", "td", "br", "wbr", "blockquote", "svg", "g", "rect", "line", "path", "text", "desc", "defs", "marker",
            "pattern",
        ]
        let tag = #/<(/?)([A-Za-z0-9]+)((?:\s[A-Za-z0-9:-]+="[^"<>]*")*)\s*(/?)>/#.matchingSemantics(.unicodeScalar)
        var rest = body[...]
        while let start = rest.firstIndex(of: "<") {
            guard let match = rest[start...].prefixMatch(of: tag) else {
                faults.append("not a tag: \(rest[start...].prefix(60))")
                break
            }
            let (closing, name, selfClosing) = (!match.output.1.isEmpty, match.output.2, !match.output.4.isEmpty)
            if !known.contains(name) { faults.append("unknown tag \(name)") }
            if closing {
                if open.popLast() != name { faults.append("\(name) closes another") }
            } else if !selfClosing {
                open.append(name)
            }
            rest = rest[match.range.upperBound...]
        }
        if !open.isEmpty { faults.append("open at the end: \(open)") }
        for match in body.matches(of: #/&(?!(?:amp|lt|gt|quot|\#39);)/#.matchingSemantics(.unicodeScalar)) {
            faults.append("a bare ampersand: \(body[match.range.lowerBound...].prefix(20))")
        }
        return faults
    }
}

/// A Markdown report as a test reads it.
struct MarkdownText {
    let text: String

    init(_ text: String) { self.text = text }

    /// Between unescaped bars.
    private static func cells(_ line: Substring) -> Int { line.replacing("\\|", with: "").count { $0 == "|" } - 1 }

    func check() throws {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        var tables = 0
        for (index, line) in lines.enumerated() where line.hasPrefix("| -") {
            tables += 1
            // A table needs an empty line before its head.
            try #require(index >= 2)
            #expect(lines[index - 2].isEmpty)
            let count = Self.cells(line)
            #expect(Self.cells(lines[index - 1]) == count)
            for row in lines[(index + 1)...].prefix(while: { $0.hasPrefix("|") }) { #expect(Self.cells(row) == count) }
        }
        #expect(tables > 0)
        let defined = text.matches(of: #/\n\[\^([0-9]+)\]:\s/#).map { String($0.output.1) }
        let cited = Set(text.matches(of: #/\[\^([0-9]+)\](?!:)/#).map { String($0.output.1) })
        #expect(Set(defined).count == defined.count)
        #expect(cited == Set(defined))
        #expect(defined == (1...max(1, defined.count)).map(String.init))
    }
}
