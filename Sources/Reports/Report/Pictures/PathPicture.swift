import EventStudy
import MarketEvents
import Projections

/// Cumulated abnormal returns through an event window: a line an event, their mean with its 95 % band, day 0 marked. Of one
/// event the band is its own. Lines differ by dashes and carry their names, so that no colour is needed.
struct PathPicture {
    let title: String
    let paths: StudyPaths
    /// Lines that are named; others would only be a thicket.
    let mostLines: Int

    init(title: String, paths: StudyPaths, mostLines: Int = 8) {
        (self.title, self.paths, self.mostLines) = (title, paths, mostLines)
    }

    /// The lines drawn: all, or the surest.
    var lines: [StudyPaths.Line] {
        let drawn = paths.lines.filter { !$0.points.isEmpty }
        guard drawn.count > mostLines else { return drawn }
        let surest = drawn.indices.sorted { (abs(drawn[$1].t), $0) < (abs(drawn[$0].t), $1) }.prefix(mostLines)
        return surest.sorted().map { drawn[$0] }
    }

    var isEmpty: Bool { lines.isEmpty }

    /// What is drawn, in a sentence or two.
    var caption: String {
        let count = paths.lines.count { !$0.points.isEmpty }
        let what =
            count == 1
            ? "Shaded: the 95 % band of the event's cumulated abnormal return, by Student's t."
            : paths.mean.map {
                "Thick line: the mean of \($0.count) events; shaded: its 95 % band, with the events' correlation taken into "
                    + "account. The bands of single events stand in the table."
            } ?? "The 95 % bands of the events stand in the table."
        let shown = lines.count
        return what
            + (shown < count
                ? " Thin lines: the \(shown) events of \(count) that are farthest from zero in standard errors." : "")
            + " Where a band leaves zero out, chance alone would have gone as far in fewer than one case in twenty."
    }

    /// More columns do not fit on paper.
    private static let mostColumns = 4

    /// Days by lines, as the picture has them, the mean first; in tables side by side where there are many lines.
    func tables(command: String?) -> [ReportTable] {
        let mean = paths.mean.map { ("mean of \($0.count)", $0.points) }
        let columns = [mean].compactMap { $0 } + lines.map { ($0.label, $0.points) }
        let count = (columns.count + Self.mostColumns - 1) / Self.mostColumns
        let width = count == 0 ? 0 : (columns.count + count - 1) / count
        var tables = (0..<count).map { part in
            table(
                Array(columns.dropFirst(part * width).prefix(width)),
                part: count > 1 ? " (\(part + 1) of \(count))" : "")
        }
        let hidden = paths.lines.count { !$0.points.isEmpty } - lines.count
        if hidden > 0, let command, let last = tables.indices.last {
            tables[last].leftOut = .init(
                sentence: "\(VocabularyWords.count(hidden, "event is", "events are")) left out.", command: command)
        }
        return tables
    }

    private func table(_ columns: [(name: String, points: [StudyPaths.Point])], part: String) -> ReportTable {
        ReportTable(
            caption: "Abnormal returns cumulated from day \(paths.window.lowerBound) on, with 95 % bounds\(part)",
            columns: [.init(heading: "day")] + columns.map { .init(heading: $0.name, isNumber: true) },
            rows: paths.window.map { day in
                [ReportCell(String(day))]
                    + columns.map { column in
                        guard let point = column.points.first(where: { $0.day == day }) else { return .empty }
                        return ReportCell(
                            StatisticText.percent(point.car),
                            details: ["\(StatisticText.percent(point.lower)) to \(StatisticText.percent(point.upper))"])
                    }
            })
    }

    func svg(id: String, width: Double, margin: Double = 0) -> String {
        PathDrawing(self, id: id, width: width).svg(margin: margin)
    }

    /// For the report: beside its table, and narrow, too.
    func picture(id: String) -> ReportPicture {
        ReportPicture(
            title: title, svg: svg(id: id, width: 720), narrow: svg(id: "\(id)-narrow", width: 350), caption: caption)
    }
}
