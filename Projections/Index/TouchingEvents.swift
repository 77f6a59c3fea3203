import EventLog
import MarketEvents

/// What touches a company: what names it in any role; all of a deal, right, plan, stake, dependency or risk that one of these is of,
/// which need not name it; the links of such a deal; and what is said of any of these. An undisclosed company that was identified as
/// this one is this one.
struct TouchingRule<Failure: Error> {
    /// What decides whether an event touches the company.
    struct Saying {
        let stream: String
        let namesCompany: Bool
        /// Of a deal's event: the streams of the deals that it names.
        let deals: [String]
        /// What an event that is about another one is about.
        let target: String?
    }

    /// Whether an event of a stream names the company.
    let isNamed: (_ stream: String) throws(Failure) -> Bool
    let saying: (_ event: String) throws(Failure) -> Saying?

    func touches(_ event: Saying) throws(Failure) -> Bool {
        var event = event
        // Evidence on evidence on evidence is not followed for ever.
        for _ in 0..<16 {
            if event.namesCompany { return true }
            if try isOfCompany(event.stream) { return true }
            for deal in event.deals where try isNamed(deal) { return true }
            guard let target = event.target, let other = try saying(target) else { return false }
            event = other
        }
        return false
    }

    /// Whether all of a stream touches the company.
    func isOfCompany(_ stream: String) throws(Failure) -> Bool {
        guard ["deal/", "right/", "plan/", "stake/", "dependency/", "risk/"].contains(where: stream.hasPrefix) else {
            return false
        }
        return try isNamed(stream)
    }
}

/// A company, and the undisclosed ones that turned out to be it.
private func names<Failure>(
    of company: String, identifiedAs undisclosed: (String) throws(Failure) -> [String]
) throws(Failure) -> Set<String> {
    var found: Set = [company]
    var waiting = [company]
    while let identity = waiting.popLast() {
        for other in try undisclosed(identity) where found.insert(other).inserted { waiting.append(other) }
    }
    return found
}

extension Sequence<Fact> {
    /// The facts that touch a company, by how they are read.
    package func touching(_ company: String) -> [Fact] {
        var identified: [String: [String]] = [:]
        for fact in self {
            guard case .companyIdentified(let undisclosed, let identity) = fact.event.content else { continue }
            identified[identity, default: []].append(undisclosed)
        }
        let companies = names(of: company) { identified[$0] ?? [] }
        func isNaming(_ fact: Fact) -> Bool { !companies.isDisjoint(with: fact.companies) }
        func saying(_ fact: Fact) -> TouchingRule<Never>.Saying {
            var target: String?
            if case .evidenceAdded(let id, _, _) = fact.event.content { target = id }
            if case .eventReviewed(let id, _) = fact.event.content { target = id }
            var deals: [String] = []
            if case .dealLinked(let deal, let other, _) = fact.event.content {
                deals = ["deal/" + deal, "deal/" + other]
            }
            return TouchingRule.Saying(
                stream: fact.subject, namesCompany: isNaming(fact), deals: deals, target: target)
        }
        let byID = Dictionary(map { ($0.id, $0) }) { first, _ in first }
        let named = Set(filter(isNaming).map(\.subject))
        let rule = TouchingRule<Never>(isNamed: { named.contains($0) }, saying: { byID[$0].map(saying) })
        return filter { rule.touches(saying($0)) }
    }
}

/// Finds the events that touch a company.
///
/// Who has a part in what is taken from all that was recorded, whatever became of it: whoever is not meant any more was meant once.
final class TouchingEvents {
    private let log: any RawEventReader
    private let mentions: MentionIndex
    private let end: Int
    private let names = NamesInEvents()
    private let companies: Set<String>
    /// Streams of which it is known whether an event of them names the company.
    private var streams: [String: Bool] = [:]
    private var rule: TouchingRule<any Error> {
        TouchingRule<any Error>(
            isNamed: isNamed, saying: { [log] id in try log.withEvent(id: Array(id.utf8)) { self.saying($0) } })
    }

