import CivilTime
import Ledger
import MarketEvents

/// A price file, judged whole: as it stands where it is written as the log writes, else by the one reading that a survey of it
/// finds.
struct PriceFile {
    let table: PriceTable
    /// What the closes are adjusted for, as the file's shape says.
    let basis: String?
    /// What was concluded of it, and what was left out.
    let notes: [String]

    /// What is asked of the ledger to judge a file.
    struct Terms {
        let options: PriceOptions
        let price: PriceTerms
        /// Whose prices a file of one security has.
        let ticker: String?
        /// The market's own time.
        let zone: TimeZoneRules?
        /// What the file calls its security is held against it.
        let security: PriceSurvey.Security?
        /// Whether companies list a ticker: the price of a share is not below zero.
        let isListed: (String) -> Bool

        /// The day in the market; where that is not known, the one that it is somewhere.
        var today: CivilDay? {
            let now = Environment.clock()
            return zone.map { $0.day(of: now) } ?? Instant(seconds: now.seconds + 14 * 3600).utcDay
        }
    }

    /// - Parameter show: is told how far it is.
    /// - Throws: the faults of the whole file, as `PlacedFaults`.
    init(_ source: EventLines, _ terms: Terms, show: (EventLines.Line, Int) -> Void) throws {
        var faults: PlacedFaults?
        if !terms.options.tellsWriting {
            do {
                let table = try PriceFile.plain(source, terms, show)
                if table.faults.isEmpty {
                    (self.table, basis, notes) = (table, nil, [])
                    return
                }
                faults = PlacedFaults(faults: table.faults, further: table.furtherFaults)
            } catch let found as PlacedFaults { faults = found }
        }
        guard let reading = try PriceFile.survey(source, terms, show) else {
            throw faults
                ?? PlacedFaults(faults: [
                    PlacedFault(line: 1, column: 1, "no line has the columns that --columns names")
                ])
        }
        let table = try PriceFile.table(source, terms, show) { line in
            line.number >= reading.headLine ? (reading.layout, line.number > reading.headLine) : nil
        }
        guard table.faults.isEmpty else {
            throw PlacedFaults(faults: table.faults, further: table.furtherFaults)
        }
        (self.table, basis, notes) = (table, reading.basis, reading.notes + table.choiceNotes + table.footerNotes)
    }

    /// As far as its first fault: a file that has one may be written in another way, which the survey finds.
    private static func plain(
        _ source: EventLines, _ terms: Terms, _ show: (EventLines.Line, Int) -> Void
    ) throws -> PriceTable {
        try table(source, terms, show, untilFault: true) { line in
            let bytes = Array(line.bytes)
            if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
                throw PlacedFaults(faults: [
                    PlacedFault(line: line.number, column: 1, "the file is UTF-16; save it as UTF-8")
                ])
            }
            let fields: CSVLine
            do throws(PlacedFault) { fields = try CSVLine(bytes, number: line.number) } catch {
                throw PlacedFaults(faults: [error])
            }
            if fields.isBlank { return nil }
            guard fields.fields.contains(where: { PriceHead(fields.text($0)) == .date }) else {
                throw PlacedFaults(faults: [
                    PlacedFault(
                        line: line.number, column: 1,
                        "no header that is known: say --columns date=NAME,close=NAME, with the names or numbers of the "
                            + "columns")
                ])
            }
            let layout = try PriceLayout(
                header: fields, line: line.number, ticker: terms.ticker, indexes: terms.options.index,
                rates: terms.options.fx)
            return (layout, false)
        }
    }

    /// - Parameter start: at the header, or the first row where there is none, the layout and whether the line is a row; nil
    ///   above that.
    private static func table(
        _ source: EventLines, _ terms: Terms, _ show: (EventLines.Line, Int) -> Void, untilFault: Bool = false,
        start: (EventLines.Line) throws -> (layout: PriceLayout, isRow: Bool)?
    ) throws -> PriceTable {
        var table: PriceTable?
        try source.forEach { line, read in
            show(line, read)
            if let length = line.tooLong {
                let fault = PlacedFault(line: line.number, column: 1, "\(length) bytes; at most 1048576 are taken")
                if table == nil { throw PlacedFaults(faults: [fault]) }
                table?.note(fault)
            } else if table != nil {
                table?.add(Array(line.bytes), line: line.number, offset: line.offset)
            } else if let found = try start(line) {
                var layout = found.layout
                layout.dialect.minorDigits = terms.price.minorDigits
                let signed = layout.securities.filter { $0.kind != .equity || !terms.isListed($0.ticker) }
                table = PriceTable(
                    layout: layout, takesMidpoints: terms.options.midpoints, today: terms.today,
                    signedColumns: Set(signed.flatMap(\.fields.values)))
                if found.isRow { table?.add(Array(line.bytes), line: line.number, offset: line.offset) }
            }
            return !untilFault || table?.faults.isEmpty ?? true
        }
        guard var table else {
            throw PlacedFaults(faults: [
                PlacedFault(line: 1, column: 1, "the file is empty; its first line is date,close or date,AAPL")
            ])
        }
        try table.order { try source.bytes(at: $0.offset, count: Int($0.length)) }
        return table
    }

    private static func survey(
        _ source: EventLines, _ terms: Terms, _ show: (EventLines.Line, Int) -> Void
    ) throws -> PriceReading? {
        var told = PriceSurvey.Told()
        (told.ticker, told.indexes, told.rates) = (terms.ticker, terms.options.index, terms.options.fx)
        (told.columns, told.days, told.decimal) = (terms.price.columns, terms.price.dates, terms.price.decimal)
        (told.adjusted, told.zone, told.today) = (terms.options.adjusted, terms.zone, terms.today)
        (told.currency, told.security) = (terms.options.currency, terms.security)
        var survey = PriceSurvey(told)
        try source.forEach { line, read in
            show(line, read)
            if line.tooLong == nil { try survey.add(Array(line.bytes), line: line.number) }
            return true
        }
        return try survey.reading()
    }
}
