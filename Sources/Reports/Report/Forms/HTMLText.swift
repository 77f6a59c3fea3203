/// Text as HTML: hostile characters become entities, and what would reorder or hide text is shown.
enum HTMLText {
    static func escaped(_ text: String) -> String {
        SafeText.replacing(in: SafeText.terminal(text)) { scalar in
            switch scalar {
            case "&": "&amp;"
            case "<": "&lt;"
            case ">": "&gt;"
            case "\"": "&quot;"
            case "'": "&#39;"
            default: nil
            }
        }
    }

    /// A link to another document; only the text where the address is not of the web.
    static func link(_ text: String, to address: String?) -> String {
        guard let address, WebAddress.isSafe(address) else { return escaped(text) }
        return "<a href=\"\(escaped(address))\" rel=\"noopener noreferrer\">\(escaped(text))</a>"
    }
}

/// Whether an address may become a link: the web, and nothing that runs code or reads files.
enum WebAddress {
    static func isSafe(_ address: String) -> Bool {
        let lower = address.lowercased()
        return (lower.hasPrefix("https://") || lower.hasPrefix("http://"))
            && address.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }
}
