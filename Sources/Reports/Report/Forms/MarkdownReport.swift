/// A report as GitHub-flavoured Markdown that also reads as plain text: aligned tables, footnotes for sources.
struct MarkdownReport {
    private let document: ReportDocument
    private let evidence: EvidenceEntries

    init(_ document: ReportDocument) {
        self.document = document
        evidence = EvidenceEntries(document)
    }

    var text: String { paragraphs.joined(separator: "\n\n") + "\n" }

    private var paragraphs: [String] {
        let head =
            ["# \(safe(document.title))"] + [document.provenance.map(safe).joined(separator: "; ")]
            + document.notes.map { "> \(safe($0))" }
        guard !document.sections.isEmpty else {
            return head + ["The ledger holds no events here: there is nothing to report."]
        }
        return head + figures + document.sections.flatMap(section) + sources
    }

    private func safe(_ text: String) -> String { SafeText.markdown(text) }

    private var figures: [String] {
        guard !document.figures.isEmpty else { return [] }
        return [
            document.figures.map { figure in
                "- **\(safe(figure.value))** \(safe(figure.meaning))" + notes(figure.notes)
                    + references(figure.support)
            }.joined(separator: "\n")
        ]
    }

    private func section(_ section: ReportSection) -> [String] {
        ["## \(safe(section.title))"] + [section.lead.map(safe)].compactMap { $0 }
            + section.pictures.flatMap { picture in
                picture.mermaid.map { ["```mermaid\n\($0)```", safe(picture.caption)] } ?? []
            } + section.tables.flatMap(table)
    }

    private func table(_ table: ReportTable) -> [String] {
        let rows = table.rows.map { $0.map(cell) }
        let headings = table.columns.map { safe($0.heading) }
        // A column that holds sentences is not padded: its lines would be all space.
        let widths = headings.indices.map { column in
            let lengths = ([headings] + rows).map { $0[column].count }
            return max(4, lengths.filter { $0 <= 44 }.max() ?? 4)
        }
        func line(_ cells: [String]) -> String {
            let padded = cells.enumerated().map { index, text -> String in
                let space = String(repeating: " ", count: max(0, widths[index] - text.count))
                return table.columns[index].isNumber ? space + text : text + space
            }
            return "| \(padded.joined(separator: " | ")) |"
        }
        let rule = table.columns.enumerated().map { index, column in
            String(repeating: "-", count: widths[index] - (column.isNumber ? 1 : 0)) + (column.isNumber ? ":" : "")
        }
        let cut = table.leftOut.map { "\(safe($0.sentence)) `\($0.command)` lists all." }
        return ["\(safe(table.caption)):", ([line(headings), line(rule)] + rows.map(line)).joined(separator: "\n")]
            + [cut].compactMap { $0 }
    }

    private func cell(_ cell: ReportCell) -> String {
        guard !cell.text.isEmpty else { return cell.support.map(references) ?? "" }
        let words = ([cell.text] + cell.lines).map(safe).joined(separator: "; ")
        return (cell.isStruck ? "~~\(words)~~" : words) + notes(cell.details + cell.notes)
            + (cell.support.map(references) ?? "")
    }

    private func notes(_ notes: [String]) -> String {
        notes.isEmpty ? "" : " (\(notes.map(safe).joined(separator: "; ")))"
    }

    private func references(_ support: Support) -> String {
        let (shown, more) = document.citations.references(support)
        return shown.map { "[^\($0.number)]" }.joined()
            + (more > 0 ? " and \(VocabularyWords.count(more, "more event"))" : "")
    }

    private var sources: [String] {
        guard !evidence.entries.isEmpty else { return [] }
        let notes = evidence.entries.map { entry in
            let sources = entry.sources.map { source in
                let address = source.address.flatMap { WebAddress.isSafe($0) ? "<\(SafeText.autolink($0))>" : nil }
                return ([safe(source.name)] + source.details.map(safe) + [address].compactMap { $0 })
                    .joined(separator: ", ") + (source.quote.map { " (“\(safe($0))”)" } ?? "")
            }
            let from = sources.isEmpty ? "no source" : sources.joined(separator: "; ")
            return
                "[^\(entry.number)]: \(safe(entry.headline)) (\(safe(entry.particulars)) · `\(entry.id)`). Source: \(from)."
                + entry.remarks.map { " \(safe($0))." }.joined()
        }
        return ["## Sources", safe(EvidenceEntries.lead), notes.joined(separator: "\n")]
    }
}
