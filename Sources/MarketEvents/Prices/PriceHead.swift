import CanonicalJSON

/// What a column of a price file is for, by the name that vendors give it.
package enum PriceHead: Hashable, Sendable {
    case date
    /// A time beside a day, or the day itself where no other column has one.
    case time
    case field(PriceField)
    /// A second close, adjusted for dividends as well.
    case adjustedClose
    case dividends
    case splits
    /// The same in every row: which security it is of, its currency, how far the rows stand apart.
    case steady
    /// Known, and of no use here.
    case other

    /// Nil for a name that no vendor uses, as far as we know.
    package init?(_ name: String) {
        let key = PriceHead.key(name)
        if let known = PriceHead.byKey[key]
            ?? QuotedCurrency.split(column: name).flatMap({
                PriceHead.byKey[PriceHead.key($0.name)]
            })
        {
            self = known
            return
        }
        guard let prefix = PriceHead.prefixes.first(where: { key.hasPrefix($0.0) }) else { return nil }
        self = prefix.1
    }

    /// Whether the name is one that a file in another language than English has.
    package static func isForeign(_ name: String) -> Bool {
        foreign.contains(key(QuotedCurrency.split(column: name)?.name ?? name))
    }

    /// What the name of a close says that it is adjusted for, in the words of `PriceStatement`; nil for most.
    static func adjustment(ofClose name: String) -> String? {
        let key = key(name)
        if key.contains("unadjusted") || key.contains("raw") { return "unadjusted" }
        if PriceHead(name) == .adjustedClose { return "adjusted" }
        return key.contains("adjusted for splits") || key.contains("split adjusted") ? "splits" : nil
    }

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
                "price date", "pricing date", "dt", "date1", "dlycaldt", "traddt",
            ]
        ),
        (.time, ["time", "window start"]),
        (
            .field(.close),
            [
                "close", "close/last", "price", "last", "last price", "px last", "closing price", "close price",
                "trade close", "close close price adjusted for splits", "close price adjusted for splits",
                "split adjusted close", "unadjusted close", "raw close", "price close", "latest", "prc", "dlyclose",
                "clspric",
            ]
        ),
        (
            .field(.open),
            ["open", "open price", "opening price", "px open", "trade open", "price open", "dlyopen", "opnpric"]
        ),
        (
            .field(.high),
            ["high", "high price", "highest price", "px high", "trade high", "price high", "dlyhigh", "hghpric"]
        ),
        (.field(.low), ["low", "low price", "lowest price", "px low", "trade low", "price low", "dlylow", "lwpric"]),
        (
            .field(.volume),
            [
                "volume", "vol", "px volume", "share volume", "volume traded", "total traded quantity", "trade volume",
                "number of shares", "totalvolume", "total volume", "ttl trd qnty", "dlyvol",
                "tottrdqty", "ttltradgvol",
            ]
        ),
        (.adjustedClose, ["adj close", "adjclose", "adjusted close", "adj. close", "close adj", "adjustedclose"]),
        (.dividends, ["dividends", "dividend", "dividend amount", "divcash", "div cash", "ex-dividend"]),
        (
            .splits,
            [
                "stock splits", "stock split", "splits", "split coefficient", "splitfactor", "split factor",
                "split ratio",
            ]
        ),
        (
            .steady,
            [
                "symbol", "ticker", "code", "name", "ric", "isin", "identifier", "security", "instrument",
                "valorsymbol", "tckrsymb", "permno", "currency", "ccy", "crncy", "trading currency", "per",
            ]
        ),
        (
            .other,
            [
                "change", "change %", "%change", "% change", "%chg", "% chg", "chg", "net", "net chg", "net change",
                "change percent", "changepercent", "changeovertime", "label", "unadjustedvolume", "turnover", "value",
                "vwap", "trades", "no. of trades", "number of trades", "adjopen", "adj open", "adjhigh", "adj high",
                "adjlow", "adj low", "adjvolume", "adj volume", "adj. open", "adj. high", "adj. low", "adj. volume",
                "capital gains", "open interest", "openint", "prev close", "prev. close",
                "previous close", "series", "ltp", "market cap", "52w h", "52w l", "bid", "ask", "bid price",
                "ask price", "flow", "o-c", "h-l", "transactions", "dlyprc", "dlyprcflg",
                // The files of Indian exchanges that have all shares of a day.
                "prevclose", "tottrdval", "totaltrades", "avg price", "no of trades", "deliv qty", "deliv per", "bizdt",
                "sgmt", "src", "fininstrmtp", "fininstrmid", "sctysrs", "xprydt", "fininstrmactlxprydt", "strkpric",
                "optntp", "fininstrmnm", "lastpric", "prvsclsgpric", "undrlygpric", "sttlmpric", "opnintrst",
                "chnginopnintrst", "ttltrfval", "ttlnboftxsexctd", "ssnid", "newbrdlotqty", "rmks", "rsvd1", "rsvd2",
                "rsvd3", "rsvd4",
            ]
        ),
    ]

    private static let otherLanguages: [(PriceHead, [String])] = [
        (.date, ["datum", "fecha", "data", "jour"]),
        (
            .field(.close),
            [
                "schlusskurs", "schluss", "zuletzt", "kurs", "clôture", "cloture", "clot", "dernier", "cierre",
                "último",
                "ultimo", "chiusura", "slotkoers", "slot",
            ]
        ),
        (
            .field(.open),
            ["erster", "eröffnung", "eröffn", "eroeffnung", "ouverture", "ouv", "apertura", "abertura", "openen"]
        ),
        (
            .field(.high),
            ["hoch", "tageshoch", "haut", "plus haut", "máximo", "máxima", "maxima", "maximo", "massimo", "hoog"]
        ),
        (.field(.low), ["tief", "tagestief", "bas", "plus bas", "mínimo", "mínima", "minima", "minimo", "laag"]),
        (.field(.volume), ["stuecke", "stücke", "stück", "volumen"]),
        (.steady, ["devise", "währung", "waehrung", "moneda", "moeda", "valuta"]),
        (.other, ["umsatz", "+/- %", "+/-", "+/- in %", "variation", "var %", "var%", "variation %"]),
    ]

    /// Names that go on with a currency or an explanation.
    private static let prefixes: [(String, PriceHead)] = [
        ("turnover", .other), ("adj close adjusted close price", .adjustedClose), ("umsatz", .other),
    ]

    private static let byKey = Dictionary(
        (english + otherLanguages).flatMap { head, names in names.map { (key($0), head) } }, uniquingKeysWith: { $1 })

    private static let foreign = Set(otherLanguages.flatMap { $0.1 }.map { key($0) })
}
