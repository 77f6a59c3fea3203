import CivilTime
import EventLog
import MarketEvents
import Projections

/// What `--since` and `--until` let through: what happened, at least in part, from the one on and was over by the other.
struct TimeRange {
    private let from: Instant?
    private let to: Instant?

    init(since: String?, until: String?, _ cuts: CutOptions) throws {
        let zone = try TimeZoneRules.named(cuts.timeZone)
        from = try since.map { try Period($0[...], zone: zone).start }
        to = try until.map { try Cut.moment($0, zone: zone) }
        if let from, let to, from > to {
            throw Failure(.usage, "--since \(since ?? "") is after --until \(until ?? "")")
        }
    }

    func admits(_ time: StatedTime) -> Bool {
        (from.map { $0 < time.end || ($0 == time.end && time.start == time.end) } ?? true)
            && (to.map { time.end <= $0 } ?? true)
    }

    func admits(_ event: RecordedEvent) -> Bool {
        guard from != nil || to != nil else { return true }
        return (try? StatedTime(event.envelope.occurred ?? event.envelope.time)).map(admits) ?? true
    }

    /// By the time that a row is about; rows without one are about all of it.
    func admits(_ row: ViewRow, _ shape: ViewShape) -> Bool {
        guard from != nil || to != nil else { return true }
        let text = ["day", "occurred", "since", "from", "date"].lazy.compactMap { row.cell($0, of: shape).text }.first
        return text.flatMap { try? StatedTime($0) }.map(admits) ?? true
    }
}
