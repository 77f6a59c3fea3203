import EventLog
import MarketEvents

/// The events that the rows of some subjects rest on: whole streams, found from name to name by the index of mentions.
///
/// A deal leads to those it is linked to, a plan to the deals that count toward it, a company to all that it has a part in and
/// to what is recorded of its shares. With whoever is named comes what is recorded of the company itself: who it is, and whom it
/// belongs to. A reading that a correction moved is found from both of its streams.
final class SubjectFacts {
    private let log: any RawEventReader
    private let mentions: MentionIndex
    private let end: Int
    private let rollsUp: Bool
    private let reach: Reach
    private let names = NamesInEvents()
    /// Whether anybody said who an undisclosed company is: then each name may be another one.
    private let isSomebodyIdentified: Bool
    private var subjects: Set<Subject> = []
    private var waiting: [Subject] = []
    private var streams: Set<String> = []
    private var found: Set<Int> = []

    enum Subject: Hashable {
        /// A stream, with what was moved into it.
        case stream(String)
        /// What is recorded of a company itself: who it is, and whose.
        case registrations(String)
        case deal(String)
        case plan(String)
        /// A company with all that it has a part in.
        case company(String)
        /// The same, and with it the companies that it has a part in something with.
        case circle(String)
        /// An event with its causes and effects.
        case event(String)
        /// The event of a position with all that decides how it is read.
        case fact(Int)
    }

    /// How far a company leads.
    struct Reach {
        /// The streams in which what names it is of interest; nil for all.
        let categories: Set<StreamCategory>?
        let toShares: Bool
        /// Whether a deal leads to others, and a plan to its deals.
        let toOthers: Bool

        /// To all that is known of it.
        static let full = Reach(categories: nil, toShares: true, toOthers: true)
        /// To what names it, and nothing else.
        static let facts = Reach(categories: nil, toShares: false, toOthers: false)

        /// - Parameter projectors: whose rows are wanted.
        init(of projectors: [any Projector.Type]) {
            if projectors.allSatisfy({ $0 is any FactProjector.Type }) {
                self = .facts
                return
            }
            if projectors.contains(where: { $0 is any HistoryProjector.Type }) {
                self = .full
                return
            }
            let folder = SubjectFolder(projectors, Selection())
            self.init(
                categories: Set(StreamCategory.allCases.filter(folder.folds)),
                toShares: folder.foldsMarket, toOthers: true)
        }

        private init(categories: Set<StreamCategory>?, toShares: Bool, toOthers: Bool) {
            (self.categories, self.toShares, self.toOthers) = (categories, toShares, toOthers)
        }
    }

    /// - Parameters:
    ///   - end: the last position that is looked at.
    ///   - rollsUp: whether units are taken with those whom they belong to.
    init(
        _ log: any RawEventReader, _ mentions: MentionIndex, through end: Int, rollsUp: Bool, reach: Reach = .full
    ) throws {
        (self.log, self.mentions, self.end, self.rollsUp, self.reach) = (log, mentions, end, rollsUp, reach)
        isSomebodyIdentified = try !mentions.positions(of: "company.identified", through: end).isEmpty
    }

    /// Ascending.
    var positions: [Int] { found.sorted() }

    func add(_ subject: Subject) throws {
        want(subject)
        while let next = waiting.popLast() { try follow(next) }
    }

    /// Takes an event with all that is said of it.
    func add(streamOf id: String) throws {
        let stream = try log.withEvent(id: Array(id.utf8)) { String(decoding: $0.subject, as: UTF8.self) }
        if let stream { try add(.stream(stream)) }
    }

    private func want(_ subject: Subject) {
        if subjects.insert(subject).inserted { waiting.append(subject) }
    }

    private func follow(_ subject: Subject) throws {
        switch subject {
        case .stream(let stream):
            try read(stream)
            for other in try streams(mentioning: stream) { try read(other) }
            if stream.hasPrefix("stock/") { wantHours(of: stream.keyOfStream.prefix { $0 != ":" }) }
            if stream.hasPrefix("right/") {
                // A correction that moved a reading stands in the stream of the right that it was moved from.
                for other in try streams(mentioning: stream.keyOfStream) where other.hasPrefix("right/") {
                    want(.stream(other))
                }
            }
        case .registrations(let company): try read("company/" + company, onlyRegistrations: true)
        case .deal(let deal):
            try read("deal/" + deal)
            for stream in try streams(mentioning: deal) where stream.hasPrefix("deal/") { want(inStream: stream) }
        case .plan(let plan):
            want(.stream("plan/" + plan))
            for stream in try streams(mentioning: plan) { want(inStream: stream) }
        case .company(let company):
            want(.stream("company/" + company))
            for position in try mentions.positions(of: company, through: end) { want(.fact(position)) }
            if reach.toShares { try wantShares(of: company) }
        case .circle(let company):
            want(.company(company))
            for position in try mentions.positions(of: company, through: end) {
                try log.forEach(positions: position...position) { event in
                    guard event.subject.starts(with: "deal/".utf8) || event.subject.starts(with: "dependency/".utf8)
                    else { return }
                    names.forEach(in: event) { kinds, name in
                        if kinds.contains(.company) { want(.company(name.string)) }
                    }
                }
            }
        case .event(let id):
            var related = [id]
            _ = try log.withEvent(id: Array(id.utf8)) { event in
                names.forEach(in: event) { kinds, name in if kinds.contains(.event) { related.append(name.string) } }
            }
            for id in related {
                let stream = try log.withEvent(id: Array(id.utf8)) { String(decoding: $0.subject, as: UTF8.self) }
                if let stream { want(inStream: stream) }
            }
            for stream in try streams(mentioning: id) { want(.stream(stream)) }
        case .fact(let position): try follow(position)
        }
    }

