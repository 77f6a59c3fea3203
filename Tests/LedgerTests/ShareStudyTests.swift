import CanonicalJSON
import CivilTime
import EventLog
import EventStudy
import Ledger
import MarketEvents
import Projections
import Testing

/// Each study is held against one of the same closes under a ticker that never changed.
@Suite("A study follows the share, not its ticker")
struct ShareStudyTests {
    /// The first day under the new listing, a Monday.
    private static let change = "2025-08-04"
    private static let before = "2025-08-01"

    /// The closes of AMZN, recorded as another company's: up to the change under the one instrument, from then on under the other.
    private static func fixture(
        _ registrations: [[String]], _ old: String, _ new: String, adjusted: String = "none"
    ) throws -> StudyFixture {
        let fixture = try StudyFixture(adjusted: adjusted)
        for (place, listings) in registrations.enumerated() {
            try fixture.ledger.register("acme", listings, occurred: place == 0 ? "2010" : change)
        }
        try record(fixture, old, adjusted) { $0 < change }
        try record(fixture, new, adjusted) { $0 >= change }
        return fixture
    }

    private static func record(
        _ fixture: StudyFixture, _ instrument: String, _ adjusted: String = "none", where isOwn: (String) -> Bool
    ) throws {
        let parts = instrument.split(separator: ":").map(String.init)
        let rows = fixture.days.indices.filter { isOwn(fixture.days[$0].description) }
        try fixture.record(
            parts[1], parts[0], "equity", adjusted, rows.map { fixture.closes[$0].own },
            days: rows.map { fixture.days[$0] })
    }

    private func returns(_ report: StudyReport) -> [String] {
        let estimate = report.sample.estimates[0]
        return ([estimate.alpha, estimate.beta, estimate.sigma] + report.sample.abnormalReturns(of: 0)).map {
            "\(($0 * 1e10).rounded())"
        } + ["\(estimate.days)"]
    }

    private func refusal(_ body: () throws -> some Any) -> [String] {
        do {
            _ = try body()
            return []
        } catch let refused as StudyRefused { return refused.lines } catch { return ["\(error)"] }
    }

    @Test(
        "Estimation and event window cross the change of a listing:",
        arguments: [
            (["XNAS:FB until=2025-08-03", "XNAS:META from=2025-08-04"], "XNAS:FB", "XNAS:META"),
            (["XNAS:FB until=2025-08-01", "XNAS:META from=2025-08-04"], "XXXX:FB", "XXXX:META"),
            (["XNYS:FB until=2025-08-03", "XNAS:META from=2025-08-04"], "XNYS:FB", "XNAS:META"),
            (["XNAS:FB ratio=5 until=2025-08-03", "XNAS:META ratio=5 from=2025-08-04"], "XNAS:FB", "XNAS:META"),
        ], ["none", "all"])
    func renamed(_ share: ([String], old: String, new: String), _ adjusted: String) throws {
        let fixture = try Self.fixture([share.0], share.old, share.new, adjusted: adjusted)
        for (ticker, day) in [
            ("META", "2025-11-03"), ("META", "2025-08-05"), ("FB", "2025-07-31"), ("META", "2025-07-31"),
        ] {
            let report = try fixture.study([fixture.point(day, ticker)])
            let plain = try fixture.study([fixture.point(day)])
            #expect(returns(report) == returns(plain), "\(ticker)@\(day)")
            #expect(report.subjects[0].company == "acme" && report.subjects[0].ticker == ticker)
            let old = share.0[0].prefix { $0 != " " }
            #expect(report.subjects[0].joined == ["2025-08-04: \(old) became XNAS:META"])
            #expect(report.warnings.contains { $0.contains("\(old) became XNAS:META") })
        }
        let far = try fixture.study([fixture.point("2025-07-14", "FB")])
        #expect(far.subjects[0].joined.isEmpty)
    }

