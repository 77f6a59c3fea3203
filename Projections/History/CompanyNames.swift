/// Under whose name companies stand, where it is not their own: undisclosed ones under that of the company that each turned out
/// to be, whatever number of statements lead there. Companies that were said to be each other in a circle are one, under the
/// least of their ids.
package struct CompanyNames {
    /// Who a company is said to be, and the event that says so.
    struct Statement {
        let identity: String
        let event: String
    }

    /// By the id of the undisclosed company.
    let statements: [String: Statement]
    /// By the id of the undisclosed company.
    package let names: [String: String]
    private let undisclosed: [String: [String]]

    /// - Complexity: O(*n* log *n*) in the statements.
    init(_ statements: [String: Statement] = [:]) {
        self.statements = statements
        names = Identities.ends(statements.mapValues(\.identity)).filter { $0.key != $0.value }
        undisclosed = Dictionary(grouping: names.keys.sorted()) { [names] in names[$0] ?? $0 }
    }

    var isEmpty: Bool { names.isEmpty }

    /// Nil where it is the company's own.
    func name(of company: String) -> String? { names[company] }

    /// The events that give a company its name, which is not its own; in the order in which they lead there.
    func events(naming company: String) -> [String] {
        guard names[company] != nil else { return [] }
        var (current, events, seen) = (company, [String](), Set<String>())
        while seen.insert(current).inserted, let statement = statements[current] {
            events.append(statement.event)
            current = statement.identity
        }
        return events
    }

    /// A company, and those that stand under its name.
    func companies(named name: String) -> [String] { [name] + (undisclosed[name] ?? []) }

    /// The companies, and all that have a name in common with one of them.
    func companies(sharingNamesWith companies: Set<String>) -> Set<String> {
        names.isEmpty ? companies : Set(companies.flatMap { self.companies(named: names[$0] ?? $0) })
    }
}
