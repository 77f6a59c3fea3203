import CanonicalJSON

/// What a column of a price file is for, by the name that vendors give it.
package enum PriceHead: Hashable, Sendable {
    case date
    case field(PriceField)
    /// A second close, adjusted for dividends as well.
    case adjustedClose
    case dividends
    case splits
    /// Which security a row is of.
    case symbol
    /// Known, and of no use here.
    case other

    /// Nil for a name that no vendor uses, as far as we know.
    package init?(_ name: String) {
        let key = PriceHead.key(name)
        if let known = PriceHead.byKey[key] {
            self = known
            return
        }
        guard let prefix = PriceHead.prefixes.first(where: { key.hasPrefix($0.0) }) else { return nil }
        self = prefix.1
    }

    /// Whether the name is one that a file in another language than English has.
    package static func isForeign(_ name: String) -> Bool { foreign.contains(key(name)) }

    /// Lower case, without the brackets, stars and points around it, with single spaces.
    package static func key(_ name: String) -> String {
        let spaced = name.lowercased().map { $0 == "_" || $0.isWhitespace ? " " : $0 }
        let words = String(spaced).split(separator: " ").joined(separator: " ")
        let isEdge: (Character) -> Bool = { "<>*.\"".contains($0) }
        return String(words.drop(while: isEdge).reversed().drop(while: isEdge).reversed())
    }

    private static let english: [(PriceHead, [String])] = [
        (
            .date,
            [
                "date", "timestamp", "exchange date", "trade date", "trading date", "dates", "datetime", "date time",
                "price date", "pricing date", "dt",
            ]
        ),
        (
            .field(.close),
            [
                "close", "close/last", "price", "last", "last price", "px last", "closing price", "close price",
                "trade close", "close close price adjusted for splits", "close price adjusted for splits",
            ]
        ),
        (.field(.open), ["open", "open price", "opening price", "px open", "trade open"]),
        (.field(.high), ["high", "high price", "px high", "trade high"]),
        (.field(.low), ["low", "low price", "px low", "trade low"]),
        (
            .field(.volume),
            ["volume", "vol", "px volume", "share volume", "volume traded", "total traded quantity", "trade volume"]
        ),
        (.adjustedClose, ["adj close", "adjclose", "adjusted close", "adj. close", "close adj", "adjustedclose"]),
        (.dividends, ["dividends", "dividend", "dividend amount", "divcash", "div cash", "ex-dividend"]),
        (.splits, ["stock splits", "stock split", "splits", "split coefficient", "splitfactor", "split factor"]),
        (.symbol, ["symbol", "ticker", "code", "name", "ric", "isin", "identifier", "security", "instrument"]),
        (
            .other,
            [
                "change", "change %", "%change", "% change", "%chg", "% chg", "chg", "net", "net chg", "net change",
                "change percent", "changepercent", "changeovertime", "label", "unadjustedvolume", "turnover", "value",
                "vwap", "trades", "no. of trades", "number of trades", "adjopen", "adj open", "adjhigh", "adj high",
                "adjlow", "adj low", "adjvolume", "adj volume", "adj. open", "adj. high", "adj. low", "adj. volume",
                "capital gains", "currency", "open interest", "openint", "per", "time", "prev close", "prev. close",
                "previous close", "series", "ltp", "market cap", "52w h", "52w l", "bid", "ask", "bid price",
                "ask price", "flow", "o-c", "h-l",
            ]
        ),
    ]

    private static let otherLanguages: [(PriceHead, [String])] = [
        (.date, ["datum", "fecha", "data", "jour"]),
        (
            .field(.close),
            [
                "schlusskurs", "schluss", "zuletzt", "kurs", "clôture", "cloture", "dernier", "cierre", "último",
                "ultimo", "chiusura", "slotkoers", "slot",
            ]
        ),
        (
            .field(.open),
            ["erster", "eröffnung", "eröffn", "eroeffnung", "ouverture", "ouv", "apertura", "abertura", "openen"]
        ),
        (.field(.high), ["hoch", "tageshoch", "haut", "plus haut", "máximo", "maximo", "massimo", "hoog"]),
        (.field(.low), ["tief", "tagestief", "bas", "plus bas", "mínimo", "minimo", "laag"]),
        (.field(.volume), ["stuecke", "stücke", "stück", "volumen"]),
        (.other, ["umsatz", "+/- %", "+/-", "+/- in %", "variation", "var %", "variation %"]),
    ]

    /// Names that go on with a currency or an explanation.
    private static let prefixes: [(String, PriceHead)] = [
        ("turnover", .other), ("adj close adjusted close price", .adjustedClose), ("umsatz", .other),
    ]

    private static let byKey = Dictionary(
        (english + otherLanguages).flatMap { head, names in names.map { (key($0), head) } }, uniquingKeysWith: { $1 })

    private static let foreign = Set(otherLanguages.flatMap { $0.1 }.map { key($0) })
}
