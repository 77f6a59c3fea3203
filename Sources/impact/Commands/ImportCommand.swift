import ArgumentParser
import CanonicalJSON
import EventLog
import Glibc
import Ledger
import MarketEvents

struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Append the events of a file: CloudEvents, a table of events, or prices. All or nothing.",
        discussion: """
            Every fault is listed with its line, and where there is one nothing is imported. A table is CSV whose head names
            fields as append takes them (impact template TYPE prints one); CloudEvents stand one a line, or in a list.

              impact import story.jsonl --dry-run
              impact import deals.csv --type deal.announced --key deal
              impact import --prices amzn.csv --ticker AMZN --currency USD
              impact import --prices closes.csv --currency USD --adjusted all \\
                --index SP500

            A copy with the same root, made from an export:

              impact init --ledger new.sqlite
              impact export events | impact import - --restore --ledger new.sqlite
            """)

    @OptionGroup var ledger: LedgerOptions
    @OptionGroup var prices: PriceOptions
    @OptionGroup var table: EventTableOptions
    @OptionGroup var author: WriterOptions

    @Argument(help: "The file, or - for standard input.")
    var file: String

    @Flag(help: "Judge the file and write nothing.")
    var dryRun = false

    @Flag(
        help:
            "Keep events of types that this program does not know: they are listed and exported, and no view counts them."
    )
    var keepUnknown = false

    @Flag(
        help:
            "Into a new ledger: keep positions, recorded times and stream versions, so that the copy has the same root."
    )
    var restore = false

    @Flag(help: "No messages.")
    var quiet = false

    func run() throws {
        if prices.prices {
            if keepUnknown || restore {
                throw Failure(.usage, "--keep-unknown and --restore are for events, not prices")
            }
            try table.requireTable(evidenceIsTaken: true)
            let done = try prices.run(
                file, evidence: try table.evidence.evidence(), into: try ledger.open(), by: author, dryRun: dryRun,
                quiet: quiet, show: StandardStreams.output)
            if !quiet { done.forEach(StandardStreams.message) }
            return
        }
        try prices.requirePrices()
        if restore, author.sign != nil {
            throw Failure(.usage, "--restore keeps events as they are: sign them where they are written")
        }
        let ledger = try ledger.open()
        let lines = try EventLines(file, keptIn: Environment.temporaryFolder)
        switch try lines.form(isTable: table.isTold) {
        case .table: try take(table: lines, into: ledger)
        case .lines: try take(lines, into: ledger) { event in "\(event)" }
        case .list:
            let list = try EventList(lines)
            try take(list.lines, into: ledger) { event in
                "\(list.places.indices.contains(event - 1) ? list.places[event - 1] : 1): event \(event)"
            }
        }
    }

    private func take(table lines: EventLines, into ledger: Ledger) throws {
        if keepUnknown || restore {
            throw Failure(.usage, "--keep-unknown and --restore are for CloudEvents, not a table")
        }
        let intake = try EventTableImport(file, lines, table, by: author, into: ledger)
        let batch = try intake.run(dryRun: dryRun)
        if dryRun { try StandardStreams.output(intake.understood) }
        if !quiet { try report(batch, ledger) }
    }

    /// - Parameter place: what faults call the place of an event, which counts from 1.
    private func take(_ lines: EventLines, into ledger: Ledger, place: (Int) -> String) throws {
        try table.requireTable()
        if author.writer != nil, author.sign == nil {
            throw Failure(
                .usage, "events name their writers themselves; --writer goes with a table, --prices or --sign")
        }
        var options = BatchIntake.Options()
        options.keepsUnknown = keepUnknown
        options.restores = restore
        options.takesForeignForms = !restore
        options.signer = try author.signer()
        var bar = ProgressBar(total: lines.size, quiet: quiet)
        do {
            let batch = try ledger.take(options, dryRun: dryRun) { batch in
                try announce(lines, to: batch)
                try add(lines, to: batch, &bar)
            }
            bar.clear()
            if !quiet { try report(batch, ledger) }
        } catch {
            bar.clear()
            guard let rejected = error as? RejectedBatch else { throw error }
            throw failure(rejected, place)
        }
    }

    /// Companies may be registered anywhere in the file, so its registrations are read first. Only lines that may be one are
    /// parsed.
    private func announce(_ lines: EventLines, to batch: BatchIntake) throws {
        try lines.forEachBlock { block, _ in
            block.forEachRegistration(batch.announce)
            return true
        }
    }

    /// Lines are read and judged by themselves ahead of the thread that appends the events, in their order.
    private func add(_ lines: EventLines, to batch: BatchIntake, _ bar: inout ProgressBar) throws {
        let reader = batch.makeReader()
        var blocks = PreparedSequence { (block: LineBlock) in block.read(by: reader) }
        var (read, added) = (0, 0)
        func addNext() throws -> Bool {
            guard let stretch = blocks.take() else { return false }
            try batch.add(stretch, after: added)
            if batch.hasTooManyFaults { return false }
            added += stretch.lineCount
            bar.show(read, label: "\(added) lines")
            return true
        }
        try lines.forEachBlock { block, position in
            read = position
            if blocks.isFull, try !addNext() { return false }
            blocks.put(block)
            return true
        }
        if batch.hasTooManyFaults { return }
        while try addNext() {}
    }

    private func report(_ batch: BatchIntake, _ ledger: Ledger) throws {
        func events(_ count: Int) -> String { "\(count) event\(count == 1 ? "" : "s")" }
        if restore {
            let root = hexadecimal(try ledger.log.head().root)
            return StandardStreams.message(
                dryRun
                    ? "would restore \(events(batch.appended))" : "restored \(events(batch.appended)), root \(root)")
        }
        StandardStreams.message(
            "\(dryRun ? "would append" : "appended") \(events(batch.appended))"
                + (batch.unchanged > 0 ? ", \(batch.unchanged) were there already" : ""))
        if author.sign != nil {
            StandardStreams.message(
                "signed \(events(batch.signed)): those by \(author.source) that bore no signature yet")
        }
    }

    private func failure(_ rejected: RejectedBatch, _ place: (Int) -> String) -> Failure {
        var lines = rejected.events.flatMap { event in event.faults.map { "\(file):\(place(event.index)): \($0)" } }
        if lines.count >= BatchIntake.mostFaults {
            lines.append("\(BatchIntake.mostFaults) faults; the rest of the file was not judged")
        }
        return Failure(rejected.isConflict ? .busy : .badInput, lines: lines + ["nothing was imported"])
    }
}
