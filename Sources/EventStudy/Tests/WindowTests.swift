/// The sixteen tests of one window.
package struct WindowTests: Sendable {
    package let window: DayWindow
    /// Events whose window has no missing day: those that are tested.
    package let count: Int
    /// The mean cumulated abnormal return. Nil without events.
    package let caar: Double?
    /// The mean correlation of the events' residuals.
    package let rbar: MeanCorrelation
    package let positive: Int
    /// Whether tested windows of two events have a calendar day in common.
    package let sharesDays: Bool
    package let results: [GroupTest: TestResult]
    /// The events tested, by their index.
    package let events: [Int]

    /// The tests to look at first; empty where no days are shared.
    package var lead: [GroupTest] { sharesDays ? GroupTest.underSharedDays : [] }
}

extension EventSample {
    /// All tests of all windows of the design.
    package func tests() -> [WindowTests] {
        let complete = design.tested.indices.map { window in
            subjects.indices.filter { cumulated[$0 * design.tested.count + window].isComplete }
        }
        let ranks = RankSums(of: self, complete: complete)
        var residuals: EstimationResiduals?
        return design.tested.indices.map { window in
            // Most windows have all events: what does not depend on the window is computed once for them.
            if residuals?.events != complete[window] {
                residuals = EstimationResiduals(of: complete[window], in: self)
            }
            return tests(ofWindow: window, residuals ?? EstimationResiduals(of: [], in: self), ranks)
        }
    }

    private func tests(
        ofWindow index: Int, _ residuals: EstimationResiduals, _ ranks: RankSums
    ) -> WindowTests {
        let window = design.tested[index]
        let events = residuals.events
        let returns = events.map { cumulated[$0 * design.tested.count + index] }
        let cars = returns.map(\.car)
        var results: [GroupTest: TestResult] = [:]
        if events.isEmpty {
            for test in GroupTest.allCases { results[test] = .undefined(reason: "no event has all days of the window") }
        } else {
            let standardized = StandardizedTests(
                returns, events.map { estimates[$0] }, windowLength: window.count, residuals.rbar)
            results[.crossSectionalT] = CrossSection.studentT(cars, noise: RoundingNoise.returns)
            results[.skewnessAdjustedT] = CrossSection.skewnessAdjustedT(cars)
            results[.patellZ] = standardized.patellZ
            results[.patellZExact] = standardized.patellZExact
            results[.adjustedPatellZ] = standardized.adjustedPatellZ
            results[.bmpT] = standardized.bmpT
            results[.bmpTCSAR] = standardized.bmpTCSAR
            results[.adjustedBMPT] = standardized.adjustedBMPT
            results[.rankZ] = ranks.rankZ(window: index)
            results[.rankZFull] = ranks.rankZFull(window: index)
            results[.signZ] = SignTests.sign(cars)
            results[.generalizedSignZ] = SignTests.generalizedSign(cars, positiveShare: residuals.positiveShare)
            results[.wilcoxonZ] = SignTests.wilcoxon(cars)
            results[.generalizedRankT] = ranks.generalizedRankT(window: index)
            results[.generalizedRankZ] = ranks.generalizedRankZ(window: index)
            results[.brownWarnerT] = residuals.brownWarnerT(cars, windowLength: window.count)
        }
        return WindowTests(
            window: window, count: events.count,
            caar: cars.isEmpty ? nil : cars.reduce(0, +) / Double(cars.count), rbar: residuals.rbar,
            positive: SignTests.positive(cars), sharesDays: sharesDays(window, events), results: results,
            events: events)
    }

    /// Whether two of the events' windows have a day of the calendar in common.
    private func sharesDays(_ window: DayWindow, _ events: [Int]) -> Bool {
        let zeros = events.map { subjects[$0].dayZero }.sorted()
        return zip(zeros, zeros.dropFirst()).contains { $1 - $0 < window.count }
    }
}
