import ArgumentParser
import CanonicalJSON
import CivilTime
import Ledger
import MarketEvents

/// `import --prices`: what the file's columns are, and how its days are recorded.
struct PriceOptions: ParsableArguments {
    @Flag(
        help:
            "The file is CSV with daily prices: date,close[,open,high,low,volume], a column a ticker, or as vendors write."
    )
    var prices = false

    @Option(
        help: ArgumentHelp("The security of a price file of one (else each column is a ticker).", valueName: "ticker"))
    var ticker: String?

    @Option(
        help: ArgumentHelp(
            "The file has this company's prices: each day goes to the ticker that it had then.", valueName: "company"))
    var company: String?

    @Option(
        help: ArgumentHelp("What the columns are: date=NAME,close=NAME[,open=NAME...].", valueName: "columns"))
    var columns: String?

    @Option(help: ArgumentHelp("The order of days: ymd, mdy or dmy (else what all rows can be).", valueName: "order"))
    var dates: String?

    @Option(
        help: ArgumentHelp("The decimal mark: comma or point (else what all cells can have).", valueName: "mark"))
    var decimal: String?

    @Option(help: ArgumentHelp("The market of the prices (else that of the listing, else XXXX).", valueName: "mic"))
    var mic: String?

    @Option(
        help: ArgumentHelp(
            "The currency of the prices; required. GBX, GBp, ILA, ZAc: its hundredth.", valueName: "code"))
    var currency: String?

    @Option(help: ArgumentHelp("What the prices are adjusted for: none, splits or all (else none).", valueName: "kind"))
    var adjusted: String?

    @Option(
        help: ArgumentHelp("The day through which they are adjusted, itself included (else today).", valueName: "day"))
    var adjustedThrough: String?

    @Option(help: ArgumentHelp("A ticker that is an index (repeatable).", valueName: "ticker"))
    var index: [String] = []

    @Option(
        help: ArgumentHelp(
            "A ticker that is an exchange rate: what one unit costs in --currency (repeatable).", valueName: "ticker"))
    var fx: [String] = []

    @Option(
        help: ArgumentHelp(
            "How the rates of --fx were fixed: ecb, wmr-london-4pm, h10 or close (else close).", valueName: "fixing"))
    var fixing: String?

    @Flag(help: "Record the file's dividends and splits, too.")
    var actions = false

    @Flag(help: "A minus marks a bid-ask midpoint on a day without trades, as CRSP writes it.")
    var midpoints = false

    @Flag(help: "Record a correction where a day stands with another price.")
    var correct = false

    /// What `import` without `--prices` refuses.
    func requirePrices() throws {
        let given: [(String, Bool)] = [
            ("--ticker", ticker != nil), ("--mic", mic != nil), ("--currency", currency != nil),
            ("--adjusted", adjusted != nil), ("--index", !index.isEmpty), ("--fx", !fx.isEmpty),
            ("--company", company != nil), ("--columns", columns != nil), ("--dates", dates != nil),
            ("--decimal", decimal != nil), ("--adjusted-through", adjustedThrough != nil), ("--fixing", fixing != nil),
            ("--actions", actions), ("--midpoints", midpoints), ("--correct", correct),
        ]
        if let option = given.first(where: { $0.1 }) { throw Failure(.usage, "\(option.0) is for --prices") }
    }

    /// Takes the days of a file into a ledger, all or none, and says how many there were.
    ///
    /// - Parameters:
    ///   - evidence: who published the prices.
    ///   - show: takes what was understood of the file, for a dry run.
    func run(
        _ file: String, evidence: JSONValue?, into ledger: Ledger, by author: WriterOptions, dryRun: Bool, quiet: Bool,
        show: ([String]) throws -> Void
    ) throws -> [String] {
        let terms = try PriceTerms(self)
        return try PriceImport(
            options: self, terms: terms, file: file, evidence: evidence, ledger: ledger, author: author, quiet: quiet
        )
        .run(dryRun: dryRun, show: show)
    }

    /// Whether they say how the file is written.
    var tellsWriting: Bool { columns != nil || dates != nil || decimal != nil }
}

/// What the options say, judged.
struct PriceTerms {
    let currency: String
    /// How many powers of ten a price is too great by: two for pence.
    let minorDigits: Int
    let columns: [String: String]
    let dates: DayOrder?
    let decimal: DecimalMark?
    let adjustedThrough: CivilDay

