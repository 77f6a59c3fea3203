import CivilTime
import EventStudy

/// What a picture of a study draws: abnormal returns cumulated day by day through the event window, with their 95 % bounds.
package struct StudyPaths: Sendable {
    package struct Point: Sendable {
        /// Relative to day 0.
        package let day: Int
        package let car: Double
        package let lower: Double
        package let upper: Double

        package init(day: Int, car: Double, lower: Double, upper: Double) {
            (self.day, self.car, self.lower, self.upper) = (day, car, lower, upper)
        }
    }

    package struct Line: Sendable {
        /// `GOOG@2006-10-09`
        package let label: String
        package let company: String?
        package let event: String?
        package let dayZero: CivilDay
        /// Up to the first day without a return.
        package let points: [Point]

        /// Student's t at the end of the line; 0 where it has no variance.
        package let t: Double

        package init(
            label: String, company: String?, event: String?, dayZero: CivilDay, points: [Point], t: Double
        ) {
            (self.label, self.company, self.event, self.dayZero) = (label, company, event, dayZero)
            (self.points, self.t) = (points, t)
        }
    }

    /// The mean over the events that have all days of the window.
    package struct Mean: Sendable {
        package let count: Int
        package let points: [Point]
    }

    package let window: DayWindow
    package let lines: [Line]
    /// Nil for fewer than two events, and where its variance is not known.
    package let mean: Mean?

    package init(window: DayWindow, lines: [Line], mean: Mean?) {
        (self.window, self.lines, self.mean) = (window, lines, mean)
    }

    package init(_ report: StudyReport) {
        self.init(
            report.sample,
            report.subjects.map { ($0.label, $0.company, $0.event) }, report.calendar)
    }

    init(
        _ sample: EventSample, _ subjects: [(label: String, company: String?, event: String?)],
        _ calendar: TradingCalendar
    ) {
        window = sample.design.window
        let paths = subjects.indices.map { sample.path(of: $0) }
        var reaches = StudentReaches()
        lines = subjects.indices.map { index in
            let complete = paths[index].prefix { $0.isComplete }
            return Line(
                label: subjects[index].label, company: subjects[index].company, event: subjects[index].event,
                dayZero: calendar.days[sample.subjects[index].dayZero],
                points: complete.map { cumulated in
                    let reach = reaches.of(cumulated.degreesOfFreedom) * cumulated.exactVariance.squareRoot()
                    return Point(
                        day: cumulated.window.upperBound, car: cumulated.car, lower: cumulated.car - reach,
                        upper: cumulated.car + reach)
                }, t: complete.last.map { $0.exactT.isNaN ? 0 : $0.exactT } ?? 0)
        }
        mean = StudyPaths.mean(sample, paths)
    }

    /// Its variance is that of the sum of the events, with what their days and residuals have in common.
    private static func mean(_ sample: EventSample, _ paths: [[CumulatedReturn]]) -> Mean? {
        let events = paths.indices.filter { paths[$0].last?.isComplete == true }
        guard events.count >= 2 else { return nil }
        let rbar = sample.meanCorrelation(of: events)
        let count = Double(events.count)
        var points: [Point] = []
        for (place, day) in sample.design.window.enumerated() {
            let cars = events.map { paths[$0][place] }
            guard
                let error = sample.standardErrorOfSum(
                    cars.map { $0.exactVariance.squareRoot() }, events: events,
                    window: sample.design.window.lowerBound...day, rbar: rbar)
            else { return nil }
            let mean = cars.reduce(0) { $0 + $1.car } / count
            let reach = NormalDistribution.twoSided95 * error / count
            points.append(Point(day: day, car: mean, lower: mean - reach, upper: mean + reach))
        }
        return Mean(count: events.count, points: points)
    }
}

/// How many standard errors a 95 % interval reaches, by Student's t; most events have the same degrees of freedom.
struct StudentReaches {
    private var known: [Int: Double] = [:]

    mutating func of(_ degreesOfFreedom: Int) -> Double {
        if let reach = known[degreesOfFreedom] { return reach }
        let reach = StudentDistribution(degreesOfFreedom: Double(degreesOfFreedom)).twoSidedQuantile(0.05)
        known[degreesOfFreedom] = reach
        return reach
    }
}
