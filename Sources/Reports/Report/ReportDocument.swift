import Projections

/// What a report says, before it is HTML or Markdown.
struct ReportDocument {
    let title: String
    /// What the report is of: how many events, up to where, under which cuts.
    let provenance: [String]
    let notes: [String]
    let figures: [HeadlineFigure]
    let sections: [ReportSection]
    let citations: Citations
    let input: ReportInput

    /// The sections in their order. A new one is a file in `Sections/` and a line here.
    private static let makers: [@Sendable (ReportInput) -> ReportSection?] = [
        MarketImpactSection.make, ClaimsSection.make, StudySection.make, DependenciesSection.make,
        CommitmentsSection.make,
        PlansSection.make, RightsSection.make, ReportedFiguresSection.make, RisksSection.make, TimelineSection.make,
    ]

    /// A page of its own that cites no events.
    init(title: String, provenance: [String], notes: [String], sections: [ReportSection]) {
        (self.title, self.provenance, self.notes, self.sections) = (title, provenance, notes, sections)
        figures = []
        citations = Citations([:])
        input = ReportInput(
            title: title, position: 0, root: "", cut: nil, views: [], facts: [], companyNames: [:], notes: [])
    }

    init(_ input: ReportInput) {
        self.input = input
        title = input.title
        let events = input.admitted.count { !$0.isRegistration }
        provenance = [
            VocabularyWords.count(events, "event") + (input.cut.map { " \($0)" } ?? ""), input.scopeDescription,
            "ledger at position \(input.position), root \(input.root.prefix(16))…",
        ].compactMap { $0 }
        notes = input.notes
        let figures = HeadlineFigures.make(input)
        let made = Self.makers.compactMap { $0(input) }
        var citations = Citations(input.factsByID)
        for figure in figures { citations.cite(figure.support) }
        for cell in made.flatMap(\.tables).flatMap(\.rows).joined() {
            if let support = cell.support { citations.cite(support) }
        }
        self.citations = citations
        self.figures = figures.map { figure in
            HeadlineFigure(
                value: figure.value, meaning: figure.meaning,
                notes: figure.notes + [citations.sourceNote(figure.support)].compactMap { $0 }, support: figure.support)
        }
        sections = made.map { $0.markingMissingSources(citations) }
    }
}

/// A figure that stands on top, with what it means and what must be known of it.
struct HeadlineFigure {
    let value: String
    let meaning: String
    let notes: [String]
    let support: Support
}

/// A part of a report under one heading.
struct ReportSection {
    /// The heading's anchor: lower-case letters and hyphens of ours, never text of an event.
    let id: String
    let title: String
    /// What the reader is looking at, and how far to trust it.
    let lead: String?
    /// Each stands beside the table with its figures.
    var pictures: [ReportPicture] = []
    var tables: [ReportTable]
}

extension ReportSection {
    /// Says at each figure where nobody is named who published it; in a row without figures at what cites the events.
    fileprivate func markingMissingSources(_ citations: Citations) -> ReportSection {
        var marked = self
        for table in tables.indices {
            let isNumber = tables[table].columns.map(\.isNumber)
            for row in tables[table].rows.indices {
                let cells = tables[table].rows[row]
                let hasFigure = zip(cells, isNumber).contains { $0.support != nil && $1 }
                for (place, cell) in cells.enumerated() where isNumber[place] || !hasFigure {
                    let note = cell.support.flatMap(citations.sourceNote)
                    marked.tables[table].rows[row][place].notes += [note].compactMap { $0 }
                }
            }
        }
        return marked
    }
}

struct ReportPicture {
    let title: String
    let svg: String
    /// The same for a narrow screen; nil where the one picture serves both.
    var narrow: String?
    let caption: String
    var legend: [LegendEntry] = []
    /// The same as text that Markdown readers draw; nil where there is none.
    var mermaid: String?
}

/// How a line or an area looks and what it means.
struct LegendEntry {
    let svg: String
    let meaning: String
}

struct ReportTable {
    struct Column {
        let heading: String
        var isNumber = false
    }

    let caption: String
    let columns: [Column]
    var rows: [[ReportCell]]
    /// Where the table was cut: "The 25 largest of 412 deals", and the command that lists all.
    var leftOut: LeftOut?

    struct LeftOut {
        let sentence: String
        let command: String
    }
}

struct ReportCell {
    var text: String
    /// Further lines of the same weight.
    var lines: [String] = []
    /// The whole text where `text` was cut.
    var fullText: String?
    /// What belongs to the text: "through Amazon Web Services".
    var details: [String] = []
    /// What takes something away from it: "a claim", "assumed".
    var notes: [String] = []
    var support: Support?
    /// What was said and is denied: it is shown struck through, and a note says so.
    var isStruck = false

    init(_ text: String, details: [String?] = [], notes: [String?] = [], support: Support? = nil) {
        self.text = text
        self.details = details.compactMap { $0 }
        self.notes = notes.compactMap { $0 }
        self.support = support
    }

    /// Lines of equal weight; none is an empty cell.
    init(lines: [String]) {
        self.init(lines.first ?? "")
        self.lines = Array(lines.dropFirst())
    }

    /// A text of an event, cut where it is long; its whole stands with its source.
    init(eventText text: String, most: Int = 160, details: [String?] = [], support: Support? = nil) {
        self.init(ShortText.cut(text, most: most), details: details, support: support)
        if self.text != text { fullText = text }
    }

    static let empty = ReportCell("")

    /// The same cell, struck through where what it says is denied.
    func struck(_ isDenied: Bool) -> ReportCell {
        var cell = self
        cell.isStruck = isDenied
        return cell
    }
}

extension ReportTable {
    /// The rows of a table that is cut by size.
    ///
    /// - Parameters:
    ///   - noun: what is counted, in the plural.
    ///   - command: what lists all of it.
    init<Item>(
        _ caption: String, _ columns: [Column], _ cut: SizeOrder.Cut<Item>, noun: String, command: String,
        order: String = "largest", row: (Item) -> [ReportCell]
    ) {
        let rows = cut.shown.map(row)
        // A column in which nothing stands says nothing.
        let kept = columns.indices.filter { place in rows.contains { !$0[place].text.isEmpty } }
        self.init(
            caption: caption, columns: kept.map { columns[$0] }, rows: rows.map { row in kept.map { row[$0] } },
            leftOut: cut.leftOut == 0
                ? nil
                : LeftOut(
                    sentence: "The \(cut.shown.count) \(order) of \(VocabularyWords.count(cut.total, noun, noun)); "
                        + VocabularyWords.count(cut.leftOut, "is", "are") + " left out.", command: command))
    }
}
