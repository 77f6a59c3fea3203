import MarketEvents

/// What ArgumentParser says of a wrong command line, in the words of our own messages: what was wrong, and what would be right.
enum ParsingMessage {
    /// - Parameter message: ArgumentParser's, in English, without its usage lines.
    static func text(_ message: String, command: String?) -> String {
        let lines = message.split(separator: "\n").map { $0.drop { $0 == " " } }
        let first = lines.first.map(String.init) ?? ""
        let more = command.map { "; see impact help \($0)" } ?? "; see impact help"
        return sentence(first, lines.dropFirst().map(String.init)) + more
    }

    private static func sentence(_ text: String, _ list: [String]) -> String {
        let quotes = text.split(separator: "'", omittingEmptySubsequences: false).enumerated()
            .filter { !$0.offset.isMultiple(of: 2) }.map { String($0.element) }
        if text.hasPrefix("Unknown option "), let option = quotes.first {
            return "unknown option \(quoted(option))" + (quotes.count > 1 ? "; nearest: \(quotes[1])" : "")
        }
        if text.hasPrefix("The value "), quotes.count > 1 {
            // One of a closed list stands quoted in the sentence, or a line each below it.
            let known =
                quotes.count > 2 ? Array(quotes.dropFirst(2)) : list.map { String($0.drop { "- ".contains($0) }) }
            let name =
                quotes[1].hasPrefix("-") ? quotes[1].split(separator: " ").first.map(String.init) ?? "" : quotes[1]
            guard !known.isEmpty else { return "\(name) is \(quoted(quotes[0])); write a whole number" }
            let nearest = NearestNames.nearest(to: quotes[0], among: known)
            return "\(name) is \(quoted(quotes[0])); "
                + (nearest.isEmpty
                    ? "known are \(known.joined(separator: ", "))" : "nearest: \(nearest.joined(separator: ", "))")
        }
        if text.hasPrefix("Missing value for "), let option = quotes.first { return "\(option) has no value" }
        if text.hasPrefix("Missing expected argument "), let argument = quotes.first { return "\(argument) is missing" }
        let plain = text.hasSuffix(".") ? String(text.dropLast()) : text
        return plain.prefix(1).lowercased() + plain.dropFirst()
    }
}
