/// One event of a study: a security, and the row of the benchmark's calendar that is its day 0.
package struct StudySubject: Hashable, Sendable {
    /// The index of the security's returns.
    package let security: Int
    package let dayZero: Int

    package init(security: Int, dayZero: Int) {
        self.security = security
        self.dayZero = dayZero
    }
}

/// Why an event cannot be studied.
package enum StudyRefusal: Error, Equatable, Sendable {
    /// Too few estimation days with a return of both.
    case tooFewDays(needed: Int, found: Int)
    case noModel(EstimationFault)
}

/// The events of a study with their models and abnormal returns: the estimation windows and event windows of all of them, side
/// by side in one block of memory.
package struct EventSample: Sendable {
    package let design: StudyDesign
    package let subjects: [StudySubject]
    package let estimates: [ModelEstimate]
    /// One row an event: the abnormal returns of the estimation window, then those of the event window; NaN where there is none.
    let abnormal: [Double]
    /// One row an event, the event window: the standard deviations of the abnormal returns as predictions; NaN likewise.
    let deviations: [Double]
    /// One row an event, the tested windows in the order of the design.
    package let cumulated: [CumulatedReturn]
    package let market: ReturnSeries
    package let securities: [ReturnSeries]

    package var count: Int { subjects.count }
    var estimationLength: Int { design.estimation.count }
    var rowLength: Int { design.estimation.count + design.window.count }

    /// Fits every event's model and takes its abnormal returns.
    ///
    /// - Parameters:
    ///   - market: the benchmark's returns on its calendar; only the first may be missing.
    ///   - securities: of the same length.
    /// - Throws: every event that cannot be studied, with the reason.
    /// - Complexity: O(*days*) an event, without allocations while no day is missing.
    package init(
        design: StudyDesign, market: ReturnSeries, securities: [ReturnSeries], subjects: [StudySubject]
    ) throws(RefusedEvents) {
        self.design = design
        self.market = market
        self.securities = securities
        self.subjects = subjects
        let rowLength = design.estimation.count + design.window.count
        var abnormal = [Double](repeating: .nan, count: subjects.count * rowLength)
        var deviations = [Double](repeating: .nan, count: subjects.count * design.window.count)
        var estimates: [ModelEstimate] = []
        estimates.reserveCapacity(subjects.count)
        var cumulated: [CumulatedReturn] = []
        cumulated.reserveCapacity(subjects.count * design.tested.count)
        var refused: [RefusedEvents.Event] = []
        var days = PairedDays(capacity: design.estimation.count)
        for (index, subject) in subjects.enumerated() {
            let returns = securities[subject.security]
            do throws(StudyRefusal) {
                let estimate = try abnormal.withUnsafeMutableBufferPointer { buffer throws(StudyRefusal) in
                    try EventSample.fit(
                        design, returns, market, dayZero: subject.dayZero, &days,
                        into: UnsafeMutableBufferPointer(rebasing: buffer[(index * rowLength)...].prefix(rowLength)))
                }
                estimates.append(estimate)
                let deviationRow = index * design.window.count
                for (place, day) in design.window.enumerated() {
                    let row = subject.dayZero + day
                    guard market.values.indices.contains(row), !returns.values[row].isNaN else { continue }
                    deviations[deviationRow + place] =
                        estimate.sigma * estimate.predictionFactor(market: market.values[row]).squareRoot()
                }
                for window in design.tested {
                    cumulated.append(
                        CumulatedReturn(
                            window, of: returns, over: market, dayZero: subject.dayZero, estimate, design.returns))
                }
            } catch { refused.append(.init(index: index, reason: error)) }
        }
        guard refused.isEmpty else { throw RefusedEvents(events: refused) }
        self.abnormal = abnormal
        self.deviations = deviations
        self.estimates = estimates
        self.cumulated = cumulated
    }

    private static func fit(
        _ design: StudyDesign, _ returns: ReturnSeries, _ market: ReturnSeries, dayZero: Int,
        _ days: inout PairedDays, into row: UnsafeMutableBufferPointer<Double>
    ) throws(StudyRefusal) -> ModelEstimate {
        // The first row of the calendar has no return, and rows beyond its ends do not exist.
        let first = max(1, dayZero + design.estimation.lowerBound)
        let end = min(market.values.count, dayZero + design.estimation.upperBound + 1)
        let rows = first..<max(first, end)
        let found = returns.count(in: rows)
        guard found >= design.minimumDays, let start = row.baseAddress else {
            throw .tooFewDays(needed: design.minimumDays, found: found)
        }
        let estimate: ModelEstimate
        do throws(EstimationFault) {
            estimate = try returns.values.withUnsafeBufferPointer { own throws(EstimationFault) in
                try market.values.withUnsafeBufferPointer { benchmark throws(EstimationFault) in
                    guard let own = own.baseAddress, let benchmark = benchmark.baseAddress else {
                        throw .constantMarket
                    }
                    let place = rows.lowerBound - dayZero - design.estimation.lowerBound
                    return try days.fit(
                        design.model, own + rows.lowerBound, benchmark + rows.lowerBound, rows.count, found: found,
                        into: start + place)
                }
            }
        } catch { throw .noModel(error) }
        for (place, day) in design.window.enumerated() {
            let calendarRow = dayZero + day
            // The first row's return is missing, so NaN comes of itself; rows beyond the calendar stay NaN.
            guard market.values.indices.contains(calendarRow) else { continue }
            row[design.estimation.count + place] =
                returns.values[calendarRow] - estimate.expected(market: market.values[calendarRow])
        }
        return estimate
    }
}

