import CanonicalJSON
import EventStudy
import MarketEvents
import Projections

/// A study as a tidy panel: one row an event and day of its event window.
package struct StudyPanel {
    private let report: StudyReport

    package init(_ report: StudyReport) { self.report = report }

    private struct Row {
        let event: String?
        let ticker: String
        let day: Int
        let date: String?
        /// Return, market return, AR, SAR; NaN where there is none.
        let numbers: [Double]
        /// Other events of the company in the window.
        let overlapping: [String]
    }

    private var rows: [Row] {
        let sample = report.sample
        return report.subjects.enumerated().flatMap { index, subject in
            let place = sample.subjects[index]
            let abnormal = Array(sample.abnormalReturns(of: index))
            let standardized = sample.standardizedReturns(of: index)
            return sample.design.window.enumerated().map { offset, day in
                let row = place.dayZero + day
                let isThere = report.calendar.days.indices.contains(row)
                return Row(
                    event: subject.event, ticker: subject.ticker, day: day,
                    date: isThere ? report.calendar.days[row].description : nil,
                    numbers: [
                        isThere ? sample.securities[place.security].values[row] : .nan,
                        isThere ? sample.market.values[row] : .nan, abnormal[offset], standardized[offset],
                    ], overlapping: subject.overlapping)
            }
        }
    }

    package var csv: String {
        func number(_ value: Double) -> String { value.isFinite ? JSONValue.number(value).canonicalText : "" }
        let lines = rows.map { row in
            ([
                SafeText.csv(row.event ?? ""), SafeText.csv(row.ticker), String(row.day), row.date ?? "",
            ] + row.numbers.map(number) + [SafeText.csv(row.overlapping.joined(separator: " "))]).joined(separator: ",")
        }
        return (["event,ticker,relative_day,date,return,market_return,ar,sar,overlapping"] + lines).map { $0 + "\r\n" }
            .joined()
    }

    package var jsonLines: String {
        let names = ["return", "marketReturn", "ar", "sar"]
        return rows.map { row in
            var object: JSONObject = [
                "event": row.event.map { .string($0) } ?? .null, "ticker": .string(row.ticker),
                "relativeDay": .integer(row.day), "date": row.date.map { .string($0) } ?? .null,
            ]
            for (name, value) in zip(names, row.numbers) { object[name] = StudyJSON.number(value) }
            object["overlapping"] = .array(row.overlapping.map { .string($0) })
            return object.canonicalText + "\n"
        }.joined()
    }
}