    @Test("the same ticker on another market, and a registration that replaces the one before")
    func moved() throws {
        for registrations in [
            [["XNYS:FB until=2025-08-03", "XNAS:FB from=2025-08-04"]], [["XNYS:FB"], ["XNAS:FB"]],
        ] {
            let fixture = try Self.fixture(registrations, "XNYS:FB", "XNAS:FB")
            for day in ["2025-11-03", "2025-07-31"] {
                #expect(
                    try returns(fixture.study([fixture.point(day, "FB")]))
                        == returns(fixture.study([fixture.point(day)])))
            }
        }
    }

    @Test("an event's study names the registrations that join, and what corrected them")
    func events() throws {
        let fixture = try Self.fixture(
            [["XNAS:FB until=2025-08-03", "XNAS:META from=2025-08-04"]], "XNAS:FB", "XNAS:META")
        let first = try #require(
            fixture.ledger.log.read(ReadQuery(stream: "company/acme")).first
        ).envelope.id
        let deal = try fixture.ledger.append(
            "deal.announced", ["deal": "d7", "buyer": "openai", "supplier": "acme", "kind": "cloud"],
            occurred: "2025-11-03")
        #expect(try fixture.study([.event(deal)]).subjects[0].events.contains(first))
        #expect(try fixture.study([fixture.point("2025-07-14", "FB")]).subjects[0].events.contains(first) == false)
        let row = try fixture.ledger.row("study", "event", deal)
        #expect(row["events"]?.array?.contains(.string(first)) == true)
        #expect(row["joined"] == ["2025-08-04: XNAS:FB became XNAS:META"])
        let corrected = try fixture.ledger.append(
            "event.corrected",
            [
                "target": .string(first), "reason": "the name",
                "data": [
                    "company": "acme", "name": "Acme", "kind": "public", "certainty": "confirmed",
                    "listings": listings(["XNAS:FB until=2025-08-03", "XNAS:META from=2025-08-04"]),
                ],
            ], subject: "company/acme")
        #expect(try fixture.study([.event(deal)]).subjects[0].events.contains(corrected))
    }

    @Test("under a cut listings are those of the cut: what was not yet known of a change joins nothing")
    func cuts() throws {
        let fixture = try Self.fixture([["XNAS:FB"]], "XNAS:FB", "XNAS:META")
        let known = fixture.ledger.clock.now
        fixture.ledger.clock.now = known.adding(seconds: 60)
        try fixture.ledger.register("acme", ["XNAS:META"], occurred: Self.change)
        let point = try fixture.point("2025-08-05", "META")
        let report = try fixture.study([point])
        #expect(returns(report) == (try returns(fixture.study([fixture.point("2025-08-05")]))))
        #expect(
            refusal { try fixture.study([point]) { $0.selection.cut.asKnown = known } }
                == [
                    "META@2025-08-05: needs 30 days, has 0, first price 2025-08-04 (days with a return in the estimation window -120..-11)"
                ])
        for cut in [try asOf("2025-08-07"), try asPublic("2025-08-07")] {
            let (early, plain) = (
                try fixture.study([point]) { $0.selection = cut },
                try fixture.study([fixture.point("2025-08-05")]) { $0.selection = cut }
            )
            #expect(returns(early) == returns(plain))
        }
    }

    @Test("splits and dividends that were told of the former ticker are the share's")
    func splitsAndDividends() throws {
        let fixture = try Self.fixture(
            [["XNAS:FB until=2025-08-03", "XNAS:META from=2025-08-04"]], "XNAS:FB", "XNAS:META")
        for (company, instrument) in [("acme", "XNAS:FB"), ("amazon", "XNAS:AMZN")] {
            try fixture.ledger.split(company, instrument, "101:100", "2025-07-10")
            for (ticker, day) in [
                (instrument, "2025-07-15"), (company == "acme" ? "XNAS:META" : instrument, "2025-08-06"),
            ] {
                try fixture.ledger.append(
                    "dividend.effective",
                    [
                        "company": .string(company), "ticker": .string(String(ticker.dropFirst(5))),
                        "amount": dollars("2.5"),
                    ], occurred: day, subject: "stock/\(ticker)")
            }
        }
        for kind in [ReturnKind.simple, .log, .total] {
            func study(_ ticker: String) throws -> StudyReport {
                try fixture.study([fixture.point("2025-08-05", ticker)]) {
                    $0.design = (try? StudyDesign(returns: kind, estimation: -120 ... -11, window: -3...3)) ?? $0.design
                }
            }
            #expect(try returns(study("META")) == returns(study("AMZN")), "\(kind)")
            #expect(try returns(study("FB")) == returns(study("AMZN")), "\(kind)")
        }
    }

    @Test("amounts of a share that changed its ticker are those of market-cap")
    func amounts() throws {
        let fixture = try Self.fixture(
            [["XNAS:FB until=2025-08-03", "XNAS:META from=2025-08-04"]], "XNAS:FB", "XNAS:META")
        try fixture.ledger.count("acme", "1000", "2025-01-02")
        for day in ["2025-08-04", "2025-08-01"] {
            let subject = try fixture.study([fixture.point(day, "META")]).subjects[0]
            let measured = try fixture.ledger.rows("market-cap").first { $0["day"]?.string == day }
            #expect(subject.marketValueChange?.typed == typed(measured?["change"]))
            #expect(subject.marketValueChange != nil)
        }
    }

    @Test("a ticker of two companies is two shares: each has its own days, and no return goes from one to the other")
    func reused() throws {
        let fixture = try StudyFixture(adjusted: "none")
        try fixture.ledger.register("sprint", ["XNYS:S until=2025-08-03"])
        try fixture.ledger.register("sentinel", ["XNYS:S from=2025-08-04"])
        try Self.record(fixture, "XNYS:S") { _ in true }
        try Self.record(fixture, "XNYS:OLD") { $0 < Self.change }
        try Self.record(fixture, "XNYS:NEW") { $0 >= Self.change }
        let later = try fixture.study([fixture.point("2025-11-03", "S")])
        #expect(later.subjects[0].company == "sentinel" && later.subjects[0].joined.isEmpty)
        #expect(returns(later) == (try returns(fixture.study([fixture.point("2025-11-03", "NEW")]))))
        // 2025-08-05 to eleven sessions before.
        #expect(later.sample.estimates[0].days == 54)
        let last = try fixture.study([fixture.point("2025-07-31", "S")])
        #expect(last.subjects[0].company == "sprint")
        #expect(returns(last) == (try returns(fixture.study([fixture.point("2025-07-31", "OLD")]))))
        #expect(last.warnings.contains { $0.hasPrefix("S@2025-07-31: no return on day 2, 3") })
        let both = try fixture.study([fixture.point("2025-11-03", "S"), fixture.point("2025-07-31", "S")])
        #expect(!both.warnings.contains { $0.contains("is studied 2 times") })
    }

    @Test("of a day on which nobody lists it a ticker of two companies is nobody's")
    func between() throws {
        let fixture = try StudyFixture(adjusted: "none")
        try fixture.ledger.register("sprint", ["XNYS:S until=2025-07-31"])
        try fixture.ledger.register("sentinel", ["XNYS:S from=2025-10-01"])
        try Self.record(fixture, "XNYS:S") { _ in true }
        #expect(
            refusal { try fixture.study([fixture.point("2025-09-01", "S")]) } == [
                "S was a ticker of sentinel and sprint at different times, and of none on 2025-09-01"
            ])
        #expect(
            refusal { try fixture.study([fixture.point("2025-11-03")]) { $0.benchmark = "S" } } == [
                "S was a ticker of sentinel and sprint at different times, and which is meant is not known"
            ])
    }

    @Test("a ticker of two classes is two shares, and a class follows its own tickers")
    func classes() throws {
        let fixture = try StudyFixture(adjusted: "none")
        try fixture.ledger.register(
            "alphabet",
            ["XNAS:GOOG A until=2025-08-03", "XNAS:GOOG C from=2025-08-04", "XNAS:GOOGL A from=2025-08-04"])
        try Self.record(fixture, "XNAS:GOOG") { _ in true }
        try Self.record(fixture, "XNAS:GOOGL") { $0 >= Self.change }
        try Self.record(fixture, "XNYS:NEW") { $0 >= Self.change }
        func study(_ ticker: String, _ day: String) throws -> [String] {
            try returns(fixture.study([fixture.point(day, ticker)]))
        }
        #expect(try study("GOOGL", "2025-11-03") == study("AMZN", "2025-11-03"))
        #expect(try study("GOOG", "2025-07-31") == study("AMZN", "2025-07-31"))
        #expect(try study("GOOG", "2025-11-03") == study("NEW", "2025-11-03"))
    }

    @Test("a benchmark that changed its ticker is one series")
    func benchmark() throws {
        let fixture = try Self.fixture(
            [["XNAS:QQQQ until=2025-08-03", "XNAS:QQQ from=2025-08-04"]], "XNAS:QQQQ", "XNAS:QQQ")
        try Self.record(fixture, "XNYS:PLAIN") { _ in true }
        try fixture.record("ZZZ", "XNYS", "equity", "none", fixture.closes.map(\.market))
        func study(_ benchmark: String) throws -> StudyReport {
            try fixture.study([fixture.point("2025-11-03", "ZZZ")]) { $0.benchmark = benchmark }
        }
        for name in ["QQQ", "QQQQ", "XNAS:QQQ"] {
            #expect(try returns(study(name)) == returns(study("PLAIN")), "\(name)")
        }
        let report = try study("QQQ")
        #expect(report.benchmark == "QQQ" && report.subjects[0].joined == ["2025-08-04: XNAS:QQQQ became XNAS:QQQ"])
    }

    @Test("an index and a share of one name are two things")
    func indexAndShare() throws {
        let fixture = try StudyFixture(adjusted: "none")
        try fixture.ledger.register("spx", ["XNYS:SP500"])
        try Self.record(fixture, "XNYS:SP500") { _ in true }
        let report = try fixture.study([fixture.point("2025-11-03", "SP500")])
        #expect(report.subjects[0].company == "spx")
        #expect(returns(report) == (try returns(fixture.study([fixture.point("2025-11-03")]))))
        #expect(try returns(fixture.study([fixture.point("2025-11-03")]) { $0.benchmark = "SP500" }) == returns(report))
    }

    @Test("news under both tickers of a share overlaps, and leaves each other out; two shares of one ticker do not")
    func excludesOverlap() throws {
        let fixture = try Self.fixture(
            [["XNAS:FB until=2025-08-03", "XNAS:META from=2025-08-04"]], "XNAS:FB", "XNAS:META")
        let points = [try fixture.point("2025-08-01", "FB"), try fixture.point("2025-08-05", "META")]
        #expect(
            refusal { try fixture.study(points) { $0.excludesOverlap = true } }.first
                == "no event is left: every one overlaps others")
        #expect(try fixture.study(points).warnings.contains { $0.contains("is studied 2 times") })
    }

    @Test("a ticker of two markets is studied under the one that is named")
    func twoMarkets() throws {
        let fixture = try StudyFixture(adjusted: "none")
        try fixture.ledger.register("sap", ["XETR:SAP", "XNYS:SAP"])
        try Self.record(fixture, "XETR:SAP") { _ in true }
        #expect(try fixture.study([fixture.point("2025-11-03", "SAP")]).subjects[0].company == "sap")
        try fixture.record("SAP", "XNYS", "equity", "none", fixture.closes.map { "1\($0.own)" })
        #expect(
            refusal { try fixture.study([fixture.point("2025-11-03", "SAP")]) } == [
                "SAP has prices on several markets; write XETR:SAP or XNYS:SAP"
            ])
        #expect(
            try returns(fixture.study([fixture.point("2025-11-03", "XETR:SAP")]))
                == returns(fixture.study([fixture.point("2025-11-03")])))
    }
}
