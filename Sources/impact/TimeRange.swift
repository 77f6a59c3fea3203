import CivilTime
import EventLog
import MarketEvents
import Projections

/// What `--since` and `--until` let through: what happened, at least in part, from the one on and was over by the other.
struct TimeRange {
    let stretch: TimeStretch

    init(since: String?, until: String?, _ cuts: CutOptions) throws {
        let times = try cuts.times()
        stretch = TimeStretch(
            since: try since.map { try times.period($0).start }, until: try until.map { try times.period($0).end })
        if let from = stretch.since, let to = stretch.until, from > to {
            throw Failure(.usage, "--since \(since ?? "") is after --until \(until ?? "")")
        }
    }

    func admits(_ event: RecordedEvent) -> Bool {
        guard !stretch.isWhole else { return true }
        return (try? StatedTime(event.envelope.occurred ?? event.envelope.time)).map(stretch.admits) ?? true
    }

    /// By the time that a row is about; rows without one are about all of it.
    func admits(_ row: ViewRow, _ shape: ViewShape) -> Bool {
        guard !stretch.isWhole else { return true }
        let text = ["day", "occurred", "since", "from", "date"].lazy.compactMap { row.cell($0, of: shape).text }.first
        return text.flatMap { try? StatedTime($0) }.map(stretch.admits) ?? true
    }
}
