import CivilTime

/// A time as cuts see it: whether it is over.
package protocol CutTime {
    var end: Instant { get }
    /// Whether `end` itself belongs to it: of an instant, and of what ends with one. A period ends where the next one starts.
    var includesEnd: Bool { get }
}

extension CutTime {
    /// Whether it lies before a moment, whole: the one rule of every cut, of `--since` and `--until` and of `diff`. A period
    /// that ends there does; an instant does not, so that midnight belongs to the next day only.
    package func isOver(by moment: Instant) -> Bool { includesEnd ? end < moment : end <= moment }
}

extension StatedTime: CutTime {}

/// What happened, at least in part, from one moment on and was over by another one.
package struct TimeStretch: Hashable, Sendable {
    package let since: Instant?
    package let until: Instant?

    package init(since: Instant? = nil, until: Instant? = nil) { (self.since, self.until) = (since, until) }

    package var isWhole: Bool { since == nil && until == nil }

    package func admits(_ time: some CutTime) -> Bool {
        (since.map { !time.isOver(by: $0) } ?? true) && (until.map(time.isOver) ?? true)
    }
}
