import CivilTime
import Synchronization

/// Which market has which hours: what is built in, and what `market.stated` says over it.
package struct Markets: Sendable {
    /// A market as a rule takes it.
    package struct Found: Sendable {
        package let market: Marketplace
        /// Where nobody says what its hours are, those of New York are taken.
        package let isAssumed: Bool
    }

    /// By MIC.
    private let stated: [String: Marketplace]

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

    package var isPlain: Bool { stated.isEmpty }

    package subscript(mic: String) -> Found {
        let followed = BuiltInMarkets.shared.operating[mic]
        if let market = stated[mic] ?? followed.flatMap({ stated[$0] }) ?? BuiltInMarkets.shared.market(mic) {
            return Found(market: market, isAssumed: false)
        }
        return Found(market: BuiltInMarkets.shared.newYork, isAssumed: true)
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
    /// The market whose hours a segment has, by the segment.
    let operating: [String: String]
    private let laidOut: [String: LaidOut]
    let newYork: Marketplace

    private init() {
        do throws(MarketTableFault) {
            (tabled, fault) = (try TabledMarket.read(MarketTable.text), nil)
        } catch {
            (tabled, fault) = ([], error.description)
        }
        var operating: [String: String] = [:]
        for market in tabled {
            for follower in market.followers { operating[follower.mic] = market.mic }
        }
        self.operating = operating
        laidOut = Dictionary(tabled.map { ($0.mic, LaidOut($0)) }) { first, _ in first }
        newYork =
            laidOut["XNYS"]?.market
            ?? Marketplace(mic: "XNYS", name: "", zone: .newYork, periods: [], specialDays: [:])
    }

    /// Nil where the table has no such market, or this machine does not know its zone.
    func market(_ mic: String) -> Marketplace? { laidOut[operating[mic] ?? mic]?.market }
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
