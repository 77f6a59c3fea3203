import ArgumentParser
import CanonicalJSON
import CivilTime
import EventLog
import Ledger
import MarketEvents

/// One run of `import --prices`: the file is judged whole, then its days are recorded year by year.
final class PriceImport {
    let options: PriceOptions
    let terms: PriceTerms
    let file: String
    private let evidence: JSONValue?
    let ledger: Ledger
    private let author: WriterOptions
    private var adjusted = "none"
    private let source: EventLines
    private var bar: ProgressBar
    private let instruments: PriceInstruments
    private let holdings: PriceHoldings
    private var summary = PriceSummary()
    private var ids = UUIDv7Generator()
    private var faults: [PlacedFault] = []
    private var conflicts = 0

    init(
        options: PriceOptions, terms: PriceTerms, file: String, evidence: JSONValue?, ledger: Ledger,
        author: WriterOptions, quiet: Bool
    ) throws {
        self.options = options
        self.terms = terms
        self.file = file
        self.evidence = evidence
        self.ledger = ledger
        self.author = author
        source = try EventLines(file, keptIn: Environment.temporaryFolder)
        // The file is read twice: once to judge it, once to record it.
        bar = ProgressBar(total: 2 * source.size, quiet: quiet)
        instruments = try PriceInstruments(ledger.companies(), options, currency: terms.currency)
        holdings = PriceHoldings(log: ledger.log)
    }

    /// - Returns: what was done, and what there is to know about it.
    func run(dryRun: Bool, show: ([String]) throws -> Void) throws -> [String] {
        defer { bar.clear() }
        let read = try readFile()
        let table = read.table
        adjusted = options.adjusted ?? read.basis ?? "none"
        do {
            var taking = BatchIntake.Options()
            taking.signer = try author.signer()
            _ = try ledger.take(taking, dryRun: dryRun) { batch in
                try record(table, batch)
                faults += instruments.faults
                if options.actions, faults.isEmpty { try recordActions(table, batch) }
                let isConflict = conflicts > 0 && faults.count == min(conflicts, PriceTable.mostFaults)
                if !faults.isEmpty {
                    throw failure(isConflict ? .busy : .badInput, further: max(0, conflicts - PriceTable.mostFaults))
                }
            }
        } catch let rejected as RejectedBatch {
            throw Failure(.badInput, lines: rejected.lines + ["nothing was imported"])
        }
        bar.clear()
        summary.add(read, options, terms, adjusted: adjusted)
        guard dryRun else { return [summary.done(dryRun)] + summary.notes }
        try show(summary.understood(table, terms, adjusted: adjusted))
        return [summary.done(dryRun)]
    }

    private func failure(_ status: ExitStatus, further: Int = 0) -> Failure {
        let listed = Set(faults).sorted { ($0.line, $0.column) < ($1.line, $1.column) }
        return Failure(
            status,
            lines: listed.map { "\(file):\($0)" } + (further > 0 ? ["\(file): and \(further) more"] : [])
                + ["nothing was imported"])
    }

    private func readFile() throws -> PriceFile {
        let wanted = PriceFile.Terms(
            options: options, price: terms, ticker: options.ticker ?? instruments.company?.uppercased(),
            zone: instruments.zone, security: instruments.security, isListed: instruments.isListed)
        do {
            return try PriceFile(source, wanted) { line, read in bar.show(read, label: "\(line.number) lines") }
        } catch let several as PlacedFaults {
            faults = several.faults
            throw failure(.badInput, further: several.further)
        }
    }

    // MARK: The ledger

    private func record(_ table: PriceTable, _ batch: BatchIntake) throws {
        var years = PriceYears(layout: table.layout)
        for (index, row) in table.rows.enumerated() {
            guard let day = row.day else { continue }
            bar.show(source.size + source.size * index / table.rows.count, label: "to \(day)")
            if let year = years.year, year != day.year { try record(years.take(), table, batch) }
            let line = try self.line(row, table)
            years.add(day, line: Int(row.line), table.layout.columns.map { table.layout.value($0, line) })
        }
        try record(years.take(), table, batch)
        for (security, day, reason) in years.unlikeSessions {
            try faults.append(fault(.close, of: security, on: day, in: table, reason))
        }
    }

