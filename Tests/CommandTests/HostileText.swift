import Foundation
import Testing

/// Texts that one program or another would misread.
private enum Hostile {
    /// What an event may hold in one line: stored exactly.
    static let lines: [String] = [
        "=cmd|' /C calc'!A0", "@SUM(1)", "-1+2", "+1", "\"><script>alert(1)</script>", "<img src=x onerror=alert(1)>",
        "&lt;b&gt; &#60;", "'); DROP TABLE timeline;--", "../../etc/passwd", "%s%n $(id) `id` ${HOME}",
        "[x](javascript:alert(1)) | **b** <!-- \\", "a\"]; evil [label=\"\\N\\l{", "javascript:alert(1)",
        "a\u{202E}txt.exe\u{2066}", "\u{200F}\u{61C}\u{200B}\u{FEFF}", "\u{E0041}\u{E007F}", "a\u{9B}31mred\u{85}b",
        "a\u{2028}b\u{2029}", "\u{E000}\u{378}", "\u{301}\u{301} mark first",
        "Z" + String(repeating: "\u{335}", count: 900),
        "👨\u{200D}👩\u{200D}👧", "e\u{301} and \u{E9}", "\u{1F600}\u{10FFFD}",
    ]

    /// What a quotation or a reason may hold beside them.
    static let text = "a\u{1B}[2J\u{1B}]0;title\u{7}\r\nimpact: forged\t\u{8}\u{7F}"

    static func id(_ index: Int, _ kind: Int) -> String {
        "019b4a10-0000-7000-8000-" + String(format: "%06x%06x", index, kind)
    }

    /// Events that hold a text wherever a text may stand.
    static func events(_ index: Int, _ line: String) throws -> [String] {
        let key = "h\(index)"
        let common: [String: Any] = [
            "certainty": "reported", "summary": line, "saidBy": ["publisher": line, "person": line],
            "evidence": [
                [
                    "publisher": line, "title": line, "locator": line, "quote": line + text,
                    "url": "https://e.org/\"><script>'=`|",
                ]
            ],
        ]
        let quantity: [String: Any] = ["amount": "-5", "unit": "USD", "qualifier": "about", "stated": line]
        let contents: [(String, String, [String: Any])] = [
            (
                "company.registered", "company/\(key)",
                [
                    "company": key, "name": line, "kind": "public", "aliases": [line],
                    "listings": [["ticker": "H\(index)", "mic": "XNAS", "currency": "USD"]],
                ]
            ),
            (
                "deal.announced", "deal/\(key)",
                [
                    "deal": key, "buyer": key, "supplier": "amazon", "kind": "cloud",
                    "value": quantity.merging(["amount": "5"]) { $1 },
                    "purposes": [line],
                ]
            ),
            ("deal.ended", "deal/\(key)", ["deal": key, "reason": line + text]),
            (
                "dependency.stated", "dependency/\(key):openai:cloud",
                ["dependent": key, "provider": "openai", "kind": "cloud", "via": line]
            ),
            (
                "right.granted", "right/\(key)",
                ["right": key, "holder": key, "grantor": "openai", "kind": "warrant", "scope": line]
            ),
            ("market-cap.changed", "stock/XNAS:H\(index)", ["company": key, "change": quantity]),
            ("plan.stated", "plan/\(key)", ["plan": key, "company": key, "spend": quantity]),
            ("risk.flagged", "risk/\(key)", ["risk": key, "companies": [key], "value": quantity]),
            (
                "event.corrected", "risk/\(key)",
                [
                    "target": id(index, 7), "reason": line + text,
                    "data": ["certainty": "reported", "risk": key, "companies": [key], "summary": line],
                ]
            ),
        ]
        return try contents.enumerated().map { kind, content in
            let event: [String: Any] = [
                "specversion": "1.0", "id": id(index, kind), "type": content.0, "subject": content.1,
                "source": "urn:impact:writer:" + line, "occurred": "2025-11-04",
                "data": common.merging(content.2) { $1 },
            ]
            return String(decoding: try JSONSerialization.data(withJSONObject: event), as: UTF8.self)
        }
    }

