import CanonicalJSON
import EventStudy
import MarketEvents
import Projections

/// A study as other programs read it (contract, section 6). Statistics are JSON numbers at full precision; what is not defined is
/// null. Amounts are quantities.
package struct StudyJSON {
    private let report: StudyReport
    private var sample: EventSample { report.sample }

    package init(_ report: StudyReport) { self.report = report }

    package var object: JSONObject {
        [
            "model": .string(sample.design.model.rawValue), "returns": .string(sample.design.returns.rawValue),
            "benchmark": .string(report.benchmark), "estimation": StudyJSON.window(sample.design.estimation),
            "window": StudyJSON.window(sample.design.window), "minimum": .integer(sample.design.minimumDays),
            "events": .array(report.subjects.indices.map { .object(event($0)) }),
            "tests": .array(zip(report.tests, report.sums).map { .object(StudyJSON.tests($0, sum: $1)) }),
            "warnings": .array(report.warnings.map { .string($0) }),
        ]
    }

    private func event(_ index: Int) -> JSONObject {
        let subject = report.subjects[index]
        let estimate = sample.estimates[index]
        let zero = sample.subjects[index].dayZero
        let days = sample.design.window
        let estimation = sample.estimationRows(of: index)
        var object: JSONObject = [
            "company": StudyJSON.text(subject.company), "ticker": .string(subject.ticker),
            "event": StudyJSON.text(subject.event), "date": .string(subject.date.description),
            "day0": .string(report.dayZero(of: index).description), "series": .string(subject.series),
            "estimationDates": estimation.map {
                [
                    .string(report.calendar.days[$0.lowerBound].description),
                    .string(report.calendar.days[$0.upperBound].description),
                ]
            } ?? .null,
            "m": .integer(estimate.days), "alpha": StudyJSON.number(estimate.alpha),
            "beta": StudyJSON.number(estimate.beta), "sigma": StudyJSON.number(estimate.sigma),
            "sse": StudyJSON.number(estimate.sumOfSquares), "r2": StudyJSON.number(estimate.rSquared),
            "seAlpha": StudyJSON.number(estimate.standardErrorAlpha),
            "seBeta": StudyJSON.number(estimate.standardErrorBeta),
            "days": .array(days.map { .integer($0) }),
            "dates": .array(
                days.map { day in
                    let rows = report.calendar.days
                    return rows.indices.contains(zero + day) ? .string(rows[zero + day].description) : .null
                }),
            "ar": .array(sample.abnormalReturns(of: index).map(StudyJSON.number)),
            "sAr": .array(sample.standardDeviations(of: index).map(StudyJSON.number)),
            "sar": .array(sample.standardizedReturns(of: index).map(StudyJSON.number)),
            "marketValueChange": StudyJSON.quantity(subject.marketValueChange),
            "overlapping": .array(subject.overlapping.map { .string($0) }),
            "events": .array(subject.events.map { .string($0) }),
        ]
        object["cars"] = .array(
            zip(sample.cumulated(of: index), subject.amounts).map { .object(StudyJSON.cumulated($0, $1)) })
        StudyJSON.add(subject.dayZeroAmount, to: &object)
        return object
    }

    private static func cumulated(_ cumulated: CumulatedReturn, _ amount: StudyAmount?) -> JSONObject {
        var object: JSONObject = [
            "window": window(cumulated.window), "car": number(cumulated.car),
            "varSimple": number(cumulated.simpleVariance), "tSimple": number(cumulated.simpleT),
            "varExact": number(cumulated.exactVariance), "tExact": number(cumulated.exactT),
            "pExact": number(cumulated.exactP), "df": .integer(cumulated.degreesOfFreedom),
            "scar": number(cumulated.exactT), "csar": number(cumulated.csar),
            "bharMarket": number(cumulated.buyAndHoldOverMarket), "bharModel": number(cumulated.buyAndHoldOverModel),
        ]
        add(amount, to: &object)
        return object
    }

    private static func tests(_ tests: WindowTests, sum: StudyAmount?) -> JSONObject {
        var object: JSONObject = [
            "window": window(tests.window), "n": .integer(tests.count), "caar": tests.caar.map(number) ?? .null,
            "rbar": tests.rbar.value.map(number) ?? .null, "nPositive": .integer(tests.positive),
            "lead": .array(tests.lead.map { .string($0.rawValue) }),
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
        add(sum, to: &object)
        return object
    }

    /// The amount with its standard error and 95 % interval; all three null where there is none.
    private static func add(_ amount: StudyAmount?, to object: inout JSONObject) {
        object["dollarEffect"] = quantity(amount?.amount)
        object["dollarEffectStandardError"] = quantity(amount?.error)
        object["dollarEffectInterval"] = quantity(amount?.interval)
    }

    private static func window(_ window: DayWindow) -> JSONValue {
        [.integer(window.lowerBound), .integer(window.upperBound)]
    }

    static func number(_ value: Double) -> JSONValue { value.isFinite ? .number(value) : .null }
    private static func text(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }
    private static func quantity(_ quantity: Quantity?) -> JSONValue { quantity.map { .object($0.json) } ?? .null }
}
