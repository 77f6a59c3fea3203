import CanonicalJSON
import CivilTime
import EventLog
import Ledger
import MarketEvents

/// One run of `import --prices`: the file is judged whole, then its days are recorded year by year.
final class PriceImport {
    let options: PriceOptions
    let file: String
    let ledger: Ledger
    let currency: String
    private let adjusted: String
    private let source: EventLines
    private var bar: ProgressBar
    private let companies: CompanyRegister
    private let holdings: PriceHoldings
    private var listings: [String: [DatedListing]] = [:]
    private var ids = UUIDv7Generator()
    private var faults: [PlacedFault] = []
    private var conflicts = 0
    private var count = (events: 0, days: 0, known: 0, corrections: 0)

    init(options: PriceOptions, file: String, ledger: Ledger, currency: String, quiet: Bool) throws {
        self.options = options
        self.file = file
        self.ledger = ledger
        self.currency = currency
        adjusted = options.adjusted ?? "none"
        source = try EventLines(file)
        // The file is read twice: once to judge it, once to record it.
        bar = ProgressBar(total: 2 * source.size, quiet: quiet)
        companies = try ledger.companies()
        holdings = PriceHoldings(log: ledger.log)
    }

    func run(dryRun: Bool) throws -> String {
        defer { bar.clear() }
        let table = try readTable()
        if !faults.isEmpty { throw failure(.badInput, further: table.furtherFaults) }
        do {
            _ = try ledger.take(BatchIntake.Options(), dryRun: dryRun) { batch in
                try record(table, batch)
                let isConflict = conflicts > 0 && faults.count == min(conflicts, PriceTable.mostFaults)
                if !faults.isEmpty {
                    throw failure(isConflict ? .busy : .badInput, further: max(0, conflicts - PriceTable.mostFaults))
                }
            }
        } catch let rejected as RejectedBatch {
            throw Failure(.badInput, lines: rejected.lines + ["nothing was imported"])
        }
        return summary(dryRun)
    }

