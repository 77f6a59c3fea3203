import Testing

@testable import EventStudy

/// The fast forms held against their definitions, on random events with ties and missing days.
@Suite("The fast forms are what their definitions say")
struct DefinitionTests {
    /// - Parameter grid: returns are whole multiples of it; coarse ones make ties.
    private func sample(seed: UInt64, events: Int, missing: Double, grid: Double, _ model: NormalReturnModel) throws
        -> EventSample
    {
        var numbers = SeededNumbers(state: seed)
        let rows = 90
        func series(_ missing: Double, _ numbers: inout SeededNumbers) -> ReturnSeries {
            ReturnSeries(
                values: (0..<rows).map { row in
                    let value = (numbers.normal() * 0.02 / grid).rounded() * grid
                    return row < 70 && Double.random(in: 0..<1, using: &numbers) < missing ? .nan : value
                })
        }
        let market = series(0, &numbers)
        let securities = (0..<events).map { _ in series(missing, &numbers) }
        return try EventSample(
            design: try StudyDesign(
                model: model, estimation: -60 ... -11, window: -5...5, cumulated: [-1...1, 0...0], minimumDays: 10),
            market: market, securities: securities,
            subjects: (0..<events).map { StudySubject(security: $0, dayZero: 78) })
    }

    private static let cases: [(UInt64, Double, Double)] = (0..<40).map { seed in
        (UInt64(seed), [0, 0.02, 0.3][seed % 3], [1e-9, 0.01][seed % 2])
    }

    /// Ranks by counting: those below, half of those alike, and half of itself. Alike is what is the same return, whatever
    /// the rounding of its double.
    private func rank(_ value: Double, among values: [Double]) -> Double {
        Double(values.count { $0 < value - 1e-13 }) + Double(values.count { abs($0 - value) <= 1e-13 } + 1) / 2
    }

    @Test("the rank test, with ties and missing days", arguments: cases)
    func ranks(_ seed: UInt64, _ missing: Double, _ grid: Double) throws {
        let sample = try sample(seed: seed, events: 7, missing: missing, grid: grid, .marketAdjusted)
        let results = sample.tests()
        for (index, window) in sample.design.tested.enumerated() {
            let days = window.count
            var sums = [Double](repeating: 0, count: 50 + days)
            var counts = sums
            for event in 0..<sample.count {
                let start = event * sample.rowLength
                let tested = (start + 50 + window.lowerBound + 5)..<(start + 50 + window.upperBound + 6)
                let values = Array(sample.abnormal[start..<(start + 50)]) + sample.abnormal[tested]
                let valid = values.filter { !$0.isNaN }
                for (place, value) in values.enumerated() where !value.isNaN {
                    sums[place] += rank(value, among: valid) / Double(1 + valid.count) - 0.5
                    counts[place] += 1
                }
            }
            var variance = 0.0
            for place in sums.indices where counts[place] > 0 {
                variance += counts[place] / 7 * (sums[place] / counts[place]) * (sums[place] / counts[place])
            }
            let deviation = (variance / Double(counts.count { $0 > 0 })).squareRoot()
            let mean = (50..<(50 + days)).reduce(0) { $0 + sums[$1] / counts[$1] } / Double(days)
            let z = try #require(results[index].results[.rankZ]?.statistic)
            #expect(Oracle.distance(z, Double(days).squareRoot() * mean / deviation) < 1e-11)
        }
    }

