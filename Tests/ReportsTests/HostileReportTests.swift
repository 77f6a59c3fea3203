import CanonicalJSON
import Testing

@testable import Reports

@Suite("Hostile text in events is harmless in a report")
struct HostileReportTests {
    /// Text that would break out of HTML, SVG, an attribute, a Markdown table, a footnote, a Mermaid label or a terminal.
    static let texts = [
        "\"><script>alert(1)</script>", "</title></svg><img src=x onerror=alert(1)>", "' onmouseover='alert(1)",
        "<!-- --><![CDATA[x]]>", "a|b|c `x` [y](javascript:alert(1)) **z** # h", "[^1] [^1]: x",
        "\"]; n9[\"evil\"] %%", "\u{1B}[31m\u{202E}\u{2066}\u{7}", "&lt;&amp;&#x3c;script&#x3e;",
        "</style><style>*{}</style>",
        "<\u{301}script>", "\"\u{20DD} x=\"", String(repeating: "w", count: 300), "=cmd|' /c calc'!A1",
        "a" + String(repeating: "\u{301}", count: 900),
    ]

    private func fixture(_ text: String) throws -> ReportFixture {
        // Lines of events hold no control characters; the log refuses them before a report could see them.
        let line = String(String.UnicodeScalarView(text.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }))
        let fixture = try ReportFixture(["openai": line, "amazon": line, "oracle": "Oracle"])
        let evidence: JSONValue = .array([
            .object([
                "publisher": .string(line), "title": .string(line), "quote": .string(text), "locator": .string(line),
                "url": "https://example.org/?a=%22&b='x'<script>|`",
            ])
        ])
        let more: JSONObject = [
            "summary": .string(line), "evidence": evidence, "saidBy": .object(["person": .string(line)]),
        ]
        func with(_ fields: JSONObject) -> JSONObject {
            JSONObject((fields.members + more.members).map { ($0.name, $0.value) })
        }
        let deal = try fixture.deal(
            "d1", "38000000000", with(["countsToward": .array([.object(["plan": "p1", "basis": "assumed"])])]))
        try fixture.append(
            "plan.stated", "plan/p1", with(["plan": "p1", "company": "openai", "spend": dollars("90000000000")]))
        try fixture.append(
            "market-cap.changed", "stock/XXXX:AMZN",
            with([
                "company": "amazon", "ticker": "AMZN", "change": dollars("140000000000", "about"),
                "causes": .array([.object(["event": .string(deal), "basis": "stated"])]),
            ]))
        try fixture.append(
            "dependency.stated", "dependency/amazon:openai:distribution",
            with(["dependent": "amazon", "provider": "openai", "kind": "distribution", "via": .string(line)]))
        try fixture.append(
            "right.granted", "right/r1",
            with([
                "right": "r1", "holder": "amazon", "grantor": "openai", "kind": "exclusivity", "scope": .string(line),
            ]))
        try fixture.append(
            "valuation.reported", "company/openai",
            with(["company": "openai", "value": dollars("1000000000000"), "context": .string(line)]))
        try fixture.append("risk.flagged", "risk/k1", with(["risk": "k1", "companies": .array(["openai", "amazon"])]))
        return fixture
    }

    @Test("HTML keeps its structure: only our tags, only our attributes, no address but of the web", arguments: texts)
    func html(_ text: String) throws {
        let html = try fixture(text).html()
        #expect(html.faults == [])
        #expect(
            !html.text.unicodeScalars.contains {
                $0 == "\u{1B}" || $0 == "\u{202E}" || $0 == "\u{2066}" || $0 == "\u{7}"
            })
        #expect(html.count(of: "<script") == 0 && html.count(of: "<style>") == 1 && html.count(of: "<img") == 0)
        for match in html.text.matches(of: #/<[a-z]+((?:\s[A-Za-z0-9:-]+="[^"]*")*)/#) {
            for attribute in match.output.1.matches(of: #/\s([A-Za-z0-9:-]+)=/#) {
                #expect(!attribute.output.1.hasPrefix("on"))
            }
        }
        #expect(!html.externalLinks.isEmpty)
        #expect(html.externalLinks.allSatisfy { $0.hasPrefix("https://example.org/") })
        #expect(html.internalLinks.allSatisfy(Set(html.ids).contains))
    }

    @Test("every link that leaves the report gives nothing away")
    func rel() throws {
        let html = try fixture("x").html()
        #expect(html.count(of: "href=\"https://") == html.count(of: "rel=\"noopener noreferrer\""))
        #expect(html.contains("default-src 'none'"))
    }

    @Test("a table of Markdown keeps its cells, a footnote its place", arguments: texts)
    func markdown(_ text: String) throws {
        let markdown = try fixture(text).markdown()
        try MarkdownText(markdown).check()
        #expect(!markdown.unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{202E}" || $0 == "\u{7}" })
        let outside = markdown.replacing(#/```mermaid[\s\S]*?```/#, with: "").replacing(#/<https:[^<>\s]*>/#, with: "")
        #expect(!outside.contains("<"))
        let diagram = try #require(markdown.firstMatch(of: #/```mermaid\n([\s\S]*?)```/#)).output.1
        for line in diagram.split(separator: "\n").dropFirst() {
            #expect(line.wholeMatch(of: #/\s\sn\d+(?:\["[^"\]]*"\]|\ -\.?->\|"[^"|]*"\|\ n\d+)/#) != nil, "\(line)")
        }
    }

    @Test(
        "an address that is not of the web is no link",
        arguments: [
            "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "file:///etc/passwd", "//evil.example",
            "https:", " https://x", "https://a b",
        ])
    func addresses(_ address: String) { #expect(HTMLText.link("text", to: address) == "text") }

    @Test("a web address becomes a link, escaped")
    func address() {
        #expect(
            HTMLText.link("<b>", to: "https://example.org/?a=1&b=\"x\"")
                == "<a href=\"https://example.org/?a=1&amp;b=&quot;x&quot;\" rel=\"noopener noreferrer\">&lt;b&gt;</a>")
    }

    @Test("the JSON form holds hostile text as it is")
    func json() throws {
        let text = "\"><script>"
        let json = try JSONValue(parsing: Report.json(try fixture(text).input()))
        let rows = json.object?["views"]?.object?["dependencies"]?.array ?? []
        #expect(rows.contains { $0.object?["via"]?.string == text })
    }
}
