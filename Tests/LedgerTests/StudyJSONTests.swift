import CanonicalJSON
import CivilTime
import EventStudy
import MarketEvents
import Projections
import Reports
import Testing

@Suite("A study as JSON")
struct StudyJSONTests {
    private static func bytes(_ report: StudyReport) throws -> [UInt8] {
        var bytes: [UInt8] = []
        try StudyJSON(report).write { bytes += $0 }
        return bytes
    }

    /// A number, or null where it is none.
    private static func equal(_ json: JSONValue?, _ value: Double) -> Bool {
        switch json {
        case .number(let number): number == value
        case .null: !value.isFinite
        default: false
        }
    }

    private static func equal(_ json: JSONValue?, _ values: some Collection<Double>) -> Bool {
        guard let list = json?.array, list.count == values.count else { return false }
        return zip(list, values).allSatisfy { equal($0, $1) }
    }

    @Test("is canonical, whatever the events have, and says what the report says")
    func canonical() throws {
        let fixture = try StudyFixture(adjusted: "none")
        let deal = try fixture.deal(["through": "aws"])
        try fixture.ledger.append("results.released", ["company": "amazon", "period": "2025-Q3"])
        try fixture.ledger.append(
            "shares.recorded",
            [
                "company": "amazon", "measure": "basic",
                "outstanding": ["amount": "10690216011", "unit": "share", "qualifier": "about"],
            ])
        // Another security, without prices on some days.
        let gaps = fixture.days.enumerated().filter { !$0.offset.isMultiple(of: 7) }.map(\.element)
        try fixture.record("GAPS", "XXXX", "equity", "all", gaps.map { "\(50 + $0.day).5" }, days: gaps)
        var items: [StudyRequest.Item] = [.event(deal), try fixture.point("2025-10-08", "GAPS")]
        // More than are written at a time; the last ones reach beyond the prices.
        for day in fixture.days.suffix(90) { items.append(.point(.init(ticker: "AMZN", day: day))) }
        for chosen in [Array(items.prefix(1)), Array(items.prefix(2)), items] {
            let report = try fixture.study(chosen)
            let bytes = try Self.bytes(report)
            let json = try #require(try JSONValue(parsing: bytes).object)
            #expect(json.canonicalBytes == bytes)
            #expect(
                json.names == [
                    "benchmark", "estimation", "events", "minimum", "model", "returns", "tests", "warnings", "window",
                ])
            let events = try #require(json["events"]?.array)
            try #require(events.count == report.subjects.count)
            for (index, event) in events.enumerated() { try compare(event, index, report) }
            let results = report.results()
            #expect(
                json["tests"]?.array?.map { $0.object?["caar"] ?? .null }
                    == results.tests.map { $0.caar.map { .number($0) } ?? .null })
            #expect(json["warnings"]?.array?.compactMap(\.string) == report.warnings)
        }
    }

    private func compare(_ json: JSONValue, _ index: Int, _ report: StudyReport) throws {
        let event = try #require(json.object)
        let (subject, sample) = (report.subjects[index], report.sample)
        let estimate = sample.estimates[index]
        #expect(event["company"] == subject.company.map { .string($0) } ?? .null)
        #expect(event["event"] == subject.event.map { .string($0) } ?? .null)
        #expect(event["ticker"]?.string == subject.ticker)
        #expect(event["date"]?.string == subject.date.description)
        #expect(event["day0"]?.string == report.dayZero(of: index).description)
        #expect(event["events"]?.array?.compactMap(\.string) == subject.events)
        #expect(event["overlapping"]?.array?.compactMap(\.string) == subject.overlapping)
        #expect(event["series"]?.string == subject.series)
        #expect(event["marketValueChange"] == subject.marketValueChange.map { .object($0.json) } ?? .null)
        #expect(event["dollarEffect"] == subject.dayZeroAmount?.amount.map { .object($0.json) } ?? .null)
        #expect(event["dollarEffectInterval"] == subject.dayZeroAmount?.interval.map { .object($0.json) } ?? .null)
        for (name, value) in [
            ("alpha", estimate.alpha), ("beta", estimate.beta), ("sigma", estimate.sigma),
            ("sse", estimate.sumOfSquares), ("r2", estimate.rSquared), ("m", Double(estimate.days)),
            ("seAlpha", estimate.standardErrorAlpha), ("seBeta", estimate.standardErrorBeta),
        ] { #expect(Self.equal(event[name], value), "\(name)") }
        #expect(Self.equal(event["ar"], sample.abnormalReturns(of: index)))
        #expect(Self.equal(event["sAr"], sample.standardDeviations(of: index)))
        #expect(Self.equal(event["sar"], sample.standardizedReturns(of: index)))
        let rows = try #require(sample.estimationRows(of: index))
        #expect(
            event["estimationDates"]?.array?.compactMap(\.string)
                == [rows.lowerBound, rows.upperBound].map { report.calendar.days[$0].description })
        #expect(Self.equal(event["days"], sample.design.window.map { Double($0) }))
        let zero = sample.subjects[index].dayZero
        #expect(
            event["dates"]?.array?.map(\.string)
                == sample.design.window.map { day in
                    report.calendar.days.indices.contains(zero + day)
                        ? report.calendar.days[zero + day].description : nil
                })
        let windows = try #require(event["cars"]?.array)
        try #require(windows.count == sample.design.tested.count)
        for (place, cumulated) in sample.cumulated(of: index).enumerated() {
            let window = try #require(windows[place].object)
            #expect(
                Self.equal(
                    window["window"], [cumulated.window.lowerBound, cumulated.window.upperBound].map { Double($0) }))
            #expect(window["dollarEffect"] == subject.amounts[place]?.amount.map { .object($0.json) } ?? .null)
            #expect(
                window["dollarEffectStandardError"] == subject.amounts[place]?.error.map { .object($0.json) } ?? .null)
            for (name, value) in [
                ("car", cumulated.car), ("varSimple", cumulated.simpleVariance), ("tSimple", cumulated.simpleT),
                ("varExact", cumulated.exactVariance), ("tExact", cumulated.exactT), ("pExact", cumulated.exactP),
                ("df", Double(cumulated.degreesOfFreedom)), ("scar", cumulated.exactT), ("csar", cumulated.csar),
                ("bharMarket", cumulated.buyAndHoldOverMarket), ("bharModel", cumulated.buyAndHoldOverModel),
            ] { #expect(Self.equal(window[name], value), "\(name)") }
        }
    }
}
