import ArgumentParser
import MarketEvents
import Reports

struct TemplateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "template", abstract: "A table to fill with events of one type, for impact import.",
        discussion: """
            CSV with the fields of the type as columns and one line as an example, which imports into the demo. Columns that
            you do not need may go; others may come (parts.first.value, evidence.Reuters.quote).

              impact template deal.announced > deals.csv
              impact template metric.reported --no-example > metrics.csv
              impact import deals.csv --dry-run
            """)

    @Argument(help: "The event type, such as deal.announced (impact schema lists them).")
    var type: String

    @Flag(help: "The head only.")
    var noExample = false

    @OptionGroup var output: OutputOptions

    func run() throws {
        try output.write(EventTemplate.csv(try EventType.typed(type), hasExample: !noExample))
    }
}

extension EventType {
    /// The type that somebody names.
    static func typed(_ name: String) throws -> EventType {
        guard let type = EventType.named(name) else {
            throw Failure(
                .badInput, unknownName("event type", name, EventType.all.map(\.name), hint: "impact schema lists them"))
        }
        return type
    }
}
