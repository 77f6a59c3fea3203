/// What the tests need of the abnormal returns of some events' estimation windows.
struct EstimationResiduals {
    let events: [Int]
    let rbar: MeanCorrelation
    /// The mean over the events of the share of their estimation days with a positive abnormal return.
    let positiveShare: Double
    /// The mean abnormal returns of the estimation days: how many, and how they spread. Nil where they do not.
    private let means: (count: Int, spread: Spread)?

    init(of events: [Int], in sample: EventSample) {
        self.events = events
        rbar = sample.meanCorrelation(of: events)
        let length = sample.estimationLength
        var shares = 0.0
        var sums = [Double](repeating: 0, count: length)
        var counts = [Int](repeating: 0, count: length)
        var whole = 0
        sample.abnormal.withUnsafeBufferPointer { abnormal in
            guard let base = abnormal.baseAddress else { return }
            for event in events {
                let row = base + event * sample.rowLength
                let days = sample.estimates[event].days
                shares += Double(ContiguousSums.positive(row, length)) / Double(days)
                if days == length {
                    for day in 0..<length { sums[day] += row[day] }
                    whole += 1
                } else {
                    for day in 0..<length where !row[day].isNaN {
                        sums[day] += row[day]
                        counts[day] += 1
                    }
                }
            }
        }
        positiveShare = shares / Double(events.count)
        let daily = zip(sums, counts).compactMap { $1 + whole > 0 ? $0 / Double($1 + whole) : nil }
        let isNoise = events.allSatisfy { sample.estimates[$0].sigma == 0 }
        means = isNoise ? nil : Spread(daily, noise: RoundingNoise.returns).map { (daily.count, $0) }
    }

    /// CAAR/(s·√L), s the standard deviation of the mean abnormal returns of the estimation days: with N in both, correlation
    /// between the events is in s, too (Brown & Warner 1985).
    func brownWarnerT(_ cars: [Double], windowLength: Int) -> TestResult {
        guard let means else {
            return .undefined(reason: "the mean abnormal return of the estimation window has no variance")
        }
        let caar = cars.reduce(0, +) / Double(cars.count)
        return .student(
            caar / (means.spread.deviation * Double(windowLength).squareRoot()), degreesOfFreedom: means.count - 1)
    }
}