    init(_ company: String, _ log: any RawEventReader, _ mentions: MentionIndex, through end: Int) throws {
        (self.log, self.mentions, self.end) = (log, mentions, end)
        companies = try Projections.names(of: company) { identity in
            var undisclosed: [String] = []
            for position in try mentions.positions(of: identity, through: end) {
                try log.forEach(positions: position...position) { event in
                    guard event.isIdentification, let data = Bytes(event.data),
                        data.member("is")?.plainText?.string == identity
                    else { return }
                    if let company = data.member("company")?.plainText?.string { undisclosed.append(company) }
                }
            }
            return undisclosed
        }
    }

    /// Ascending. It costs what the company has a part in, however long the log is.
    func positions() throws -> [Int] {
        let rule = rule
        var found: Set<Int> = []
        var waiting = Array(companies)
        var asked: Set<String> = []
        // A name leads to the events that mention it, these to their streams and to what mentions them.
        while let name = waiting.popLast() {
            guard asked.insert(name).inserted else { continue }
            var candidates = try mentions.positions(of: name, through: end)
            if companies.contains(name) { candidates += try positions(inStream: "company/" + name) }
            for position in candidates where !found.contains(position) {
                guard let (id, event) = try event(at: position), try rule.touches(event) else { continue }
                found.insert(position)
                guard try rule.isOfCompany(event.stream) else {
                    waiting.append(id)
                    continue
                }
                guard asked.insert(event.stream).inserted else { continue }
                found.formUnion(try positions(inStream: event.stream))
                // Links of a deal may stand in the stream of the other one.
                if event.stream.hasPrefix("deal/") {
                    waiting.append(String(event.stream.dropFirst("deal/".utf8.count)))
                }
            }
        }
        return found.sorted()
    }

    func touches(at position: Int) throws -> Bool { try event(at: position).map { try rule.touches($0.1) } ?? false }

    /// Read before anything else is: a log has one reader at a time.
    private func event(at position: Int) throws -> (id: String, TouchingRule<any Error>.Saying)? {
        var event: (String, TouchingRule<any Error>.Saying)?
        try log.forEach(positions: position...position) {
            event = (String(decoding: $0.id, as: UTF8.self), saying($0))
        }
        return event
    }

    private func saying(_ event: RawEvent) -> TouchingRule<any Error>.Saying {
        let stream = String(decoding: event.subject, as: UTF8.self)
        let isDeal = stream.hasPrefix("deal/")
        var (namesCompany, deals) = (false, [String]())
        names.forEach(in: event) { kinds, name in
            if isCompany(kinds, name) { namesCompany = true }
            if isDeal, kinds.contains(.deal) { deals.append("deal/" + name.string) }
        }
        return TouchingRule<any Error>.Saying(
            stream: stream, namesCompany: namesCompany, deals: deals,
            target: event.isAboutAnother ? Bytes(event.data)?.member("target")?.plainText?.string : nil)
    }

    private func isCompany(_ kinds: NameKinds, _ name: Bytes) -> Bool {
        !kinds.isDisjoint(with: [.company, .identity, .parent]) && companies.contains(name.string)
    }

    private func positions(inStream stream: String) throws -> [Int] {
        var positions: [Int] = []
        try log.forEach(inStream: Array(stream.utf8), through: end) { positions.append($0.position) }
        return positions
    }

    private func isNamed(in stream: String) throws -> Bool {
        if let known = streams[stream] { return known }
        var isNamed = false
        try log.forEach(inStream: Array(stream.utf8), through: end) { event in
            guard !isNamed else { return }
            names.forEach(in: event) { kinds, name in isNamed = isNamed || isCompany(kinds, name) }
        }
        streams[stream] = isNamed
        return isNamed
    }
}

extension ViewRunner {
    /// The positions of the events that touch a company, ascending.
    package func positions(touching company: String) throws -> [Int] {
        try withMentions { mentions, head in
            try TouchingEvents(company, log.rawEvents(), mentions, through: head.position).positions()
        }
    }

    /// Whether an event touches a company.
    package func touches(_ company: String, at position: Int) throws -> Bool {
        try withMentions { mentions, head in
            try TouchingEvents(company, log.rawEvents(), mentions, through: head.position).touches(at: position)
        }
    }
}
