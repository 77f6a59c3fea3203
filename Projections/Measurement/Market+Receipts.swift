import CivilTime
import MarketEvents

/// A receipt stands for some shares, and may come to stand for more or fewer: that changes its price, and no count.
extension Market {
    /// How many shares an instrument is the price of on a day.
    mutating func receipt(_ instrument: Instrument, on day: CivilDay) -> SplitRatio {
        guard hasReceipt(instrument.ticker) else { return .one }
        return owner(of: instrument, on: day)?.listing.ratio.flatMap { SplitRatio(ofReceipt: $0) } ?? .one
    }

    /// How many shares what is one security is the price of on a day.
    mutating func receipt(_ instruments: Set<Instrument>, on day: CivilDay) -> SplitRatio {
        for instrument in instruments.sorted(by: { $0.description < $1.description }) {
            let ratio = receipt(instrument, on: day)
            if ratio != .one { return ratio }
        }
        return .one
    }

    /// Whether what is one security is ever the price of another number of shares than one.
    mutating func changesReceipt(_ instruments: Set<Instrument>) -> Bool {
        instruments.contains { hasReceipt($0.ticker) }
    }

    private mutating func hasReceipt(_ ticker: String) -> Bool {
        if let known = receipts[ticker] { return known }
        let found = companies.listings(ofTicker: ticker).contains { $0.listing.ratio != nil }
        receipts[ticker] = found
        return found
    }

    /// Whether what is one security is a receipt, whatever it stands for.
    func isReceipt(_ instruments: Set<Instrument>) -> Bool {
        ownListings(instruments).contains { $0.listing.ratio != nil }
    }

    private func ownListings(_ instruments: Set<Instrument>) -> [DatedListing] {
        instruments.flatMap { own in companies.listings(ofTicker: own.ticker).filter { $0.instrument == own } }
    }

    /// The other listings of the share that instruments are, or stand for: of the same company and class, and no receipts.
    func otherListings(than instruments: Set<Instrument>) -> [DatedListing] {
        let own = ownListings(instruments)
        return Set(own.map(\.company)).sorted().flatMap { companies.listings(of: $0) }.filter { other in
            other.listing.ratio == nil && !instruments.contains(other.instrument)
                && own.contains {
                    $0.company == other.company && $0.listing.shareClass == other.listing.shareClass
                }
        }
    }

    /// From which day on a receipt stands for as many more shares as a split made of one.
    mutating func dayOfReceipt(
        _ instruments: Set<Instrument>, growingBy ratio: SplitRatio, near day: CivilDay
    ) -> CivilDay? {
        guard let first = day.adding(days: -SplitTellings.nearDays - 1),
            let last = day.adding(days: SplitTellings.nearDays),
            let grown = try? receipt(instruments, on: first).followed(by: ratio),
            grown == receipt(instruments, on: last)
        else { return nil }
        for step in 0...2 * SplitTellings.nearDays + 1 {
            if let day = first.adding(days: step), receipt(instruments, on: day) == grown { return day }
        }
        return nil
    }

    /// Whether what is told as a split is that a receipt stands for another number of shares from about then on.
    mutating func isChangeOfReceipt(_ ratio: SplitRatio, _ instruments: Set<Instrument>, on day: CivilDay) -> Bool {
        for instrument in instruments where hasReceipt(instrument.ticker) {
            guard let before = day.adding(days: -11), let after = day.adding(days: 10),
                let change = try? receipt(instrument, on: before).followed(by: receipt(instrument, on: after).inverted)
            else { continue }
            if change != .one, change == ratio { return true }
        }
        return false
    }
}
