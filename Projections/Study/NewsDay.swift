import CivilTime
import EventStudy
import MarketEvents

/// When something was news by the clocks of a share's market: what day 0 follows from.
package struct NewsDay: Sendable {
    let announcement: Announcement
    /// Whether only the day is known, so that it may have come after the close.
    let isHourUnknown: Bool
    /// By which market and hour, in words.
    let reason: String

    /// - Parameter mic: as the listing has it; its hours may be another's.
    fileprivate init?(_ instant: Instant, _ mic: String, _ found: Markets.Found) {
        guard let moment = found.market.moment(instant) else { return nil }
        announcement = Announcement(day: moment.day, isAfterClose: moment.isOver)
        isHourUnknown = false
        let close = found.market.hours(on: moment.day).map { SessionHours.text($0.close) } ?? ""
        reason =
            "\(moment.day) \(SessionHours.text(moment.minute)) at \(NewsDay.name(mic, found)), "
            + (moment.isOver ? "at or after the close at \(close)" : "before the close at \(close)")
    }

    fileprivate init(_ day: CivilDay, _ mic: String, _ found: Markets.Found) {
        announcement = Announcement(day: day)
        isHourUnknown = true
        reason = "\(day) at \(NewsDay.name(mic, found)); the hour is not known"
    }

    /// A day that was asked for.
    init(_ day: CivilDay, isAfterClose: Bool) {
        announcement = Announcement(day: day, isAfterClose: isAfterClose)
        isHourUnknown = false
        reason = isAfterClose ? "the session after \(day), as was asked" : "\(day), as was asked"
    }

    private static func name(_ mic: String, _ found: Markets.Found) -> String {
        if found.isAssumed { return "\(mic), whose hours nobody states: those of New York" }
        return mic == found.market.mic ? mic : "\(mic) (hours of \(found.market.mic))"
    }
}

extension Fact {
    /// When it became public, by a market's clocks. Nil where that is not known to the day.
    package func newsDay(_ markets: Markets, _ mic: String) -> NewsDay? {
        let found = markets[mic]
        // Where nobody says when it was published, that is the end of `occurred`; of a day the study takes the day itself.
        if published == occurred.ending, occurred.time != occurred.end {
            return occurred.day.map { NewsDay($0, mic, found) }
        }
        if published.start == published.end { return NewsDay(published.end, mic, found) }
        return published.day.map { NewsDay($0, mic, found) }
    }
}

/// The market of a share: which days are its sessions.
struct ShareMarket {
    let mic: String
    let found: Markets.Found
    /// The prices of the share; nil where they are not looked at.
    let history: PriceHistory?

    /// A day with a price is a session, whatever the market's hours say.
    func isSession(_ day: CivilDay) -> Bool { found.market.isSession(day) || history?.hasClose(on: day) == true }
}
