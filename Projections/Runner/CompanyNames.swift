/// Under whose name companies stand in the stored views, where it is not their own: undisclosed ones under that of the company
/// that each turned out to be.
struct CompanyNames {
    /// By the id of the undisclosed company.
    let names: [String: String]
    private let undisclosed: [String: [String]]

    init(_ names: [String: String]) {
        self.names = names
        undisclosed = Dictionary(grouping: names.keys.sorted()) { names[$0] ?? $0 }
    }

    /// Nil where it is the company's own.
    func name(of company: String) -> String? { names[company] }

    /// The name of every company; nil where all have their own.
    var parent: ((String) -> String)? {
        guard !names.isEmpty else { return nil }
        return { [names] company in names[company] ?? company }
    }

    /// A company, and those that stand under its name.
    func companies(named name: String) -> [String] { [name] + (undisclosed[name] ?? []) }

    /// The companies, and all that have a name in common with one of them.
    func companies(sharingNamesWith companies: Set<String>) -> Set<String> {
        names.isEmpty ? companies : Set(companies.flatMap { self.companies(named: names[$0] ?? $0) })
    }
}
