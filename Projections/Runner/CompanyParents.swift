import EventLog
import MarketEvents

/// The company that a unit belongs to, as registrations say it: read from the log when somebody asks, once for each.
final class CompanyParents {
    private let log: any RawEventReader
    private let end: Int
    private let selection: Selection
    private let naming: CompanyNaming
    private var known: [Bytes: Bytes] = [:]
    private let arena = Arena()
    private var failure: (any Error)?

    init(_ log: any RawEventReader, through end: Int, _ selection: Selection, _ naming: CompanyNaming) {
        (self.log, self.end, self.selection, self.naming) = (log, end, selection, naming)
    }

    /// The topmost parent; the company itself where it has none.
    func parent(of company: Bytes) -> Bytes {
        if let parent = known[company] { return parent }
        let own = arena.copy(company)
        var parent = own
        do { parent = arena.copy(try topParent(of: naming(company.string))) } catch { failure = failure ?? error }
        known[own] = parent
        return parent
    }

    func parent(of company: String) -> String { parent(of: arena.copy(company)).string }

    /// - Throws: what kept a parent from being read.
    func check() throws { if let failure { throw failure } }

    private func topParent(of company: String) throws -> String {
        try CompanyRegister.top(of: company) { current in
            try Registrations(log, through: end, of: [current]).register(selection).latest(current)?.parent
                .map { naming($0) }
        }
    }
}
