/// What a price file says of itself beside its prices: in a line above its header, in the name of a column, in a column.
struct PriceStatement: Sendable {
    enum Subject: Sendable, Equatable {
        case currency, security, adjustment, spacing
    }

    let subject: Subject
    let text: String
    let line: Int
    let column: Int

    /// Words before a colon or in a first cell, and names of columns.
    private static let subjects: [String: Subject] = {
        let words: [(Subject, [String])] = [
            (
                .currency,
                [
                    "currency", "currency code", "quote currency", "trading currency", "ccy", "curr", "crncy", "devise",
                    "währung", "waehrung", "moneda", "moeda", "valuta",
                ]
            ),
            (
                .security,
                ["security", "ticker", "symbol", "ric", "identifier", "instrument", "valorsymbol", "tckrsymb"]
            ),
            (.adjustment, ["adjustment", "adjustments", "adjusted", "price adjustment", "adjusted prices"]),
            (.spacing, ["period", "periodicity", "interval", "frequency", "per", "timeframe"]),
        ]
        return Dictionary(uniqueKeysWithValues: words.flatMap { subject, all in all.map { ($0, subject) } })
    }()

    static func subject(ofName name: String) -> Subject? { subjects[PriceHead.key(name)] }

    /// What a line above a header says: `Currency,USD`, `Currency: USD`.
    init?(above line: CSVLine, number: Int) {
        let fields = line.fields.filter { !$0.bytes.isEmpty }
        guard let first = fields.first else { return nil }
        let start = line.text(first)
        if fields.count == 1 {
            let parts = start.split(separator: ":", maxSplits: 1).map(String.init)
            guard parts.count == 2, let subject = PriceStatement.subject(ofName: parts[0]) else { return nil }
            self.init(subject, parts[1], number, first.column)
        } else {
            guard let subject = PriceStatement.subject(ofName: start.hasSuffix(":") ? String(start.dropLast()) : start)
            else { return nil }
            self.init(subject, line.text(fields[1]), number, fields[1].column)
        }
    }

    init(_ subject: Subject, _ text: String, _ line: Int, _ column: Int) {
        let isSpace: (Character) -> Bool = \.isWhitespace
        self.text = String(text.drop(while: isSpace).reversed().drop(while: isSpace).reversed())
        (self.subject, self.line, self.column) = (subject, line, column)
    }

    /// What in it contradicts what was told; nil where nothing does.
    func fault(against told: PriceSurvey.Told) -> PlacedFault? {
        let reason: String? =
            switch subject {
            case .currency: currencyFault(told)
            case .security: securityFault(told)
            case .adjustment: adjustmentFault(told)
            case .spacing: spacingFault
            }
        return reason.map { PlacedFault(line: line, column: column, $0) }
    }

    private static let mend = ", or mend the file where it is wrong"

    private func currencyFault(_ told: PriceSurvey.Told) -> String? {
        guard let code = told.currency, let currency = QuotedCurrency(code) else { return nil }
        let scalars = Array(text.unicodeScalars)
        if scalars.count == 1, let sign = CurrencySign(scalars[0]) {
            return PriceStatement.fault(of: sign, in: text, against: told)
        }
        guard let found = QuotedCurrency(text), found != currency else { return nil }
        return "the file's currency is \(text) here, and --currency is \(code): say --currency \(text)"
            + PriceStatement.mend
    }

    /// What a sign beside a price, or in the name of a column, contradicts.
    static func fault(of sign: CurrencySign, in text: String, against told: PriceSurvey.Told) -> String? {
        guard let code = told.currency, let currency = QuotedCurrency(code), !sign.mayMean(currency) else { return nil }
        return "\(quoted(text)) is in \(sign.noun), and --currency is \(code): say --currency \(sign.usual)" + mend
    }

    private func securityFault(_ told: PriceSurvey.Told) -> String? {
        guard let security = told.security else { return nil }
        let names = PriceStatement.names(of: text)
        // A company's name in words, an ISIN or a number of a vendor's own says nothing that can be held against a ticker.
        guard names.count > 1, let ticker = names.last,
            TextFormat.ticker.fault(ticker.uppercased()) == nil, ticker.dropLast().allSatisfy({ !$0.isLowercase }),
            TextFormat.isin.fault(ticker) != nil, !names.contains(where: security.isNamed)
        else { return nil }
        let word = ticker.uppercased()
        return "the file is of \(quoted(text)) here, and \(security.option): say --ticker \(word)"
            + (security.owner.map { ", or record \(word) among the aliases of \($0)" } ?? PriceStatement.mend)
    }

    /// `AMZN US Equity`, `AMZN.O`, `NASDAQ:AMZN`: the whole, its first word, and that without its market. A point may also be a
    /// part of the ticker. Several words are a name, but for Bloomberg's.
    static func names(of text: String) -> [String] {
        let words = text.split(separator: " ").map(String.init)
        guard let word = words.first,
            words.count == 1 || ["equity", "index", "curncy", "comdty"].contains(words.last?.lowercased())
        else { return [text] }
        let behind = word.split(separator: ":").last.map(String.init) ?? word
        let before = behind.lastIndex(of: ".").map { String(behind[..<$0]) } ?? ""
        return [text, word, behind] + (before.isEmpty ? [] : [before])
    }

    private func adjustmentFault(_ told: PriceSurvey.Told) -> String? {
        guard let adjusted = told.adjusted else { return nil }
        let (found, fitting): (String, [String]) =
            switch PriceHead.key(text) {
            case "none", "no", "false", "raw", "unadjusted", "not adjusted": ("not adjusted", ["none"])
            case "yes", "true", "adjusted": ("adjusted", ["all", "splits"])
            case "splits", "split", "split adjusted", "splits only": ("adjusted for splits", ["splits"])
            case "all", "total return", "splits and dividends", "dividends and splits":
                ("adjusted for splits and dividends", ["all"])
            default: ("", [])
            }
        guard !fitting.isEmpty, !fitting.contains(adjusted) else { return nil }
        return "the closes are \(found) here, and --adjusted is \(adjusted): say "
            + fitting.map { "--adjusted \($0)" }.joined(separator: " or ") + PriceStatement.mend
    }

    private var spacingFault: String? {
        let key = PriceHead.key(text)
        let found: RowSpacing? =
            switch key {
            case "w", "1w", "weekly", "week", "wk", "1wk": .weekly
            case "m", "1mo", "monthly", "month", "mo": .monthly
            case "q", "3mo", "quarterly", "quarter": .quarterly
            case "y", "a", "1y", "yearly", "annual", "year": .yearly
            default: nil
            }
        return found.map { "the file's rows are \($0.rawValue) here, not sessions; take a file with daily prices" }
    }
}
