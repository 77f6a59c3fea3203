import MarketEvents
import Projections

/// A report as one HTML file without script and network: it opens anywhere, and prints.
struct HTMLReport {
    private let document: ReportDocument
    private let evidence: EvidenceEntries

    init(_ document: ReportDocument) {
        self.document = document
        evidence = EvidenceEntries(document)
    }

    var text: String {
        let title = HTMLText.escaped(document.title)
        return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
            + "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
            + "base-uri 'none'; form-action 'none'\"/>\n"
            + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
            + "<meta name=\"color-scheme\" content=\"light dark\"/>\n<title>\(title)</title>\n"
            + "<style>\n\(ReportStyle.css)\n</style>\n</head>\n<body>\n<header>\n<h1>\(title)</h1>\n"
            + "<p class=\"soft\">" + document.provenance.map { HTMLText.escaped($0) }.joined(separator: " · ")
            + "</p>\n"
            + document.notes.map { "<p class=\"warning\">Note: \(HTMLText.escaped($0))</p>\n" }.joined()
            + "</header>\n<main>\n" + body + "</main>\n</body>\n</html>\n"
    }

    private var body: String {
        guard !document.sections.isEmpty else {
            return "<p>The ledger holds no events here: there is nothing to report.</p>\n"
        }
        return figures + contents + document.sections.map(section).joined() + sources
    }

    private var figures: String {
        guard !document.figures.isEmpty else { return "" }
        return "<ul class=\"figures\" aria-label=\"Headline figures\">\n"
            + document.figures.map { figure in
                "<li><strong>\(HTMLText.escaped(figure.value))</strong> <span>\(HTMLText.escaped(figure.meaning))</span>"
                    + notes(figure.notes) + references(figure.support) + "</li>\n"
            }.joined() + "</ul>\n"
    }

    private var contents: String {
        let titles =
            document.sections.map { ($0.id, $0.title) }
            + (evidence.entries.isEmpty ? [] : [("sources", "Sources")])
        return "<nav aria-label=\"Contents\"><ul>"
            + titles.map { "<li><a href=\"#\($0)\">\(HTMLText.escaped($1))</a></li>" }.joined() + "</ul></nav>\n"
    }

    private func section(_ section: ReportSection) -> String {
        "<section aria-labelledby=\"\(section.id)\">\n<h2 id=\"\(section.id)\">\(HTMLText.escaped(section.title))</h2>\n"
            + (section.lead.map { "<p class=\"lead\">\(HTMLText.escaped($0))</p>\n" } ?? "")
            + section.pictures.map(picture).joined() + section.tables.map(table).joined() + "</section>\n"
    }

    private func picture(_ picture: ReportPicture) -> String {
        let legend = picture.legend.map { "<li>\($0.svg) \(HTMLText.escaped($0.meaning))</li>" }.joined()
        return
            "<figure>\n<div class=\"wide\" tabindex=\"0\" role=\"group\" aria-label=\"Picture: \(HTMLText.escaped(picture.title))\">"
            + (picture.narrow.map { "<div class=\"roomy\">\(picture.svg)</div><div class=\"narrow\">\($0)</div>" }
                ?? picture.svg) + "</div>\n"
            + (legend.isEmpty ? "" : "<ul class=\"legend\">\(legend)</ul>\n")
            + (picture.narrow == nil ? "<p class=\"hint\">On a narrow screen the picture scrolls sideways.</p>\n" : "")
            + "<figcaption>\(HTMLText.escaped(picture.caption))</figcaption>\n</figure>\n"
    }