    /// At the cell of a day.
    private func fault(
        _ field: PriceField, of security: PriceLayout.Security, on day: CivilDay, in table: PriceTable, _ reason: String
    ) throws -> PlacedFault {
        guard let row = table.row(of: day), let index = security.fields[field] else {
            return PlacedFault(line: 1, column: 1, reason)
        }
        return PlacedFault(line: Int(row.line), column: try line(row, table).fields[index].column, reason)
    }

    private func record(_ year: [SecurityPrices?], _ table: PriceTable, _ batch: BatchIntake) throws {
        for (security, prices) in zip(table.layout.securities, year) {
            guard let prices else { continue }
            for part in instruments.parts(prices, of: security) {
                summary.add(part)
                try record(part.prices, of: security, as: part.instrument, table, batch)
            }
        }
    }

    private func line(_ row: PriceTable.Row, _ table: PriceTable) throws -> CSVLine {
        try table.layout.line(source.bytes(at: row.offset, count: Int(row.length)), number: Int(row.line))
    }

    private func record(
        _ prices: SecurityPrices, of security: PriceLayout.Security, as instrument: Instrument, _ table: PriceTable,
        _ batch: BatchIntake
    ) throws {
        guard let first = prices.days.first, let last = prices.days.last else { return }
        let unknown = Instrument(mic: Instrument.unknownMarket, ticker: instrument.ticker)
        let markets = instrument == unknown || !security.kind.isListed ? [instrument] : [instrument, unknown]
        let held = try markets.flatMap { try holdings.held($0, adjusted: adjusted, first...last) }
        let plan = PricePlan(
            prices, held: held, adjustedThrough: adjusted == "none" ? nil : terms.adjustedThrough.description)
        if options.correct {
            for correction in plan.corrections(of: instrument.description) {
                try append(correction.event, correction.reason, correction.data, to: batch)
            }
        } else {
            for conflict in plan.conflicts { try note(conflict, of: security, prices, instrument, table) }
        }
        summary.known += plan.knownDays
        for addition in plan.additions { try append(addition, of: security, as: instrument, to: batch) }
        summary.days += plan.newDays
    }

    private func note(
        _ conflict: PricePlan.Conflict, of security: PriceLayout.Security, _ prices: SecurityPrices,
        _ instrument: Instrument, _ table: PriceTable
    ) throws {
        conflicts += 1
        guard conflicts <= PriceTable.mostFaults else { return }
        let day = prices.days[conflict.index]
        try faults.append(
            fault(conflict.field, of: security, on: day, in: table, conflict.reason(instrument.description, day)))
    }

    private func append(
        _ days: JSONObject, of security: PriceLayout.Security, as instrument: Instrument, to batch: BatchIntake
    ) throws {
        var data = days
        data["ticker"] = .string(instrument.ticker)
        data["mic"] = .string(instrument.mic)
        data["kind"] = .string(security.kind.rawValue)
        data["currency"] = .string(terms.currency)
        data["adjusted"] = .string(adjusted)
        data["adjustedThrough"] = .string(terms.adjustedThrough.description)
        if security.kind == .fx { data["fixing"] = .string(options.fixing ?? "close") }
        // What a price file says is what a market says, through whoever made the file.
        data["certainty"] = "confirmed"
        let listed = (days["days"]?.array ?? []).compactMap(\.string)
        let (first, last) = (listed.first ?? "", listed.last ?? "")
        data["summary"] = .string(
            "Prices of \(instrument)" + (listed.count == 1 ? " of \(first)" : " from \(first) to \(last)"))
        summary.events += 1
        try append("prices.recorded", "prices/\(instrument)", occurred: last, data, to: batch)
    }

    private func append(_ target: HeldPrices, _ reason: String, _ data: JSONObject, to batch: BatchIntake) throws {
        let stream = try ledger.log.event(id: target.event)?.envelope.subject ?? ""
        var correction = target.correctedAttributes
        correction["target"] = .string(target.event)
        correction["reason"] = .string(reason)
        correction["data"] = .object(data)
        summary.corrections += 1
        try append(
            "event.corrected", stream, occurred: Environment.clock().rfc3339(fractionDigits: 6), correction, to: batch)
        // What comes later in the file may correct the same event.
        holdings.correct(target.event, to: data)
    }