    private func summary(_ dryRun: Bool) -> String {
        func number(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
        return (dryRun ? "would append " : "appended ")
            + "\(number(count.days, "price")) in \(number(count.events, "event"))"
            + (count.corrections > 0 ? ", and \(number(count.corrections, "correction"))" : "")
            + (count.known > 0
                ? "; \(number(count.known, "price")) \(count.known == 1 ? "was" : "were") there already" : "")
    }

    private func failure(_ status: ExitStatus, further: Int = 0) -> Failure {
        let listed = Set(faults).sorted { ($0.line, $0.column) < ($1.line, $1.column) }
        return Failure(
            status,
            lines: listed.map { "\(file):\($0)" } + (further > 0 ? ["\(file): and \(further) more"] : [])
                + ["nothing was imported"])
    }

    // MARK: The file

    private func readTable() throws -> PriceTable {
        var table: PriceTable?
        try source.forEach { line, read in
            bar.show(read, label: "\(line.number) lines")
            if let length = line.tooLong {
                let fault = PlacedFault(line: line.number, column: 1, "\(length) bytes; at most 1048576 are taken")
                if table == nil { throw failure([fault]) }
                table?.note(fault)
            } else if table != nil {
                table?.add(Array(line.bytes), line: line.number, offset: line.offset)
            } else {
                table = try header(Array(line.bytes), line.number).map {
                    PriceTable(layout: $0, takesMidpoints: options.midpoints)
                }
            }
            return true
        }
        guard var table else {
            throw failure([
                PlacedFault(line: 1, column: 1, "the file is empty; its first line is date,close or date,AAPL")
            ])
        }
        try table.order { try source.bytes(at: $0.offset, count: Int($0.length)) }
        faults = table.faults
        return table
    }

    private func failure(_ faults: [PlacedFault]) -> Failure {
        self.faults = faults
        return failure(.badInput)
    }

    /// Nil for a blank line before the header.
    private func header(_ line: [UInt8], _ number: Int) throws -> PriceLayout? {
        if line.starts(with: [0xFF, 0xFE]) || line.starts(with: [0xFE, 0xFF]) {
            throw failure([PlacedFault(line: number, column: 1, "the file is UTF-16; save it as UTF-8")])
        }
        do {
            let fields = try CSVLine(line, number: number)
            if fields.isBlank { return nil }
            return try PriceLayout(
                header: fields, line: number, ticker: options.ticker, indexes: options.index, rates: options.fx)
        } catch let fault as PlacedFault {
            throw failure([fault])
        } catch let several as PlacedFaults { throw failure(several.faults) }
    }

    // MARK: The ledger

    private func record(_ table: PriceTable, _ batch: BatchIntake) throws {
        var years = PriceYears(layout: table.layout)
        for (index, row) in table.rows.enumerated() {
            guard let day = row.day else { continue }
            bar.show(source.size + source.size * index / table.rows.count, label: "to \(day)")
            if let year = years.year, year != day.year { try record(years.take(), table, batch) }
            let line = try CSVLine(source.bytes(at: row.offset, count: Int(row.length)), number: Int(row.line))
            years.add(
                day, line: Int(row.line),
                table.layout.columns.map { column in
                    PriceCell(line.bytes[line.fields[column.index].bytes], zeroIsTaken: !column.field.isPrice).text
                })
        }
        try record(years.take(), table, batch)
    }

    private func record(_ year: [SecurityPrices?], _ table: PriceTable, _ batch: BatchIntake) throws {
        for (security, prices) in zip(table.layout.securities, year) {
            guard let prices else { continue }
            for (instrument, part) in try parts(prices, of: security) {
                try record(part, of: security, as: instrument, table, batch)
            }
        }
    }

    /// The days by the instrument that the ticker was on each of them.
    private func parts(
        _ prices: SecurityPrices, of security: PriceLayout.Security
    ) throws -> [(Instrument, SecurityPrices)] {
        let known = listings[security.ticker] ?? companies.listings(ofTicker: security.ticker)
        listings[security.ticker] = known
        var parts: [(instrument: Instrument, range: Range<Int>)] = []
        for (index, day) in prices.days.enumerated() {
            let valid = security.kind.isListed ? known.filter { $0.isValid(on: day) } : []
            let markets = Set(valid.map(\.listing.mic)).sorted()
            if options.mic == nil, markets.count > 1 {
                faults.append(
                    PlacedFault(
                        line: 1, column: security.column,
                        "\(security.ticker) is listed on \(markets.joined(separator: ", ")); say --mic"))
                return []
            }
            let instrument = Instrument(
                mic: options.mic ?? markets.first ?? Instrument.unknownMarket, ticker: security.ticker)
            if let other = valid.first(where: { $0.instrument == instrument && $0.listing.currency != currency }) {
                faults.append(
                    PlacedFault(
                        line: 1, column: security.column,
                        "--currency is \(currency); \(other.company) lists \(instrument) in \(other.listing.currency)"))
                return []
            }
            if parts.last?.instrument == instrument {
                parts[parts.count - 1].range = parts[parts.count - 1].range.lowerBound..<(index + 1)
            } else {
                parts.append((instrument, index..<(index + 1)))
            }
            if known.allSatisfy(\.isPermanent) {
                parts[parts.count - 1].range = index..<prices.days.count
                break
            }
        }
        return parts.map { ($0.instrument, prices.part($0.range)) }
    }

    private func record(
        _ prices: SecurityPrices, of security: PriceLayout.Security, as instrument: Instrument, _ table: PriceTable,
        _ batch: BatchIntake
    ) throws {
        guard let first = prices.days.first, let last = prices.days.last else { return }
        let unknown = Instrument(mic: Instrument.unknownMarket, ticker: instrument.ticker)
        let markets = instrument == unknown || !security.kind.isListed ? [instrument] : [instrument, unknown]
        let held = try markets.flatMap { try holdings.held($0, adjusted: adjusted, first...last) }
        let plan = PricePlan(prices, held: held)
        if options.correct {
            for correction in plan.corrections(of: instrument.description) {
                try append(correction.event, correction.reason, correction.data, to: batch)
            }
        } else {
            for conflict in plan.conflicts { try note(conflict, of: security, prices, instrument, table) }
        }
        let conflicting = Set(plan.conflicts.map(\.index)).count
        let fresh = plan.newDays
        count.known += prices.daysWithValue - fresh - conflicting
        for addition in plan.additions { try append(addition, of: security, as: instrument, to: batch) }
        count.days += fresh
    }

    private func note(
        _ conflict: PricePlan.Conflict, of security: PriceLayout.Security, _ prices: SecurityPrices,
        _ instrument: Instrument, _ table: PriceTable
    ) throws {
        conflicts += 1
        guard conflicts <= PriceTable.mostFaults else { return }
        let day = prices.days[conflict.index]
        var column = 1
        if let row = table.row(of: day), let field = security.fields[conflict.field] {
            let line = try CSVLine(source.bytes(at: row.offset, count: Int(row.length)), number: Int(row.line))
            column = line.fields[field].column
        }
        faults.append(
            PlacedFault(
                line: prices.lines[conflict.index], column: column, conflict.reason(instrument.description, day)))
    }

    private func append(
        _ days: JSONObject, of security: PriceLayout.Security, as instrument: Instrument, to batch: BatchIntake
    ) throws {
        var data = days
        data["ticker"] = .string(instrument.ticker)
        data["mic"] = .string(instrument.mic)
        data["kind"] = .string(security.kind.rawValue)
        data["currency"] = .string(currency)
        data["adjusted"] = .string(adjusted)
        // What a price file says is what a market says, through whoever made the file.
        data["certainty"] = "confirmed"
        let listed = (days["days"]?.array ?? []).compactMap(\.string)
        let (first, last) = (listed.first ?? "", listed.last ?? "")
        data["summary"] = .string(
            "Prices of \(instrument)" + (listed.count == 1 ? " of \(first)" : " from \(first) to \(last)"))
        count.events += 1
        try append("prices.recorded", "prices/\(instrument)", occurred: last, data, to: batch)
    }

    private func append(_ target: HeldPrices, _ reason: String, _ data: JSONObject, to batch: BatchIntake) throws {
        let stream = try ledger.log.event(id: target.event)?.envelope.subject ?? ""
        var correction = target.correctedAttributes
        correction["target"] = .string(target.event)
        correction["reason"] = .string(reason)
        correction["data"] = .object(data)
        count.corrections += 1
        try append(
            "event.corrected", stream, occurred: Environment.clock().rfc3339(fractionDigits: 6), correction, to: batch)
        // What comes later in the file may correct the same event.
        holdings.correct(target.event, to: data)
    }

    private func append(
        _ type: String, _ stream: String, occurred: String, _ data: JSONObject, to batch: BatchIntake
    ) throws {
        var data = data
        if let publisher = options.publisher { data["evidence"] = [["publisher": .string(publisher)]] }
        let event: JSONObject = [
            "specversion": "1.0", "id": .string(ids.next()), "type": .string(type), "subject": .string(stream),
            "source": .string("urn:impact:writer:\(Environment["IMPACT_WRITER"] ?? Environment.login)"),
            "occurred": .string(occurred), "data": .object(data),
        ]
        try batch.add(event, at: count.events + count.corrections)
    }
}
