import Foundation
import Testing

/// The fuzzer that runs everywhere. `make fuzz` lets libFuzzer run the same checks for longer, led by coverage.
@Suite("What a parser takes holds its promises, and all else is refused with a reason")
struct SeededFuzzing {
    static let names = ParserCheck.all.map(\.name)

    private static func check(_ name: String) throws -> ParserCheck {
        try #require(ParserCheck.all.first { $0.name == name })
    }

    /// Seeds, and whatever once broke a promise.
    private static func corpus(_ name: String) throws -> [(file: String, bytes: [UInt8])] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Corpus/\(name)")
        return try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .sorted { $0.lastPathComponent < $1.lastPathComponent }
            .map { ($0.lastPathComponent, Array(try Data(contentsOf: $0))) }
    }

    @Test("each file of the corpus, and some are taken", arguments: names)
    func corpus(of name: String) throws {
        let check = try Self.check(name)
        let files = try Self.corpus(name)
        var taken = 0
        for (file, bytes) in files {
            do { taken += try check.run(bytes) ? 1 : 0 } catch { Issue.record("\(name)/\(file): \(error)") }
        }
        // Without one the promises would never be asked for.
        #expect(taken > 0 && taken < files.count || name == "event" && taken == files.count)
    }

    @Test("mutations of them, the same ones everywhere", arguments: names)
    func mutations(of name: String) throws {
        let check = try Self.check(name)
        let files = try Self.corpus(name).map(\.bytes)
        var choice = SeededRandom(seed: 1)
        var mutation = InputMutation(seed: 2)
        for _ in 0..<200 {
            let (seed, other) = (
                try #require(files.randomElement(using: &choice)), try #require(files.randomElement(using: &choice))
            )
            let input = mutation.mutated(seed, other: other, for: check)
            do { _ = try check.run(input) } catch {
                Issue.record("\(name): \(error); the input in base64: \(Data(input).base64EncodedString())")
            }
        }
    }

    @Test("a broken promise is noticed: the checks can fail")
    func canFail() {
        #expect(throws: BrokenPromise.self) { try hold("two is one", 2 == 1) }
        #expect(throws: BrokenPromise.self) { try holdIsMessage("a\u{1B}[2J") }
        #expect(throws: BrokenPromise.self) { try holdReadsBack(.number(1e16)) }
    }
}
