import Glibc

/// How far a long work has come, on standard error and only where that is a terminal.
struct ProgressBar {
    private let isShown: Bool
    private let total: Int
    private var shown = -1
    private static let width = 30

    init(total: Int, quiet: Bool) {
        self.total = total
        isShown = !quiet && total > 0 && isatty(STDERR_FILENO) == 1
    }

    /// - Parameter label: what is counted, behind the bar.
    mutating func show(_ done: Int, label: @autoclosure () -> String) {
        guard isShown else { return }
        // A terminal is slow: only what changes the picture is written.
        let step = min(100, 100 * done / total)
        guard step != shown else { return }
        shown = step
        let filled = ProgressBar.width * step / 100
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: ProgressBar.width - filled)
        StandardStreams.draw("\r\(bar) \(label())\u{1B}[K")
    }

    func clear() {
        if isShown, shown >= 0 { StandardStreams.draw("\r\u{1B}[K") }
    }
}
