import CivilTime
import EventStudy
import MarketEvents

/// What a study holds securities against: a benchmark, and the calendar that its prices make.
struct StudyMarket {
    let name: String
    let history: PriceHistory
    let calendar: TradingCalendar

    /// What the benchmark is.
    let share: TradedShare

    init(_ history: PriceHistory, of share: TradedShare, named name: String? = nil) {
        self.name = name ?? share.instrument.ticker
        (self.history, self.share) = (history, share)
        calendar = TradingCalendar(days: history.days.compactMap { CivilDay(daysSinceEpoch: Int($0)) })
    }

    /// Why news has no day 0, in words.
    func text(_ fault: DayZeroFault, _ news: Announcement) -> String {
        switch fault {
        case .emptyCalendar: "the benchmark has no prices"
        case .noTrading: "there was no trading on \(news.day); --day next or previous takes another session"
        case .outsideCalendar(let first, let last):
            "\(news.isAfterClose ? "after the close of \(news.day)" : "\(news.day)") is not within the prices of "
                + "\(name), which are from \(first) to \(last)"
        }
    }
}
