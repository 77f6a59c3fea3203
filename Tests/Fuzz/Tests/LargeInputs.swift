import CanonicalJSON
import CivilTime
import Glibc
import MarketEvents
import Testing

@Suite("The largest inputs are read or refused in time and memory that grow no faster than they do")
struct LargeInputs {
    struct Shape: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// An input of about so many bytes.
        let make: @Sendable (_ size: Int) -> [UInt8]

        init(_ description: String, _ make: @escaping @Sendable (_ size: Int) -> [UInt8]) {
            testDescription = description
            self.make = make
        }

        init(_ description: String, repeating token: String, between start: String = "", and end: String = "") {
            self.init(description) { size in
                Array((start + String(repeating: token, count: size / token.utf8.count) + end).utf8)
            }
        }
    }

    static let texts: [Shape] = [
        Shape("brackets", repeating: "["), Shape("objects in objects", repeating: "{\"a\":"),
        Shape("spaces", repeating: " "), Shape("newlines", repeating: "\n"), Shape("digits", repeating: "7"),
        Shape("minus signs", repeating: "-"), Shape("exponents", repeating: "1e"), Shape("quotes", repeating: "\""),
        Shape("backslashes in a string", repeating: "\\\\", between: "\"", and: "\""),
        Shape("escapes in a string", repeating: "\\u0301", between: "\"", and: "\""),
        Shape("halves of surrogates", repeating: "\\ud800", between: "\"", and: "\""),
        Shape("combining marks in a string", repeating: "\u{301}", between: "\"a", and: "\""),
        Shape("a string without end", repeating: "x", between: "\""),
        Shape("strings in a list", repeating: "\"\",", between: "[", and: "0]"),
        Shape("numbers in a list", repeating: "0.1,", between: "[", and: "0]"),
        Shape("empty lists in a list", repeating: "[],", between: "[", and: "0]"),
        Shape("one name again and again", repeating: "\"a\":0,", between: "{", and: "\"a\":0}"),
        Shape("names that differ at their end") { size in
            let name = String(repeating: "n", count: 40)
            return Array(("{" + (0..<(size / 50)).map { "\"\(name)\($0)\":0" }.joined(separator: ",") + "}").utf8)
        },
        Shape("names in falling order") { size in
            Array(("{" + (0..<(size / 12)).map { "\"\(9_999_999 - $0)\":0" }.joined(separator: ",") + "}").utf8)
        },
    ]

    @Test("JSON:", arguments: texts)
    func json(_ shape: Shape) throws {
        try expectLinear(shape.make, upTo: 1 << 20) { input in
            if let value = try? JSONValue(parsing: input) { _ = value.canonicalBytes }
            try? CanonicalForm.check(input, in: 0..<input.count)
        }
    }

    private static let attributes = """
        {"specversion":"1.0","id":"019a4a10-0000-7000-8000-000000000901","source":"urn:impact:writer:t",\
        "type":"risk.flagged","subject":"risk/r","occurred":"2025-11-03","data":{"certainty":"reported","risk":"r",
        """

    static let events: [Shape] = [
        Shape("companies that nobody knows") { size in
            list("companies", (0..<(size / 56)).map { "\"\(String(repeating: "opena", count: 8))-\($0)\"" })
        },
        Shape("fields that nobody knows") { size in
            Array((attributes + (0..<(size / 24)).map { "\"companeis\($0)\":0" }.joined(separator: ",") + "}}").utf8)
        },
        Shape("causes that are no ids") { size in
            list("causes", (0..<(size / 44)).map { "{\"event\":\"\($0)\",\"basis\":\"statd\"}" })
        },
        Shape("evidence of no publisher") { size in list("evidence", Array(repeating: "{}", count: size / 3)) },
        Shape(
            "a summary of combining marks", repeating: "\u{301}", between: attributes + "\"summary\":\"", and: "\"}}"),
        Shape("attributes that nobody knows") { size in
            let names = (0..<(size / 20)).map { "\"time-\($0)\":0," }.joined()
            return Array((attributes.replacing("\"specversion\"", with: names + "\"specversion\"") + "\"x\":0}}").utf8)
        },
    ]

    private static func list(_ name: String, _ elements: [String]) -> [UInt8] {
        Array((attributes + "\"\(name)\":[" + elements.joined(separator: ",") + "]}}").utf8)
    }

    @Test("Events with faults everywhere:", arguments: events)
    func event(_ shape: Shape) throws {
        try expectLinear(shape.make) { input in _ = try ParserCheck.event.run(input) }
    }

    @Test(
        "Price files:",
        arguments: [
            Shape("columns", repeating: ",T", between: "\u{0}date"),
            Shape("columns of one name", repeating: ",close", between: "\u{1}date"),
            Shape("one day again and again", repeating: "2025-11-03,1\n", between: "\u{1}date,close\n"),
            Shape("days in falling order") { size in
                let last = CivilDay(year: 9000, month: 1, day: 1)
                let lines = (0..<(size / 13)).compactMap { last?.adding(days: -$0) }.map { "\($0),1\n" }
                return Array(("\u{1}date,close\n" + lines.joined()).utf8)
            },
            Shape("faults", repeating: "x,1,2\n", between: "\u{1}date,close\n"),
            Shape("quotes", repeating: "\"\"", between: "\u{1}date,close\n\"", and: "\",1"),
        ])
    func prices(_ shape: Shape) throws {
        try expectLinear(shape.make) { input in _ = try ParserCheck.priceFile.run(input) }
        try expectLinear(shape.make) { input in _ = try ParserCheck.priceSurvey.run(input) }
    }

    @Test("A signed note of blank lines, and one of signatures")
    func note() throws {
        for token in ["\n", "\n\n\u{2014} x AAAAAAA=", "+"] {
            try expectLinear({ size in Array(String(repeating: token, count: size / token.utf8.count).utf8) }) {
                input in
                _ = try ParserCheck.signedNote.run(input)
            }
        }
    }

    @Test(
        "Texts that people type",
        arguments: ["9", "9,", "~", "USD", " ", "|", "a=", "2025-", "../", "a|b,"])
    func typed(_ token: String) throws {
        for check in [ParserCheck.quantity, .time, .query, .textFormat, .typedFields] {
            try expectLinear({ size in Array((" " + String(repeating: token, count: size / token.utf8.count)).utf8) }) {
                input in _ = try check.run(input)
            }
        }
    }

    /// Eight times the input may take twice eight times the work, and no more; a quadratic reader takes 64 times. The work is
    /// the thread's own time, the lesser of two runs, so that other programs do not count.
    private func expectLinear(
        _ make: (Int) -> [UInt8], upTo whole: Int = 1 << 17, _ read: ([UInt8]) throws -> Void,
        _ location: SourceLocation = #_sourceLocation
    ) throws {
        func work(_ input: [UInt8]) throws -> Int {
            var least = Int.max
            for _ in 0..<2 {
                let start = threadNanoseconds()
                try read(input)
                least = min(least, threadNanoseconds() - start)
            }
            return least
        }
        let (small, large) = (try work(make(whole / 8 - 300)), try work(make(whole - 300)))
        // Below five milliseconds it is the start that counts.
        #expect(large < 16 * max(small, 5_000_000), sourceLocation: location)
    }

    private func threadNanoseconds() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }
}
