import CanonicalJSON
import CivilTime
import EventStudy
import Foundation
import Ledger
import MarketEvents
import Projections
import Testing

/// Raw closes with splits and dividends in them, and their returns as Oracle/totals.py computes them from the definitions.
struct TotalsOracle {
    let fields: JSONObject

    init() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "EventStudyTests/Oracle/totals.json")
        fields = try #require(try JSONValue(parsing: String(contentsOf: file, encoding: .utf8)).object)
    }

    func texts(_ name: String) -> [String] { (fields[name]?.array ?? []).compactMap(\.string) }

    func figure(_ kind: String, _ name: String) throws -> [Double] {
        let value = try #require(fields["returns"]?.object?[kind]?.object?[name])
        return (value.array ?? [value]).map { value in
            if case .number(let number) = value { number } else { value.integer.map(Double.init) ?? .nan }
        }
    }
}

@Suite("Returns: of prices freed of splits, and total")
struct StudyReturnsTests {
    /// How the same closes are recorded.
    enum Recording: String, CaseIterable, CustomTestStringConvertible {
        case raw, adjustedForSplits
        var testDescription: String { rawValue }
    }

    private static func ratio(_ text: String) -> Double { SplitRatio(text)?.double ?? 1 }

    private func ledger(_ oracle: TotalsOracle, _ recording: Recording) throws -> LedgerFixture {
        let ledger = try LedgerFixture.listed([("ibm", "XNYS:IBM")])
        let dates = oracle.texts("dates")
        func record(_ ticker: String, _ mic: String, _ kind: String, _ adjusted: String, _ closes: [String]) throws {
            try ledger.append(
                "prices.recorded",
                [
                    "ticker": .string(ticker), "mic": .string(mic), "kind": .string(kind), "currency": "USD",
                    "adjusted": .string(adjusted), "days": .array(dates.map { .string($0) }),
                    "close": .array(closes.map { .string($0) }),
                ], occurred: dates.last ?? "")
        }
        let splits = (oracle.fields["splits"]?.array ?? []).compactMap { $0.array?.compactMap(\.string) }
        try record("SP500", "XXXX", "index", "none", oracle.texts("market"))
        switch recording {
        case .raw: try record("IBM", "XNYS", "equity", "none", oracle.texts("closes"))
        case .adjustedForSplits:
            let closes = try zip(dates, oracle.texts("closes")).map { date, close in
                var price = try #require(ExactDecimal(price: close))
                for split in splits where date < split[0] {
                    let ratio = try #require(SplitRatio(split[1]))
                    price = try price.scaled(by: ratio.old, over: ratio.new, fractionDigits: 16)
                }
                return price.description
            }
            try record("IBM", "XNYS", "equity", "splits", closes)
        }
        for (number, split) in splits.enumerated() {
            try ledger.split("ibm", "XNYS:IBM", split[1], split[0], slug: "split-\(number)")
        }
        for dividend in (oracle.fields["dividends"]?.array ?? []).compactMap(\.object) {
            var data: JSONObject = [
                "company": "ibm", "ticker": "IBM", "amount": dollars(dividend["amount"]?.string ?? ""),
                "adjusted": dividend["adjusted"] == .boolean(true) ? "splits" : "none",
            ]
            if dividend["inKind"] == .boolean(true) { data["inKind"] = "shares of a spin-off" }
            try ledger.append(
                "dividend.effective", data, occurred: dividend["day"]?.string ?? "", subject: "stock/XNYS:IBM")
        }
        return ledger
    }

    @Test("agree with the definition, to 1e-10", arguments: ReturnKind.allCases, Recording.allCases)
    func oracle(_ kind: ReturnKind, _ recording: Recording) throws {
        let oracle = try TotalsOracle()
        let ledger = try ledger(oracle, recording)
        let day = try #require(CivilDay(oracle.fields["zero"]?.string ?? ""))
        let report = try ledger.ledger.study(
            StudyRequest(design: try StudyDesign(returns: kind), items: [.point(.init(ticker: "IBM", day: day))]))
        let (sample, name) = (report.sample, kind.rawValue)
        func expect(_ value: Double, _ figure: String, _ index: Int = 0) throws {
            let reference = try oracle.figure(name, figure)[index]
            #expect(
                abs(value - reference) <= 1e-10 * max(abs(reference), 1e-3),
                "\(figure)[\(index)]: \(value), \(reference)")
        }
        try expect(Double(sample.estimates[0].days), "m")
        try expect(sample.estimates[0].alpha, "alpha")
        try expect(sample.estimates[0].beta, "beta")
        try expect(sample.estimates[0].sigma, "sigma")
        for (index, value) in sample.abnormalReturns(of: 0).enumerated() { try expect(value, "ar", index) }
        try expect(try #require(sample.cumulated(of: 0).first).car, "car")
    }

