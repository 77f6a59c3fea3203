/// The ranks of abnormal returns within each event, summed by day over the events: U = rank/(1 + M) - ½ (Corrado & Zivney 1992).
struct RankSums {
    private let estimation: Int
    private let eventWindow: DayWindow
    private let windows: [Window]

    /// What is ranked for one tested window.
    private struct Window {
        let window: DayWindow
        let events: Int
        /// Estimation window and tested window.
        var tested: RankedSet
        /// Estimation window and whole event window; only for a window of one day.
        var full: RankedSet?
        /// Estimation window and one day more that stands for the tested window: its SCAR, scaled by the spread of SCAR.
        var generalized: RankedSet
        /// Of SCAR across the events. Nil where there is none.
        let scarDeviation: Double?
        let hasNoVariance: Bool
        /// Σ of the variance of an event's U under the null: m/(12(m+2)).
        var uniformVariance = 0.0
    }

    /// The same extra days ranked for every event, those without a missing day apart.
    private struct RankedSet {
        var sums: DaySums
        var steps: ExtraSteps

        init(_ days: Int, extra: Int) {
            sums = DaySums(days + extra)
            steps = ExtraSteps(days, extra: extra)
        }

        mutating func add(_ days: SortedDays, _ extra: ExtraDays, isWhole: Bool) {
            if isWhole { steps.add(days, extra) } else { sums.add(days, extra) }
        }
    }

    /// - Parameter complete: by tested window, the events that have all its days.
    init(of sample: EventSample, complete: [[Int]]) {
        let length = sample.estimationLength
        let design = sample.design
        estimation = length
        eventWindow = design.window
        var windows = design.tested.indices.map { index in
            let window = design.tested[index]
            let events = complete[index]
            let scars = events.map { sample.cumulated[$0 * design.tested.count + index].exactT }
            return Window(
                window: window, events: events.count, tested: RankedSet(length, extra: window.count),
                full: window.count == 1 ? RankedSet(length, extra: design.window.count) : nil,
                generalized: RankedSet(length, extra: 1), scarDeviation: Spread(scars)?.deviation,
                hasNoVariance: events.contains { sample.estimates[$0].sigma == 0 })
        }
        var days = SortedDays(capacity: length)
        var extra = ExtraDays(capacity: design.window.count)
        var whole = WholeRanks(length)
        sample.abnormal.withUnsafeBufferPointer { abnormal in
            guard let base = abnormal.baseAddress else { return }
            for event in sample.subjects.indices where sample.estimates[event].sigma > 0 {
                let row = base + event * sample.rowLength
                days.sort(row, length, deviation: sample.estimates[event].sigma)
                // The last tested window is the whole event window.
                let isWhole = days.count == length && sample.cumulated(of: event).allSatisfy(\.isComplete)
                if isWhole { whole.add(days) }
                for index in windows.indices where !windows[index].hasNoVariance {
                    let cumulated = sample.cumulated[event * design.tested.count + index]
                    guard cumulated.isComplete else { continue }
                    let offset = windows[index].window.lowerBound - design.window.lowerBound
                    extra.load(row + length + offset, windows[index].window.count, firstPlace: length, beside: days)
                    windows[index].tested.add(days, extra, isWhole: isWhole)
                    if windows[index].full != nil {
                        extra.load(row + length, design.window.count, firstPlace: length, beside: days)
                        windows[index].full?.add(days, extra, isWhole: isWhole)
                    }
                    guard let deviation = windows[index].scarDeviation else { continue }
                    // GSAR is AR/σ on estimation days: the same order as AR, with SCAR* in the same unit.
                    var star = cumulated.exactT / deviation * sample.estimates[event].sigma
                    extra.load(&star, 1, firstPlace: length, beside: days)
                    windows[index].generalized.add(days, extra, isWhole: isWhole)
                    let m = Double(days.count)
                    windows[index].uniformVariance += m / (12 * (m + 2))
                }
            }
        }
        for index in windows.indices where whole.events > 0 {
            windows[index].tested.sums.add(whole, windows[index].tested.steps)
            windows[index].generalized.sums.add(whole, windows[index].generalized.steps)
            if let steps = windows[index].full?.steps { windows[index].full?.sums.add(whole, steps) }
        }
        self.windows = windows
    }

    private static let noVariance = TestResult.undefined(reason: "an event's residuals have no variance")

    /// √L·mean(Ū over the window)/S (Corrado 1989; multi-day: Campbell & Wasley 1993, Cowan 1992)
    func rankZ(window index: Int) -> TestResult {
        let window = windows[index]
        if window.hasNoVariance { return RankSums.noVariance }
        let places = estimation..<(estimation + window.window.count)
        guard let z = window.tested.sums.z(places, events: window.events) else {
            return .undefined(reason: "the ranks have no variance")
        }
        return .normal(z)
    }

    func rankZFull(window index: Int) -> TestResult {
        let window = windows[index]
        guard let full = window.full else { return .undefined(reason: "for windows of one day only") }
        if window.hasNoVariance { return RankSums.noVariance }
        let place = estimation + window.window.lowerBound - eventWindow.lowerBound
        guard let z = full.sums.z(place..<(place + 1), events: window.events) else {
            return .undefined(reason: "the ranks have no variance")
        }
        return .normal(z)
    }

    /// Z√((T-2)/(T-1-Z²)) with T-2 degrees of freedom, Z = Ū₀/S (Kolari & Pynnönen 2011)
    func generalizedRankT(window index: Int) -> TestResult {
        let window = windows[index]
        if let reason = generalizedFault(window) { return .undefined(reason: reason) }
        guard let z = window.generalized.sums.z(estimation..<(estimation + 1), events: window.events) else {
            return .undefined(reason: "the ranks have no variance")
        }
        let days = Double(window.generalized.sums.rankedDays)
        guard days - 1 - z * z > 0 else { return .undefined(reason: "T - 1 - Z² is not above zero") }
        return .student(
            z * ((days - 2) / (days - 1 - z * z)).squareRoot(),
            degreesOfFreedom: window.generalized.sums.rankedDays - 2)
    }

    /// Ū₀ over its standard deviation where the ranks are uniform and the events independent: √(12N(m+2)/m)·Ū₀ for one m.
    func generalizedRankZ(window index: Int) -> TestResult {
        let window = windows[index]
        if let reason = generalizedFault(window) { return .undefined(reason: reason) }
        return .normal(window.generalized.sums.sum(at: estimation) / window.uniformVariance.squareRoot())
    }

    private func generalizedFault(_ window: Window) -> String? {
        if window.hasNoVariance { return "an event's residuals have no variance" }
        if window.events < 2 { return "needs 2 events, has \(window.events)" }
        return window.scarDeviation == nil ? "the standardized returns have no variance" : nil
    }
}
