import CanonicalJSON
import Ledger
import MarketEvents

/// One run of `import` on a table of events, which is walked over twice: for what its lines are called and register, then for the
/// events.
final class EventTableImport {
    private struct Row {
        let record: CSVRecord
        /// The payload, and what of it could not be read.
        let typed: TypedPayload
    }

    private let file: String
    private let lines: EventLines
    private let options: EventTableOptions
    private let ledger: Ledger
    private let author: WriterOptions
    private let head: EventTableHead
    private var table: EventTable
    /// By line.
    private var rows: [Int: Row] = [:]
    /// What is wrong beside the events.
    private var faults: [PlacedFault] = []
    /// What was understood.
    private(set) var understood: [String] = []

    init(
        _ file: String, _ lines: EventLines, _ options: EventTableOptions, by author: WriterOptions, into ledger: Ledger
    ) throws {
        self.author = author
        (self.file, self.lines, self.options, self.ledger) = (file, lines, options, ledger)
        do {
            head = try EventTableHead(lines)
            table = try EventTable(head: head.record, options.terms(source: author.source))
        } catch let fault as PlacedFault {
            throw EventTableImport.failure(file, [fault])
        } catch let wrong as PlacedFaults { throw EventTableImport.failure(file, wrong.faults) }
    }

    /// - Throws: all that is wrong with the table, each at its cell.
    func run(dryRun: Bool) throws -> BatchIntake {
        var taking = BatchIntake.Options()
        taking.signer = try author.signer()
        do {
            return try ledger.take(taking, dryRun: dryRun) { batch in
                try announce(try survey(), to: batch)
                try add(to: batch, shows: dryRun)
                // With what the whole batch tells, all of it is refused.
                if !faults.isEmpty { batch.reject(at: 0, [Fault("", "lines that are no events")]) }
            }
        } catch let rejected as RejectedBatch { throw failure(of: rejected) }
    }

    /// Notes the keys, and finds the lines that register companies.
    private func survey() throws -> [CSVRecord] {
        var registrations: [CSVRecord] = []
        try forEachRecord { record in
            if let fault = table.noteKey(of: record) { faults.append(fault) }
            if (try? table.type(of: record))?.name == "company.registered" { registrations.append(record) }
        }
        return registrations
    }

    /// Companies may be registered anywhere in the table, and belong to others that are registered further down: they are read
    /// twice.
    private func announce(_ records: [CSVRecord], to batch: BatchIntake) throws {
        guard let type = EventType.named("company.registered"), !records.isEmpty else { return }
        var unheeded: [PlacedFault] = []
        for _ in 0..<2 {
            var drafter = try options.drafter(ledger, batch.companies, source: author.source)
            for record in records {
                guard let words = try? table.words(of: record, type, &unheeded) else { continue }
                batch.announce(try drafter.draft(words).event)
            }
        }
    }

    private func add(to batch: BatchIntake, shows: Bool) throws {
        var drafter = try options.drafter(ledger, batch.companies, source: author.source)
        // A record that is no CSV was found by the survey.
        let found = faults
        try forEachRecord { record in
            guard !batch.hasTooManyFaults else { return }
            let words: EventWords
            do throws(PlacedFault) {
                words = try table.words(of: record, table.type(of: record), &faults)
            } catch { return faults.append(error) }
            var (event, typed) = try drafter.draft(words)
            table.identify(&event)
            drafter.knows(event)
            rows[record.line] = Row(record: record, typed: typed)
            if !typed.faults.isEmpty { batch.reject(at: record.line, typed.faults) }
            try batch.add(event, at: record.line)
            if shows { understood += shown(event, typed, record.line) }
        }
        faults = found + faults.dropFirst(found.count).filter { !found.contains($0) }
    }

    private func shown(_ event: JSONObject, _ typed: TypedPayload, _ line: Int) -> [String] {
        let names =
            ["type", "subject"].map { event[$0]?.string ?? "" } + ["occurred \(event["occurred"]?.string ?? "")"]
        return ["\(file):\(line): " + names.joined(separator: ", ")]
            + typed.data.members.map { "  \($0.name) = \($0.value.shown)" }
    }

    private func forEachRecord(_ body: (CSVRecord) throws -> Void) throws {
        var reader = CSVRecordReader(separator: head.separator)
        func heed(_ take: () throws -> Void) rethrows {
            do { try take() } catch let fault as PlacedFault {
                if !faults.contains(fault) { faults.append(fault) }
            }
        }
        var passed = false
        try lines.forEach { line, _ in
            if line.number < head.firstLine { return true }
            try heed {
                guard let record = try reader.add(line.bytes, number: line.number) else { return }
                // The first record is the head.
                if passed, !record.cells.isBlank { try body(record) }
                passed = true
            }
            return faults.count < BatchIntake.mostFaults
        }
        try heed { try reader.finish() }
    }

