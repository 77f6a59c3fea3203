import MarketEvents
import Projections

/// All that a report is made of. It computes no figure: each comes from a row or an event.
package struct ReportInput {
    package let title: String
    package let position: Int
    package let root: String
    /// "as of 2025-10-31"; nil for the whole ledger.
    package let cut: String?
    package let scope: ReportScope
    /// What the scope leaves out, in words; nil where it leaves out nothing.
    package let scopeDescription: String?
    package let views: [String: ViewResult]
    package let facts: [Fact]
    /// Those that the scope admits.
    let admitted: [Fact]
    /// Full names by company id.
    package let companyNames: [String: String]
    /// What the picture of the default studies draws; nil where nothing could be studied.
    package let paths: StudyPaths?
    /// What a reader must know of the ledger as a whole, such as events that were skipped.
    package let notes: [String]
    let factsByID: [String: Fact]

    package init(
        title: String, position: Int, root: String, cut: String?, scope: ReportScope = ReportScope(),
        scopeDescription: String? = nil, views: [ViewResult], facts: [Fact], companyNames: [String: String],
        paths: StudyPaths? = nil, notes: [String]
    ) {
        self.title = title
        self.position = position
        self.root = root
        self.cut = cut
        self.scope = scope
        self.scopeDescription = scopeDescription
        self.views = Dictionary(uniqueKeysWithValues: views.map { ($0.shape.name, $0) })
        self.facts = facts
        self.companyNames = companyNames
        self.paths = paths
        self.notes = notes
        admitted = scope.admitted(of: facts)
        factsByID = Dictionary(facts.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
    }

    /// The keys of the default studies that the scope admits and that have a figure: of those `paths` are wanted.
    package var studied: Set<String> { Set(rows("study").filter { $0.number("car") != nil }.map(\.key)) }

    package func with(_ paths: StudyPaths?) -> ReportInput {
        ReportInput(
            title: title, position: position, root: root, cut: cut, scope: scope, scopeDescription: scopeDescription,
            views: Array(views.values), facts: facts, companyNames: companyNames, paths: paths,
            notes: notes)
    }

    /// The rows of a view that the scope admits, in the view's order.
    func rows(_ view: String) -> [ReportRow] {
        guard let result = views[view] else { return [] }
        return result.rows.filter { scope.admits($0, of: result.shape, facts: factsByID) }
            .map { ReportRow(row: $0, shape: result.shape) }
    }

    /// The events that the scope admits and a condition picks, in the order they happened.
    func events(where isWanted: (MarketEvent.Content) -> Bool) -> [Fact] {
        admitted.filter { isWanted($0.event.content) }.sorted { $1.happened(after: $0) }
    }

    func name(_ company: String?) -> String {
        guard let company else { return "" }
        return companyNames[company] ?? company
    }

    /// One line for people; where the writer gave none, made from the fields.
    func headline(_ fact: Fact) -> String {
        let sentences = EventSentence(
            .english, company: { id in companyNames[id].map { EventSentence.Company(name: $0, ticker: nil) } },
            event: { id in factsByID[id].map { ($0.event.type.name, $0.event.data) } })
        // Names and events are at hand, so nothing is thrown.
        let made = try? sentences.fields(fact.event.data).sentence(fact.event.type.name)
        return fact.event.common.summary ?? made ?? fact.event.type.name
    }

    func name(_ speaker: Speaker?) -> String {
        guard let speaker else { return "" }
        return [speaker.person, speaker.party.map { name($0) }, speaker.publisher].compactMap { $0 }
            .joined(separator: ", ")
    }
}

extension Fact {
    /// Whether it is the ledger's own business and tells a reader of the market nothing.
    var isRegistration: Bool {
        switch event.content {
        case .companyRegistered, .pricesRecorded, .sharesRecorded: true
        default: false
        }
    }

    /// The figure that an event is about, by which it is large or small; nil where it has none.
    var figure: Quantity? {
        func quantity(_ name: String) -> Quantity? { event.data[name]?.object.flatMap { Quantity($0) } }
        switch event.content {
        case .stockMoved(_, _, let size, _, _): return size
        case .marketCapChanged(_, let change, _): return change
        case .dealAmended(_, let increase): return increase ?? quantity("value")
        case .dealDelivered(let delivered): return delivered.total
        case .planStated(let plan): return plan.spend ?? plan.power
        default: return quantity("value") ?? quantity("capacity")
        }
    }
}
