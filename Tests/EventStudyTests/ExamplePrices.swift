import CivilTime
import Foundation
import Testing

@testable import EventStudy

/// The prices of Examples/prices-2000-2013.csv on the calendar of the S&P 500.
struct ExamplePrices {
    let calendar: TradingCalendar
    let tickers: [String]
    /// By ticker; NaN where there is no close.
    private(set) var closes: [String: [Double]]

    init() throws {
        let path = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Examples/prices-2000-2013.csv").standardized
        let lines = try String(contentsOf: path, encoding: .utf8).split(separator: "\n")
        let tickers = lines[0].split(separator: ",").dropFirst().map(String.init)
        var columns = [[Double]](repeating: [], count: tickers.count)
        var days: [CivilDay] = []
        for line in lines.dropFirst() {
            let cells = line.split(separator: ",", omittingEmptySubsequences: false)
            days.append(try #require(CivilDay(cells[0])))
            for (index, cell) in cells.dropFirst().enumerated() { columns[index].append(Double(cell) ?? .nan) }
        }
        calendar = TradingCalendar(days: days)
        self.tickers = tickers
        closes = Dictionary(uniqueKeysWithValues: zip(tickers, columns))
    }

    /// Takes closes away.
    func without(_ missing: [String: [String]]) throws -> ExamplePrices {
        var result = self
        for (ticker, days) in missing {
            for day in days {
                let row = try #require(CivilDay(day).flatMap(calendar.row))
                result.closes[ticker]?[row] = .nan
            }
        }
        return result
    }

    /// Events given by ticker and day, which must be a session.
    func sample(_ events: [(ticker: String, date: String)], _ design: StudyDesign) throws -> EventSample {
        let subjects = try events.map { event in
            let day = try #require(CivilDay(event.date))
            return StudySubject(
                security: try #require(tickers.firstIndex(of: event.ticker)),
                dayZero: try calendar.dayZero(of: Announcement(day: day), .refuse))
        }
        let series = tickers.map { ReturnSeries(closes: closes[$0] ?? [], kind: design.returns) }
        let market = ReturnSeries(closes: closes["SP500"] ?? [], kind: design.returns)
        return try EventSample(design: design, market: market, securities: series, subjects: subjects)
    }
}
