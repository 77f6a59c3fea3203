import CivilTime

/// Which companies are known, under which names, and where they are listed: what events and the command line are checked
/// against. A value; whoever owns the log feeds it the registrations.
package struct CompanyRegister: Sendable {
    struct Registration: Sendable {
        let occurred: StatedTime
        let content: CompanyRegistered
        let events: [String]
    }

    /// By company, in the order of occurrence.
    private(set) var registrations: [String: [Registration]] = [:]
    /// The companies that ever listed a ticker.
    private(set) var companiesByTicker: [String: Set<String>] = [:]

    /// Who undisclosed companies were said to be, each by the statement that holds.
    package var identities: [String: String] = [:]

    package init() {}

    /// - Parameter events: that say so, where that is asked for.
    package mutating func register(_ content: CompanyRegistered, occurred: StatedTime, events: [String] = []) {
        let place = CompanyRegister.firstPlace(after: occurred, in: registrations[content.company] ?? [])
        // In its place, so that the others are not copied.
        registrations[content.company, default: []].insert(
            Registration(occurred: occurred, content: content, events: events), at: place)
        for listing in content.listings { companiesByTicker[listing.ticker, default: []].insert(content.company) }
    }

    /// How many of the first registrations, which are in the order of occurrence, are not after a time.
    private static func firstPlace(after time: StatedTime, in known: [Registration]) -> Int {
        known.partitionPoint { StatedTime.isOrdered(time, before: $0.occurred) != true }
    }

    package var ids: [String] { registrations.keys.sorted() }

    package func isRegistered(_ id: String) -> Bool { registrations[id] != nil }

    /// The registration in force last.
    package func latest(_ id: String) -> CompanyRegistered? { registrations[id]?.last?.content }

    /// The company that a unit belongs to, at the top; the company itself where it has no parent.
    package func topParent(of id: String) -> String {
        CompanyRegister.top(of: id) { latest($0)?.parent }
    }

    /// The end of a chain of parents; of a circle the company where it closes.
    package static func top<Failure>(
        of id: String, parent: (String) throws(Failure) -> String?
    ) throws(Failure) -> String {
        var (current, seen) = (id, Set<String>())
        while seen.insert(current).inserted, let next = try parent(current) { current = next }
        return current
    }

    /// The registration valid at a time; before the first one the first holds.
    private func valid(_ id: String, at time: StatedTime) -> CompanyRegistered? {
        guard let known = registrations[id] else { return nil }
        return known[max(0, CompanyRegister.firstPlace(after: time, in: known) - 1)].content
    }

    private func listings(of id: String, at time: StatedTime) -> [CompanyRegistered.Listing] {
        (valid(id, at: time)?.listings ?? []).filter { listing in
            // A period ends where the next one starts: one that ends as the listing begins is before it.
            (listing.from.map { $0.time <= time.time || $0.time < time.end } ?? true)
                && (listing.until.map { time.time < $0.end } ?? true)
        }
    }

    /// `MIC:TICKER` of a company's stock at a time (contract, section 2).
    package func instrument(
        company: String, ticker: String?, mic: String?, at time: StatedTime
    ) throws(Fault) -> String {
        let all = listings(of: company, at: time)
        let fitting = all.filter { (ticker ?? $0.ticker) == $0.ticker && (mic ?? $0.mic) == $0.mic }
        if let ticker {
            if let mic { return "\(mic):\(ticker)" }
            guard fitting.count <= 1 else {
                throw Fault(
                    "data.mic", "is missing: \(ticker) is listed on " + fitting.map(\.mic).joined(separator: ", "))
            }
            return "\(fitting.first?.mic ?? "XXXX"):\(ticker)"
        }
        switch fitting.count {
        case 1: return "\(fitting[0].mic):\(fitting[0].ticker)"
        case 0: throw Fault("data.ticker", "is missing: \(company) has no listing\(mic.map { " on \($0)" } ?? "") then")
        default:
            throw Fault(
                "data.ticker",
                "is missing: \(company) has several listings: "
                    + fitting.map { "\($0.mic):\($0.ticker)" }.joined(separator: ", "))
        }
    }

    /// The company that someone means by an id, ticker, RIC, name or alias.
    ///
    /// - Throws: the reason with the nearest names, where none or several fit.
    package func resolve(_ text: String) throws(UnknownCompany) -> String {
        if isRegistered(text) { return text }
        let wanted = text.lowercased()
        var fitting: Set<String> = []
        var owners: [String: String] = [:]
        for (id, known) in registrations {
            for content in known.map(\.content) {
                let spellings =
                    [id, content.name] + content.aliases
                    + content.listings.flatMap { [$0.ticker, $0.ric, "\($0.mic):\($0.ticker)"].compactMap { $0 } }
                for spelling in spellings { owners[spelling] = id }
                if spellings.contains(where: { $0.lowercased() == wanted }) { fitting.insert(id) }
            }
        }
        if fitting.count == 1, let only = fitting.first { return only }
        guard fitting.isEmpty else {
            throw UnknownCompany(
                description: "\(quoted(text)) may be \(fitting.sorted().joined(separator: " or ")); write one of them")
        }
        var nearest: [String] = []
        for id in NearestNames.nearest(to: text, among: owners.keys.sorted(), limit: 6).compactMap({ owners[$0] })
        where !nearest.contains(id) { nearest.append(id) }
        throw UnknownCompany(description: CompanyRegister.unknown(text, nearest: Array(nearest.prefix(3))))
    }

    /// Other companies that go by a name of this one, legal forms left aside.
    package func alike(_ content: CompanyRegistered) -> [(company: String, name: String)] {
        func names(_ content: CompanyRegistered) -> Set<String> {
            Set(([content.company, content.name] + content.aliases).map(CompanyRegister.plain)).subtracting([""])
        }
        let own = names(content)
        return registrations.compactMap { id, known in
            guard id != content.company, let last = known.last?.content,
                known.contains(where: { !names($0.content).isDisjoint(with: own) })
            else { return nil }
            return (id, last.name)
        }.sorted { $0.0 < $1.0 }
    }

    private static let legalForms: Set = [
        "inc", "incorporated", "corp", "corporation", "co", "company", "ltd", "limited", "llc", "lp", "plc", "ag", "sa",
        "se", "nv", "spa", "gmbh", "kk", "holdings", "group", "the",
    ]

    /// A name without case, punctuation and legal forms.
    private static func plain(_ name: String) -> String {
        name.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
            .filter { !legalForms.contains($0) }.joined(separator: " ")
    }

    func unknownReason(_ text: String) -> String {
        CompanyRegister.unknown(text, nearest: NearestNames.nearest(to: text, among: ids))
    }

    private static func unknown(_ text: String, nearest: [String]) -> String {
        "no company \(quoted(text)) is registered"
            + (nearest.isEmpty
                ? "; register it first: impact append company.registered"
                : "; nearest: " + nearest.joined(separator: ", "))
    }

    /// The companies other than `company` whose listing of an instrument overlaps one of these.
    func conflicts(with content: CompanyRegistered) -> [(listing: Int, holder: String)] {
        var found: [(Int, String)] = []
        for (index, listing) in content.listings.enumerated() {
            for id in companiesByTicker[listing.ticker] ?? [] where id != content.company {
                guard let last = latest(id) else { continue }
                if last.listings.contains(where: {
                    $0.ticker == listing.ticker && $0.mic == listing.mic && CompanyRegister.overlap($0, listing)
                }) {
                    found.append((index, id))
                }
            }
        }
        return found.sorted { $0 < $1 }
    }

    private static func overlap(_ left: CompanyRegistered.Listing, _ right: CompanyRegistered.Listing) -> Bool {
        func precedes(_ a: StatedTime?, _ b: StatedTime?) -> Bool {
            guard let a, let b else { return false }
            return a.end <= b.time
        }
        return !precedes(left.until, right.from) && !precedes(right.until, left.from)
    }
}

package struct UnknownCompany: Error, Equatable, CustomStringConvertible {
    package let description: String
}
