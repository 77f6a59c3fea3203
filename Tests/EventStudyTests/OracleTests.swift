import Foundation
import Testing

@testable import EventStudy

/// A study that Oracle/oracle.py computed from the published formulas, and its figures.
struct OracleCase: CustomTestStringConvertible, @unchecked Sendable {
    // JSON objects are not Sendable by type; these are never changed.
    let fields: [String: Any]

    var testDescription: String { fields["name"] as? String ?? "?" }
    var events: [[String: Any]] { fields["events"] as? [[String: Any]] ?? [] }
    var tests: [[String: Any]] { fields["tests"] as? [[String: Any]] ?? [] }

    static let all: [OracleCase] = {
        let data = try? Oracle.data("oracle.json")
        let cases = data.flatMap { try? JSONSerialization.jsonObject(with: $0) as? [[String: Any]] }
        return (cases ?? []).map(OracleCase.init)
    }()

    func design() throws -> StudyDesign {
        let fields = try #require(fields["design"] as? [String: Any])
        func window(_ bounds: Any?) throws -> DayWindow {
            let bounds = try #require(bounds as? [Int])
            return bounds[0]...bounds[1]
        }
        let cumulated = try #require(fields["cars"] as? [Any])
        return try StudyDesign(
            model: try #require((fields["model"] as? String).flatMap(NormalReturnModel.init)),
            returns: try #require((fields["returns"] as? String).flatMap(ReturnKind.init)),
            estimation: try window(fields["estimation"]), window: try window(fields["window"]),
            cumulated: try cumulated.map { try window($0) })
    }

    func sample() throws -> EventSample {
        let prices = try ExamplePrices().without(fields["missing"] as? [String: [String]] ?? [:])
        let events = try self.events.map {
            (ticker: try #require($0["ticker"] as? String), date: try #require($0["date"] as? String))
        }
        return try prices.sample(events, try design())
    }
}

@Suite("Every figure agrees with the oracle in Python to 1e-10, absolute near zero")
struct OracleTests {
    @Test("the oracle has its cases")
    func isThere() { #expect(OracleCase.all.count >= 20) }

    private func expect(
        _ value: Double, _ reference: Any?, _ what: String, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        guard let reference = (reference as? NSNumber)?.doubleValue else {
            #expect(value.isNaN, "\(what) is \(value), and undefined in the oracle", sourceLocation: sourceLocation)
            return
        }
        #expect(
            Oracle.distance(value, reference) < 1e-10, "\(what): \(value), oracle \(reference)",
            sourceLocation: sourceLocation)
    }

    @Test("models, abnormal returns and their standard deviations", arguments: OracleCase.all)
    func models(_ study: OracleCase) throws {
        let sample = try study.sample()
        for (index, reference) in study.events.enumerated() {
            let estimate = sample.estimates[index]
            #expect(estimate.days == reference["m"] as? Int)
            expect(estimate.alpha, reference["alpha"], "alpha")
            expect(estimate.beta, reference["beta"], "beta")
            expect(estimate.sigma, reference["sigma"], "sigma")
            expect(estimate.sumOfSquares, reference["sse"], "sse")
            expect(estimate.rSquared, reference["r2"], "r2")
            expect(estimate.standardErrorAlpha, reference["seAlpha"], "seAlpha")
            expect(estimate.standardErrorBeta, reference["seBeta"], "seBeta")
            for (name, values) in [
                ("ar", Array(sample.abnormalReturns(of: index))), ("sAr", Array(sample.standardDeviations(of: index))),
                ("sar", sample.standardizedReturns(of: index)),
            ] {
                let references = try #require(reference[name] as? [Any])
                #expect(values.count == references.count)
                for (value, reference) in zip(values, references) { expect(value, reference, name) }
            }
        }
    }

    @Test("cumulated and held returns, their variances, tests and amounts", arguments: OracleCase.all)
    func cumulated(_ study: OracleCase) throws {
        let sample = try study.sample()
        for (index, event) in study.events.enumerated() {
            let references = try #require(event["cars"] as? [Any])
            #expect(references.count == sample.cumulated(of: index).count)
            for (cumulated, reference) in zip(sample.cumulated(of: index), references) {
                guard let reference = reference as? [String: Any] else {
                    #expect(!cumulated.isComplete)
                    continue
                }
                expect(cumulated.car, reference["car"], "car")
                expect(cumulated.simpleVariance, reference["varSimple"], "varSimple")
                expect(cumulated.simpleT, reference["tSimple"], "tSimple")
                expect(cumulated.exactVariance, reference["varExact"], "varExact")
                expect(cumulated.exactT, reference["tExact"], "tExact")
                expect(cumulated.exactP, reference["pExact"], "pExact")
                #expect(cumulated.degreesOfFreedom == reference["df"] as? Int)
                expect(cumulated.csar, reference["csar"], "csar")
                expect(cumulated.buyAndHoldOverMarket, reference["bharMarket"], "bharMarket")
                expect(cumulated.buyAndHoldOverModel, reference["bharModel"], "bharModel")
                let change = try #require(reference["change"] as? [Any])
                let interval = cumulated.change.interval95(degreesOfFreedom: cumulated.degreesOfFreedom)
                expect(cumulated.change.fraction, change[0], "change")
                expect(cumulated.change.standardError, change[1], "its standard error")
                expect(interval.lower, change[2], "its lower bound")
                expect(interval.upper, change[3], "its upper bound")
            }
        }
    }

    @Test("the sixteen tests, with their p-values and degrees of freedom", arguments: OracleCase.all)
    func groups(_ study: OracleCase) throws {
        let results = try study.sample().tests()
        #expect(results.count == study.tests.count)
        for (result, reference) in zip(results, study.tests) {
            #expect(result.count == reference["n"] as? Int)
            #expect(result.positive == reference["nPositive"] as? Int)
            expect(result.caar ?? .nan, reference["caar"], "caar")
            expect(result.rbar.value ?? .nan, reference["rbar"], "rbar")
            for test in GroupTest.allCases {
                let found = try #require(result.results[test])
                let name = "\(test.rawValue) of \(result.window)"
                guard let row = reference[test.rawValue] as? [String: Any] else {
                    #expect(found.statistic == nil, "\(name) is undefined in the oracle")
                    continue
                }
                expect(found.statistic ?? .nan, row["statistic"], name)
                expect(found.p ?? .nan, row["p"], "p of \(name)")
                if case .defined(_, _, let freedom) = found { #expect(freedom == row["df"] as? Int, "\(name)") }
            }
        }
    }
}
