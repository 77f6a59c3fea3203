import CivilTime
import MarketEvents

extension ParserCheck {
    /// `import --prices` of a file as vendors write it. The first byte says what is told of the file; the rest is the file. What is
    /// taken reads the same when it is written as the log writes.
    package static let priceSurvey = ParserCheck(
        "price-survey", maximumLength: 2048,
        words: [
            "Date,Open,High,Low,Close,Adj Close,Volume\n", "Datum;Erster;Hoch;Tief;Schlusskurs;Stuecke\n", "Close/Last",
            "Price,Close,High\nTicker,AMZN,AMZN\nDate,,\n", "Security,AMZN US Equity\nCurrency,USD\n", "Currency",
            "GBp",
            "Close (GBp)", "<TICKER>,<PER>,<DATE>,<CLOSE>\n", "Dividends,Stock Splits", "Jun 5, 2025", "05-Jun-2025",
            "05.06.2025", "06/04/2025", "20250605", "1749130200", "114/06/03", "2025-06-04 00:00:00-04:00",
            "4:00:00 PM",
            "$207.91", "1.234,56", "1,234.56", "1'234.5", "12,34,567", "51.98M", "1,2 Mrd.", "null", "#N/A N/A",
            "-37.63",
            "0.01 Dividend", "20:1 Stock Splits", ";", "\t", "|", ",", "\"", "\n", "\r\n", "\u{A0}", "\u{2019}",
            "\u{2212}",
            "\u{20AC}", "\u{A3}", "time", "\u{661}",
        ]
    ) { input in
        guard let choice = input.first else { return false }
        let lines = input.dropFirst().split(separator: 0x0A, omittingEmptySubsequences: false).map(Array.init)
        let told = told(choice)
        let reading: PriceReading
        do {
            var survey = PriceSurvey(told)
            for (index, line) in lines.enumerated() { try survey.add(line, line: index + 1) }
            guard let found = try survey.reading() else { return false }
            reading = found
        } catch let refusal as PlacedFaults {
            try hold("a refusal says why", !refusal.faults.isEmpty)
            for fault in refusal.faults { try holdIsPlaced(fault, in: lines) }
            return false
        }
        for note in reading.notes { try holdIsMessage(note) }
        try hold("the header is in the file", (0...lines.count).contains(reading.headLine))
        var layout = reading.layout
        layout.dialect.minorDigits = choice & 2 == 0 ? 0 : 2
        var table = PriceTable(
            layout: layout, takesMidpoints: choice & 4 != 0,
            signedColumns: choice & 8 == 0 ? [] : Set(layout.columns.map(\.index)))
        for (index, line) in lines.enumerated() where index >= reading.headLine {
            table.add(line, line: index + 1, offset: index)
        }
        try table.order { lines[$0.offset] }
        for fault in table.faults { try holdIsPlaced(fault, in: lines.isEmpty ? [[]] : lines) }
        for note in table.footerNotes { try holdIsMessage(note) }
        guard table.faults.isEmpty else { return false }
        try holdReadsTheSame(table, lines)
        return true
    }

    private static func told(_ choice: UInt8) -> PriceSurvey.Told {
        var told = PriceSurvey.Told()
        told.ticker = choice & 1 == 0 ? "AMZN" : nil
        told.currency = choice & 2 == 0 ? "USD" : "GBX"
        told.security = PriceSurvey.Security(option: "--ticker is AMZN", owner: "amazon") { $0 == "AMZN" }
        if choice & 16 != 0 { told.columns = ["date": "1", "close": "2"] }
        if choice & 32 != 0 { told.indexes = ["^GSPC"] }
        told.days = choice & 64 == 0 ? nil : .dmy
        told.decimal = choice & 128 == 0 ? nil : .comma
        told.zone = TimeZoneRules.utc
        return told
    }

    /// What a table says, as a file of the log's own writing: read by the plain reader, it says the same.
    private static func holdReadsTheSame(_ table: PriceTable, _ lines: [[UInt8]]) throws {
        for security in table.layout.securities {
            let fields = PriceField.allCases.filter { security.fields[$0] != nil }
            var written = [(["date"] + fields.map(\.rawValue)).joined(separator: ",")]
            var values: [[String?]] = []
            for row in table.rows {
                guard let day = row.day else { throw BrokenPromise("a row has a day") }
                let line = try table.layout.line(lines[row.offset], number: Int(row.line))
                let own = fields.map { table.value($0, security, line) }
                values.append(own)
                written.append(([day.description] + own.map { $0 ?? "" }).joined(separator: ","))
            }
            let bytes = written.map { Array($0.utf8) }
            let head = try CSVLine(bytes[0], number: 1)
            let layout = try PriceLayout(header: head, line: 1, ticker: security.ticker, indexes: [])
            let signed = layout.securities.flatMap { $0.fields.filter { $0.key.isPrice }.values }
            var again = PriceTable(layout: layout, takesMidpoints: false, signedColumns: Set(signed))
            for (index, line) in bytes.enumerated().dropFirst() { again.add(line, line: index + 1, offset: index) }
            try again.order { bytes[$0.offset] }
            try hold("what was taken is taken again: \(again.faults)", again.faults.isEmpty)
            try hold("it has the same days", again.rows.map(\.day) == table.rows.map(\.day))
            for (row, own) in zip(again.rows, values) {
                let line = try layout.line(bytes[row.offset], number: Int(row.line))
                let read = fields.map { again.value($0, again.layout.securities[0], line) }
                try hold("\(row.day?.description ?? "") says \(own), and read again \(read)", read == own)
            }
        }
    }
}
