/// What is wrong at one place of a file.
package struct PlacedFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// From 1.
    package let line: Int
    /// From 1, counted in bytes.
    package let column: Int
    package let reason: String

    package init(line: Int, column: Int, _ reason: String) {
        self.line = line
        self.column = column
        self.reason = reason
    }

    /// `14:12: '1,400' has 2 readings; write 1400 or 1.400`, to be put behind a file's name and a colon.
    package var description: String { "\(line):\(column): \(reason)" }
}

/// The fields of one line of comma-separated values (RFC 4180), as places in its bytes: a field may stand in quotes, and
/// spaces around it do not count. A line break within quotes is not taken, for no day, ticker or price has one.
///
/// Own code, because SwiftCSV reads a file into one string, character by character, and does not say where a fault stands.
package struct CSVLine {
    package struct Field: Hashable, Sendable {
        /// The content, without quotes and without spaces around it.
        package let bytes: Range<Int>
        /// Where the field starts, from 1.
        package let column: Int
    }

    package let bytes: [UInt8]
    package private(set) var fields: [Field] = []

    /// Takes a line without its end; a carriage return there belongs to the end.
    ///
    /// - Parameter separator: what stands between fields: a comma, a semicolon, a tab or a bar.
    /// - Throws: a quote that is not closed, or text behind one that is.
    /// - Complexity: O(*n*) in the bytes.
    package init(
        _ bytes: [UInt8], number: Int, separator: UInt8 = UInt8(ascii: ",")
    ) throws(PlacedFault) {
        self.bytes = bytes
        var end = bytes.count
        if bytes.last == UInt8(ascii: "\r") { end -= 1 }
        var index = 0
        while true {
            let start = index
            while index < end, CSVLine.isSpace(bytes[index]), bytes[index] != separator { index += 1 }
            if index < end, bytes[index] == UInt8(ascii: "\"") {
                let content = index + 1
                index = content
                while index < end {
                    if bytes[index] == UInt8(ascii: "\"") {
                        guard index + 1 < end, bytes[index + 1] == UInt8(ascii: "\"") else { break }
                        index += 1
                    }
                    index += 1
                }
                guard index < end else {
                    throw PlacedFault(
                        line: number, column: content, "a quote is opened here and not closed on its line")
                }
                fields.append(Field(bytes: trimmed(content..<index), column: start + 1))
                index += 1
                while index < end, CSVLine.isSpace(bytes[index]), bytes[index] != separator { index += 1 }
                guard index == end || bytes[index] == separator else {
                    throw PlacedFault(line: number, column: index + 1, "text behind a closing quote; write a comma")
                }
            } else {
                while index < end, bytes[index] != separator { index += 1 }
                fields.append(Field(bytes: trimmed(start..<index), column: start + 1))
            }
            guard index < end else { return }
            index += 1
        }
    }

    package func text(_ field: Field) -> String { String(decoding: bytes[field.bytes], as: UTF8.self) }

    /// A line of nothing but commas and spaces, as spreadsheets leave them at the end.
    package var isBlank: Bool { fields.allSatisfy(\.bytes.isEmpty) }

    private func trimmed(_ range: Range<Int>) -> Range<Int> {
        var (lower, upper) = (range.lowerBound, range.upperBound)
        while lower < upper, CSVLine.isSpace(bytes[lower]) { lower += 1 }
        while lower < upper, CSVLine.isSpace(bytes[upper - 1]) { upper -= 1 }
        return lower..<upper
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
}
