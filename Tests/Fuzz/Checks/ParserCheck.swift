/// A parser of the project, and what must hold of everything it takes: what the fuzzers run.
package struct ParserCheck: Sendable {
    /// Also the name of its folder in the corpus.
    package let name: String
    /// In bytes: longer inputs are not tried.
    package let maximumLength: Int
    /// What its inputs are made of, for the mutations.
    package let words: [String]
    /// Whether its inputs are JSON, so that values are exchanged rather than bytes.
    package let isJSON: Bool
    /// Runs the parser over an input.
    ///
    /// - Returns: whether it took the input. A refusal is right, too, as long as it is an error with a message.
    /// - Throws: `BrokenPromise`.
    package let run: @Sendable (_ input: [UInt8]) throws -> Bool

    package init(
        _ name: String, maximumLength: Int, words: [String], isJSON: Bool = false,
        run: @escaping @Sendable (_ input: [UInt8]) throws -> Bool
    ) {
        self.name = name
        self.maximumLength = maximumLength
        self.words = words
        self.isJSON = isJSON
        self.run = run
    }

    package static let all = [
        json, canonicalForm, event, quantity, amountGrammar, time, textFormat, zoneinfo, query, typedFields, priceFile,
        priceSurvey,
        signedNote, eventTable,
    ]
}

/// A parser took an input, and something did not hold that should.
package struct BrokenPromise: Error, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }
}

/// - Parameter what: the promise, for the report where it is broken.
func hold(_ what: @autoclosure () -> String, _ holds: Bool) throws(BrokenPromise) {
    if !holds { throw BrokenPromise(what()) }
}

/// A message for people is one line, of bounded length, that no terminal takes for an order.
func holdIsMessage(_ message: String) throws(BrokenPromise) {
    try hold("a refusal says why", !message.isEmpty)
    try hold("a message has at most 4,000 characters; this has \(message.utf8.count)", message.utf8.count <= 4000)
    try hold(
        "a message has no control characters: \(message.debugDescription)",
        message.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F..<0xA0).contains($0.value) })
}

/// The bytes as text, as a command line or a member of JSON has it: nil where they are not UTF-8.
func text(of input: some Collection<UInt8>) -> String? { String(validating: Array(input), as: UTF8.self) }
