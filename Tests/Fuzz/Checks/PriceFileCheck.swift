import CanonicalJSON
import CivilTime
import MarketEvents

extension ParserCheck {
    /// `import --prices`. The first byte says whether the file is of one security and whether a minus marks a midpoint; the
    /// rest is the file. What is taken makes payloads that decode, with rising days.
    package static let priceFile = ParserCheck(
        "price-file", maximumLength: 2048,
        words: [
            "date,close\n", "date,AAPL,^GSPC\n", "open,high,low,volume", "2025-11-03,", "20251103", "03/11/2025",
            "11.13.2025",
            "254.00", "1,400", "1.234,56", "1e3", "-0", "0.000000000000000001", "999999999999999999", "n/a", "\"",
            "\"\"", ",",
            "\r\n", "\t", " ", ";", "\u{A0}", "\u{2019}", "9999-12-31", "\u{661}",
        ]
    ) { input in
        guard let choice = input.first else { return false }
        var lines = input.dropFirst().split(separator: 0x0A, omittingEmptySubsequences: false).map(Array.init)
        let header = lines.removeFirst()
        let layout: PriceLayout
        do {
            layout = try PriceLayout(
                header: try CSVLine(header, number: 1), line: 1, ticker: choice & 1 == 0 ? nil : "AMZN",
                indexes: choice & 2 == 0 ? [] : ["^GSPC"])
        } catch {
            let faults = (error as? PlacedFaults)?.faults ?? (error as? PlacedFault).map { [$0] } ?? []
            try hold("a refusal is one of ours: \(error)", !faults.isEmpty)
            for fault in faults { try holdIsPlaced(fault, in: [header]) }
            return false
        }
        var table = PriceTable(layout: layout, takesMidpoints: choice & 4 != 0)
        for (index, line) in lines.enumerated() { table.add(line, line: index + 2, offset: index) }
        try table.order { lines[$0.offset] }
        let all = [header] + lines
        for fault in table.faults { try holdIsPlaced(fault, in: all) }
        guard table.faults.isEmpty else { return false }
        try holdDays(table)
        try holdPayloads(table, lines)
        return true
    }

    static func holdIsPlaced(_ fault: PlacedFault, in lines: [[UInt8]]) throws {
        try holdIsMessage(fault.description)
        try hold("\(fault) is in the file", lines.indices.contains(fault.line - 1))
        try hold("\(fault) is in its line", (1...lines[fault.line - 1].count + 1).contains(fault.column))
    }

    private static func holdDays(_ table: PriceTable) throws {
        let days = table.rows.map(\.day)
        try hold("a file that is taken has days", !days.isEmpty)
        for (left, right) in zip(days, days.dropFirst()) {
            guard let left, let right else { throw BrokenPromise("a row has a day") }
            try hold("\(left) comes before \(right)", left < right)
        }
    }

    private static func holdPayloads(_ table: PriceTable, _ lines: [[UInt8]]) throws {
        guard let type = EventType.named("prices.recorded") else { throw BrokenPromise("prices are an event") }
        var years = PriceYears(layout: table.layout)
        func take() throws {
            for prices in years.take().compactMap({ $0 }) {
                for addition in PricePlan(prices, held: []).additions {
                    var data = addition
                    data["ticker"] = "AMZN"
                    for (name, value) in ["mic": "XNAS", "kind": "equity", "currency": "USD", "adjusted": "none"] {
                        data[name] = .string(value)
                    }
                    data["certainty"] = "confirmed"
                    do throws(InvalidEvent) { _ = try MarketEvent(type: type, data: data) } catch {
                        throw BrokenPromise("prices that are taken make an event: \(error)")
                    }
                }
            }
        }
        for row in table.rows {
            guard let day = row.day else { continue }
            if let year = years.year, year != day.year { try take() }
            let line = try table.layout.line(lines[row.offset], number: Int(row.line))
            years.add(day, line: Int(row.line), table.layout.columns.map { table.layout.value($0, line) })
        }
        try take()
    }
}
