import CivilTime
import EventStudy
import MarketEvents

/// A study in the making: the subjects that can be studied with their statistics, and why others cannot.
struct StudyRun {
    let design: StudyDesign
    let facts: StudyFacts
    let market: StudyMarket
    private(set) var subjects: [StudySubjectRequest] = []
    /// The distinct securities, and the place of each subject's among them.
    private(set) var securities: [PriceHistory] = []
    private(set) var places: [Int] = []
    private(set) var zeros: [Int] = []
    private(set) var refused: [(subject: StudySubjectRequest, reason: String)] = []
    let sample: EventSample

    init(
        _ wanted: [StudySubjectRequest], _ design: StudyDesign, _ closedDays: ClosedDayRule, facts: StudyFacts,
        market: StudyMarket
    ) throws {
        (self.design, self.facts, self.market) = (design, facts, market)
        try facts.readAhead(wanted.lazy.map(\.share))
        var known: [TradedShare: Int] = [:]
        for subject in wanted {
            do {
                let place = try StudyRun.place(of: subject, design.returns, &known, &securities, facts)
                zeros.append(try StudyRun.dayZero(of: subject, closedDays, market, securities[place]))
                places.append(place)
                subjects.append(subject)
            } catch let reason as StudyReason { refused.append((subject, reason.words)) }
        }
        let returns = ReturnSeries(
            closes: market.history.closes, kind: design.returns,
            breaks: Set(market.history.breaks.map { day in market.history.days.partitionPoint { $0 < day } }))
        var own: [ReturnSeries] = []
        for (history, share) in zip(securities, StudyRun.inOrder(known)) {
            own.append(try StudyRun.returns(of: history, share, design.returns, market, facts))
        }
        do throws(RefusedEvents) {
            sample = try StudyRun.sample(design, returns, own, places, zeros)
        } catch {
            let reasons = Dictionary(uniqueKeysWithValues: error.events.map { ($0.index, $0.reason) })
            for (index, reason) in reasons.sorted(by: { $0.key < $1.key }) {
                let words = StudyRun.text(reason, securities[places[index]], design, market)
                refused.append((subjects[index], words))
            }
            let all = (subjects, places, zeros)
            let sound = all.0.indices.filter { reasons[$0] == nil }
            (subjects, places, zeros) = (sound.map { all.0[$0] }, sound.map { all.1[$0] }, sound.map { all.2[$0] })
            sample = try StudyRun.sample(design, returns, own, places, zeros)
        }
    }

    private static func inOrder(_ known: [TradedShare: Int]) -> [TradedShare] {
        known.sorted { $0.value < $1.value }.map(\.key)
    }

    /// A security's returns on the benchmark's calendar.
    static func returns(
        of history: PriceHistory, _ share: TradedShare, _ kind: ReturnKind, _ market: StudyMarket,
        _ facts: StudyFacts
    ) throws -> ReturnSeries {
        let days = market.history.days
        func row(_ day: Int32) -> Int? {
            let row = days.partitionPoint { $0 < day }
            return row < days.count ? row : nil
        }
        var breaks = Set(history.breaks.compactMap(row))
        var payouts: [Double]?
        // Closes that are adjusted for dividends hold them.
        if kind == .total, history.adjusted != "all" {
            var shares = try facts.market(of: nil, [share])
            for dividend in try facts.dividends(of: share) {
                guard let row = row(Int32(truncatingIfNeeded: dividend.day.daysSinceEpoch)) else { continue }
                guard dividend.amount.unit.code == history.currency, let amount = single(dividend.amount),
                    let payout = try? history.payout(dividend, amount.double, on: days[row], &shares, of: share)
                else {
                    breaks.insert(row)
                    continue
                }
                payouts = payouts ?? [Double](repeating: 0, count: days.count)
                payouts?[row] += payout
            }
        }
        return ReturnSeries(closes: history.aligned(to: days), kind: kind, payouts: payouts, breaks: breaks)
    }

    private struct StudyReason: Error {
        let words: String
    }

    private static func place(
        of subject: StudySubjectRequest, _ returns: ReturnKind, _ known: inout [TradedShare: Int],
        _ securities: inout [PriceHistory],
        _ facts: StudyFacts
    ) throws -> Int {
        if let place = known[subject.share] { return place }
        let found: PriceHistory?
        do { found = try facts.bestHistory(of: subject.share, for: returns) } catch let refused as StudyRefused {
            throw StudyReason(words: refused.description)
        }
        guard let found else { throw StudyReason(words: "no prices of \(subject.ticker) under these cuts") }
        known[subject.share] = securities.count
        securities.append(found)
        return securities.count - 1
    }

    private static func dayZero(
        of subject: StudySubjectRequest, _ closedDays: ClosedDayRule, _ market: StudyMarket, _ history: PriceHistory
    ) throws(StudyReason) -> Int {
        let own = ShareMarket(mic: subject.mic, found: subject.market, history: history)
        do throws(DayZeroFault) {
            return try market.calendar.dayZero(of: subject.news, closedDays, isSession: own.isSession)
        } catch {
            throw StudyReason(words: market.text(error, subject.news))
        }
    }

    private static func sample(
        _ design: StudyDesign, _ market: ReturnSeries, _ securities: [ReturnSeries], _ places: [Int], _ zeros: [Int]
    ) throws(RefusedEvents) -> EventSample {
        try EventSample(
            design: design, market: market, securities: securities,
            subjects: zip(places, zeros).map { StudySubject(security: $0, dayZero: $1) })
    }

    private static func text(
        _ reason: StudyRefusal, _ history: PriceHistory, _ design: StudyDesign, _ market: StudyMarket
    ) -> String {
        switch reason {
        case .tooFewDays(let needed, let found):
            let first = history.firstDay.map { ", first price \($0)" } ?? ""
            let window = design.estimation
            return "needs \(needed) days, has \(found)\(first) "
                + "(days with a return in the estimation window \(window.lowerBound)..\(window.upperBound))"
        case .noModel(.constantMarket):
            return "the benchmark \(market.name) did not move in the estimation window, so there is no beta"
        case .noModel(.noLaggedSlope):
            return
                "the estimation window has too few neighbouring days, or the market's autocorrelation is -0.5 or below, "
                + "so there is no Scholes-Williams beta"
        }
    }

    /// The days of the event window on which a subject has no return.
    func missingDays(_ index: Int) -> [Int] {
        zip(design.window, sample.abnormalReturns(of: index)).filter { $1.isNaN }.map(\.0)
    }
}
