import CanonicalJSON
import MarketEvents
import Projections

/// What changed between two moments, to be read: one tree a view, the figures before and after, the events responsible.
package struct DifferenceText {
    private let difference: LedgerDifference
    /// The events responsible, in the order of recording, and by id from 1.
    private let events: [ResponsibleEvent]
    private let numbers: [String: Int]

    package init(_ difference: LedgerDifference) {
        self.difference = difference
        events = difference.events.values.sorted { ($0.position, $0.id) < ($1.position, $1.id) }
        numbers = Dictionary(events.enumerated().map { ($1.id, $0 + 1) }) { first, _ in first }
    }

    /// - Parameter width: columns of the terminal; nil where nothing is wrapped.
    package func terminal(width: Int?) -> String {
        let views = changed.map { view in
            TextTree("\(view.shape.name): \(DifferenceText.counts(view))", view.changes.map { tree($0, view.shape) })
        }
        let sources = events.enumerated().map { TextTree("[\($0 + 1)] \($1.words) \($1.id)") }
        return ((views + sources).flatMap { $0.lines(width: width) }).map { $0 + "\n" }.joined()
    }

    /// A table a view, a line a figure, and a table of the events.
    package var markdown: String {
        let views = changed.map { view in
            "## \(SafeText.markdown(view.shape.name)): \(DifferenceText.counts(view))\n\n"
                + TextTable(
                    headings: ["", "row", "figure", "before", "after", "events"].map { .init($0) },
                    rows: view.changes.flatMap { lines($0, view.shape) }
                ).markdown
        }
        let sources = TextTable(
            headings: [
                .init("event", isNumber: true), .init("type"), .init("occurred"), .init("summary"), .init("id"),
            ],
            rows: events.enumerated().map { [String($0 + 1), $1.type, $1.occurred, $1.summary ?? "", $1.id] })
        return (views + (events.isEmpty ? [] : ["## Events\n\n" + sources.markdown])).joined(separator: "\n")
    }

    private var changed: [ViewDifference] { difference.views.filter { !$0.changes.isEmpty } }

    private static func counts(_ view: ViewDifference) -> String {
        [ViewDifference.Kind.added, .gone, .changed].compactMap { kind in
            view.count(kind) == 0 ? nil : "\(view.count(kind)) \(kind.rawValue)"
        }.joined(separator: ", ")
    }
}

extension DifferenceText {
    private static func mark(_ kind: ViewDifference.Kind) -> String {
        switch kind {
        case .added: "+"
        case .gone: "−"
        case .changed: "~"
        }
    }

    /// The key of a row; of one of the timeline, whose key begins with its time, the event's id.
    private static func name(_ change: ViewDifference.Change, _ shape: ViewShape) -> String {
        (change.after ?? change.before)?.cell("id", of: shape).text ?? change.key
    }

    /// " [1] [2]"; where no event is responsible the reader is told what is.
    private func references(_ change: ViewDifference.Change) -> String {
        change.events.isEmpty
            ? " (by the passing of time)" : change.events.map { " [\(numbers[$0] ?? 0)]" }.joined()
    }

    private func tree(_ change: ViewDifference.Change, _ shape: ViewShape) -> TextTree {
        let title = "\(DifferenceText.mark(change.kind)) \(DifferenceText.name(change, shape))\(references(change))"
        if let row = change.kind == .added ? change.after : change.kind == .gone ? change.before : nil {
            let figures = DifferenceText.figures(row, shape).map { "\($0.name) \($0.value)" }
            return TextTree(title, [TextTree(figures.joined(separator: ", "))])
        }
        let lines = figures(change, shape).map { TextTree("\($0.name): \($0.before) → \($0.after)") }
        return TextTree(title, lines.isEmpty ? [TextTree("no figure changed; it rests on other events")] : lines)
    }

    private func lines(_ change: ViewDifference.Change, _ shape: ViewShape) -> [[String]] {
        let figures =
            switch change.kind {
            case .added: DifferenceText.figures(change.after, shape).map { ($0.name, "", $0.value) }
            case .gone: DifferenceText.figures(change.before, shape).map { ($0.name, $0.value, "") }
            case .changed: figures(change, shape).map { ($0.name, $0.before, $0.after) }
            }
        let references = String(references(change).dropFirst())
        return (figures.isEmpty ? [("", "", "")] : figures).map { name, before, after in
            [change.kind.rawValue, DifferenceText.name(change, shape), name, before, after, references]
        }
    }

    /// What is shown of a row that is in one of the two only.
    private static func figures(_ row: ViewRow?, _ shape: ViewShape) -> [(name: String, value: String)] {
        shape.shown.compactMap { name in
            let text = row.map { TextTable.text(of: $0.cell(name, of: shape), name: name) } ?? ""
            return text.isEmpty ? nil : (TextTable.heading(name), text)
        }
    }

    private func figures(_ change: ViewDifference.Change, _ shape: ViewShape) -> [(
        name: String, before: String, after: String
    )] {
        func text(_ row: ViewRow?, _ column: Int) -> String {
            let text = row.map { TextTable.text(of: $0.cells[column], name: shape.columns[column].name) } ?? ""
            return text.isEmpty ? "none" : text
        }
        return change.columns.map { column in
            (TextTable.heading(shape.columns[column].name), text(change.before, column), text(change.after, column))
        }
    }
}

extension ResponsibleEvent {
    /// Such as "deal.announced 2025-11-03 OpenAI signs to buy".
    fileprivate var words: String { [type, occurred, summary].compactMap { $0 }.joined(separator: " ") }
}
