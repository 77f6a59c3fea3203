import CivilTime
import MarketEvents

/// A receipt stands for some shares, and may come to stand for more or fewer: that changes its price, and no count.
extension Market {
    /// How many shares what is listed is the price of on a day.
    mutating func receipt(_ share: TradedShare, on day: CivilDay) -> SplitRatio {
        let listings = listed.listings(of: share)
        guard listings.isReceipt else { return .one }
        return listings.period(on: day)?.listing.listing.ratio.flatMap { SplitRatio(ofReceipt: $0) } ?? .one
    }

    /// Whether it is a receipt, whatever it stands for.
    mutating func isReceipt(_ share: TradedShare) -> Bool { listed.listings(of: share).isReceipt }

    /// From which day on a receipt stands for as many more shares as a split made of one.
    mutating func dayOfReceipt(_ share: TradedShare, growingBy ratio: SplitRatio, near day: CivilDay) -> CivilDay? {
        guard let first = day.adding(days: -SplitTellings.nearDays - 1),
            let last = day.adding(days: SplitTellings.nearDays),
            let grown = try? receipt(share, on: first).followed(by: ratio),
            grown == receipt(share, on: last)
        else { return nil }
        for step in 0...2 * SplitTellings.nearDays + 1 {
            if let day = first.adding(days: step), receipt(share, on: day) == grown { return day }
        }
        return nil
    }

    /// Whether what is told as a split is that a receipt stands for another number of shares from about then on.
    mutating func isChangeOfReceipt(_ ratio: SplitRatio, _ share: TradedShare, on day: CivilDay) -> Bool {
        guard isReceipt(share), let before = day.adding(days: -11), let after = day.adding(days: 10),
            let change = try? receipt(share, on: before).followed(by: receipt(share, on: after).inverted)
        else { return false }
        return change != .one && change == ratio
    }
}
