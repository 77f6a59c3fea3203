import MarketEvents
import Projections
import Testing

@testable import Reports

@Suite("A report of 200 companies and 2,000 events stays readable")
struct LargeReportTests {
    /// One ledger for all of these; it takes a second to write.
    static let input = Result { try GeneratedLedger(companies: 200, events: 2000, seed: 1).input() }

    private func report() throws -> (input: ReportInput, document: ReportDocument, html: ReportText) {
        let input = try Self.input.get()
        return (input, ReportDocument(input), ReportText(Report.html(input)))
    }

    @Test("it is a file to mail: below 350 KB as HTML, below 150 KB as Markdown")
    func size() throws {
        let input = try Self.input.get()
        #expect((100_000..<350_000).contains(Report.html(input).utf8.count))
        #expect((30_000..<150_000).contains(Report.markdown(input).utf8.count))
    }

    @Test("every section is there, and no table is longer than 40 rows")
    func sections() throws {
        let sections = try report().document.sections
        #expect(
            sections.map(\.id) == [
                "market-impact", "dependencies", "commitments", "plans", "rights", "reported-figures", "risks",
                "timeline",
            ])
        for table in sections.flatMap(\.tables) { #expect((1...40).contains(table.rows.count), "\(table.caption)") }
    }

    @Test("a table that is cut says how many of how many it shows, and what lists all")
    func cuts() throws {
        let (input, document, html) = try report()
        let deals = input.rows("commitments").filter { $0.text("deal") != nil }.count
        let table = try #require(document.sections[2].tables.last)
        #expect(deals > 400)
        let cut = try #require(table.leftOut)
        #expect(cut.sentence == "The 20 largest of \(deals) deals; \(deals - 20) are left out.")
        #expect(cut.command == "impact view commitments")
        #expect(html.contains("\(cut.sentence) <code>impact view commitments</code> lists all."))
        #expect(Report.markdown(input).contains("\(cut.sentence) `impact view commitments` lists all."))
    }

    @Test("tables hold the largest of each unit, largest first, not the first by name")
    func largest() throws {
        let (input, document, _) = try report()
        let totals = input.rows("commitments").filter { $0.text("deal") != nil }.compactMap { $0.quantity("total") }
        let shown = try #require(document.sections[2].tables.last).rows.map { $0[4].text }
        for unit in ["USD", "EUR", "JPY"] {
            let sorted = totals.filter { $0.unit.code == unit }.sorted { $1.extent < $0.extent }
            let ofUnit = shown.filter { $0.hasSuffix(" \(unit)") }
            #expect(ofUnit.count > 2)
            #expect(
                Set(sorted.prefix(ofUnit.count).map(\.extent))
                    == Set(
                        ofUnit.compactMap { words in
                            totals.first { $0.inWords == words && $0.unit.code == unit }?.extent
                        }))
            #expect(ofUnit.first == sorted.first?.inWords)
        }
    }

    @Test("the picture has at most 24 companies, those with the largest commitments; the others are named and counted")
    func picture() throws {
        let (input, document, html) = try report()
        let rows = input.rows("dependencies")
        let graph = DependencyGraph(rows)
        let companies = Set(rows.flatMap { [$0.text("dependent"), $0.text("provider")] }.compactMap { $0 })
        #expect(graph.companies.count == DependencyGraph.mostCompanies)
        #expect(graph.edges.count <= DependencyGraph.mostEdges)
        #expect(Set(graph.companies).union(graph.companiesLeftOut) == companies)
        #expect(html.count(of: "class=\"box\"") == DependencyGraph.mostCompanies)
        let most = try #require(
            rows.filter { $0.quantity("committed")?.unit.code == "USD" }
                .max { ($0.quantity("committed")?.extent ?? .zero) < ($1.quantity("committed")?.extent ?? .zero) })
        #expect(graph.edges.contains { $0.dependent == most.text("dependent") && $0.provider == most.text("provider") })
        let caption = try #require(document.sections[1].pictures.first).caption
        #expect(caption.contains("nor \(graph.companiesLeftOut.count) companies: "))
        #expect(caption.contains(ShortText.cut(input.name(graph.companiesLeftOut[0]), most: 40)))
        #expect(caption.hasSuffix("and \(graph.companiesLeftOut.count - 20) others."))
    }

    @Test("no box and no label of the picture covers another, and each company's full name is in its title")
    func geometry() throws {
        let (input, _, html) = try report()
        let picture = try #require(DependencyPicture(DependencyGraph(input.rows("dependencies")), input))
        let boxes = picture.layout.boxes
        for (index, box) in boxes.enumerated() {
            for other in boxes[(index + 1)...] { #expect(!box.overlaps(other)) }
        }
        let labels = picture.labels.labels.values.map(\.box)
        #expect(!labels.isEmpty)
        for (index, label) in labels.enumerated() {
            #expect(!boxes.contains { $0.overlaps(label) })
            for other in labels[(index + 1)...] { #expect(!label.overlaps(other)) }
        }
        #expect(picture.picture.svg.contains("…</text>"))
        for company in picture.graph.companies {
            #expect(html.contains("<title>\(HTMLText.escaped(input.name(company)))</title>"))
        }
    }

    @Test("the sources are those of the figures shown, not of all 2,000 events")
    func sources() throws {
        let (_, document, html) = try report()
        #expect((100..<350).contains(document.citations.cited.count))
        #expect(html.count(of: "<li id=\"e-") == document.citations.cited.count)
    }

    @Test("every link leads somewhere, and no id stands twice")
    func links() throws {
        let html = try report().html
        #expect(Set(html.ids).count == html.ids.count)
        #expect(html.internalLinks.count > 200)
        #expect(html.internalLinks.allSatisfy(Set(html.ids).contains))
    }

    @Test("it is well-formed, its headings are in order, and each picture has a title and a description")
    func structure() throws {
        let html = try report().html
        #expect(html.faults == [])
        #expect(html.headings.first == 1 && html.headings.dropFirst().allSatisfy { $0 == 2 })
        let pictures = html.count(of: "<svg role=\"img\"")
        #expect(pictures == 7)
        #expect(html.count(of: "<desc id=") == pictures)
        #expect(html.contains("<html lang=\"en\">"))
    }

    @Test("a section with a picture has a table with its figures")
    func tables() throws {
        for section in try report().document.sections where !section.pictures.isEmpty {
            #expect(!section.tables.isEmpty)
        }
    }

    @Test("the same ledger gives the same bytes, in whatever order its facts are handed over")
    func repeatable() throws {
        let input = try Self.input.get()
        let turned = ReportInput(
            title: input.title, position: input.position, root: input.root, cut: input.cut,
            views: Array(input.views.values), facts: input.facts.reversed(), companyNames: input.companyNames,
            notes: input.notes)
        #expect(Report.html(input) == Report.html(turned))
        #expect(Report.markdown(input) == Report.markdown(turned))
        #expect(Report.json(input) == Report.json(turned))
    }

    @Test("headline figures are at most six, the largest of their kind")
    func headlines() throws {
        let (input, document, _) = try report()
        #expect(document.figures.count == 6)
        let sums = input.rows("commitments").filter { $0.text("deal") == nil }.compactMap { $0.quantity("announced") }
        let largest = sums.filter { $0.unit.code == "USD" }.max { $0.extent < $1.extent }
        #expect(document.figures.first?.value == largest?.inWords)
    }

    @Test("every table of the Markdown form has as many cells in each line, and every footnote is defined once")
    func markdown() throws { try MarkdownText(Report.markdown(Self.input.get())).check() }
}