    static func workspace() throws -> Workspace {
        let workspace = try Workspace()
        let all = try lines.enumerated().flatMap { try events($0.offset, $0.element) }
        try workspace.write(all.joined(separator: "\n") + "\n", to: "hostile.jsonl")
        let result = try workspace.run("import", "hostile.jsonl")
        try #require(result.status == 0, "\(result.errors)")
        return workspace
    }

    /// What a terminal would obey, or what reorders or hides what it shows.
    static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control: scalar != "\n"
        case .format: scalar != "\u{200D}" && scalar != "\u{200C}"
        case .lineSeparator, .paragraphSeparator, .privateUse, .unassigned: true
        default: false
        }
    }
}

@Suite("Hostile text is stored exactly or refused, and harmless wherever it is shown")
struct HostileText {
    @Test("what people read has no escape, no reordering, nothing hidden and no towers of marks")
    func people() throws {
        let workspace = try Hostile.workspace()
        let views = Workspace.viewsOfStory
        var commands = ["log", "status", "verify", "report", "report -O html"].map { "impact \($0)" }
        commands += views.flatMap {
            ["impact view \($0)", "impact view \($0) -O md", "impact view \($0) -O csv | tr -d '\\r'"]
        }
        for index in Hostile.lines.indices {
            commands += (0...8).map { "impact show \(Hostile.id(index, $0))" }
            commands.append("impact log --history \(Hostile.id(index, 7))")
        }
        commands += ["plans h4", "rights h4", "commitments h4", "market-cap h4@2025-11-04"].map {
            "impact explain \($0)"
        }
        for command in commands {
            let result = try workspace.shell(command)
            #expect(result.errors == "", "\(command)")
            #expect(result.output != "")
            let harmful = Set(result.output.unicodeScalars.filter(Hostile.isHarmful)).map {
                String($0.value, radix: 16)
            }
            #expect(harmful == [], "\(command)")
            #expect(!result.output.contains("\nimpact: forged"), "\(command)")
            let hasTower = result.output.contains(String(repeating: "\u{335}", count: 31))
            // CSV is for programs; a spreadsheet's cell has its own bounds.
            #expect(!hasTower || command.contains("csv"), "\(command)")
        }
    }

    @Test("what programs read is exact, to the byte")
    func exact() throws {
        let workspace = try Hostile.workspace()
        for command in ["export events", "log --json", "view timeline -O jsonl"] {
            let output = try workspace.shell("impact \(command)").output
            let summaries = try output.split(separator: "\n").compactMap { line -> String? in
                let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
                return ((object?["data"] as? [String: Any]) ?? object)?["summary"] as? String
            }
            for line in Hostile.lines {
                #expect(summaries.contains { $0.utf8.elementsEqual(line.utf8) }, "\(command): \(line.debugDescription)")
            }
        }
        for (index, line) in Hostile.lines.enumerated() {
            let shown = try workspace.run("show", "--json", Hostile.id(index, 2)).output
            let object = try #require(try JSONSerialization.jsonObject(with: Data(shown.utf8)) as? [String: Any])
            let reason = (object["data"] as? [String: Any])?["reason"] as? String
            #expect(reason.map { $0.utf8.elementsEqual((line + Hostile.text).utf8) } == true)
        }
        // And once more through a file.
        let exported = try workspace.run("export", "events")
        try workspace.write(exported.output, to: "again.jsonl")
        #expect(try workspace.run("import", "again.jsonl").status == 0)
        #expect(try workspace.run("export", "events").output == exported.output)
    }

