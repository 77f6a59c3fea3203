import CanonicalJSON
import CivilTime
import EventLog
import Foundation
import FoundationXML
import Ledger
import MarketEvents
import Projections
import Testing

@testable import Reports

@Suite("Pictures of event studies")
struct StudyPictureTests {
    /// A ledger with an index, Amazon's prices and deals of Amazon.
    private func fixture(deals days: [String], index: Bool = true) throws -> ReportFixture {
        let fixture = try ReportFixture(["openai": "OpenAI"])
        try fixture.append(
            "company.registered", "company/amazon",
            [
                "company": "amazon", "name": "Amazon", "kind": "public",
                "listings": [["ticker": "AMZN", "mic": "XNAS", "currency": "USD"]],
            ])
        var sessions: [CivilDay] = []
        var day = try #require(CivilDay("2025-01-02"))
        while sessions.count < 200 {
            if day.weekday <= 5 { sessions.append(day) }
            day = try #require(day.adding(days: 1))
        }
        var state: UInt64 = 3
        func step() -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % 41 - 20
        }
        var (market, own) = (5_000, 2_000)
        let closes = sessions.map { _ in
            let shock = step()
            market += shock
            own += shock / 2 + step() / 2
            return (market, own)
        }
        func record(_ ticker: String, _ mic: String, _ kind: String, _ values: [Int]) throws {
            try fixture.append(
                "prices.recorded", "prices/\(mic):\(ticker)",
                [
                    "ticker": .string(ticker), "mic": .string(mic), "kind": .string(kind), "currency": "USD",
                    "adjusted": "all", "days": .array(sessions.map { .string($0.description) }),
                    "close": .array(values.map { .string(String($0)) }),
                ], occurred: sessions.last?.description ?? "", source: nil)
        }
        if index { try record("SP500", "XXXX", "index", closes.map(\.0)) }
        try record("AMZN", "XNAS", "equity", closes.map(\.1))
        for (number, day) in days.enumerated() {
            try fixture.deal("d\(number)", "1000000000", ["summary": .string("Deal \(number)")], occurred: day)
        }
        return fixture
    }

    private func point(_ day: Int, _ car: Double, _ reach: Double = 0.02) -> StudyPaths.Point {
        StudyPaths.Point(day: day, car: car, lower: car - reach, upper: car + reach)
    }

    private func count(_ part: String, in text: String) -> Int { text.components(separatedBy: part).count - 1 }

    @Test("the report draws a line an event and their mean, with its band and day 0, and has a table of the figures")
    func report() throws {
        let days = ["2025-06-02", "2025-07-07", "2025-08-04"]
        let html = Report.html(try fixture(deals: days).studied())
        let picture = try #require(html.components(separatedBy: "id=\"study-paths\"").dropFirst().first ?? html)
        #expect(html.contains("<h2 id=\"study\">Event study</h2>"))
        // Once wide and once narrow.
        #expect(count("class=\"band\"", in: html) == 2 && count("class=\"zero\"", in: html) == 2)
        for index in 0..<3 { #expect(count("class=\"path p\(index)\"", in: html) >= 2) }
        #expect(picture.contains("mean of 3") && picture.contains("AMZN@2025-07-07"))
        #expect(html.contains("Abnormal returns cumulated from day -5 on, with 95 % bounds"))
        #expect(!html.contains("NaN") && !html.contains("inf %"))
    }

    @Test("one event has its own band, and its day stands at the mark")
    func single() throws {
        let html = Report.html(try fixture(deals: ["2025-07-07"]).studied())
        #expect(html.contains("day 0, 2025-07-07") && count("class=\"band\"", in: html) == 2)
        #expect(!html.contains("mean of"))
    }

    @Test("the surest events come first, each with its bounds")
    func order() throws {
        let markdown = Report.markdown(try fixture(deals: ["2025-06-02", "2025-07-07", "2025-08-04"]).studied())
        #expect(markdown.contains("## Event study") && markdown.contains("Events by how sure their effect is"))
        let lines = markdown.split(separator: "\n").filter { $0.hasPrefix("| Deal") }
        let chances = lines.compactMap { line in
            line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }.last { $0.hasPrefix("0.") }
                .flatMap(Double.init)
        }
        #expect(chances.count == 3 && chances == chances.sorted())
    }

    @Test("what cannot be studied is one sentence, whether there are others or not")
    func refused() throws {
        let mixed = Report.markdown(try fixture(deals: ["2025-07-07", "2025-02-03"]).studied())
        #expect(
            mixed.contains("1 event with prices could not be studied: needs 30 days, has 11, first price 2025-01-02"))
        let none = Report.markdown(try fixture(deals: ["2025-07-07", "2025-02-03"], index: false).studied())
        #expect(!none.contains("Event study"))
        let outside = try ReportFixture()
        try outside.deal("d", "1000000000")
        #expect(!Report.markdown(try outside.studied()).contains("Event study"))
    }

    @Test("of many events the surest are drawn, and the caption counts the others")
    func many() throws {
        let lines = try (0..<30).map { index in
            StudyPaths.Line(
                label: "T\(index)@2025-07-07", company: nil, event: nil, dayZero: try #require(CivilDay("2025-07-07")),
                points: [point(-1, 0), point(0, Double(index) / 100)], t: Double(index))
        }
        let picture = PathPicture(title: "Many", paths: StudyPaths(window: -1...0, lines: lines, mean: nil))
        #expect(picture.lines.map(\.label) == (22..<30).map { "T\($0)@2025-07-07" })
        #expect(picture.caption.contains("the 8 events of 30 that are farthest from zero"))
        #expect(picture.tables(command: "impact view study").last?.leftOut?.sentence == "22 events are left out.")
        #expect(picture.tables(command: nil).allSatisfy { $0.columns.count <= 5 })
    }

    @Test("names at the ends of lines stand apart, within the plot's height")
    func labels() throws {
        let lines = try (0..<8).map { index in
            StudyPaths.Line(
                label: "T\(index)@2025-07-07", company: nil, event: nil, dayZero: try #require(CivilDay("2025-07-07")),
                points: [point(0, 0), point(1, 0.01)], t: 1)
        }
        let svg = PathPicture(title: "Alike", paths: StudyPaths(window: 0...1, lines: lines, mean: nil))
            .svg(id: "alike", width: 720)
        let places = try svg.matches(of: /y="([0-9.]+)" class="label"/).map { try #require(Double($0.1)) }
        #expect(places.count == 8)
        #expect(zip(places, places.dropFirst()).allSatisfy { $1 - $0 >= 14.9 })
        #expect(places.allSatisfy { $0 > 0 && $0 < 350 })
    }

    @Test("names of events and markup in them are harmless")
    func hostile() throws {
        let line = StudyPaths.Line(
            label: "<script>&\"\u{202E}", company: nil, event: nil, dayZero: try #require(CivilDay("2025-07-07")),
            points: [point(0, 0.01), point(1, 0.02)], t: 1)
        let svg = SVG.file(
            PathPicture(title: "<b>", paths: StudyPaths(window: 0...1, lines: [line], mean: nil))
                .svg(id: "x", width: 720, margin: SVG.fileMargin))
        #expect(!svg.contains("<script") && !svg.contains("<b>") && !svg.contains("\u{202E}"))
        #expect(XMLParser(data: Data(svg.utf8)).parse())
        #expect(svg.contains("viewBox=\"-14 -14") && svg.contains("prefers-color-scheme:dark"))
    }

    struct Levels: Sendable, CustomTestStringConvertible {
        let values: [Double]
        let ticks: [String]
        var testDescription: String { "\(values)" }
    }

    @Test(
        "the levels are round, hold all values and zero",
        arguments: [
            Levels(values: [-0.081, 0.13], ticks: ["-10 %", "-5 %", "0 %", "5 %", "10 %", "15 %"]),
            Levels(values: [0.0004, 0.0021], ticks: ["0.00 %", "0.05 %", "0.10 %", "0.15 %", "0.20 %", "0.25 %"]),
            Levels(values: [-0.9, -0.2], ticks: ["-100 %", "-80 %", "-60 %", "-40 %", "-20 %", "0 %"]),
        ])
    func scale(_ levels: Levels) {
        let scale = PercentScale(levels.values)
        #expect(scale.ticks.map(\.text) == levels.ticks)
        #expect(levels.values.allSatisfy { scale.low <= $0 && $0 <= scale.high })
    }
}