    private static let fixings = ["ecb", "wmr-london-4pm", "h10", "close"]

    init(_ options: PriceOptions) throws {
        guard let told = options.currency else {
            throw Failure(.usage, "--prices needs --currency, such as --currency USD")
        }
        let quotation = QuotedCurrency(told)
        (currency, minorDigits) = (quotation?.code ?? told, quotation?.minorDigits ?? 0)
        for (name, value, format) in [
            ("--currency", currency, TextFormat.currency), ("--mic", options.mic, .mic),
            ("--ticker", options.ticker, .ticker), ("--company", options.company, .company),
        ] + options.index.map({ ("--index", $0, TextFormat.ticker) })
            + options.fx.map({ ("--fx", $0, TextFormat.ticker) })
        {
            if let value, let fault = format.fault(value) { throw Failure(.usage, "\(name): \(fault)") }
        }
        if let both = options.fx.first(where: options.index.contains) {
            throw Failure(.usage, "\(both) is said to be an index and an exchange rate; say --index or --fx")
        }
        if let adjusted = options.adjusted, !["none", "splits", "all"].contains(adjusted) {
            throw Failure(.usage, "--adjusted is \(quoted(adjusted)); write none, splits or all")
        }
        if let fixing = options.fixing {
            if options.fx.isEmpty { throw Failure(.usage, "--fixing is of the rates that --fx names") }
            if !PriceTerms.fixings.contains(fixing) {
                throw Failure(
                    .usage, "--fixing is \(quoted(fixing)); write \(PriceTerms.fixings.joined(separator: ", "))")
            }
        }
        for rate in options.fx {
            guard let base = PriceTerms.base(of: rate), !rate.hasSuffix(currency) else { continue }
            let quote = rate.suffix(3)
            throw Failure(
                .usage,
                "\(rate) is what one \(base) costs in \(quote), and --currency is \(currency); say --currency \(quote)"
                    + (base == currency ? ", or --fx \(quote)\(base) where the file has its inverse" : ""))
        }
        dates = try options.dates.map { text in
            guard let order = DayOrder(rawValue: text) else {
                throw Failure(.usage, "--dates is \(quoted(text)); write ymd, mdy or dmy")
            }
            return order
        }
        decimal = try options.decimal.map { text in
            guard let mark = DecimalMark(rawValue: text) else {
                throw Failure(.usage, "--decimal is \(quoted(text)); write comma or point")
            }
            return mark
        }
        columns = try PriceTerms.columns(options.columns)
        guard let today = Environment.clock().utcDay else {
            throw Failure(.usage, "the clock of this machine is beyond the year 9999")
        }
        adjustedThrough =
            try options.adjustedThrough.map { text in
                guard let day = (try? TimeReader().read(text)).flatMap({ CivilDay($0) }) else {
                    throw Failure(.usage, "--adjusted-through is \(quoted(text)); write a day such as 2025-11-03")
                }
                return day
            } ?? today
    }

    /// Of EURUSD the currency whose one unit costs so many of the other; nil for what is not called so.
    static func base(of rate: String) -> String? {
        let (base, quote) = (String(rate.prefix(3)), String(rate.suffix(3)))
        guard rate.count == 6, TextFormat.currency.fault(base) == nil, TextFormat.currency.fault(quote) == nil else {
            return nil
        }
        return base
    }

    private static func columns(_ text: String?) throws -> [String: String] {
        var columns: [String: String] = [:]
        for part in (text ?? "").split(separator: ",") {
            let pair = part.split(separator: "=", maxSplits: 1).map(String.init)
            guard pair.count == 2, pair[0] == "date" || PriceField(rawValue: pair[0]) != nil else {
                throw Failure(
                    .usage,
                    "--columns has \(quoted(String(part))); write date=NAME,close=NAME, also open, high, low, volume")
            }
            guard columns[pair[0]] == nil else { throw Failure(.usage, "--columns names \(pair[0]) twice") }
            columns[pair[0]] = pair[1]
        }
        if text != nil, columns.isEmpty { throw Failure(.usage, "--columns is empty; write date=NAME,close=NAME") }
        return columns
    }
}
