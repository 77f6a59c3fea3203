import CivilTime
import EventStudy
import MarketEvents

/// The market value behind a studied security: shares of day 0 at unadjusted closes; at adjusted ones where there are no others,
/// and then about.
struct StudyValue {
    private let count: ShareCounts.Count
    private let history: PriceHistory
    private let splits: [ShareSplit]
    private let unit: MeasureUnit

    /// Nil where no shares are recorded, or no price.
    init?(_ subject: StudySubjectRequest, _ facts: StudyFacts, on day: CivilDay) throws {
        guard let company = subject.company,
            let count = try facts.shareCounts(of: company).count(on: day, shareClass: subject.shareClass),
            let history = try facts.histories(of: subject.instruments).last,
            let unit = MeasureUnit.named(history.currency)
        else { return nil }
        self.count = count
        self.history = history
        self.unit = unit
        splits = try facts.splits(of: subject.instruments)
    }

    var events: [String] { count.events }

    private func isSplit(after first: CivilDay, through last: CivilDay) -> Bool {
        splits.contains { first < $0.day && $0.day <= last }
    }

    /// Shares times the difference of two closes, exactly. Nil where a close is missing or a split lies between them.
    func change(from first: CivilDay, to last: CivilDay) -> Quantity? {
        guard !isSplit(after: first, through: last), let before = history.close(on: first),
            let after = history.close(on: last),
            let difference = try? after.subtracting(before),
            let change = try? count.outstanding.amount.multiplied(by: difference)
        else { return nil }
        let isExact = count.outstanding.qualifier == .exact && history.adjusted == "none"
        return Quantity(change, unit, isExact ? .exact : .about)
    }

    /// An abnormal change of the value that the shares had at the close of `first`.
    func amount(
        of change: AbnormalChange, heldFrom first: CivilDay, to last: CivilDay, _ degreesOfFreedom: Int
    ) -> StudyAmount? {
        guard !change.fraction.isNaN, !isSplit(after: min(first, last), through: max(first, last)),
            let close = history.close(on: first)
        else { return nil }
        let value = count.outstanding.amount.double * close.double
        let interval = change.interval95(degreesOfFreedom: degreesOfFreedom)
        return StudyAmount(
            value: value * change.fraction, standardError: value * change.standardError, lower: value * interval.lower,
            upper: value * interval.upper, unit: unit)
    }
}