    /// How one saying is read is decided by what is said of it, and not by the many others of its stream. A row of a share is
    /// made of one, and so is one of a chronicle.
    private func follow(_ position: Int) throws {
        var (stream, id, isAboutAnother, target) = ("", "", false, String?.none)
        try log.forEach(positions: position...position) { event in
            (stream, id) = (String(decoding: event.subject, as: UTF8.self), String(decoding: event.id, as: UTF8.self))
            isAboutAnother = event.isAboutAnother
            target = Bytes(event.data)?.member("target")?.plainText?.string
        }
        guard isOfInterest(stream) else { return }
        guard stream.hasPrefix("stock/") || !reach.toOthers else { return want(inStream: stream) }
        var remarks: [Int] = []
        for place in try mentions.positions(of: id, through: end) {
            try log.forEach(positions: place...place) { if $0.isAboutAnother { remarks.append(place) } }
        }
        // Whose a company is decides nothing but who may deny a thing.
        let asksWhose = reach.toOthers || rollsUp || isAboutAnother || !remarks.isEmpty
        try log.forEach(positions: position...position) { take($0, ofStream: stream, asksWhose: asksWhose) }
        for place in remarks { want(.fact(place)) }
        if isAboutAnother, let target, let place = try log.withEvent(id: Array(target.utf8), \.position) {
            want(.fact(place))
        }
    }

    /// What is none of these is of the company itself, or of the ledger.
    private func isOfInterest(_ stream: String) -> Bool {
        guard let categories = reach.categories,
            let category = Array(stream.utf8).withUnsafeBytes({ Bytes($0).flatMap(StreamCategory.init(ofStream:)) })
        else { return true }
        return category == .company || categories.contains(category)
    }

    private func want(inStream stream: String) {
        let key = stream.keyOfStream
        guard reach.toOthers else { return want(.stream(stream)) }
        if stream.hasPrefix("deal/") {
            want(.deal(key))
        } else if stream.hasPrefix("plan/") {
            want(.plan(key))
        } else {
            want(.stream(stream))
        }
    }

    private func streams(mentioning name: String) throws -> Set<String> {
        var streams: Set<String> = []
        for position in try mentions.positions(of: name, through: end) {
            try log.forEach(positions: position...position) {
                streams.insert(String(decoding: $0.subject, as: UTF8.self))
            }
        }
        return streams
    }

    /// Takes the events of a stream, and notes where they lead.
    private func read(_ stream: String, onlyRegistrations: Bool = false) throws {
        guard onlyRegistrations || streams.insert(stream).inserted else { return }
        try log.forEach(inStream: Array(stream.utf8), through: end) { event in
            guard !onlyRegistrations || event.isRegistration || event.isIdentification || event.isAboutAnother else {
                return
            }
            take(event, ofStream: stream)
        }
    }

    /// - Parameter asksWhose: whether it matters whom the companies in it belong to.
    private func take(_ event: RawEvent, ofStream stream: String, asksWhose: Bool = true) {
        found.insert(event.position)
        let (isDeal, isRight) = (stream.hasPrefix("deal/"), stream.hasPrefix("right/"))
        names.forEach(in: event) { kinds, name in
            if isDeal, reach.toOthers, kinds.contains(.deal) { want(.deal(name.string)) }
            if isRight, reach.toOthers, kinds.contains(.right) { want(.stream("right/" + name.string)) }
            if !kinds.isDisjoint(with: rollsUp ? [.identity, .parent] : .identity) {
                want(.company(name.string))
                want(.company(stream.keyOfStream))
            } else if asksWhose || isSomebodyIdentified, !kinds.isDisjoint(with: [.company, .parent]) {
                want(.registrations(name.string))
            }
            if reach.toOthers, kinds.contains(.stream) { want(.stream(name.string)) }
        }
    }

    /// What is said of when a market trades: the session that a claim is of rests on it.
    private func wantHours(of market: Substring) {
        guard reach.toShares else { return }
        for mic in Markets.stating(String(market)) { want(.stream(Markets.streamPrefix + mic)) }
    }

    /// Prices of what a company ever listed, what was said of these shares, and who else ever listed their tickers.
    private func wantShares(of company: String) throws {
        var tickers: Set<String> = []
        var markets: Set = [Instrument.unknownMarket]
        for stream in try streams(mentioning: "company/" + company).union(["company/" + company]) {
            try log.forEach(inStream: Array(stream.utf8), through: end) { event in
                names.forEach(in: event) { kinds, name in
                    if kinds.contains(.ticker) { tickers.insert(name.string) }
                    if kinds.contains(.market) { markets.insert(name.string) }
                }
            }
        }
        for market in markets { wantHours(of: market[...]) }
        for ticker in tickers {
            for market in markets {
                want(.stream("prices/\(market):\(ticker)"))
                want(.stream("stock/\(market):\(ticker)"))
            }
            for stream in try streams(mentioning: ticker) { want(.stream(stream)) }
        }
    }
}
