import CanonicalJSON
import EventStudy
import MarketEvents
import Projections

/// A study as other programs read it (contract, section 6), in canonical JSON. Statistics are JSON numbers at full precision;
/// what is not defined is null. Amounts are quantities.
package struct StudyJSON {
    private let report: StudyReport
    private var sample: EventSample { report.sample }

    package init(_ report: StudyReport) { self.report = report }

    /// So many events are written at a time: their text stays in the processor's cache.
    private static let eventsAtOnce = 32

    /// Hands the text on in pieces. The events, of which there may be very many, are written by two threads straight as bytes,
    /// while the tests that come after them are made.
    package func write(_ write: ([UInt8]) throws -> Void) throws {
        let head: JSONObject = [
            "benchmark": .string(report.benchmark), "estimation": StudyJSON.window(sample.design.estimation),
        ]
        try write(head.canonicalBytes.dropLast() + Array(",\"events\":[".utf8))
        let events = StudyEventJSON(report)
        let count = report.subjects.count
        let results = try InOrder.beside({ [report] in report.results() }) {
            try InOrder.forEach(
                (count + StudyJSON.eventsAtOnce - 1) / StudyJSON.eventsAtOnce,
                worker: {
                    { piece in
                        let start = piece * StudyJSON.eventsAtOnce
                        return events.bytes(of: start..<min(start + StudyJSON.eventsAtOnce, count))
                    }
                }, use: write)
        }
        let rest: JSONObject = [
            "minimum": .integer(sample.design.minimumDays), "model": .string(sample.design.model.rawValue),
            "returns": .string(sample.design.returns.rawValue),
            "tests": .array(zip(results.tests, results.sums).map { .object(StudyJSON.tests($0, sum: $1)) }),
            "warnings": .array(report.warnings.map { .string($0) }), "window": StudyJSON.window(sample.design.window),
        ]
        try write(Array("],".utf8) + rest.canonicalBytes.dropFirst())
    }

    private static func tests(_ tests: WindowTests, sum: StudyAmount?) -> JSONObject {
        var object: JSONObject = [
            "window": window(tests.window), "n": .integer(tests.count), "caar": tests.caar.map(number) ?? .null,
            "rbar": tests.rbar.value.map(number) ?? .null, "nPositive": .integer(tests.positive),
            "lead": .array(tests.lead.map { .string($0.rawValue) }), "dollarEffect": quantity(sum?.amount),
            "dollarEffectStandardError": quantity(sum?.error), "dollarEffectInterval": quantity(sum?.interval),
        ]
        if !tests.lead.isEmpty { object["leadReason"] = .string(StudyText.leadReason) }
        for test in GroupTest.allCases {
            switch tests.results[test] {
            case .defined(let statistic, let p, let freedom):
                var result: JSONObject = ["statistic": number(statistic), "p": number(p)]
                result["df"] = freedom.map { .integer($0) }
                object[test.rawValue] = .object(result)
            case .undefined(let reason):
                object[test.rawValue] = ["statistic": .null, "p": .null, "reason": .string(reason)]
            case nil: break
            }
        }
        return object
    }

    private static func window(_ window: DayWindow) -> JSONValue {
        [.integer(window.lowerBound), .integer(window.upperBound)]
    }

    static func number(_ value: Double) -> JSONValue { value.isFinite ? .number(value) : .null }
    private static func quantity(_ quantity: Quantity?) -> JSONValue { quantity.map { .object($0.json) } ?? .null }
}