    @Test("no spreadsheet finds a formula in CSV", .enabled(if: Tool.isThere("python3"), "needs Python"))
    func csv() throws {
        let workspace = try Hostile.workspace()
        try workspace.write(
            """
            import csv, re, sys
            rows = list(csv.reader(sys.stdin, strict=True))
            assert len(rows) > 1, len(rows)
            for row in rows:
                assert len(row) == len(rows[0]), row
                for cell in row:
                    assert not re.match("[=+@\\t\\r]", cell), cell
                    assert not cell.startswith("-") or re.fullmatch("-[0-9.]+", cell), cell
            """, to: "judge.py")
        for view in Workspace.viewsOfStory {
            let result = try workspace.shell("impact view \(view) -O csv | python3 judge.py")
            #expect(result.errors == "", "\(view)")
        }
    }

    @Test("a row of Markdown keeps its cells, and none of them is HTML or a link of the text's own")
    func markdown() throws {
        let workspace = try Hostile.workspace()
        for view in Workspace.viewsOfStory {
            let output = try workspace.run("view", view, "-O", "md").output
            let tables = output.components(separatedBy: "\n\n")
            for table in tables {
                let bars = Set(table.split(separator: "\n").filter { $0.hasPrefix("|") }.map(Self.bars))
                #expect(bars.count <= 1, "\(view)")
            }
            #expect(!output.contains("<") && !Self.holdsLink(output), "\(view)")
        }
        let report = try workspace.run("report").output
        for tag in ["<script", "<img"] { #expect(!report.contains(tag)) }
        #expect(!Self.holdsLink(report.replacing("](http", with: "").replacing("](#", with: "")))
    }

    private static func holdsLink(_ markdown: String) -> Bool { markdown.replacing("\\](", with: "").contains("](") }

    /// How many bars no backslash takes away.
    private static func bars(_ line: Substring) -> Int {
        var (count, isEscaped) = (0, false)
        for scalar in line.unicodeScalars {
            if scalar == "|", !isEscaped { count += 1 }
            isEscaped = scalar == "\\" && !isEscaped
        }
        return count
    }

    @Test(
        "the report's HTML has no element, handler or address of a text's own",
        .enabled(if: Tool.isThere("python3"), "needs Python"))
    func html() throws {
        let workspace = try Hostile.workspace()
        try workspace.write(
            """
            import sys
            from html.parser import HTMLParser
            class Judge(HTMLParser):
                def handle_starttag(self, tag, attributes):
                    assert tag not in ("script", "img", "iframe", "object", "embed", "form", "base", "link"), tag
                    for name, value in attributes:
                        assert not name.startswith("on"), name
                        if name in ("href", "src", "xlink:href", "action"):
                            assert value.startswith(("https://", "http://", "#")), value
                def handle_comment(self, text): assert False, text
            text = open("report.html", encoding="utf-8").read()
            assert "alert(1)" in text
            Judge().feed(text)
            """, to: "judge.py")
        let result = try workspace.shell("impact report -o report.html --quiet && python3 judge.py")
        #expect(result.errors == "")
        #expect(result.status == 0)
    }

    @Test("pictures of the graph carry none of it")
    func graphs() throws {
        let workspace = try Hostile.workspace()
        for format in ["dot", "mermaid"] {
            let output = try workspace.run("view", "dependencies", "-O", format).output
            #expect(output.contains("h4"))
            for part in ["script", "evil", "javascript", "DROP", "passwd"] {
                #expect(!output.contains(part), "\(format)")
            }
        }
    }

    @Test(
        "SQLite's own program reads the exact text, and no statement was run",
        .enabled(if: Tool.isThere("sqlite3"), "needs the sqlite3 program"))
    func sql() throws {
        let workspace = try Hostile.workspace()
        try #require(try workspace.run("export", "sqlite", "out.sqlite").status == 0)
        for line in Hostile.lines {
            let hex = line.utf8.map { String(format: "%02x", $0) }.joined()
            let count = "select count(*) > 5 from timeline where hex(summary) = upper('\(hex)')"
            #expect(try workspace.shell("sqlite3 out.sqlite \"\(count)\"").output == "1\n", "\(line.debugDescription)")
        }
        try #require(try workspace.run("view", "market-cap").status == 0)
        for file in ["out.sqlite", "ledger.views.sqlite", "ledger.sqlite"] {
            #expect(try workspace.shell("sqlite3 \(file) 'pragma integrity_check'").output == "ok\n")
        }
        let said = "select count(*) from market_cap where said_by like '%DROP TABLE%'"
        #expect(try workspace.shell("sqlite3 ledger.views.sqlite \"\(said)\"").output == "1\n")
    }

    struct Refused: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// What stands for SUMMARY in an event.
        let summary: String
        let message: String

        init(_ description: String, _ summary: String, _ message: String) {
            (testDescription, self.summary, self.message) = (description, summary, message)
        }
    }

