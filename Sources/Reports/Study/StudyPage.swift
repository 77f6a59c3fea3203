import MarketEvents
import Projections

/// A study as a picture, and as a page: the picture, the table of its figures, and the tables that the terminal has.
package struct StudyPage {
    private let text: StudyText
    private let picture: PathPicture

    package init(_ report: StudyReport) {
        text = StudyText(report)
        let subjects = report.subjects
        let what = subjects.count == 1 ? subjects[0].label : "\(subjects.count) events"
        picture = PathPicture(title: "Cumulated abnormal returns: \(what)", paths: StudyPaths(report))
    }

    /// The picture as a file of its own. Nil where no path begins: the first day of the window has no return.
    package var svg: String? {
        picture.isEmpty ? nil : SVG.file(picture.svg(id: "study", width: 720, margin: SVG.fileMargin))
    }

    package var html: String {
        let paths =
            picture.isEmpty
            ? nil
            : ReportSection(
                id: "paths", title: "Cumulated abnormal returns", lead: nil, pictures: [picture.picture(id: "study")],
                tables: picture.tables(command: nil))
        let sections = [
            paths,
            ReportSection(
                id: "events", title: "Events and their models", lead: nil,
                tables: [
                    // All columns side by side are wider than paper.
                    table(text.events, "Events and their estimation windows", columns: 0..<6),
                    table(text.events, "Models and day 0", columns: 6..<12, isNamed: true),
                ]),
            ReportSection(
                id: "windows", title: "Windows", lead: nil,
                tables: text.windows.map { table($0, "\($0.headings[1].text) and what it rests on") }
                    + (text.hasAmounts ? [table(text.amounts, "In currency: statistics, and so about")] : [])),
            ReportSection(
                id: "tests", title: "Tests", lead: text.notes.isEmpty ? nil : text.notes.joined(separator: ". ") + ".",
                tables: [table(text.tests, "Tests of the group")]),
        ].compactMap { $0 }
        return HTMLReport(
            ReportDocument(title: picture.title, provenance: text.method, notes: [], sections: sections)
        ).text
    }

    /// - Parameter isNamed: whether the first column, the events' names, stands before the others.
    private func table(
        _ table: TextTable, _ caption: String, columns: Range<Int>? = nil, isNamed: Bool = false
    ) -> ReportTable {
        let places = (isNamed ? [0] : []) + Array(columns ?? table.headings.indices)
        return ReportTable(
            caption: caption,
            columns: places.map { .init(heading: table.headings[$0].text, isNumber: table.headings[$0].isNumber) },
            rows: table.rows.map { row in places.map { ReportCell(row[$0]) } })
    }
}
