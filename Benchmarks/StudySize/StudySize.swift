import EventStudy
import Glibc

/// How often each test rejects at a nominal 5 % where nothing happened: 30 events on one day, 100 estimation days, window -1..1,
/// with residuals that are independent and with a correlation of 0.1 between each two.
///
///     study-size [REPLICATIONS [SEED]]
@main
struct StudySize {
    static let events = 30
    static let estimation = 100
    static let correlations = [0, 0.1]

    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst().map { UInt64($0) ?? 0 }
        let replications = Int(arguments.first ?? 20_000)
        let seed = arguments.dropFirst().first ?? 20_251_103
        guard replications > 0 else {
            print("write study-size [REPLICATIONS [SEED]]")
            exit(64)
        }
        let rates = try correlations.map { try rejections(correlation: $0, replications, seed: seed) }
        let error = (0.05 * 0.95 / Double(replications)).squareRoot()
        print("N = \(events), \(estimation) estimation days, window -1..1 (rank-z-full: 0..0), market model,")
        print("\(replications) replications, seed \(seed); a rate of 5 % has a standard error of \(percent(error)).")
        print("")
        print("| test | independent | correlation 0.1 | formula |")
        print("|---|---:|---:|---|")
        for test in GroupTest.allCases {
            let cells = rates.map { percent(Double($0[test] ?? 0) / Double(replications)) }
            print("| \(test.rawValue) | \(cells.joined(separator: " | ")) | \(test.formula) |")
        }
    }

    static func rejections(correlation: Double, _ replications: Int, seed: UInt64) throws -> [GroupTest: Int] {
        var numbers = NormalNumbers(seed: seed)
        let design = try StudyDesign(
            estimation: (-1 - estimation)...(-2), window: -1...1, cumulated: [0...0, -1...1])
        let rows = estimation + 4
        let subjects = (0..<events).map { StudySubject(security: $0, dayZero: estimation + 2) }
        let (common, own) = (correlation.squareRoot(), (1 - correlation).squareRoot())
        var rejected: [GroupTest: Int] = [:]
        for _ in 0..<replications {
            let market = (0..<rows).map { _ in 0.0003 + 0.01 * numbers.next() }
            let factor = (0..<rows).map { _ in numbers.next() }
            let securities = (0..<events).map { security in
                let beta = 0.5 + Double(security) / Double(events)
                return ReturnSeries(
                    values: (0..<rows).map { row in
                        0.0002 + beta * market[row] + 0.02 * (common * factor[row] + own * numbers.next())
                    })
            }
            let sample = try EventSample(
                design: design, market: ReturnSeries(values: market), securities: securities, subjects: subjects)
            let tests = sample.tests()
            for test in GroupTest.allCases {
                let window = test == .rankZFull ? 0 : 1
                if let p = tests[window].results[test]?.p, p < 0.05 { rejected[test, default: 0] += 1 }
            }
        }
        return rejected
    }

    static func percent(_ share: Double) -> String {
        let tenths = Int((share * 10_000).rounded())
        return "\(tenths / 100).\(tenths % 100 < 10 ? "0" : "")\(tenths % 100) %"
    }
}

/// Normal numbers from a seed: SplitMix64, and the two of each Box-Muller pair.
struct NormalNumbers {
    private var state: UInt64
    private var kept: Double?

    init(seed: UInt64) { state = seed }

    private mutating func bits() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// Within 0 and 1, never 0.
    private mutating func uniform() -> Double { (Double(bits() >> 11) + 0.5) / 9_007_199_254_740_992 }

    mutating func next() -> Double {
        if let value = kept {
            kept = nil
            return value
        }
        let radius = (-2 * log(uniform())).squareRoot()
        let angle = 2 * Double.pi * uniform()
        kept = radius * sin(angle)
        return radius * cos(angle)
    }
}
