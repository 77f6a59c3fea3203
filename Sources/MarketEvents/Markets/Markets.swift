import CivilTime
import Synchronization

/// Which market has which sessions and hours: what is built in, what `market.stated` says over it, and the days of which prices
/// are recorded.
package struct Markets: Sendable {
    /// A market as a rule takes it.
    package struct Found: Sendable {
        package let market: Marketplace
        /// Where nobody says what its hours are, those of New York are taken.
        package let isAssumed: Bool
    }

    /// By MIC.
    private let stated: [String: Marketplace]
    /// Sessions that prices tell of; those that hours expect need not be among them.
    package var recorded = RecordedSessions()

    package static let builtIn = Markets()

    private init() { stated = [:] }

    /// - Parameter statements: of each MIC, from the one that every other wins over to the one that wins over all.
    package init(_ statements: [MarketStated]) {
        var stated: [String: Marketplace] = [:]
        for statement in statements {
            let below = stated[statement.mic] ?? BuiltInMarkets.shared.market(statement.mic)
            if let market = Marketplace(statement, over: below) { stated[statement.mic] = market }
        }
        self.stated = stated
    }

    package subscript(mic: String) -> Found {
        let found = hours(of: mic)
        guard let days = recorded.days(of: mic) else { return found }
        return Found(market: Marketplace(found.market, tradingOn: days), isAssumed: found.isAssumed)
    }

    private func hours(of mic: String) -> Found {
        let own = Markets.stating(mic).lazy.compactMap { stated[$0] }.first
        if let market = own ?? BuiltInMarkets.shared.market(mic) { return Found(market: market, isAssumed: false) }
        return Found(market: BuiltInMarkets.shared.newYork, isAssumed: true)
    }

    /// The market that a segment belongs to; any other is its own.
    package static func operating(_ mic: String) -> String { BuiltInMarkets.shared.whole[mic] ?? mic }

    /// The markets of which a statement is one of this market's hours: itself, the one that it is a segment of, and the one whose
    /// hours it has. The first of them of which there is one holds.
    package static func stating(_ mic: String) -> [String] {
        [mic, operating(mic)] + [BuiltInMarkets.shared.followed[mic]].compactMap(\.self)
    }

    /// An operating market and its segments.
    package static func segments(of market: String) -> [String] {
        [market] + BuiltInMarkets.shared.whole.filter { $0.value == market }.keys.sorted()
    }

    /// Whether a day is a session of a market by its hours, without prices: by those of each of its segments, for they may be
    /// stated apart.
    package func isExpected(_ day: CivilDay, atAllOf mic: String) -> Bool {
        let market = Markets.operating(mic)
        let apart = stated.filter { $0.key != market && Markets.operating($0.key) == market }.values
        return hours(of: market).market.isExpected(day) && apart.allSatisfy { $0.isExpected(day) }
    }

    /// Whether `market.stated` says anything of any market.
    package var areStated: Bool { !stated.isEmpty }

    /// Whether it says something that `isExpected` of a market may rest on.
    package func areStated(atAnyOf mic: String) -> Bool {
        let market = Markets.operating(mic)
        return stated.keys.contains { Markets.operating($0) == market }
            || [mic, market].contains { BuiltInMarkets.shared.followed[$0].map { stated[$0] != nil } ?? false }
    }

    /// What the table holds, for the page that is made from it.
    package static var tabled: [TabledMarket] { BuiltInMarkets.shared.tabled }
    /// Why the table cannot be used; nil where it can.
    package static var tableFault: String? { BuiltInMarkets.shared.fault }
}

/// The table, read once; a market is laid out when it is first asked for.
private final class BuiltInMarkets: Sendable {
    static let shared = BuiltInMarkets()

    let tabled: [TabledMarket]
    let fault: String?
    /// The tabled market whose hours another one has, by that.
    let followed: [String: String]
    /// The market that a segment is a part of, by the segment.
    let whole: [String: String]
    private let laidOut: [String: LaidOut]
    let newYork: Marketplace

    private init() {
        do throws(MarketTableFault) {
            (tabled, fault) = (try TabledMarket.read(MarketTable.text), nil)
        } catch {
            (tabled, fault) = ([], error.description)
        }
        let followers = tabled.flatMap { market in market.followers.map { ($0, market.mic) } }
        followed = Dictionary(followers.map { ($0.mic, $1) }) { first, _ in first }
        whole = Dictionary(followers.filter(\.0.isSegment).map { ($0.0.mic, $0.0.of) }) { first, _ in first }
        laidOut = Dictionary(tabled.map { ($0.mic, LaidOut($0)) }) { first, _ in first }
        newYork =
            laidOut["XNYS"]?.market
            ?? Marketplace(mic: "XNYS", name: "", zone: .newYork, periods: [], specialDays: [:])
    }

    /// Nil where the table has no such market, or this machine does not know its zone.
    func market(_ mic: String) -> Marketplace? { laidOut[followed[mic] ?? mic]?.market }
}

/// A market of the table, made of it on first use.
private final class LaidOut: Sendable {
    private enum Made {
        case not
        case made(Marketplace?)
    }

    private let tabled: TabledMarket
    private let made = Mutex(Made.not)

    init(_ tabled: TabledMarket) { self.tabled = tabled }

    /// Nil where this machine does not know the zone.
    var market: Marketplace? {
        made.withLock { made in
            if case .made(let market) = made { return market }
            let market = (try? TimeZoneRules.named(tabled.zone)).map { zone in
                Marketplace(
                    mic: tabled.mic, name: tabled.name, zone: zone, periods: tabled.periods,
                    specialDays: tabled.laidOut())
            }
            made = .made(market)
            return market
        }
    }
}
