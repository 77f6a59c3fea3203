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
        var lines = TerminalText.wrapped(text, to: width.map { max(20, $0 - stem.count) }).enumerated().map {
            index, line in
            (index == 0 ? first : stem) + line
        }
        for (index, child) in children.enumerated() {
            let isLast = index == children.count - 1
            lines += child.lines(
                first: rest + (isLast ? "└─ " : "├─ "), rest: rest + (isLast ? "   " : "│  "), width)
        }
        return lines
    }
}
