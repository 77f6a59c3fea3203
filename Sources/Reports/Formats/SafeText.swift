/// Makes hostile text harmless for where it is shown. Events keep every character; only what is shown is changed.
///
/// All of it walks over Unicode scalars: a mark that combines with `<` or `"` makes one `Character` of them, which would pass.
package enum SafeText {
    /// One line without terminal escapes, control characters or bidirectional overrides, which are shown as `\u{…}`, and
    /// without towers of combining marks, which would be drawn over other lines.
    package static func terminal(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        var marks = 0
        for scalar in text.unicodeScalars {
            marks = isMark(scalar) ? marks + 1 : 0
            if marks > mostMarks {
                if marks == mostMarks + 1 { result.append("…") }
            } else if isHarmless(scalar) {
                result.append(scalar)
            } else {
                result.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars)
            }
        }
        return String(result)
    }

    /// As many as Unicode's Stream-Safe Text Format (UAX #15, section 13) allows in a row; no language needs more.
    private static let mostMarks = 30

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .spacingMark: true
        default: false
        }
    }

    private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
        // Joiners are part of words and emoji; the other format characters reorder or hide text.
        case .format: scalar == "\u{200D}" || scalar == "\u{200C}"
        default: true
        }
    }

    /// A field of CSV (RFC 4180) that no spreadsheet takes for a formula: text that starts like one gets an apostrophe. What
    /// a terminal would obey is escaped as JSON escapes it, since a field may hold JSON; line ends and tabs stay.
    package static func csv(_ text: String, isNumber: Bool = false) -> String {
        let text = replacing(in: text) { scalar in
            isHarmless(scalar) || "\t\r\n".unicodeScalars.contains(scalar) ? nil : jsonEscape(scalar)
        }
        var shown = text
        if !isNumber, let first = text.unicodeScalars.first, "=+-@\t\r\n".unicodeScalars.contains(first) {
            shown = "'" + text
        }
        let needsQuotes = shown.utf8.contains { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }
        return needsQuotes ? "\"" + replacing(in: shown) { $0 == "\"" ? "\"\"" : nil } + "\"" : shown
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