    @Test("the mean correlation, pair by pair over the days that both have", arguments: cases)
    func correlation(_ seed: UInt64, _ missing: Double, _ grid: Double) throws {
        let sample = try sample(seed: seed, events: 9, missing: missing, grid: grid, .market)
        func residuals(_ event: Int) -> [Double] {
            Array(sample.abnormal[(event * sample.rowLength)...].prefix(50))
        }
        var total = 0.0
        var pairs = 0.0
        for left in 0..<9 {
            for right in 0..<left {
                let both = zip(residuals(left), residuals(right)).filter { !$0.isNaN && !$1.isNaN }
                guard both.count >= 3 else { continue }
                let (x, y) = (both.map(\.0), both.map(\.1))
                let (meanX, meanY) = (x.reduce(0, +) / Double(x.count), y.reduce(0, +) / Double(y.count))
                let covariance = zip(x, y).reduce(0) { $0 + ($1.0 - meanX) * ($1.1 - meanY) }
                let squares = (
                    x.reduce(0) { $0 + ($1 - meanX) * ($1 - meanX) }, y.reduce(0) { $0 + ($1 - meanY) * ($1 - meanY) }
                )
                total += covariance / (squares.0 * squares.1).squareRoot()
                pairs += 1
            }
        }
        let rbar = try #require(sample.meanCorrelation(of: Array(0..<9)).value)
        #expect(Oracle.distance(rbar, total / pairs) < 1e-11)
    }

    @Test("days are sorted whatever their shape", arguments: 0..<30)
    func sorting(_ seed: Int) {
        var numbers = SeededNumbers(state: UInt64(seed))
        let length = [1, 2, 50, 250, 999][seed % 5]
        let row = (0..<length).map { _ -> Double in
            switch seed % 6 {
            case 0: numbers.normal()
            case 1: (numbers.normal() * 2).rounded()
            case 2: numbers.normal() * 1e6  // far beyond the buckets
            case 3: numbers.normal() * 1e-6  // all in one bucket
            case 4: Double.random(in: 0..<1, using: &numbers) < 0.2 ? .nan : numbers.normal()
            default: Double.random(in: 0..<1, using: &numbers) < 0.9 ? 0 : 100
            }
        }
        var days = SortedDays(capacity: length)
        row.withUnsafeBufferPointer { days.sort($0.baseAddress!, length, deviation: 1) }
        let values = Array(days.values.prefix(days.count))
        #expect(values == row.filter { !$0.isNaN }.sorted())
        #expect(days.places.prefix(days.count).map { row[Int($0)] } == values)
        #expect(Set(days.places.prefix(days.count)).count == days.count)
    }

    @Test("the standard error of a sum, pair by pair", arguments: 0..<20)
    func sums(_ seed: Int) throws {
        var numbers = SeededNumbers(state: UInt64(seed))
        let rows = 120
        let series = (0..<3).map { _ in ReturnSeries(values: (0..<rows).map { _ in numbers.normal() }) }
        let subjects = (0..<8).map { _ in
            StudySubject(
                security: Int.random(in: 0..<2, using: &numbers), dayZero: Int.random(in: 80..<100, using: &numbers))
        }
        let sample = try EventSample(
            design: try StudyDesign(estimation: -60 ... -11, cumulated: [-2...2]), market: series[2],
            securities: series, subjects: subjects)
        let errors = (0..<8).map { _ in Double.random(in: 1...2, using: &numbers) }
        let rbar = 0.3
        var variance = 0.0
        for left in 0..<8 {
            for right in 0..<8 {
                let common = max(0, 5 - abs(subjects[left].dayZero - subjects[right].dayZero))
                let isSame = subjects[left].security == subjects[right].security
                let correlation = isSame ? 1 : rbar
                variance += errors[left] * errors[right] * correlation * (left == right ? 1 : Double(common) / 5)
            }
        }
        let found = try #require(
            sample.standardErrorOfSum(errors, events: Array(0..<8), window: -2...2, rbar: .defined(rbar)))
        #expect(abs(found / variance.squareRoot() - 1) < 1e-12)
        // Without days in common only the errors themselves count, and r̄ is not needed.
        let apart = sample.standardErrorOfSum([3, 4], events: [0, 1], window: 0...0, rbar: .undefined(reason: ""))
        if subjects[0].dayZero != subjects[1].dayZero { #expect(apart == 5) }
    }
}
