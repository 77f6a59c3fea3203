import Foundation
import Testing

@testable import Ledger

@Suite("The lines of a file, many at a time")
struct LineBlocks {
    /// Lines of all lengths that matter around a block and the most that a line may have, and every way in which they end.
    @Test(
        "are those that are read one by one",
        arguments: [
            ([], "\n", false), ([0], "\n", true), ([5, 0, 7], "\r\n", true), ([1 << 18, 10, 10], "\n", false),
            ([(1 << 18) - 1, 3, (1 << 18) + 5, 40_000, 1 << 19, 1], "\n", true),
            ([10, 1 << 20, 10, (1 << 20) - 1, (1 << 20) + 1, 20], "\r\n", true),
            ([3_000_000, 3, 2_000_000, 2_500_000, 4], "\n", true), ([4, 3_000_000], "\r\n", false),
            ([1_048_577, 1_048_578, 1_048_579, 1_048_580, 1_048_581, 1_048_582], "\n", false),
        ] as [([Int], String, Bool)])
    func same(_ lengths: [Int], _ newline: String, _ isEnded: Bool) throws {
        // One by one, the mark counts as part of a first line that is too long, and alone as a line.
        let isMarked = lengths.first.map { $0 <= 1 << 20 } ?? false
        for mark in isMarked ? ["", "\u{FEFF}"] : [""] {
            let text =
                mark
                + lengths.enumerated().map { String(repeating: ["a", "b", "c"][$0 % 3], count: $1) }
                .joined(separator: newline) + (isEnded ? newline : "")
            let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
            defer { try? FileManager.default.removeItem(at: path) }
            try Data(text.utf8).write(to: path)
            let lines = try EventLines(path.path, keptIn: FileManager.default.temporaryDirectory.path)
            var expected: [String] = []
            try lines.forEach { line, _ in
                expected.append(
                    line.tooLong.map { "\($0) bytes" }
                        ?? "\(line.bytes.count) \(line.bytes.first ?? 0) \(line.isCutOff)")
                return true
            }
            var found: [String] = []
            var position = 0
            try lines.forEachBlock { block, read in
                #expect(read >= position && block.end <= block.bytes.count)
                position = read
                if let length = block.tooLong {
                    found.append("\(length) bytes")
                    return true
                }
                block.forEachLine { line, isCutOff in
                    found.append(
                        line.count > 1 << 20 ? "\(line.count) bytes" : "\(line.count) \(line.first ?? 0) \(isCutOff)")
                }
                return true
            }
            #expect(found == expected)
            #expect(position == text.utf8.count)
        }
    }

    @Test("those that may register a company are found, wherever they are")
    func registrations() throws {
        let lines = [
            #"{"type":"company.registered","n":1}"#, #"{"type":"deal.ended"}"#, "", "company.registered",
            #"{"n":2,"type":"company\u002eregistered"}"#, #"{"a.b":"\"","type":"x"}"#,
            #"{"n":3,"type":"x.registered"}"#,
            #"{"n":4,"x":"\u0041 \u0042 company.registered"}"#, #"{"n":5,"type":"company.registered"}"#,
        ]
        for end in ["\n", ""] {
            let bytes = Array((lines.joined(separator: "\n") + end).utf8)
            var found: [Int] = []
            LineBlock(bytes: bytes, start: 0, end: bytes.count, tooLong: nil).forEachRegistration {
                found.append($0["n"]?.integer ?? 0)
            }
            #expect(found == [1, 2, 3, 4, 5])
        }
    }
}
