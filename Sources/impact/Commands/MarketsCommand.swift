import ArgumentParser
import CivilTime
import EventLog
import MarketEvents
import Reports

struct MarketsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "markets", abstract: "The markets that are built in, or the sessions of one.",
        discussion: """
            Sessions are as far as the table of markets tells: what a ledger states of a market
            (market.stated) is laid over it, and a day with a price is a session in any case.

              impact markets
              impact markets XTKS --since 2024-11-01 --until 2024-11-08
            """)

    @OptionGroup var output: OutputOptions

    @Argument(help: "The market (ISO 10383).")
    var market: String?

    @Option(help: ArgumentHelp("The first day, by the market's clocks.", valueName: "day"))
    var since: String?

    @Option(help: ArgumentHelp("The last day.", valueName: "day"))
    var until: String?

    @Flag(help: "All markets with their hours, special days and sources, as Markdown.")
    var catalogue = false

    func run() throws {
        if catalogue { return try output.write(MarketCatalogue.markdown) }
        guard let market else {
            let table = TextTable(
                headings: [.init("market"), .init("name"), .init("zone"), .init("also")],
                rows: Markets.tabled.map { market in
                    [market.mic, market.name, market.zone, market.followers.map(\.mic).joined(separator: " ")]
                })
            return try output.write(table.terminal(width: output.width, color: output.color))
        }
        let found = Markets.builtIn[market]
        guard !found.isAssumed else {
            let known = Markets.tabled.flatMap { [$0.mic] + $0.followers.map(\.mic) }
            throw Failure(
                .badInput,
                unknownName("market", market, known, hint: "impact markets lists them; market.stated states others"))
        }
        let today = TimeZoneRules.newYork.day(of: SystemClock.now())
        let first = try day(since, "--since") ?? today
        let last = try day(until, "--until") ?? first
        guard let first, let last, first <= last else {
            throw Failure(.usage, "--until comes before --since")
        }
        try output.write(MarketCatalogue.sessions(of: found.market, from: first, through: last))
    }

    private func day(_ text: String?, _ option: String) throws -> CivilDay? {
        guard let text else { return nil }
        guard let day = CivilDay(text) else {
            throw Failure(.usage, "\(option): \(quoted(text)) is not a plain day; write for example 2025-11-03")
        }
        return day
    }
}