    @Test(
        "a return that has no basis is none: a jump, a split that the closes do not show, two ratios, another currency")
    func noBasis() throws {
        func missing(_ change: (StudyFixture) throws -> Void, _ kind: ReturnKind = .simple) throws -> [Int] {
            let fixture = try StudyFixture(adjusted: "none")
            try change(fixture)
            let report = try fixture.study([fixture.point("2025-11-03")]) { request in
                request.design =
                    (try? StudyDesign(returns: kind, estimation: -120 ... -11, window: -3...3)) ?? request.design
            }
            return zip(-3...3, report.sample.abnormalReturns(of: 0)).filter { $1.isNaN }.map(\.0)
        }
        #expect(try missing { _ in } == [])
        #expect(try missing { try $0.ledger.split("amazon", "XNAS:AMZN", "4:1", "2025-11-04") } == [1])
        #expect(
            try missing {
                try $0.ledger.split("amazon", "XNAS:AMZN", "4:1", "2025-11-04")
                try $0.ledger.split("amazon", "XNAS:AMZN", "3:1", "2025-11-04")
            } == [1])
        let euros: JSONObject = [
            "company": "amazon", "ticker": "AMZN", "amount": ["amount": "1", "unit": "EUR", "qualifier": "exact"],
        ]
        func pay(_ fixture: StudyFixture) throws {
            try fixture.ledger.append("dividend.effective", euros, occurred: "2025-11-05", subject: "stock/XNAS:AMZN")
        }
        #expect(try missing(pay, .total) == [2])
        #expect(try missing(pay) == [])
        #expect(
            try missing { fixture in
                let quarter = zip(fixture.days, fixture.closes).map { day, close in
                    day.description < "2025-10-31" ? close.own : String((Double(close.own) ?? 0) / 4)
                }
                try fixture.record("AMZN", "XNAS", "equity", "none", quarter, published: "2025-11-20")
            } == [-1])
    }
}

@Suite("Events that overlap")
struct OverlapTests {
    @Test("are named, and left out where that is asked for")
    func exclude() throws {
        let fixture = try StudyFixture(adjusted: "none")
        let other = try fixture.deal(["summary": "Amazon lets a campus"], occurred: "2025-11-04")
        let report = try fixture.study([fixture.point("2025-11-03"), fixture.point("2025-09-01")])
        #expect(report.subjects.map(\.overlapping) == [[other], []])
        #expect(
            report.warnings.contains {
                $0.contains("their effects cannot be told apart: Amazon lets a campus, 2025-11-04 (\(other))")
            })
        let alone = try fixture.study([fixture.point("2025-11-03"), fixture.point("2025-09-01")]) {
            $0.excludesOverlap = true
        }
        #expect(alone.subjects.map { $0.date.description } == ["2025-09-01"])
        #expect(
            alone.warnings.contains(
                "AMZN@2025-11-03 is left out: in its event window lies Amazon lets a campus, 2025-11-04 (\(other))"))
        // Two that are studied together overlap each other.
        let error = #expect(throws: StudyRefused.self) {
            try fixture.study([fixture.point("2025-09-01"), fixture.point("2025-09-03")]) { $0.excludesOverlap = true }
        }
        #expect(error?.lines.first == "no event is left: every one overlaps others")
    }

    @Test("an event is left out for other news, not for itself")
    func itself() throws {
        let fixture = try StudyFixture(adjusted: "none")
        let id = try fixture.deal(occurred: "2025-11-03")
        #expect(try fixture.study([.event(id)]) { $0.excludesOverlap = true }.subjects.map(\.event) == [id])
    }
}

@Suite("A company with two classes is studied by the listing that is asked for; the amount is of the whole company")
struct StudiedClassesTests {
    private func ledger(priced: [String]) throws -> (StudyFixture, LedgerFixture) {
        let fixture = try StudyFixture(adjusted: "none")
        let ledger = fixture.ledger
        try ledger.list("alphabet", ["XNAS:GOOGL A", "XNAS:GOOG C"])
        for ticker in priced {
            let closes = fixture.closes.map(\.own)
            try fixture.record(ticker, "XNAS", "equity", "none", ticker == "GOOG" ? closes.map { "1" + $0 } : closes)
        }
        try ledger.count("alphabet", "100", "2025-01-02", shareClass: "A")
        try ledger.count("alphabet", "50", "2025-01-02", shareClass: "C")
        return (fixture, ledger)
    }

    @Test("is the change that the measured row has, whichever of the two is studied", arguments: ["GOOGL", "GOOG"])
    func whole(_ ticker: String) throws {
        let (fixture, ledger) = try ledger(priced: ["GOOGL", "GOOG"])
        let row = try #require(
            try ledger.rows("market-cap").first { $0["day"] == "2025-11-03" && $0["company"] == "alphabet" })
        let report = try fixture.study([fixture.point("2025-11-03", ticker)])
        #expect(report.subjects[0].ticker == ticker)
        #expect(report.subjects[0].marketValueChange?.typed == typed(row["change"]))
        #expect(report.subjects[0].amountReason == nil)
        #expect(report.subjects[0].dayZeroAmount != nil)
    }

    @Test("or says why there is none")
    func reason() throws {
        let (fixture, _) = try ledger(priced: ["GOOGL"])
        let report = try fixture.study([fixture.point("2025-11-03", "GOOGL")])
        #expect(report.subjects[0].marketValueChange == nil)
        #expect(report.subjects[0].amountReason == "class C has no price")
        #expect(report.warnings.contains("GOOGL@2025-11-03: no amount: class C has no price"))
    }
}
