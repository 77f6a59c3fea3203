import MarketEvents

/// What `help TYPE` says: how an event of a type is typed, with an example that can be pasted.
package enum EventTypeHelp {
    /// - Parameter width: columns of the terminal.
    package static func lines(_ type: EventType, width: Int) -> [String] {
        let examples = EventExamples.lines(of: type.name)
        let own = rows(type.ownFields, prefix: "")
        return [type.name, ""] + TerminalText.wrapped(type.meaning, to: width)
            + [
                type.stream == .target
                    ? "It stands in the stream of its target." : "Its stream is \(EventCatalogue.stream(type))."
            ]
            + ["", examples.count > 1 ? "Examples:" : "Example:", ""] + examples.flatMap { command($0, width: width) }
            + ["", "Fields, each as field=value; those with a star are required:", ""]
            + table(own, width: width) + [""] + TerminalText.wrapped(spellings, to: width)
            + ["", "With every event:", ""]
            + table(type.stream == .target ? optionsOfTargets : options, width: width)
            + ["", "impact schema \(type.name) prints the payload's JSON Schema."]
    }

    private typealias Row = [String]

    // MARK: fields

    /// Named as one types them: an item of a list goes by its first field.
    private static func rows(_ fields: [Field], prefix: String) -> [Row] {
        fields.flatMap { field -> [Row] in
            let name = prefix + field.name
            let own = ["\(name)\(field.isRequired ? " *" : "")", form(field.shape), field.meaning]
            let inner = EventCatalogue.inner(field.shape)
            guard EventCatalogue.isList(field.shape), let key = inner.first else {
                return [own] + rows(inner, prefix: name + ".")
            }
            guard key.isRequired else {
                return [[own[0], "a list of objects, as JSON", field.meaning]] + rows(inner, prefix: name + "[].")
            }
            let items = [own[0], "items, each by its \(key.name): \(form(key.shape))", field.meaning]
            return [items] + rows(Array(inner.dropFirst()), prefix: "\(name).\(key.name.uppercased()).")
        }
    }

    private static func form(_ shape: Shape) -> String {
        switch shape {
        case .text(let format): format.name == TextFormat.eventID.name ? "an event's id or position" : format.name
        case .choice(let words): words.joined(separator: ", ")
        case .boolean: "true or false"
        case .quantity(.any): "an amount"
        case .quantity(.unit(let unit)): "an amount in \(unit)"
        case .list(.object, _), .object: EventCatalogue.form(shape)
        case .list(let element, _): "\(form(element)); several with commas"
        case .nullable(let inner): form(inner) + "; null removes it"
        case .payload: "fields of the target"
        }
    }

    private static let spellings =
        "An amount is '38bn USD', '~140bn USD', '<=1trn USD' or '10-12bn USD'; a time 2025-11-03, 2025-Q3 or "
        + "../2025-11-03; a company its id, ticker or name. Docs/typing.md has all spellings."

    private static let options: [Row] = [
        ["--occurred WHEN", "when it happened, else now: 2025-11-03, 2025-Q3, ../2025-11-03 (by then), an instant"],
        [
            "--published WHEN",
            "when it was first public, else with its first source, else when it was over; --as-public and event studies "
                + "go by it",
        ],
        [
            "--certainty WORD",
            "confirmed (a party, a filing, an exchange), reported (the press; unless told) or expected (a forecast); where "
                + "two contradict the surer holds",
        ],
        [
            "--publisher NAME",
            "the source, with --title, --url and --quote; a figure without one is marked: no source",
        ],
        ["--said-by WHO", "who says so: a registered company, else a publisher"],
        ["--cause EVENT", "an event that caused this one, by id or position; --inferred where you conclude it"],
        ["summary=TEXT", "one line for people"],
    ]

    private static let optionsOfTargets: [Row] = [
        ["--reason, --note", "why, as the command above has it"],
        ["--writer NAME", "who writes, else $IMPACT_WRITER, else the login name; --sign FILE signs it"],
    ]

    // MARK: layout

    /// Columns side by side, each wrapped within itself: nothing is cut.
    private static func table(_ rows: [Row], width: Int) -> [String] {
        guard let columns = rows.first?.count else { return [] }
        var widths = (0..<columns).map { column in rows.map { TerminalText.width(of: $0[column]) }.max() ?? 0 }
        let room = max(30, width - 2 - 2 * (columns - 1) - widths[0])
        if columns == 3 { widths[1] = min(widths[1], room * 2 / 5) }
        widths[columns - 1] = room - widths[1..<(columns - 1)].reduce(0, +)
        return rows.flatMap { row -> [String] in
            let cells = zip(row, widths).map { TerminalText.wrapped($0, to: $1) }
            return (0..<(cells.map(\.count).max() ?? 0)).map { line in
                var text = " "
                for (cell, width) in zip(cells, widths) {
                    let part = line < cell.count ? cell[line] : ""
                    text += " \(part)" + String(repeating: " ", count: max(0, width - TerminalText.width(of: part)) + 1)
                }
                while text.last == " " { text.removeLast() }
                return text
            }
        }
    }

    /// A command over several lines that a shell takes as one.
    private static func command(_ text: String, width: Int) -> [String] {
        var words: [String] = []
        for word in text.split(separator: " ", omittingEmptySubsequences: false) {
            // What is quoted stays whole, and an option with its value.
            if let last = words.last,
                !last.count(where: { $0 == "'" }).isMultiple(of: 2)
                    || (last.hasPrefix("--") && !last.contains(" ") && !word.hasPrefix("--"))
            {
                words[words.count - 1] += " " + word
            } else {
                words.append(String(word))
            }
        }
        var lines: [String] = []
        var line = " "
        for word in words {
            if line.count + 1 + word.count + 2 > width, line.count > 4 {
                lines.append(line + " \\")
                line = "    " + word
            } else {
                line += " " + word
            }
        }
        return lines + [line]
    }
}
