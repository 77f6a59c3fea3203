import CanonicalJSON

/// Makes hostile text harmless for where it is shown. Events keep every character; only what is shown is changed.
///
/// All of it walks over Unicode scalars: a mark that combines with `<` or `"` makes one `Character` of them, which would pass.
package enum SafeText {
    /// One line without terminal escapes, control characters, bidirectional overrides and blanks that are no spaces, which are
    /// shown as `\u{…}`, and without towers of combining marks, which would be drawn over other lines.
    package static func terminal(_ text: String) -> String {
        // Nearly all text is plain ASCII.
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
        var marks = 0
        var kept = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            marks = isMark(scalar) ? marks + 1 : 0
            if marks <= mostMarks { kept.append(scalar) } else if marks == mostMarks + 1 { kept.append("…") }
        }
        return VisibleText.replacing(in: kept, VisibleText.escape)
    }

    /// As many as Unicode's Stream-Safe Text Format (UAX #15, section 13) allows in a row; no language needs more.
    private static let mostMarks = 30

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .spacingMark: true
        default: false
        }
    }

    /// A field of CSV (RFC 4180) that no spreadsheet takes for a formula: text that starts like one gets an apostrophe. What
    /// a terminal would obey is escaped as JSON escapes it, since a field may hold JSON; line ends and tabs stay.
    package static func csv(_ text: String, isNumber: Bool = false) -> String {
        let text = VisibleText.replacing(in: text.unicodeScalars) { scalar in
            "\t\r\n".unicodeScalars.contains(scalar) ? String(scalar) : jsonEscape(scalar)
        }
        let shown = !isNumber && startsLikeFormula(text) ? "'" + text : text
        let needsQuotes = shown.utf8.contains { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }
        return needsQuotes ? "\"" + replacing(in: shown) { $0 == "\"" ? "\"\"" : nil } + "\"" : shown
    }

    /// Programs that read CSV drop spaces before a field, and take the wide, small and raised forms of a sign for the sign.
    private static func startsLikeFormula(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first else { return false }
        if "\t\r\n".unicodeScalars.contains(first) { return true }
        let start = text.unicodeScalars.first { scalar in
            !scalar.properties.isWhitespace && !scalar.properties.isDefaultIgnorableCodePoint
        }
        return start.map { "=+-@＝＋－＠﹦﹢﹣﹫⁼⁺⁻₌₊₋".unicodeScalars.contains($0) } ?? false
    }

    private static func jsonEscape(_ scalar: Unicode.Scalar) -> String {
        UTF16.encode(scalar).map { units in
            units.map { unit in
                let digits = String(unit, radix: 16)
                return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }.joined()
        } ?? ""
    }

    /// Text for a cell of a Markdown table.
    package static func markdown(_ text: String) -> String {
        replacing(in: terminal(text)) { scalar in
            switch scalar {
            case "&": "&amp;"
            case "<": "&lt;"
            case ">": "&gt;"
            case "\\", "|", "`", "*", "_", "[", "]", "#", "~", "!": "\\\(scalar)"
            default: nil
            }
        }
    }

    /// An address between angle brackets in Markdown: what would end it, or a table's cell, is percent-encoded.
    static func autolink(_ address: String) -> String {
        replacing(in: address) { scalar in
            switch scalar {
            case "<": "%3C"
            case ">": "%3E"
            case "|": "%7C"
            case "\\": "%5C"
            case "`": "%60"
            default: nil
            }
        }
    }

    /// A quoted string of the DOT language. Graphviz reads backslash escapes in labels, so a backslash is doubled.
    package static func dot(_ text: String) -> String {
        "\"" + replacing(in: terminal(text)) { $0 == "\\" ? "\\\\" : $0 == "\"" ? "\\\"" : nil } + "\""
    }

    /// A quoted label of Mermaid: entities instead of what its grammar or HTML would take.
    package static func mermaid(_ text: String) -> String {
        "\""
            + replacing(in: terminal(text)) { scalar in
                "\"#<>&;`\\|[]{}()".unicodeScalars.contains(scalar) ? "#\(scalar.value);" : nil
            } + "\""
    }

    /// The text with some scalars replaced; nil keeps one as it is.
    static func replacing(in text: String, _ replacement: (Unicode.Scalar) -> String?) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if let replaced = replacement(scalar) {
                result.append(contentsOf: replaced.unicodeScalars)
            } else {
                result.append(scalar)
            }
        }
        return String(result)
    }
}
