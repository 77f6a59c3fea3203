/// Who undisclosed companies are said to be, in the ledger and in the batch as far as it was judged. Shared by copies of what
/// judges with it.
final class KnownIdentities {
    private var identities: [String: String]

    init(_ companies: CompanyRegister) { identities = companies.identities }

    /// What is wrong with a statement that a company is another one; one that is right is known from then on.
    func faults(_ company: String, is identity: String, _ companies: CompanyRegister, path: String) -> [Fault] {
        let kinds = companies.registrations[company]?.map(\.content.kind) ?? []
        // What names no company at all has its fault already.
        guard kinds.isEmpty || kinds.contains("undisclosed") else {
            return [
                Fault(
                    path + ".company",
                    "\(quoted(company)) is registered as \(kinds.last ?? ""): only an undisclosed company turns out to be "
                        + "another one")
            ]
        }
        var (current, seen) = (identity, Set<String>())
        while current != company, seen.insert(current).inserted, let next = identities[current] { current = next }
        if current == company {
            return [
                Fault(
                    path + ".is",
                    identity == company
                        ? "is the company itself" : "\(quoted(identity)) was said to be \(quoted(company)) already")
            ]
        }
        identities[company] = identity
        return []
    }
}
