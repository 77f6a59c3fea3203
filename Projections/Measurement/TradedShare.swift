import MarketEvents

/// What prices are of: a share of a company under whatever ticker it was listed, or a security that nobody lists.
package struct TradedShare: Hashable, Sendable {
    /// The company and the class that a listing is of: two companies may have had one ticker at different times, and two classes
    /// of one company as well.
    package struct Owner: Hashable, Sendable {
        package let company: String
        package let shareClass: String?
    }

    /// What names it: of a listed share the instrument that it was listed as last.
    package let instrument: Instrument
    /// Nil where nobody lists it.
    package let owner: Owner?
    /// Whether it is recorded without a market, too, although nobody lists it.
    private let isAlsoWithoutMarket: Bool
    /// False of an index and an exchange rate, which are no share, even if one has their name.
    let isShare: Bool

    private init(_ instrument: Instrument, _ owner: Owner?, isAlsoWithoutMarket: Bool = false, isShare: Bool = true) {
        (self.instrument, self.owner) = (instrument, owner)
        (self.isAlsoWithoutMarket, self.isShare) = (isAlsoWithoutMarket, isShare)
    }

    init(_ instrument: Instrument, of owner: Owner) { self.init(instrument, owner) }

    /// A security on the days on which nobody lists it.
    package static func unlisted(_ instrument: Instrument, isAlsoWithoutMarket: Bool = false) -> TradedShare {
        TradedShare(instrument, nil, isAlsoWithoutMarket: isAlsoWithoutMarket)
    }

    /// An index or an exchange rate.
    package static func index(_ instrument: Instrument) -> TradedShare {
        TradedShare(instrument, nil, isShare: false)
    }

    /// What it is recorded as, beside what it was listed as at other times.
    package var instruments: Set<Instrument> {
        isAlsoWithoutMarket ? [instrument, instrument.withoutMarket] : [instrument]
    }
}

extension Instrument {
    /// The same ticker where its market is not known.
    package var withoutMarket: Instrument { Instrument(mic: Instrument.unknownMarket, ticker: ticker) }
}
