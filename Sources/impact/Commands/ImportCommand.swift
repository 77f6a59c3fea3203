import ArgumentParser
import CanonicalJSON
import EventLog
import Glibc
import Ledger
import MarketEvents

struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Append the events of a file: CloudEvents one a line, or prices. All or nothing.",
        discussion: """
            Every fault is listed with its line, and where there is one nothing is imported.

              impact import story.jsonl --dry-run
              impact import --prices amzn.csv --ticker AMZN --currency USD
              impact import --prices closes.csv --currency USD --adjusted all \\
                --index SP500

            A copy with the same root, made from an export:

              impact init --ledger new.sqlite
              impact export events | impact import - --restore --ledger new.sqlite
            """)

    @OptionGroup var ledger: LedgerOptions
    @OptionGroup var prices: PriceOptions

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
            let done = try prices.run(file, into: try ledger.open(), dryRun: dryRun, quiet: quiet)
            if !quiet { StandardStreams.message(done + "\n") }
            return
        }
        try prices.requirePrices()
        let ledger = try ledger.open()
        let lines = try EventLines(file)
        var options = BatchIntake.Options()
        options.keepsUnknown = keepUnknown
        options.restores = restore
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
            throw failure(rejected)
        }
    }

    /// Companies may be registered anywhere in the file, so its registrations are read first. Only lines that may be one are
    /// parsed; an escape could spell the type, too.
    private func announce(_ lines: EventLines, to batch: BatchIntake) throws {
        let (word, escape) = (Array("company.registered".utf8), Array("\\u".utf8))
        try lines.forEach { line, _ in
            if line.tooLong == nil, line.bytes.holds(word) || line.bytes.holds(escape),
                let object = (try? JSONValue(parsing: line.bytes))?.object
            {
                batch.announce(object)
            }
            return true
        }
    }

    /// Lines are read and judged by themselves ahead of the thread that appends the events, in their order.
    private func add(_ lines: EventLines, to batch: BatchIntake, _ bar: inout ProgressBar) throws {
        let reader = batch.makeReader()
        var chunks = PreparedSequence { (chunk: LineChunk) in chunk.read(by: reader) }
        var chunk = LineChunk()
        var read = 0
        func addNext() throws -> Bool {
            guard let stretch = chunks.take() else { return false }
            try batch.add(stretch)
            if batch.hasTooManyFaults { return false }
            if let last = stretch.lastPlace { bar.show(read, label: "\(last) lines") }
            return true
        }
        try lines.forEach { line, position in
            read = position
            chunk.append(line)
            guard chunk.isFull else { return true }
            if chunks.isFull, try !addNext() { return false }
            chunks.put(chunk)
            chunk = LineChunk()
            return true
        }
        if batch.hasTooManyFaults { return }
        chunks.put(chunk)
        while try addNext() {}
    }

    private func report(_ batch: BatchIntake, _ ledger: Ledger) throws {
        func events(_ count: Int) -> String { "\(count) event\(count == 1 ? "" : "s")" }
        if restore {
            let root = hexadecimal(try ledger.log.head().root)
            return StandardStreams.message(
                dryRun
                    ? "would restore \(events(batch.appended))\n" : "restored \(events(batch.appended)), root \(root)\n"
            )
        }
        StandardStreams.message(
            "\(dryRun ? "would append" : "appended") \(events(batch.appended))"
                + (batch.unchanged > 0 ? ", \(batch.unchanged) were there already" : "") + "\n")
    }

    private func failure(_ rejected: RejectedBatch) -> Failure {
        var lines = rejected.events.flatMap { event in event.faults.map { "\(file):\(event.index): \($0)" } }
        if lines.count >= BatchIntake.mostFaults {
            lines.append("\(BatchIntake.mostFaults) faults; the rest of the file was not judged")
        }
        return Failure(rejected.isConflict ? .busy : .badInput, lines: lines + ["nothing was imported"])
    }
}

extension ArraySlice<UInt8> {
    /// The standard library's search for a sequence takes longer than the parsing of the line.
    fileprivate func holds(_ word: [UInt8]) -> Bool {
        withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress, let first = word.first, bytes.count >= word.count else { return false }
            let end = bytes.count - word.count + 1
            var place = 0
            while place < end, let found = memchr(start + place, Int32(first), end - place) {
                if memcmp(found, word, word.count) == 0 { return true }
                place = UnsafeRawPointer(found) - start + 1
            }
            return false
        }
    }
}
