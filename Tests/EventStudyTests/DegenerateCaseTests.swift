import CivilTime
import Foundation
import Testing

@testable import EventStudy

/// A seeded source of numbers: SplitMix64, and normal ones by Marsaglia's polar method.
struct SeededNumbers: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func normal() -> Double {
        while true {
            let (x, y) = (Double.random(in: -1...1, using: &self), Double.random(in: -1...1, using: &self))
            let square = x * x + y * y
            if square > 0, square < 1 { return x * (-2 * log(square) / square).squareRoot() }
        }
    }

}

@Suite("Where data does not suffice there is a reason and no number")
struct DegenerateCaseTests {
    private static let days = 140

    private static func noise(_ seed: UInt64, _ count: Int = days) -> [Double] {
        var numbers = SeededNumbers(state: seed)
        return (0..<count).map { _ in numbers.normal() * 0.01 }
    }

    private static func design(
        _ model: NormalReturnModel = .market, minimum: Int = 30, cumulated: [DayWindow] = [-1...1]
    ) throws -> StudyDesign {
        try StudyDesign(
            model: model, estimation: -110 ... -11, window: -5...5, cumulated: cumulated, minimumDays: minimum)
    }

    private static func sample(
        _ securities: [[Double]], market: [Double] = noise(1), zeros: [Int], _ design: StudyDesign
    ) throws -> EventSample {
        try EventSample(
            design: design, market: ReturnSeries(values: market), securities: securities.map(ReturnSeries.init),
            subjects: zeros.indices.map { StudySubject(security: $0 % securities.count, dayZero: zeros[$0]) })
    }

    private static func reason(_ result: TestResult?) -> String? {
        if case .undefined(let reason) = result { reason } else { nil }
    }