extension EventSample {
    /// The event window's abnormal returns; NaN where a return is missing.
    package func abnormalReturns(of event: Int) -> ArraySlice<Double> {
        abnormal[(event * rowLength + estimationLength)..<((event + 1) * rowLength)]
    }

    /// The standard deviations of the event window's abnormal returns as predictions (Patell 1976).
    package func standardDeviations(of event: Int) -> ArraySlice<Double> {
        deviations[(event * design.window.count)..<((event + 1) * design.window.count)]
    }

    /// AR/S; NaN also where the residuals have no variance.
    package func standardizedReturns(of event: Int) -> [Double] {
        zip(abnormalReturns(of: event), standardDeviations(of: event)).map { $1 > 0 ? $0 / $1 : .nan }
    }

    /// The tested windows in the order of the design.
    package func cumulated(of event: Int) -> ArraySlice<CumulatedReturn> {
        cumulated[(event * design.tested.count)..<((event + 1) * design.tested.count)]
    }

    /// By what fraction a value held from the day before changed on day 0 beyond what the model expected.
    package func dayZeroChange(of event: Int) -> AbnormalChange {
        let subject = subjects[event]
        return CumulatedReturn(
            0...0, of: securities[subject.security], over: market, dayZero: subject.dayZero, estimates[event],
            design.returns
        ).change
    }

    /// The rows of the calendar that an event's estimation window has: the first and the last with a return.
    package func estimationRows(of event: Int) -> ClosedRange<Int>? {
        let start = event * rowLength
        let row = abnormal[start..<(start + estimationLength)]
        guard let first = row.firstIndex(where: { !$0.isNaN }), let last = row.lastIndex(where: { !$0.isNaN }) else {
            return nil
        }
        let origin = subjects[event].dayZero + design.estimation.lowerBound - start
        return (origin + first)...(origin + last)
    }
}

/// Every event that cannot be studied.
package struct RefusedEvents: Error, Sendable {
    package struct Event: Equatable, Sendable {
        /// The index of the subject.
        package let index: Int
        package let reason: StudyRefusal
    }
    package let events: [Event]
}

/// Room for the days that both securities have, where some are missing.
private struct PairedDays {
    private var own: [Double]
    private var market: [Double]
    private var residuals: [Double]

    init(capacity: Int) {
        own = Array(repeating: 0, count: capacity)
        market = own
        residuals = own
    }

    /// Fits a model to the rows that are not missing and writes the residuals in their places.
    mutating func fit(
        _ model: NormalReturnModel, _ returns: Doubles, _ benchmark: Doubles, _ count: Int, found: Int,
        into residuals: UnsafeMutablePointer<Double>
    ) throws(EstimationFault) -> ModelEstimate {
        let laggedSlope =
            model == .scholesWilliams ? LaggedSlope(security: returns, market: benchmark, count) : nil
        if found == count {
            return try ModelEstimate.fit(
                model, security: returns, market: benchmark, count, laggedSlope: laggedSlope, residuals: residuals)
        }
        var kept = 0
        for day in 0..<count where !returns[day].isNaN {
            own[kept] = returns[day]
            market[kept] = benchmark[day]
            kept += 1
        }
        let estimate = try self.residuals.withUnsafeMutableBufferPointer { packed throws(EstimationFault) in
            guard let packed = packed.baseAddress else { throw .constantMarket }
            return try ModelEstimate.fit(
                model, security: own, market: market, kept, laggedSlope: laggedSlope, residuals: packed)
        }
        kept = 0
        for day in 0..<count where !returns[day].isNaN {
            residuals[day] = self.residuals[kept]
            kept += 1
        }
        return estimate
    }
}
