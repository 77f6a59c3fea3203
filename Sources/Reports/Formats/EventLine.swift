import EventLog

/// An event as one line for people, where more will follow that nobody knows yet: the columns have a fixed width, and what is
/// wider is not cut but moves the rest.
package enum EventLine {
    /// - Parameter width: columns of the terminal, to which the summary is cut; nil where nothing is cut.
    package static func text(_ event: RecordedEvent, width: Int?) -> String {
        let cells = [
            (String(event.position), 8), (event.envelope.occurred ?? event.envelope.time, 10),
            (event.envelope.type, 20), (event.envelope.subject, 0),
        ].map { cell, width in
            let text = SafeText.terminal(cell)
            return text + String(repeating: " ", count: max(0, width - TerminalText.width(of: text)))
        }
        let summary = SafeText.terminal(event.envelope.data["summary"]?.string ?? "")
        let line = cells.joined(separator: "  ") + (summary.isEmpty ? "" : "  " + summary)
        return (width.map { TerminalText.shortened(line, to: $0) } ?? line) + "\n"
    }
}
