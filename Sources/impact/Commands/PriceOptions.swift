import ArgumentParser
import Ledger
import MarketEvents

/// `import --prices`: what the file's columns are, and how its days are recorded.
struct PriceOptions: ParsableArguments {
    @Flag(help: "The file is CSV with daily prices: date,close[,open,high,low,volume], or a column a ticker.")
    var prices = false

    @Option(
        help: ArgumentHelp("The security of a price file of one (else each column is a ticker).", valueName: "ticker"))
    var ticker: String?

    @Option(help: ArgumentHelp("The market of the prices (else that of the listing, else XXXX).", valueName: "mic"))
    var mic: String?

    @Option(help: ArgumentHelp("The currency of the prices; required with --prices.", valueName: "code"))
    var currency: String?

    @Option(help: ArgumentHelp("What the prices are adjusted for: none, splits or all (else none).", valueName: "kind"))
    var adjusted: String?

    @Option(help: ArgumentHelp("A ticker that is an index (repeatable).", valueName: "ticker"))
    var index: [String] = []

    @Option(
        help: ArgumentHelp(
            "A ticker that is an exchange rate: what one unit costs in --currency (repeatable).", valueName: "ticker"))
    var fx: [String] = []

    @Flag(help: "A minus marks a bid-ask midpoint on a day without trades, as CRSP writes it.")
    var midpoints = false

    @Flag(help: "Record a correction where a day stands with another price.")
    var correct = false

    @Option(help: ArgumentHelp("Who published the prices, as their evidence.", valueName: "name"))
    var publisher: String?

    /// What `import` without `--prices` refuses.
    func requirePrices() throws {
        let given: [(String, Bool)] = [
            ("--ticker", ticker != nil), ("--mic", mic != nil), ("--currency", currency != nil),
            ("--adjusted", adjusted != nil), ("--index", !index.isEmpty), ("--fx", !fx.isEmpty),
            ("--midpoints", midpoints), ("--correct", correct), ("--publisher", publisher != nil),
        ]
        if let option = given.first(where: { $0.1 }) { throw Failure(.usage, "\(option.0) is for --prices") }
    }

    /// Takes the days of a file into a ledger, all or none, and says how many there were.
    func run(_ file: String, into ledger: Ledger, dryRun: Bool, quiet: Bool) throws -> String {
        let currency = try currencyCode()
        return try PriceImport(options: self, file: file, ledger: ledger, currency: currency, quiet: quiet)
            .run(dryRun: dryRun)
    }

    private func currencyCode() throws -> String {
        guard let currency else { throw Failure(.usage, "--prices needs --currency, such as --currency USD") }
        for (name, value, format) in [
            ("--currency", currency, TextFormat.currency), ("--mic", mic, .mic), ("--ticker", ticker, .ticker),
        ] + index.map({ ("--index", $0, TextFormat.ticker) }) + fx.map({ ("--fx", $0, TextFormat.ticker) }) {
            if let value, let fault = format.fault(value) { throw Failure(.usage, "\(name): \(fault)") }
        }
        if let both = fx.first(where: index.contains) {
            throw Failure(.usage, "\(both) is said to be an index and an exchange rate; say --index or --fx")
        }
        if let adjusted, !["none", "splits", "all"].contains(adjusted) {
            throw Failure(.usage, "--adjusted is \(quoted(adjusted)); write none, splits or all")
        }
        return currency
    }
}