    @Test("too few estimation days are refused with both numbers, and every event that has too few is named")
    func tooFewDays() throws {
        var short = Self.noise(2)
        for day in 0..<100 { short[day] = .nan }
        let design = try Self.design()
        let error = #expect(throws: RefusedEvents.self) {
            try Self.sample([short, Self.noise(3), short], zeros: [120, 120, 120], design)
        }
        let reason = StudyRefusal.tooFewDays(needed: 30, found: 10)
        #expect(error?.events == [.init(index: 0, reason: reason), .init(index: 2, reason: reason)])
    }

    @Test("an event at the start of the calendar has no estimation days", arguments: [0, 5, 12])
    func atTheStart(_ zero: Int) throws {
        let design = try Self.design()
        let found = max(0, zero - 11)
        let error = #expect(throws: RefusedEvents.self) { try Self.sample([Self.noise(2)], zeros: [zero], design) }
        #expect(error?.events == [.init(index: 0, reason: .tooFewDays(needed: 30, found: found))])
    }

    @Test("a benchmark that never moves has no slope; the models without one do not mind")
    func constantMarket() throws {
        let flat = [Double](repeating: 0.001, count: Self.days)
        for model in NormalReturnModel.allCases {
            let design = try Self.design(model)
            if model == .market || model == .scholesWilliams {
                let error = #expect(throws: RefusedEvents.self) {
                    try Self.sample([Self.noise(2)], market: flat, zeros: [120], design)
                }
                #expect(error?.events.map(\.reason) == [.noModel(.constantMarket)])
            } else {
                #expect(try Self.sample([Self.noise(2)], market: flat, zeros: [120], design).count == 1)
            }
        }
    }

    @Test("one event has the tests that need no spread across events, and reasons for the others")
    func oneEvent() throws {
        let tests = try Self.sample([Self.noise(2)], zeros: [120], Self.design()).tests()[0]
        let defined: Set<GroupTest> = [
            .patellZ, .patellZExact, .rankZ, .signZ, .generalizedSignZ, .wilcoxonZ, .brownWarnerT,
        ]
        for test in GroupTest.allCases {
            let result = try #require(tests.results[test])
            #expect((result.statistic != nil) == defined.contains(test), "\(test.rawValue): \(result)")
        }
        #expect(Self.reason(tests.results[.crossSectionalT]) == "needs 2 events, has 1")
        #expect(Self.reason(tests.results[.skewnessAdjustedT]) == "needs 3 events, has 1")
        #expect(Self.reason(tests.results[.adjustedBMPT]) == "needs 2 events, has 1")
        #expect(Self.reason(tests.results[.generalizedRankT]) == "needs 2 events, has 1")
        #expect(Self.reason(tests.results[.rankZFull]) == "for windows of one day only")
        #expect(tests.rbar == .undefined(reason: "needs 2 events, has 1"))
    }

    @Test("the same event thrice has no spread, however its sums are rounded")
    func repeated() throws {
        let tests = try Self.sample([Self.noise(2)], zeros: [120, 120, 120], Self.design()).tests()[0]
        for test in [GroupTest.crossSectionalT, .skewnessAdjustedT, .bmpT, .bmpTCSAR, .generalizedRankT] {
            #expect(Self.reason(tests.results[test])?.hasSuffix("no variance") == true, "\(test.rawValue)")
        }
        #expect(abs(try #require(tests.rbar.value) - 1) < 1e-12)
    }

    @Test("a security that the model explains whole has no standardized return", arguments: NormalReturnModel.allCases)
    func explainedWhole(_ model: NormalReturnModel) throws {
        let market = Self.noise(1)
        let explained: [Double] =
            switch model {
            case .market: market.map { 0.0003 + 1.3 * $0 }
            case .marketAdjusted: market
            case .meanAdjusted: [Double](repeating: 0.0003, count: Self.days)
            case .scholesWilliams: [Double](repeating: 0, count: Self.days)
            }
        let sample = try Self.sample(
            [explained, Self.noise(2)], market: market, zeros: [120, 120], Self.design(model))
        #expect(sample.estimates[0].sigma == 0)
        #expect(sample.cumulated(of: 0).allSatisfy { $0.exactT.isNaN && $0.exactP.isNaN && !$0.car.isNaN })
        let tests = sample.tests()[0]
        for test in [GroupTest.patellZ, .bmpT, .rankZ, .generalizedRankT] {
            #expect(Self.reason(tests.results[test]) == "an event's residuals have no variance", "\(test.rawValue)")
        }
        #expect(Self.reason(tests.results[.crossSectionalT]) == nil)
    }

    /// Closes that go by these fractions.
    private static func closes(_ fractions: [Double], from start: Double = 100) -> [Double] {
        fractions.reduce(into: [start]) { $0.append($0[$0.count - 1] * (1 + $1)) }
    }

    @Test("what differs by the rounding of quotients alone has no variance, however small the returns are")
    func noise() throws {
        // Every quotient is 1.0003, and its doubles differ.
        let steady = ReturnSeries(closes: (0..<Self.days).map { 100 * pow(1.0003, Double($0)) }, kind: .simple)
        #expect(Set(steady.values.dropFirst()).count > 1, "the doubles differ")
        let market = Self.noise(1)
        let design = try Self.design(.meanAdjusted)
        let sample = try EventSample(
            design: design, market: ReturnSeries(values: market), securities: [steady],
            subjects: [StudySubject(security: 0, dayZero: 120)])
        #expect(sample.estimates[0].sigma == 0)
        #expect(sample.estimates[0].rSquared.isNaN)
        #expect(sample.cumulated(of: 0).allSatisfy { $0.exactT.isNaN })
        // A market that does so has no slope.
        for model in [NormalReturnModel.market, .scholesWilliams] {
            let error = #expect(throws: RefusedEvents.self) {
                try EventSample(
                    design: try Self.design(model), market: steady, securities: [ReturnSeries(values: market)],
                    subjects: [StudySubject(security: 0, dayZero: 120)])
            }
            #expect(error?.events.map(\.reason) == [.noModel(.constantMarket)])
        }
    }

    @Test("a security at a multiple of the market's closes has no residuals", arguments: [3, 0.1, 1.0 / 7] as [Double])
    func multiple(_ factor: Double) throws {
        let index = Self.closes(Self.noise(1, Self.days - 1), from: 5_000)
        let design = try Self.design(.market)
        let sample = try EventSample(
            design: design, market: ReturnSeries(closes: index, kind: .simple),
            securities: [ReturnSeries(closes: index.map { $0 * factor }, kind: .simple)],
            subjects: [StudySubject(security: 0, dayZero: 120)])
        #expect(sample.estimates[0].sigma == 0)
    }

    @Test("mean abnormal returns that cancel but for rounding have no variance")
    func cancelling() throws {
        let noise = Self.noise(2)
        let design = try Self.design(.marketAdjusted)
        let market = Self.noise(1)
        let sample = try Self.sample(
            [zip(market, noise).map { $0 + $1 }, zip(market, noise).map { $0 - $1 }], market: market,
            zeros: [120, 120], design)
        let tests = sample.tests()[0]
        #expect(Self.reason(tests.results[.brownWarnerT])?.hasSuffix("has no variance") == true)
        #expect(Self.reason(tests.results[.rankZ]) == "the ranks have no variance")
    }

    @Test("returns that are equal as decimals are ties: ranks, signs and signed ranks do not tell their doubles apart")
    func ties() throws {
        // Up by 10 %, told by closes whose quotients have different doubles.
        let (first, second) = (1.10 / 1.00 - 1, 1.21 / 1.10 - 1)
        #expect(first != second)
        func tests(_ values: [Double], market: Double) throws -> [WindowTests] {
            var own = Self.noise(3)
            var index = Self.noise(1)
            // The event window's first days have the same return, and the market none.
            for (place, value) in values.enumerated() { (own[115 + place], index[115 + place]) = (value, market) }
            // Four estimation days have it, too.
            for (place, value) in values.prefix(4).enumerated() {
                (own[20 + place], index[20 + place]) = (value, market)
            }
            return try Self.sample(
                [own, Self.noise(4), own], market: index, zeros: [120, 120, 120],
                Self.design(.marketAdjusted, cumulated: [-5 ... -5, -1...1])
            ).tests()
        }
        let mixed = [first, second, second, first, second, first, first, second, second, first, second]
        for market in [0, 0.02] {
            let (same, other) = (
                try tests(Array(repeating: first, count: 11), market: market), try tests(mixed, market: market)
            )
            for (left, right) in zip(same, other) {
                for test in [GroupTest.rankZ, .rankZFull, .generalizedRankT, .generalizedRankZ, .signZ, .wilcoxonZ] {
                    let (a, b) = (left.results[test]?.statistic, right.results[test]?.statistic)
                    #expect((a == nil) == (b == nil), "\(test)")
                    if let a, let b { #expect(abs(a - b) < 1e-9, "\(test): \(a) and \(b)") }
                }
            }
        }
    }

    @Test("an abnormal return of nothing but rounding is neither positive nor ranked by Wilcoxon's test")
    func zeros() {
        let noise = 1.10 / 1.00 - 1.21 / 1.10
        #expect(noise != 0)
        let cars = [abs(noise), -abs(noise), 0.01, 0.02, -0.01]
        #expect(SignTests.positive(cars) == 2)
        #expect(SignTests.sign(cars) == SignTests.sign([0, 0, 0.01, 0.02, -0.01]))
        // 0.01 and 0.03 - 0.02 are the same size.
        #expect(SignTests.wilcoxon([0.03 - 0.02, 0.02, -0.01]) == SignTests.wilcoxon([0.01, 0.02, -0.01]))
        #expect(SignTests.wilcoxon([noise, 0]) == .undefined(reason: "all cumulated abnormal returns are zero"))
    }

    @Test("a window with a missing day has no cumulated return, and its event is left out of the tests of that window")
    func missingDay() throws {
        var halted = Self.noise(2)
        halted[123] = .nan
        let sample = try Self.sample([halted, Self.noise(3), Self.noise(4)], zeros: [120, 120, 120], Self.design())
        #expect(sample.cumulated(of: 0).map(\.isComplete) == [true, false])
        #expect(sample.tests().map(\.count) == [3, 2])
        #expect(sample.abnormalReturns(of: 0).map(\.isNaN) == (-5...5).map { $0 == 3 })
    }

    @Test("a window beyond the calendar's end is missing, not zero")
    func beyondTheEnd() throws {
        let sample = try Self.sample([Self.noise(2)], zeros: [Self.days - 3], Self.design())
        #expect(sample.abnormalReturns(of: 0).map(\.isNaN) == (-5...5).map { $0 > 2 })
        let tests = sample.tests()[1]
        #expect(tests.count == 0 && tests.caar == nil)
        #expect(GroupTest.allCases.allSatisfy { tests.results[$0]?.statistic == nil })
    }

    @Test("the tests for shared days lead exactly where tested windows have a day in common")
    func lead() throws {
        let securities = [Self.noise(2), Self.noise(3)]
        func leads(_ zeros: [Int]) throws -> [Bool] {
            try Self.sample(securities, zeros: zeros, Self.design(cumulated: [0...0, -1...1])).tests().map {
                !$0.lead.isEmpty
            }
        }
        #expect(try leads([120, 120]) == [true, true, true])
        #expect(try leads([120, 122]) == [false, true, true])
        #expect(try leads([120, 123]) == [false, false, true])
        #expect(try leads([120, 131]) == [false, false, false])
    }

    @Test(
        "a design that cannot be is refused",
        arguments: [
            (-20 ... -5, -5...5, [-1...1], 10, "the estimation window -20..-5 overlaps the event window -5..5"),
            (-100 ... -11, -5...5, [-6...1], 30, "the window -6..1 is not within the event window -5..5"),
            (
                -100 ... -11, -5...5, [-1...1], 4,
                "a minimum of 4 estimation days is too few for the model market; at least 5"
            ),
            (
                -30 ... -11, -5...5, [-1...1], 30,
                "the estimation window -30..-11 has 20 days, and 30 are the minimum"
            ),
        ] as [(DayWindow, DayWindow, [DayWindow], Int, String)])
    func designs(_ estimation: DayWindow, _ window: DayWindow, _ cumulated: [DayWindow], _ minimum: Int, _ why: String)
    {
        #expect(throws: InvalidDesign(description: why)) {
            try StudyDesign(estimation: estimation, window: window, cumulated: cumulated, minimumDays: minimum)
        }
    }
}
