/// A record of comma-separated values: a line, or several where a cell in quotes goes over line breaks.
package struct CSVRecord {
    /// The line that it starts on, from 1.
    package let line: Int
    package let cells: CSVLine
    /// Where its lines start in its bytes.
    private let starts: [Int]

    fileprivate init(_ bytes: [UInt8], line: Int, starts: [Int], separator: UInt8) throws(PlacedFault) {
        do throws(PlacedFault) { cells = try CSVLine(bytes, number: line, separator: separator) } catch {
            throw CSVRecord.fault(column: error.column, error.reason, line: line, starts)
        }
        self.line = line
        self.starts = starts
    }

    package var count: Int { cells.fields.count }

    /// A cell without spaces and line breaks around it; empty where there is none.
    ///
    /// - Throws: text that is no UTF-8.
    package func text(_ index: Int) throws(PlacedFault) -> String {
        guard index < count else { return "" }
        guard let text = String(validating: cells.bytes[cells.fields[index].bytes], as: UTF8.self) else {
            throw fault(at: index, "is not UTF-8; save the file as UTF-8")
        }
        return (isQuoted(index) ? text.replacing("\"\"", with: "\"") : text).trimmed
    }

    private func isQuoted(_ index: Int) -> Bool {
        let field = cells.fields[index]
        return cells.bytes[(field.column - 1)..<field.bytes.lowerBound].contains(UInt8(ascii: "\""))
    }

    package func fault(at index: Int?, _ reason: String) -> PlacedFault {
        let column = index.flatMap { $0 < count ? cells.fields[$0].column : nil } ?? 1
        return CSVRecord.fault(column: column, reason, line: line, starts)
    }

    private static func fault(column: Int, _ reason: String, line: Int, _ starts: [Int]) -> PlacedFault {
        let place = starts.lastIndex { $0 < column } ?? 0
        return PlacedFault(line: line + place, column: column - starts[place], reason)
    }
}

/// Puts lines together to records.
package struct CSVRecordReader {
    private let separator: UInt8
    private var bytes: [UInt8] = []
    private var starts: [Int] = []
    private var line = 0
    /// Where a quote was opened that is not closed yet.
    private var quote: PlacedFault?

    /// A record has at most so many bytes: a quote that nobody closed shall not take the whole file for a cell.
    private static let most = 1 << 20

    package init(separator: UInt8) { self.separator = separator }

    /// What stands between the cells, as a head of names shows it: none of the separators is part of a name.
    package static func separator(ofHead head: [UInt8]) -> UInt8 {
        ",;\t|".utf8.max { left, right in head.count { $0 == left } < head.count { $0 == right } } ?? UInt8(ascii: ",")
    }

    /// - Parameter text: a line without its end.
    /// - Returns: the record that ends with the line; nil where it goes on.
    package mutating func add(_ text: some Collection<UInt8>, number: Int) throws(PlacedFault) -> CSVRecord? {
        if bytes.isEmpty, starts.isEmpty { line = number } else { bytes.append(UInt8(ascii: "\n")) }
        starts.append(bytes.count)
        bytes += text
        scan(from: starts.last ?? 0, number: number)
        if quote != nil, bytes.count <= CSVRecordReader.most { return nil }
        return try end()
    }

    /// - Throws: a quote that is open where the file ends.
    package mutating func finish() throws(PlacedFault) { if quote != nil { _ = try end() } }

    private mutating func end() throws(PlacedFault) -> CSVRecord {
        let (bytes, starts, open) = (bytes, starts, quote)
        (self.bytes, self.starts, quote) = ([], [], nil)
        if let open { throw open }
        return try CSVRecord(bytes, line: line, starts: starts, separator: separator)
    }

    /// Follows the quotes of a line as `CSVLine` reads them.
    private mutating func scan(from start: Int, number: Int) {
        var index = start
        var isStart = quote == nil
        while index < bytes.count {
            let byte = bytes[index]
            if quote != nil {
                if byte == UInt8(ascii: "\"") {
                    if index + 1 < bytes.count, bytes[index + 1] == byte { index += 1 } else { quote = nil }
                    isStart = false
                }
            } else if byte == separator {
                isStart = true
            } else if byte == UInt8(ascii: "\""), isStart {
                quote = PlacedFault(line: number, column: index - start + 1, "a quote is opened here and never closed")
            } else if byte != UInt8(ascii: " "), byte != UInt8(ascii: "\t") {
                isStart = false
            }
            index += 1
        }
    }
}

extension String {
    /// Without white space and line breaks around it.
    fileprivate var trimmed: String {
        let scalars = unicodeScalars
        guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
            let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
        else { return "" }
        return String(scalars[first...last])
    }
}
