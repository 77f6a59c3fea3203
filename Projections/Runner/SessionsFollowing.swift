import EventLog
import MarketEvents

/// What new events change of the sessions of markets, and of whose market a ticker is: both may move what is said of shares in
/// streams that no new event stands in.
struct SessionsFollowing {
    /// As the views know them, with the new events.
    let markets: Markets
    /// How many more streams of prices say of a day that there was a session, or fewer.
    let changes: [UnexpectedSession: Int]
    /// The operating markets that have a session more, or fewer.
    let changedMarkets: Set<String>

    /// - Parameters:
    ///   - known: of the views, which are of the position before the news.
    ///   - hours: that hold before the news and after them.
    init(
        _ known: [UnexpectedSession: Int], _ hours: Markets, _ news: ClosedRange<Int>, of log: any RawEventReader
    ) throws {
        let parents = CompanyParents(log, through: news.upperBound, Selection(), CompanyNaming())
        let finder = SessionFinder(hours, Selection(), parents)
        var streams: Set<[UInt8]> = []
        try log.forEach(positions: news) { event in
            guard event.subject.starts(with: MarketOverlay.pricesPrefix.utf8), finder.mayConcern(event) else { return }
            streams.insert(Array(event.subject))
        }
        var changes: [UnexpectedSession: Int] = [:]
        for stream in streams {
            let before = try finder.sessions(log, inStream: stream, through: news.lowerBound - 1)
            let after = try finder.sessions(log, inStream: stream, through: news.upperBound)
            for session in after.subtracting(before) { changes[session, default: 0] += 1 }
            for session in before.subtracting(after) { changes[session, default: 0] -= 1 }
        }
        try parents.check()
        self.changes = changes.filter { $0.value != 0 }
        let now = known.merging(self.changes, uniquingKeysWith: +).filter { $0.value > 0 }
        markets = hours.trading(on: now.keys)
        changedMarkets = Set(self.changes.keys.filter { (known[$0] == nil) != (now[$0] == nil) }.map(\.market))
    }
}

extension ListingIndex {
    /// The streams of claims whose session may be another one now: all of the markets that have other sessions, and those of
    /// tickers under an unknown market.
    func restatedStreams(
        ofMarkets markets: Set<String>, _ tickers: Set<String>, in log: any EventLog
    ) throws -> Set<String> {
        var streams = Set(tickers.map { "stock/\(Instrument.unknownMarket):\($0)" })
        for mic in markets.flatMap(Markets.segments) {
            let prefix = "stock/\(mic):"
            streams.formUnion(try log.streams(prefix: prefix))
            streams.formUnion(try streamsMovedTo(prefix: prefix))
        }
        return streams
    }
}

/// The listings of tickers, read when they are asked for.
final class TickerListings {
    private let index: ListingIndex
    private let log: any RawEventReader
    private let end: Int
    private var known: [String: [DatedListing]] = [:]
    private var failure: (any Error)?

    init(_ index: ListingIndex, _ log: any RawEventReader, through end: Int) {
        (self.index, self.log, self.end) = (index, log, end)
    }

    func listings(ofTicker ticker: String) -> [DatedListing] {
        if let known = known[ticker] { return known }
        var found: [DatedListing] = []
        do {
            let companies = Set(try index.companies(ofTicker: ticker))
            let register = try Registrations(log, through: end, of: companies).register(Selection())
            found = register.listings(ofTicker: ticker)
        } catch { failure = failure ?? error }
        known[ticker] = found
        return found
    }

    /// - Throws: what kept listings from being read.
    func check() throws { if let failure { throw failure } }
}