    private func append(
        _ type: String, _ stream: String, occurred: String, _ data: JSONObject, to batch: BatchIntake
    ) throws {
        var data = data
        if let evidence { data["evidence"] = evidence }
        let event: JSONObject = [
            "specversion": "1.0", "id": .string(ids.next()), "type": .string(type), "subject": .string(stream),
            "source": .string(author.source),
            "occurred": .string(occurred), "data": .object(data),
        ]
        try batch.add(event, at: summary.events + summary.corrections + summary.actions)
    }

    // MARK: Dividends and splits

    private func recordActions(_ table: PriceTable, _ batch: BatchIntake) throws {
        guard let security = table.layout.securities.first, table.layout.securities.count == 1 else { return }
        var told: [String: Set<String>] = [:]
        for action in table.actions.sorted(by: { ($0.day, $0.line) < ($1.day, $1.line) }) {
            guard let (instrument, company) = instruments.owner(of: security, on: action.day) else {
                faults.append(
                    PlacedFault(
                        line: action.line, column: 1,
                        "--actions: no company lists \(security.ticker) on \(action.day); register it first, or leave "
                            + "--actions out"))
                continue
            }
            let stream = "stock/\(instrument)"
            guard var event = try payload(action, table, security) else { continue }
            let key = "\(event.type) \(action.day) \(event.key)"
            let known = try told[stream] ?? self.told(stream)
            told[stream] = known.union([key])
            if known.contains(key) {
                summary.knownActions += 1
                continue
            }
            event.data["company"] = .string(company)
            event.data["ticker"] = .string(instrument.ticker)
            event.data["mic"] = .string(instrument.mic)
            event.data["certainty"] = "confirmed"
            summary.actions += 1
            try append(event.type, stream, occurred: action.day.description, event.data, to: batch)
        }
    }

    /// What is told of a share already, by type, day and figure.
    private func told(_ stream: String) throws -> Set<String> {
        guard try ledger.log.streamVersion(stream) > 0 else { return [] }
        var told: Set<String> = []
        var next = 1
        while true {
            let page = try ledger.log.read(ReadQuery(fromPosition: next, stream: stream, limit: 1000))
            guard let last = page.last else { return told }
            for event in page.map(\.envelope) {
                let key = event.data["ratio"]?.string ?? event.data["amount"]?.object?["amount"]?.string ?? ""
                told.insert("\(event.type) \(event.occurred ?? "") \(key)")
            }
            next = last.position + 1
        }
    }

    /// The event of a dividend or split, and its figure; nil where none is made of it.
    private func payload(
        _ action: PriceAction, _ table: PriceTable, _ security: PriceLayout.Security
    ) throws -> (type: String, key: String, data: JSONObject)? {
        func amount(_ text: String, _ qualifier: String) -> JSONObject {
            ["amount": .string(text), "unit": .string(terms.currency), "qualifier": .string(qualifier)]
        }
        switch action.kind {
        case .dividend(let text):
            guard let value = ExactDecimal(price: NumberText.shifted(text, by: -terms.minorDigits)) else { return nil }
            var data: JSONObject = ["amount": .object(amount(value.description, "exact"))]
            if adjusted != "none" { data["adjusted"] = "splits" }
            return ("dividend.effective", value.description, data)
        case .split(let ratio) where ratio.isSplit:
            return ("split.effective", ratio.description, ["ratio": .string(ratio.description)])
        case .split(let ratio):
            let before = table.rows.partitionPoint { ($0.day ?? action.day) < action.day }
            guard ratio.old < ratio.new, before > 0,
                let close = try table.value(.close, security, line(table.rows[before - 1], table)).flatMap({
                    ExactDecimal(price: $0)
                }),
                // A close that is adjusted is less what was handed out; one that is not holds it.
                let value = try? close.scaled(
                    by: ExactDecimal(ratio.new - ratio.old),
                    over: ExactDecimal(adjusted == "none" ? ratio.new : ratio.old), fractionDigits: 4), value.sign > 0
            else {
                summary.notes.append(
                    "\(action.day): \(ratio.description) is neither a split (both at most 100) nor what was handed out of "
                        + "a known price; left out: append it where it is a split")
                return nil
            }
            var data: JSONObject = [
                "amount": .object(amount(value.description, "about")), "inferred": .boolean(true),
                "inKind": .string("a spin-off, as prices are adjusted by \(ratio.description)"),
            ]
            if adjusted != "none" { data["adjusted"] = "splits" }
            return ("dividend.effective", value.description, data)
        }
    }
}
