import CivilTime
import MarketEvents

/// The markets whose sessions hold for shares: that of an instrument, and of a ticker whose market was not known that of its
/// single listing.
package struct ShareMarkets {
    package let markets: Markets
    /// All listings that a ticker ever had.
    private let listings: (String) -> [DatedListing]

    package init(_ markets: Markets = .builtIn, listings: @escaping (String) -> [DatedListing] = { _ in [] }) {
        (self.markets, self.listings) = (markets, listings)
    }

    func market(of instrument: Instrument, on day: CivilDay?) -> Markets.Found {
        markets[day.map { instrument.asListed(on: $0, listings).mic } ?? instrument.mic]
    }
}

extension Instrument {
    /// The one that an instrument is on a day: an unknown market and the single listing of that ticker are one.
    ///
    /// - Parameter listings: all that a ticker ever had.
    func asListed(on day: CivilDay, _ listings: (String) -> [DatedListing]) -> Instrument {
        guard mic == Instrument.unknownMarket else { return self }
        let listed = Set(listings(ticker).filter { $0.isValid(on: day) }.map(\.instrument))
        return listed.count == 1 ? listed.first ?? self : self
    }
}
