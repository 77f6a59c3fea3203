import CivilTime
import EventStudy
import MarketEvents

/// The market value behind a studied security, by the rules of the measured rows: the shares that hold on day 0, in shares of the
/// day that is asked of, at closes of the least adjusted series.
struct StudyValue {
    private let company: String
    private let day: CivilDay
    private let counts: [MarketFact]
    private let instruments: Set<Instrument>
    private let market: Market
    /// The least adjusted one first.
    private let histories: [PriceHistory]

    /// Nil where no shares are recorded, or no price.
    init?(_ subject: StudySubjectRequest, _ facts: StudyFacts, on day: CivilDay) throws {
        guard let company = subject.company else { return nil }
        let histories = try facts.histories(of: subject.instruments)
        var market = try facts.market(of: company, subject.instruments)
        counts = market.counts(of: company, listed: subject.shareClass, on: day)
        guard !counts.isEmpty, !histories.isEmpty else { return nil }
        (self.company, self.day, self.market, instruments) = (company, day, market, subject.instruments)
        self.histories = histories.reversed()
    }

    /// Of the counts, of the splits since, and of the closes from a day to day 0.
    func events(from first: CivilDay) -> [String] {
        var events: [String] = []
        let days =
            Int32(truncatingIfNeeded: min(first, day).daysSinceEpoch)...Int32(truncatingIfNeeded: day.daysSinceEpoch)
        if let history = histories.first { events += history.events(ofRuns: history.runs(in: days)) }
        for count in counts {
            count.appendEvents(to: &events)
            for split in market.ratio(instruments, since: count, to: day)?.facts ?? [] {
                split.appendEvents(to: &events)
            }
        }
        return events
    }

    /// From one close to another, in shares of the later day. Nil where a close is missing, or what became of a share.
    ///
    /// - Parameter last: where only the value at the first close is asked for, nil.
    private func change(from first: CivilDay, to last: CivilDay?) -> ValueChange? {
        for history in histories {
            guard let unit = MeasureUnit.named(history.currency), let before = history.close(on: first),
                let after = last.map(history.close) ?? before, before.sign > 0, after.sign > 0
            else { continue }
            let later = max(first, day)
            let between =
                history.adjusted == "none" ? market.ratio(instruments, from: first, to: later)?.ratio : .one
            guard let between, let instrument = instruments.min(by: { $0.description < $1.description }) else {
                return nil
            }
            let move = PriceMove(
                instrument: instrument, adjusted: history.adjusted, currency: unit, day: later, previousDay: first,
                previousClose: before, close: after, high: nil, low: nil, split: between, facts: [])
            var parts: [ValueChange.Part] = []
            for count in counts {
                guard case .shares(let shares) = count.content,
                    let since = market.ratio(instruments, since: count, to: later)
                else { return nil }
                parts.append(
                    ValueChange.Part(
                        shareClass: shares.shareClass, measure: shares.measure, outstanding: shares.outstanding,
                        since: since.ratio, move: move, facts: [count] + since.facts))
            }
            return ValueChange(
                company: company, day: later, previousDay: first, parts: parts, move: move, unpriced: [])
        }
        return nil
    }

    /// The change of the value up to the close of day 0, exactly.
    func change(from first: CivilDay) -> Quantity? { change(from: first, to: day)?.change }

    /// An abnormal change of the value that the shares had at the close of `first`.
    func amount(of change: AbnormalChange, heldFrom first: CivilDay, _ degreesOfFreedom: Int) -> StudyAmount? {
        guard !change.fraction.isNaN, let held = self.change(from: first, to: nil),
            let value = try? held.valueBefore().double
        else { return nil }
        let interval = change.interval95(degreesOfFreedom: degreesOfFreedom)
        return StudyAmount(
            value: value * change.fraction, standardError: value * change.standardError, lower: value * interval.lower,
            upper: value * interval.upper, unit: held.move.currency)
    }
}