    // MARK: Faults

    private func failure(of rejected: RejectedBatch) -> Failure {
        var placed = faults
        /// What is wrong with every line alike, since no column is there for it: where first, and on how many lines.
        var common: [String: (fault: PlacedFault, count: Int)] = [:]
        for event in rejected.events {
            guard let row = rows[event.index] else { continue }
            let typed = row.typed
            for fault in event.faults {
                let plain = Fault(
                    fault.path.hasPrefix("data.") ? String(fault.path.dropFirst(5)) : fault.path, fault.reason)
                // What could not be read is lacking, too.
                guard typed.faults.contains(fault) || !typed.explains(plain) else { continue }
                let found = table.fault(fault, typed.data, of: row.record)
                if found.hasColumn {
                    placed.append(found.fault)
                } else {
                    common[found.fault.reason, default: (found.fault, 0)].count += 1
                }
            }
        }
        placed += common.values.map { fault, count in
            let more = count > 1 ? " (so on \(count) lines; no column says it)" : ""
            return PlacedFault(line: fault.line, column: fault.column, fault.reason + more)
        }
        return EventTableImport.failure(file, placed, isConflict: rejected.isConflict && faults.isEmpty)
    }

    private static func failure(_ file: String, _ faults: [PlacedFault], isConflict: Bool = false) -> Failure {
        var lines = Set(faults).sorted { ($0.line, $0.column, $0.reason) < ($1.line, $1.column, $1.reason) }
            .map { "\(file):\($0)" }
        if lines.count >= BatchIntake.mostFaults {
            lines.append("\(BatchIntake.mostFaults) faults; the rest of the file was not judged")
        }
        return Failure(isConflict ? .busy : .badInput, lines: lines + ["nothing was imported"])
    }
}

/// The line that names the columns of a table.
struct EventTableHead {
    let record: CSVRecord
    let separator: UInt8
    let firstLine: Int

    /// - Throws: a quote in it that nobody closed; what the file throws.
    init(_ lines: EventLines) throws {
        var found: (CSVRecord, UInt8, Int)?
        var separator: UInt8?
        var reader: CSVRecordReader?
        var first = 0
        try lines.forEach { line, _ in
            if reader == nil {
                if line.bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { return true }
                // Spreadsheets say so to each other.
                if line.bytes.count == 5, line.bytes.starts(with: Array("sep=".utf8)) {
                    separator = line.bytes.last
                    return true
                }
                first = line.number
            }
            let mark = separator ?? CSVRecordReader.separator(ofHead: Array(line.bytes))
            var own = reader ?? CSVRecordReader(separator: mark)
            let record = try own.add(line.bytes, number: line.number)
            reader = own
            (separator, found) = (mark, record.map { ($0, mark, first) })
            return record == nil
        }
        try reader?.finish()
        guard let (record, mark, line) = found else {
            throw PlacedFault(line: 1, column: 1, "the file is empty; its first line names the columns")
        }
        (self.record, self.separator, firstLine) = (record, mark, line)
    }

    /// The names, as far as they can be read.
    var names: [String] { (0..<record.count).map { (try? record.text($0)) ?? "" } }
}

extension EventLines {
    /// What a file of events is.
    enum Form { case lines, list, table }

    /// - Parameter isTable: whether options say that it is a table.
    func form(isTable: Bool) throws -> Form {
        var start: ArraySlice<UInt8> = []
        try forEach { line, _ in
            start = line.bytes.drop { $0 == 0x20 || $0 == 0x09 }
            return start.isEmpty
        }
        if start.starts(with: [0xFF, 0xFE]) || start.starts(with: [0xFE, 0xFF]) {
            throw Failure(.badInput, "\(name): the file is UTF-16; save it as UTF-8")
        }
        switch start.first {
        case UInt8(ascii: "{"), nil: return isTable && start.isEmpty ? .table : .lines
        case UInt8(ascii: "["): return .list
        default: break
        }
        guard let head = try? EventTableHead(self) else {
            // One in which a quote is not closed.
            return isTable || start.contains(where: ",;\t".utf8.contains) ? .table : .lines
        }
        let names = head.names
        if isTable || names.contains("type") { return .table }
        if names.contains(where: { PriceHead($0) == .date }) {
            throw Failure(
                .badInput,
                "\(name): no column says the type of events; prices are imported with --prices, events with --type TYPE"
            )
        }
        return names.count > 1 || EventTable.isHead(names) ? .table : .lines
    }
}
