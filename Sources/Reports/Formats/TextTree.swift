/// Lines of a terminal as a tree. Long lines are wrapped under themselves.
struct TextTree {
    let text: String
    var children: [TextTree]

    init(_ text: String, _ children: [TextTree] = []) {
        (self.text, self.children) = (SafeText.terminal(text), children)
    }

    /// - Parameter width: columns of the terminal; nil where nothing is wrapped.
    func lines(width: Int?) -> [String] { lines(first: "", rest: "", width) }

    private func lines(first: String, rest: String, _ width: Int?) -> [String] {
        let stem = rest + (children.isEmpty ? "   " : "│  ")
        var lines = wrapped(to: width.map { max(20, $0 - stem.count) }).enumerated().map { index, line in
            (index == 0 ? first : stem) + line
        }
        for (index, child) in children.enumerated() {
            let isLast = index == children.count - 1
            lines += child.lines(
                first: rest + (isLast ? "└─ " : "├─ "), rest: rest + (isLast ? "   " : "│  "), width)
        }
        return lines
    }

    /// Broken at spaces; a word that is longer than a line stays whole, for half an address is none.
    private func wrapped(to width: Int?) -> [String] {
        guard let width, TerminalText.width(of: text) > width else { return [text] }
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ", omittingEmptySubsequences: false) {
            if !line.isEmpty, TerminalText.width(of: line) + 1 + TerminalText.width(of: String(word)) > width {
                lines.append(line)
                line = String(word)
            } else {
                line += (line.isEmpty ? "" : " ") + word
            }
        }
        return lines + [line]
    }
}
