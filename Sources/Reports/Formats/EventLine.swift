import EventLog

/// An event as one line for people, where more will follow that nobody knows yet: the columns have a fixed width, and what is
/// wider is not cut but moves the rest.
package enum EventLine {
    /// - Parameter width: columns of the terminal, to which the words are cut; nil where nothing is cut.
    package static func text(_ event: RecordedEvent, _ sentences: EventSentence, width: Int?) throws -> String {
        let cells = [
            (String(event.position), 8), (event.envelope.occurred ?? event.envelope.time, 10),
            (event.envelope.type, 20), (event.envelope.subject, 0),
        ].map { cell, width in
            let text = SafeText.terminal(cell)
            return text + String(repeating: " ", count: max(0, width - TerminalText.width(of: text)))
        }
        let words = SafeText.terminal(try sentences.headline(event.envelope.type, event.envelope.data))
        let line = cells.joined(separator: "  ") + "  " + words
        return (width.map { TerminalText.shortened(line, to: $0) } ?? line) + "\n"
    }
}
