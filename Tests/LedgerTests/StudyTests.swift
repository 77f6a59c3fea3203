import CanonicalJSON
import CivilTime
import EventStudy
import Ledger
import MarketEvents
import Projections
import Testing

@Suite("A study of what a ledger holds")
struct StudyTests {
    private func refusal(_ body: () throws -> some Any) -> [String] {
        do {
            _ = try body()
            return []
        } catch let refused as StudyRefused { return refused.lines } catch { return ["\(error)"] }
    }

    @Test("an event is studied for its listed parties with prices, a unit through its parent, each security once")
    func parties() throws {
        let fixture = try StudyFixture()
        let id = try fixture.deal(["through": "aws"])
        let report = try fixture.study([.event(id)])
        #expect(report.subjects.map(\.company) == ["amazon"])
        #expect(report.subjects.map(\.event) == [id])
        #expect(report.subjects[0].events.contains(id))
        let unit = try fixture.ledger.append("results.released", ["company": "aws", "period": "2025-Q3"])
        #expect(try fixture.study([.event(unit)]).subjects.map(\.ticker) == ["AMZN"])
        let amendment = try fixture.ledger.append("deal.amended", ["deal": "d1", "term": "P7Y"])
        #expect(try fixture.study([.event(amendment)]).subjects.map(\.company) == ["amazon"])
        let other = try fixture.ledger.append("company.restructured", ["company": "openai"])
        #expect(
            refusal { try fixture.study([.event(other)]) } == [
                "the event \(other) has no listed party with prices: openai has no listing"
            ])
    }

    struct When: Sendable, CustomTestStringConvertible {
        let occurred: String
        var published: String?
        let session: String?
        var testDescription: String { "\(occurred), published \(published ?? "not stated"): \(session ?? "refused")" }
    }

    @Test(
        "day 0 comes from when the event was public",
        arguments: [
            When(occurred: "2025-11-03", session: "2025-11-03"),
            When(occurred: "2025-11-03", published: "2025-11-04", session: "2025-11-04"),
            When(occurred: "2025-11-03T09:30:00-05:00", session: "2025-11-03"),
            When(occurred: "2025-11-03T16:00:01-05:00", session: "2025-11-04"),
            When(occurred: "2025-11-01", published: "2025-11-07T17:00:00-05:00", session: "2025-11-10"),
            When(occurred: "2025-11-08", session: "2025-11-10"),
            When(occurred: "2025-10", session: nil),
            When(occurred: "2025-11-03", published: "2025-11-03/2025-11-05", session: nil),
        ])
    func dayZero(_ row: When) throws {
        let fixture = try StudyFixture()
        let id = try fixture.deal(occurred: row.occurred, published: row.published)
        if let session = row.session {
            let report = try fixture.study([.event(id)]) {
                $0.design = (try? StudyDesign(estimation: -120 ... -11, window: -1...1)) ?? $0.design
            }
            #expect(report.dayZero(of: 0).description == session)
        } else {
            #expect(refusal { try fixture.study([.event(id)]) }.first?.hasSuffix("is not known to the day") == true)
        }
    }

    @Test("the change in market value is exact, and the abnormal part of it is about")
    func amounts() throws {
        let fixture = try StudyFixture(adjusted: "none")
        let id = try fixture.deal()
        #expect(try fixture.study([.event(id)]).subjects[0].marketValueChange == nil)
        try fixture.ledger.append(
            "shares.recorded",
            [
                "company": "amazon", "measure": "basic",
                "outstanding": ["amount": "10690216011", "unit": "share", "qualifier": "exact"],
            ])
        let report = try fixture.study([.event(id)])
        let subject = report.subjects[0]
        let shares = ExactDecimal(10_690_216_011)
        let before = try fixture.close("2025-10-31")
        let change = try shares.multiplied(by: try fixture.close("2025-11-03").subtracting(before))
        #expect(subject.marketValueChange == Quantity(change, try #require(MeasureUnit.named("USD"))))
        let amount = try #require(subject.dayZeroAmount)
        let abnormal = Array(report.sample.abnormalReturns(of: 0))[3]
        #expect(abs(amount.value / (10_690_216_011 * before.double * abnormal) - 1) < 1e-12)
        #expect(amount.amount?.qualifier == .about && (amount.amount?.amount.scale ?? 9) <= 2)
        #expect(amount.lower < amount.value && amount.value < amount.upper)
        let deviation = Array(report.sample.standardDeviations(of: 0))[3]
        #expect(abs(amount.standardError / (10_690_216_011 * before.double * deviation) - 1) < 1e-12)
    }

    @Test("returns are of the most adjusted series, amounts of the least adjusted one")
    func series() throws {
        let fixture = try StudyFixture(adjusted: "splits")
        let plain = try fixture.study([fixture.point("2025-11-03")])
        #expect(plain.subjects[0].series == "splits")
        // The same moves at a tenth of the price.
        try fixture.record("AMZN", "XNAS", "equity", "all", fixture.closes.map { "0.0\($0.own.filter { $0 != "." })" })
        try fixture.record("AMZN", "XNAS", "equity", "none", fixture.closes.map(\.own))
        try fixture.ledger.append(
            "shares.recorded",
            [
                "company": "amazon", "measure": "basic",
                "outstanding": ["amount": "100", "unit": "share", "qualifier": "exact"],
            ])
        let report = try fixture.study([fixture.point("2025-11-03")])
        #expect(report.subjects[0].series == "all")
        let difference = try fixture.close("2025-11-03").subtracting(try fixture.close("2025-10-31"))
        #expect(report.subjects[0].marketValueChange?.amount == (try difference.multiplied(by: ExactDecimal(100))))
        #expect(abs(report.sample.estimates[0].beta - plain.sample.estimates[0].beta) < 1e-9)
    }

    @Test("a recorded split is no return of an unadjusted series")
    func split() throws {
        let fixture = try StudyFixture(adjusted: "none")
        let whole = try fixture.study([fixture.point("2025-11-03")])
        let again = try StudyFixture(adjusted: "none")
        let place = try #require(again.days.firstIndex { $0.description == "2025-08-04" })
        // From that day on a share is worth a twentieth: recorded by a later fact, which wins.
        try again.record(
            "AMZN", "XNAS", "equity", "none",
            again.closes[place...].map { row in
                let coefficient = (ExactDecimal(price: row.own) ?? .zero).double * 100 / 20
                return "\(coefficient / 100)"
            }, days: Array(again.days[place...]), published: "2025-11-20")
        try again.ledger.append(
            "split.effective", ["company": "amazon", "ticker": "AMZN", "mic": "XNAS", "ratio": "20:1"],
            occurred: "2025-08-04", subject: "stock/XNAS:AMZN")
        let carried = try again.study([again.point("2025-11-03")])
        #expect(abs(carried.sample.estimates[0].beta - whole.sample.estimates[0].beta) < 1e-9)
        #expect(carried.sample.estimates[0].days == 110)
    }

    @Test("prices of the unknown market are those of the one listing")
    func unknownMarket() throws {
        let fixture = try StudyFixture(mic: "XXXX")
        let id = try fixture.deal(occurred: "2025-11-03T16:30:00-05:00")
        let report = try fixture.study([.event(id)])
        // The session is that of the listing's market.
        #expect(report.dayZero(of: 0).description == "2025-11-04")
        #expect(try fixture.study([fixture.point("2025-11-03")]).subjects[0].company == "amazon")
    }

    @Test("other recorded news of the company in the window is named, its prices and their echo are not")
    func overlapping() throws {
        let fixture = try StudyFixture()
        let id = try fixture.deal()
        let near = try fixture.ledger.append(
            "results.released", ["company": "amazon", "period": "2025-Q3"], occurred: "2025-10-30")
        try fixture.ledger.append(
            "results.released", ["company": "amazon", "period": "2025-Q2"], occurred: "2025-10-20")
        try fixture.ledger.append(
            "stock.record-set", ["company": "amazon", "ticker": "AMZN", "mic": "XNAS", "kind": "all-time-high"],
            subject: "stock/XNAS:AMZN")
        let report = try fixture.study([.event(id)])
        #expect(report.subjects[0].overlapping == [near])
        let ofUnit = try fixture.ledger.append("company.restructured", ["company": "aws"], occurred: "2025-11-04")
        #expect(try fixture.study([.event(id)]).subjects[0].overlapping == [near, ofUnit])
        #expect(report.warnings.contains { $0.contains("their effects cannot be told apart: ") })
        // A denied report is no news.
        try fixture.ledger.append(
            "evidence.added", ["target": .string(near), "stance": "denies", "by": ["party": "amazon"]])
        #expect(try fixture.study([.event(id)]).subjects[0].overlapping == [ofUnit])
    }

    @Test("a price counts from the end of its own day, as of and as public; a correction from when it was recorded")
    func cuts() throws {
        let fixture = try StudyFixture()
        func incomplete(_ change: (inout Cut) -> Void) throws -> [Int] {
            var cut = Cut()
            change(&cut)
            let report = try fixture.study([fixture.point("2025-11-03")]) { $0.selection = Selection(cut: cut) }
            return zip(-3...3, report.sample.abnormalReturns(of: 0)).filter { $1.isNaN }.map(\.0)
        }
        let endOfNext = try Cut.moment("2025-11-04")
        #expect(try incomplete { _ in }.isEmpty)
        #expect(try incomplete { $0.asOf = endOfNext } == [2, 3])
        #expect(try incomplete { $0.asPublic = endOfNext } == [2, 3])
        #expect(try incomplete { $0.asOf = endOfNext.adding(seconds: -1) } == [1, 2, 3])
        let before = fixture.ledger.clock.now
        fixture.ledger.clock.now = before.adding(seconds: 60)
        let beta = try fixture.study([fixture.point("2025-11-03")]).sample.estimates[0].beta
        try fixture.record(
            "AMZN", "XNAS", "equity", "all", ["1.00"], days: [try #require(CivilDay("2025-07-01"))],
            published: "2025-11-20")
        #expect(try fixture.study([fixture.point("2025-11-03")]).sample.estimates[0].beta != beta)
        let known = try fixture.study([fixture.point("2025-11-03")]) { $0.selection.cut.asKnown = before }
        #expect(known.sample.estimates[0].beta == beta)
    }

    @Test("the benchmark is the one index, or has to be named")
    func benchmark() throws {
        let fixture = try StudyFixture()
        #expect(try fixture.study([fixture.point("2025-11-03")]).benchmark == "SP500")
        try fixture.record("NDX", "XXXX", "index", "none", fixture.closes.map(\.market))
        #expect(
            refusal { try fixture.study([fixture.point("2025-11-03")]) } == [
                "the ledger holds several indexes; say --benchmark NDX or SP500"
            ])
        let named = try fixture.study([fixture.point("2025-11-03")]) { $0.benchmark = "NDX" }
        #expect(named.benchmark == "NDX")
        // A security on itself has no residuals: nothing is standardized, and nothing fails.
        let own = try fixture.study([fixture.point("2025-11-03")]) { $0.benchmark = "AMZN" }
        #expect(own.sample.estimates[0].sigma == 0)
    }

    @Test("the same security twice, and windows that overlap, are said")
    func warnings() throws {
        let fixture = try StudyFixture()
        let report = try fixture.study([fixture.point("2025-11-03"), fixture.point("2025-11-05")])
        #expect(report.warnings.contains { $0.hasPrefix("AMZN is studied 2 times") })
        #expect(report.warnings.contains { $0.hasPrefix("the event windows of AMZN around 2025-11-03 and 2025-11-05") })
    }

    @Test("a ticker on several markets has to be named with one")
    func severalMarkets() throws {
        let fixture = try StudyFixture()
        for mic in ["XLON", "XETR"] {
            try fixture.record("SAP", mic, "equity", "none", fixture.closes.map(\.own))
        }
        #expect(
            refusal { try fixture.study([fixture.point("2025-11-03", "SAP")]) } == [
                "SAP has prices on several markets; write XETR:SAP or XLON:SAP"
            ])
        #expect(try fixture.study([fixture.point("2025-11-03", "XLON:SAP")]).subjects[0].ticker == "SAP")
    }
}
