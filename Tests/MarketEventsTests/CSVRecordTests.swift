import MarketEvents
import Testing

@Suite("Records of comma-separated values go over lines where a cell in quotes does")
struct CSVRecordTests {
    private static func records(_ text: String, separator: Character = ",") throws -> [[String]] {
        var reader = CSVRecordReader(separator: separator.asciiValue ?? 0)
        var records: [[String]] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            guard let record = try reader.add(Array(line.utf8), number: index + 1) else { continue }
            records.append(try (0..<record.count).map { try record.text($0) })
        }
        try reader.finish()
        return records
    }

    @Test(
        "cells are what was written",
        arguments: [
            ("a,b", [["a", "b"]]), ("\"a,b\",c", [["a,b", "c"]]), ("\"a\nb\",c\nd,e", [["a\nb", "c"], ["d", "e"]]),
            ("\"say \"\"yes\"\"\"", [["say \"yes\""]]), ("a\"b\"\"c,d", [["a\"b\"\"c", "d"]]),
            (" \" a \" , b ", [["a", "b"]]), ("\"\",", [["", ""]]), ("\"\"\"\"", [["\""]]),
            ("\"a\"\"\nb\"\"\",c", [["a\"\nb\"", "c"]]), ("é,\"ü\"", [["é", "ü"]]),
        ])
    func cells(text: String, wanted: [[String]]) throws {
        #expect(try CSVRecordTests.records(text) == wanted)
    }

    @Test("a fault stands on the line and in the column of its cell")
    func places() throws {
        var reader = CSVRecordReader(separator: UInt8(ascii: ","))
        #expect(try reader.add(Array("x,\"a".utf8), number: 7) == nil)
        let record = try #require(try reader.add(Array("b\",c,d".utf8), number: 8))
        let faults = (0..<record.count).map { record.fault(at: $0, "") }
        #expect(faults.map(\.line) == [7, 7, 8, 8] && faults.map(\.column) == [1, 3, 4, 6])
    }

    @Test(
        "quotes that are wrong are told where they are",
        arguments: [
            ("a,\"b\nc,d\n", 1, 3, "a quote is opened here and never closed"),
            ("\"a\nb\"c,d", 2, 3, "text behind a closing quote; write a comma"),
        ])
    func faults(text: String, line: Int, column: Int, reason: String) {
        #expect(throws: PlacedFault(line: line, column: column, reason)) { try CSVRecordTests.records(text) }
    }

    @Test(
        "the separator is that of the head",
        arguments: [("a,b", ","), ("a;b;c", ";"), ("a\tb", "\t"), ("a|b", "|"), ("a", ","), ("\"a\";\"b,c\";d", ";")])
    func separators(head: String, wanted: Character) {
        #expect(CSVRecordReader.separator(ofHead: Array(head.utf8)) == wanted.asciiValue)
    }
}