    private static let before =
        #"{"specversion":"1.0","id":"019b4a10-0000-7000-8000-0000000000ff","source":"urn:t","type":"risk.flagged","#
        + #""subject":"risk/r","occurred":"2025-11-04","data":{"certainty":"reported","companies":["openai"],"risk":"r","summary":"#

    static let refused = [
        Refused(
            "NUL", #""a\u0000b""#,
            #"data.summary: 'a\u{0}b' is not one line of text; write for example OpenAI buys cloud services"#),
        Refused(
            "an escape sequence", #""\u001b[31m""#,
            #"data.summary: '\u{1b}[31m' is not one line of text; write for example OpenAI buys cloud services"#),
        Refused(
            "a newline", #""a\nb""#,
            #"data.summary: 'a\u{a}b' is not one line of text; write for example OpenAI buys cloud services"#),
        Refused(
            "a raw control character", "\"a\u{1B}b\"",
            #"column 225: a control character in a string; write it as \u001b"#),
        Refused("half a surrogate pair", #""\ud800""#, "column 224: half a surrogate pair"),
        Refused("the other half", #""a\udfff""#, "column 225: half a surrogate pair"),
        Refused("two halves in the wrong order", #""\udc00\ud800""#, "column 224: half a surrogate pair"),
        Refused(
            "a noncharacter", #""\uffff""#,
            "column 224: a noncharacter of Unicode, which JSON between programs does not carry (RFC 7493)"),
        Refused(
            "a noncharacter as it is", "\"a" + String(UnicodeScalar(0xFDD0)!) + "\"",
            "column 225: a noncharacter of Unicode, which JSON between programs does not carry (RFC 7493)"),
        Refused(
            "a noncharacter of the last plane", #""\udbff\udffe""#,
            "column 224: a noncharacter of Unicode, which JSON between programs does not carry (RFC 7493)"),
        Refused(
            "a megabyte of combining marks", "\"" + String(repeating: "\u{301}", count: 500_000) + "\"",
            "data.summary: one line of text has at most 2000 characters; this has 500000"),
        Refused(
            "more than a megabyte of them", "\"" + String(repeating: "\u{301}", count: 524_288) + "\"",
            "1048802 bytes; at most 1048576 are taken"),
        Refused("a name twice", #""a","summary":"b""#, #"column 227: the member "summary" comes twice"#),
        Refused(
            "a hostile name twice", #""a","\u001b]":1,"\u001b]":2"#, #"column 239: the member "\u001b]" comes twice"#),
        Refused(
            "a hostile name", #""a","x\u001b]\u202e":1"#,
            #"data.x\u{1b}]\u{202e}: unknown field; known are risk, companies, value, certainty, saidBy, summary, causes, inferred, evidence"#
        ),
        Refused("a number beyond a double", "1e400", "column 223: a number beyond a double"),
        Refused(
            "a number of many digits", String(repeating: "9", count: 5000),
            "column 223: a number of more than 1000 characters"),
        Refused(
            "a number instead of a text", "-0",
            "data.summary: is a number; write one line of text in quotes, such as \"OpenAI buys cloud services\""),
        Refused(
            "a huge exponent as an amount", #""a","value":{"amount":"1e400","unit":"USD","qualifier":"exact"}"#,
            "data.value.amount: '1e400' is not an amount as a decimal string; write for example 38000000000"),
        Refused(
            "minus zero with zeros before it", #""a","value":{"amount":"-00","unit":"USD","qualifier":"exact"}"#,
            "data.value.amount: '-00' is not an amount as a decimal string; write for example 38000000000"),
        Refused("brackets", String(repeating: "[", count: 100_000), "column 253: nested deeper than 32"),
        Refused("braces", String(repeating: "{\"a\":", count: 100_000), "column 373: nested deeper than 32"),
    ]

    @Test("Refused, with the place and what would be right:", arguments: refused)
    func refuses(_ refused: Refused) throws {
        let workspace = try Workspace()
        try workspace.write(Self.before + refused.summary + "}}\n", to: "f.jsonl")
        let result = try workspace.run("import", "f.jsonl")
        #expect(result.errors == "impact: f.jsonl:1: \(refused.message)\nimpact: nothing was imported\n")
        #expect(result.status == 65)
        #expect(
            try workspace.run("log", "--type", "risk.flagged", "--company", "openai").output.contains("risk/r\n")
                == false)
    }

    @Test("minus zero is zero, as RFC 8785 has it")
    func minusZero() throws {
        let workspace = try Workspace()
        let line = Self.before.replacing(#""subject""#, with: #""extra":-0,"subject""#) + "\"a\"}}\n"
        try workspace.write(line, to: "f.jsonl")
        #expect(try workspace.run("import", "f.jsonl").status == 0)
        #expect(try workspace.run("export", "events").output.contains(#""extra":0,"#))
    }

    @Test("a list of more than 65,536 elements is refused")
    func longList() throws {
        let workspace = try Workspace()
        let list = String(repeating: "0,", count: 65_536) + "0"
        try workspace.write(Self.before + "\"a\",\"causes\":[\(list)]}}\n", to: "f.jsonl")
        #expect(try workspace.run("import", "f.jsonl").errors.contains("a list of more than 65536 elements"))
    }

    @Test(
        "A message quotes what was typed in one harmless line:",
        arguments: [
            "\"$E\"", "log \"--$E\"", "log --type \"$E\"", "log --company \"$E\"", "log --history \"$E\"",
            "show \"$E\"",
            "view \"$E\"", "view plans -O \"$E\"", "view plans --as-of \"$E\"", "view plans --time-zone \"$E\"",
            "view plans --certainty \"$E\"", "view plans --ledger \"$E\"", "explain plans \"$E\"", "explain \"$E\" x",
            "schema \"$E\"",
            "replay \"$E\"", "import \"$E\"", "import --prices --currency \"$E\" ledger.sqlite", "append \"$E\"",
            "append risk.flagged \"$E=1\"", "append risk.flagged \"risk=$E\"", "append risk.flagged \"risk.$E=1\"",
            "append risk.flagged risk=r companies=openai \"--writer=$E\"",
            "append risk.flagged risk=r companies=openai --id \"$E\" --occurred 2025",
            "append risk.flagged risk=r companies=openai --unless \"$E\" --after 1",
            "append risk.flagged risk=r companies=openai --expect \"$E\"", "correct \"$E\" a=b --reason x",
            "init --ledger \"$E/x\"",
            "log -o \"$E/x\"", "export sqlite \"$E/x\"", "backup \"$E/x\"", "report -O \"$E\"", "keygen \"$E\" -o key",
            "checkpoint --key \"$E\"", "verify --checkpoint \"$E\"", "prove \"$E\"", "doctor --ledger \"$E\"",
        ])
    func messages(_ arguments: String) throws {
        let workspace = try Workspace()
        let variable = "E=$(printf 'x\\033[31m\\342\\200\\256\\nimpact: forged'); "
        let result = try workspace.shell(variable + "impact " + arguments)
        #expect(result.status != 0)
        let shown = result.errors + result.output
        #expect(!shown.unicodeScalars.contains(where: Hostile.isHarmful))
        #expect(!("\n" + shown).contains("\nimpact: forged"))
    }
}