    private func table(_ table: ReportTable) -> String {
        let head = table.columns.map { column in
            "<th scope=\"col\"\(column.isNumber ? " class=\"n\"" : "")>\(HTMLText.escaped(column.heading))</th>"
        }.joined()
        let rows = table.rows.map { row in
            "<tr>" + zip(table.columns, row).enumerated().map { cell($1.1, $1.0, isFirst: $0 == 0) }.joined()
                + "</tr>\n"
        }.joined()
        let length = table.rows.count <= 8 ? " class=\"short\"" : ""
        return "<div class=\"wide\"><table\(length)>\n<caption>\(HTMLText.escaped(table.caption))</caption>\n"
            + "<thead><tr>\(head)</tr></thead>\n<tbody>\n\(rows)</tbody>\n</table></div>\n"
            + (table.leftOut.map { cut in
                "<p class=\"cut\">\(HTMLText.escaped(cut.sentence)) <code>\(HTMLText.escaped(cut.command))</code> lists all.</p>\n"
            } ?? "")
    }

    private func cell(_ cell: ReportCell, _ column: ReportTable.Column, isFirst: Bool) -> String {
        let hasLongWord = cell.text.split(separator: " ").contains { $0.count > 24 }
        let names = [column.isNumber ? "n" : nil, hasLongWord ? "long" : nil, cell.lines.isEmpty ? nil : "lines"]
            .compactMap { $0 }
        let name = names.isEmpty ? "" : " class=\"\(names.joined(separator: " "))\""
        let tag = isFirst ? "th scope=\"row\"" : "td"
        let label = isFirst ? "" : " data-label=\"\(HTMLText.escaped(column.heading))\""
        return "<\(tag)\(name)\(label)>" + (cell.text.isEmpty ? "" : text(cell)) + (cell.support.map(references) ?? "")
            + (cell.text.isEmpty ? "" : cell.details.map { span($0, "detail") }.joined() + notes(cell.notes))
            + "</\(isFirst ? "th" : "td")>"
    }

    private func text(_ cell: ReportCell) -> String {
        let title = cell.fullText.map { " title=\"\(HTMLText.escaped($0))\"" } ?? ""
        let keep = isKeptTogether(cell.text) ? " class=\"keep\"" : ""
        let words = ([cell.text] + cell.lines).map { HTMLText.escaped($0) }.joined(separator: "<br/>")
        return "<span\(keep)\(title)>" + (cell.isStruck ? "<s>\(words)</s>" : words) + "</span>"
    }

    /// A day, an amount or a term reads badly in two lines.
    private func isKeptTogether(_ text: String) -> Bool { text.count <= 26 && text.contains(where: \.isNumber) }

    private func span(_ text: String, _ name: String) -> String {
        " <span class=\"\(name)\(isKeptTogether(text) ? " keep" : "")\">\(HTMLText.escaped(text))</span>"
    }

    private func notes(_ notes: [String]) -> String { notes.map { span($0, "note") }.joined() }

    private func references(_ support: Support) -> String {
        let (shown, more) = document.citations.references(support)
        guard !shown.isEmpty else { return "" }
        let links = shown.map { "<a href=\"#e-\($0.id)\" aria-label=\"source \($0.number)\">[\($0.number)]</a>" }
        let rest =
            more == 0
            ? ""
            : " <span class=\"more\">and \(VocabularyWords.count(more, "more event"))"
                + (support.explain.map { ": <code>impact explain \(HTMLText.escaped($0))</code>" } ?? "") + "</span>"
        // One or two stay with what they belong to; more may go into a line of their own.
        let place = shown.count > 2 ? "<wbr/>" : ""
        return "\(place)<sup class=\"refs\">\(links.joined(separator: ""))</sup>" + rest
    }

    private var sources: String {
        guard !evidence.entries.isEmpty else { return "" }
        let items = evidence.entries.map { entry in
            "<li id=\"e-\(entry.id)\" value=\"\(entry.number)\">\(HTMLText.escaped(entry.headline))"
                + "<p>\(HTMLText.escaped(entry.particulars)) · <code>\(entry.id)</code></p>"
                + (entry.sources.isEmpty
                    ? "<p><span class=\"note\">no source</span></p>"
                    : "<ul>" + entry.sources.map(source).joined() + "</ul>")
                + entry.remarks.map { "<p>\(HTMLText.escaped($0))</p>" }.joined() + "</li>\n"
        }
        return "<section aria-labelledby=\"sources\">\n<h2 id=\"sources\">Sources</h2>\n"
            + "<p class=\"lead\">\(HTMLText.escaped(EvidenceEntries.lead))</p>\n"
            + "<ol class=\"sources\">\n\(items.joined())</ol>\n</section>\n"
    }

    private func source(_ source: EvidenceEntries.Source) -> String {
        "<li>" + HTMLText.link(source.name, to: source.address)
            + source.details.map { ", \(HTMLText.escaped($0))" }.joined()
            + (source.quote.map { "<blockquote>\(HTMLText.escaped($0))</blockquote>" } ?? "") + "</li>"
    }
}
