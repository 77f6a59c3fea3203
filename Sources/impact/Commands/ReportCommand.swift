import ArgumentParser
import Ledger

struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "report", abstract: "The whole story as one file.")
    func run() throws { throw Failure(.fault, "not built yet") }
}
