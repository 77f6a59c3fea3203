/// r̄, the mean of the correlations of each two events' estimation residuals (Kolari & Pynnönen 2010).
package enum MeanCorrelation: Sendable, Equatable {
    case defined(Double)
    case undefined(reason: String)

    package var value: Double? { if case .defined(let value) = self { value } else { nil } }
}

extension EventSample {
    /// Pairs days by their place in the estimation window, and takes for each pair of events the days that both have.
    ///
    /// Where u are the residuals of an event on those days, centred and of unit length, a correlation is u·v, and the sum over
    /// all pairs of a set is (|Σu|² - N)/2. Events that lack the same days form a set; between two sets the days that both have
    /// are taken, and the sum over the pairs is Σu·Σv.
    /// - Complexity: O(N·m) while no day is missing, else that times the number of sets.
    package func meanCorrelation(of events: [Int]) -> MeanCorrelation {
        guard events.count >= 2 else { return .undefined(reason: "needs 2 events, has \(events.count)") }
        let sets = setsByMissingDays(events)
        var total = 0.0
        var pairs = 0.0
        for (index, set) in sets.enumerated() {
            let own = UnitSum(of: set.events, days: set.days, in: self)
            let n = Double(own.count)
            total += (own.squaredLength - n) / 2
            pairs += n * (n - 1) / 2
            for other in sets[(index + 1)...] {
                let common = set.days.isEmpty ? other.days : other.days.isEmpty ? set.days : both(set.days, other.days)
                guard common.isEmpty || common.count(where: \.self) >= 3 else { continue }
                let (left, right) = (
                    UnitSum(of: set.events, days: common, in: self), UnitSum(of: other.events, days: common, in: self)
                )
                total += left.dot(right)
                pairs += Double(left.count) * Double(right.count)
            }
        }
        guard pairs > 0 else { return .undefined(reason: "no two events have residuals to correlate") }
        return .defined(total / pairs)
    }

    private func both(_ left: [Bool], _ right: [Bool]) -> [Bool] { zip(left, right).map { $0 && $1 } }

    /// Events by the estimation days that they have; `days` is empty where none is missing.
    private func setsByMissingDays(_ events: [Int]) -> [(days: [Bool], events: [Int])] {
        var whole: [Int] = []
        var partial: [[Bool]: [Int]] = [:]
        for event in events {
            if estimates[event].days == estimationLength {
                whole.append(event)
            } else {
                let row = abnormal[(event * rowLength)...].prefix(estimationLength)
                partial[row.map { !$0.isNaN }, default: []].append(event)
            }
        }
        // In the order of their first events, so that the sums do not depend on hashing.
        let sets = partial.sorted { $0.value[0] < $1.value[0] }.map { (days: $0.key, events: $0.value) }
        return whole.isEmpty ? sets : [(days: [], events: whole)] + sets
    }
}

/// The sum of some events' residuals, each centred and of unit length.
private struct UnitSum {
    private var sums: [Double]
    /// Events whose residuals have a variance.
    private(set) var count = 0

    init(of events: [Int], days: [Bool], in sample: EventSample) {
        sums = Array(repeating: 0, count: sample.estimationLength)
        let length = sample.estimationLength
        var packed: [Double] = []
        sample.abnormal.withUnsafeBufferPointer { abnormal in
            guard let base = abnormal.baseAddress else { return }
            for event in events where sample.estimates[event].sigma > 0 {
                let row = base + event * sample.rowLength
                if days.isEmpty {
                    add(row, length)
                } else {
                    packed.removeAll(keepingCapacity: true)
                    for day in 0..<length where days[day] { packed.append(row[day]) }
                    packed.withUnsafeBufferPointer { buffer in
                        if let start = buffer.baseAddress { add(start, buffer.count) }
                    }
                }
            }
        }
    }

    private mutating func add(_ residuals: Doubles, _ count: Int) {
        let mean = ContiguousSums.mean(residuals, count)
        let squares = ContiguousSums.squares(residuals, around: mean, count)
        guard !RoundingNoise.isConstant(squares: squares, count: count) else { return }
        let scale = 1 / squares.squareRoot()
        for day in 0..<count { sums[day] += (residuals[day] - mean) * scale }
        self.count += 1
    }

    var squaredLength: Double { ContiguousSums.squares(sums, around: 0, sums.count) }
    func dot(_ other: UnitSum) -> Double {
        ContiguousSums.products(sums, around: 0, other.sums, around: 0, sums.count)
    }
}
