import CanonicalJSON
import MarketEvents
import Projections

/// The whole story as one document.
package enum Report {
    package static func json(_ input: ReportInput) -> String { input.json.canonicalText + "\n" }

    package static func html(_ input: ReportInput) -> String {
        let content = ReportContent(input)
        let pictures = ReportPictures(input: input)
        let title = HTMLText.escaped(input.title)
        var body = "<h1>\(title)</h1>\n<p class=\"soft\">\(HTMLText.escaped(subtitle(input)))</p>\n"
        body += input.notes.map { "<p class=\"note\">\(HTMLText.escaped($0))</p>\n" }.joined()
        if content.sources.isEmpty { body += "<p>The ledger holds no events here: there is nothing to report.</p>\n" }
        if !content.figures.isEmpty {
            body += "<ul class=\"figures\">"
            for figure in content.figures {
                body +=
                    "<li><b>\(HTMLText.escaped(figure.value))</b>\(HTMLText.escaped(figure.label))"
                    + references(content, figure.events) + note(figure.note) + "</li>\n"
            }
            body += "</ul>\n"
        }
        for section in content.sections {
            body += "<h2>\(HTMLText.escaped(section.title))</h2>\n"
            if section.title == "Who depends on whom", let graph = pictures.graph() {
                body += graph.svg + "\n"
                if graph.leftOut > 0 {
                    body +=
                        "<p class=\"soft\">The picture shows the \(ReportPictures.mostCompanies) most connected companies; "
                        + "\(graph.leftOut) more are in the view dependencies.</p>\n"
                }
            }
            if section.title == "Commitments against plans", let bars = pictures.plans() { body += bars + "\n" }
            body += table(section, content)
        }
        body += sources(content)
        return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
            + "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
            + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>\(title)</title>\n"
            + "<style>\n\(HTMLText.style)\n</style>\n</head>\n<body>\n\(body)</body>\n</html>\n"
    }

    private static func subtitle(_ input: ReportInput) -> String {
        "\(input.facts.count) events, log position \(input.position), root \(input.root.prefix(16))…"
            + (input.cut.map { "; \($0)" } ?? "")
    }

    private static func note(_ text: String?) -> String {
        text.map { "<br><span class=\"note\">\(HTMLText.escaped($0))</span>" } ?? ""
    }

    private static func references(_ content: ReportContent, _ events: [String]) -> String {
        guard !events.isEmpty else { return "" }
        let links = content.references(events).prefix(6).map { "<a href=\"#e-\($0.id)\">[\($0.number)]</a>" }
        let more = events.count > 6 ? "…" : ""
        return links.isEmpty ? "" : "<sup>\(links.joined(separator: " "))\(more)</sup>"
    }

    /// A day or an id reads badly in two lines.
    private static func isShort(_ text: String) -> Bool { text.count <= 13 && text.contains("-") }

    private static func table(_ section: ReportContent.Section, _ content: ReportContent) -> String {
        let isNumber = section.rows.first?.map(\.isNumber) ?? []
        let head = zip(section.headings, isNumber).map { heading, isNumber in
            "<th scope=\"col\"\(isNumber ? " class=\"n\"" : "")>\(HTMLText.escaped(heading))</th>"
        }.joined()
        let rows = section.rows.map { row in
            "<tr>"
                + row.map { cell in
                    "<td\(cell.isNumber || isShort(cell.text) ? " class=\"\(cell.isNumber ? "n" : "d")\"" : "")>\(HTMLText.escaped(cell.text))"
                        + references(content, cell.events) + (cell.text.isEmpty ? "" : note(cell.note)) + "</td>"
                }.joined() + "</tr>\n"
        }.joined()
        let caption =
            section.leftOut > 0
            ? "<caption>\(section.rows.count) rows; \(section.leftOut) more are in the view</caption>" : ""
        return
            "<div class=\"wide\"><table>\(caption)<thead><tr>\(head)</tr></thead>\n<tbody>\n\(rows)</tbody></table></div>\n"
    }

    private static func sources(_ content: ReportContent) -> String {
        guard !content.sources.isEmpty else { return "" }
        let items = content.sources.map { fact -> String in
            let evidence = fact.event.common.evidence.map { evidence -> String in
                let name = HTMLText.escaped(evidence.title.map { "\(evidence.publisher): \($0)" } ?? evidence.publisher)
                let linked =
                    evidence.url.map { "<a rel=\"noreferrer\" href=\"\(HTMLText.escaped($0))\">\(name)</a>" } ?? name
                let when = evidence.published.map { ", " + HTMLText.escaped($0.text) } ?? ""
                return linked + when
                    + (evidence.quote.map { "<blockquote>\(HTMLText.escaped($0))</blockquote>" } ?? "")
            }
            let said = fact.event.common.saidBy.map { "; said by \($0.description)" } ?? ""
            return "<li id=\"e-\(fact.id)\">\(HTMLText.escaped(fact.event.common.summary ?? fact.subject))<br><small>"
                + HTMLText.escaped(
                    "\(fact.event.type.name), occurred \(fact.occurred.text), published \(fact.published.text), "
                        + "\(fact.certainty?.rawValue ?? "no certainty")\(said)")
                + "; source: \(evidence.isEmpty ? "<span class=\"note\">no source</span>" : evidence.joined(separator: "; "))"
                + "</small></li>\n"
        }
        return "<h2>Sources</h2>\n<ol class=\"sources\">\n\(items.joined())</ol>\n"
    }

    package static func markdown(_ input: ReportInput) -> String {
        let content = ReportContent(input)
        func safe(_ text: String) -> String { SafeText.markdown(text) }
        func marks(_ events: [String]) -> String {
            content.references(events).prefix(6).map { " \\[\($0.number)\\]" }.joined()
        }
        var lines = ["# \(safe(input.title))", "", safe(subtitle(input)), ""]
        lines += input.notes.map { "> \(safe($0))" }
        if content.sources.isEmpty { lines += ["The ledger holds no events here: there is nothing to report.", ""] }
        for figure in content.figures {
            lines.append(
                "- **\(safe(figure.value))** \(safe(figure.label))" + (figure.note.map { " (\(safe($0)))" } ?? "")
                    + marks(figure.events))
        }
        for section in content.sections {
            lines += ["", "## \(safe(section.title))", ""]
            if section.title == "Who depends on whom", let view = input.views["dependencies"] {
                lines += ["```mermaid", GraphFormats.mermaid(view) + "```", ""]
            }
            if section.leftOut > 0 {
                lines += ["\(section.rows.count) rows; \(section.leftOut) more are in the view.", ""]
            }
            lines.append("| " + section.headings.map(safe).joined(separator: " | ") + " |")
            let isNumber = section.rows.first?.map(\.isNumber) ?? []
            lines.append("| " + isNumber.map { $0 ? "---:" : "---" }.joined(separator: " | ") + " |")
            for row in section.rows {
                let cells = row.map { cell in
                    safe(cell.text) + (cell.text.isEmpty ? "" : cell.note.map { " (\(safe($0)))" } ?? "")
                        + marks(cell.events)
                }
                lines.append("| " + cells.joined(separator: " | ") + " |")
            }
        }
        lines += ["", "## Sources", ""]
        for (index, fact) in content.sources.enumerated() {
            let evidence = fact.event.common.evidence.map { evidence in
                [evidence.publisher, evidence.title, evidence.published?.text, evidence.url].compactMap { $0 }
                    .joined(separator: ", ")
            }
            lines.append(
                "\(index + 1). \(safe(fact.event.common.summary ?? fact.subject)) (`\(fact.id)`, "
                    + safe(
                        "\(fact.event.type.name), occurred \(fact.occurred.text), published \(fact.published.text), "
                            + "\(fact.certainty?.rawValue ?? "no certainty"); source: "
                            + (evidence.isEmpty ? "no source" : evidence.joined(separator: "; "))) + ")")
        }
        return lines.map { $0 + "\n" }.joined()
    }
}
