import CanonicalJSON
import Ledger
import MarketEvents

extension ParserCheck {
    /// `import` of a table of events, as far as no ledger is needed. What is taken has records whose cells are read alike however they
    /// are quoted; what is not has its place in the file.
    package static let eventTable = ParserCheck(
        "event-table", maximumLength: 2048,
        words: [
            "type,", "key", "occurred", "parts.first.value", "evidence.url", "cause", "publisher", "risk.flagged",
            "deal.announced", "\"", "\"\"", ",", ";", "\t", "|", "\n", "\r\n", "2025-11-03", "38bn USD", "{", "[", "=",
            "'",
            "\u{1B}[2J", "\u{FEFF}", "\u{202E}", "019A4A10-0000-7000-8000-000000000001",
        ]
    ) { input in
        let lines = input.split(separator: 0x0A, omittingEmptySubsequences: false).map(Array.init)
        var reader = CSVRecordReader(separator: CSVRecordReader.separator(ofHead: lines.first ?? []))
        var faults: [PlacedFault] = []
        var records: [CSVRecord] = []
        do throws(PlacedFault) {
            for (index, line) in lines.enumerated() {
                if let record = try reader.add(line, number: index + 1) { records.append(record) }
            }
            try reader.finish()
        } catch { faults.append(error) }
        for record in records { try holdCells(record) }
        if let head = records.first, faults.isEmpty {
            do {
                var table = try EventTable(head: head, EventTable.Terms(source: "urn:impact:writer:fuzzer"))
                for record in records.dropFirst() where !record.cells.isBlank { faults += read(record, &table) }
            } catch {
                let found = (error as? PlacedFaults)?.faults ?? (error as? PlacedFault).map { [$0] } ?? []
                try hold("a refusal is one of ours: \(error)", !found.isEmpty)
                faults += found
            }
        }
        for fault in faults { try holdIsPlaced(fault, in: lines) }
        return faults.isEmpty && records.count > 1
    }

    private static func read(_ record: CSVRecord, _ table: inout EventTable) -> [PlacedFault] {
        var faults: [PlacedFault] = []
        if let fault = table.noteKey(of: record) { faults.append(fault) }
        do throws(PlacedFault) {
            _ = try table.words(of: record, table.type(of: record), &faults)
        } catch { faults.append(error) }
        return faults
    }

    private static func holdCells(_ record: CSVRecord) throws {
        guard let cells = try? (0..<record.count).map({ try record.text($0) }) else { return }
        let written = cells.map { "\"" + $0.replacing("\"", with: "\"\"") + "\"" }.joined(separator: ",")
        var reader = CSVRecordReader(separator: UInt8(ascii: ","))
        var again: CSVRecord?
        for line in written.utf8.split(separator: 0x0A, omittingEmptySubsequences: false) {
            again = try reader.add(line, number: 1)
        }
        let read = try (0..<(again?.count ?? 0)).map { try again?.text($0) ?? "" }
        try hold("\(cells) is read again as it was", read == cells)
    }
}
