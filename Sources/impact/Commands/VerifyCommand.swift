import ArgumentParser
import CanonicalJSON
import EventLog
import Glibc
import Ledger
import Projections
import Reports
import SQLite

struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Recompute the log from its stored bytes: whether every event is what was appended.",
        discussion: """
            Exit 0: it is sound. Exit 1: it is not; the first bad position is named. Only a checkpoint that was kept elsewhere
            shows whether somebody rewrote the log and all its hashes.

              impact verify
              impact verify --checkpoint checkpoint.txt --verifier "$(cat ledger.pub)"
              impact verify --writers writers.txt
            """)

    @OptionGroup var ledger: LedgerOptions
    @OptionGroup var output: OutputOptions

    @Option(help: ArgumentHelp("A signed checkpoint that was kept elsewhere.", valueName: "file"))
    var checkpoint: String?

    @Option(help: ArgumentHelp("The key that checks it, as keygen printed it.", valueName: "vkey"))
    var verifier: String?

    @Option(
        help: ArgumentHelp(
            "Whose signatures the events bear, by the writers' keys: one a line, behind it perhaps its writer.",
            valueName: "file"))
    var writers: String?

    @Flag(help: "With --writers: each event and what its signature is worth, as CSV on standard output.")
    var each = false

    @Flag(help: "As JSON.")
    var json = false

    func run() throws {
        if each, writers == nil || json {
            throw Failure(.usage, json ? "--each is CSV; say --each or --json" : "--each needs --writers")
        }
        let keys = try writers.map { try WriterKeyFile.read($0) }
        let published = try publishedCheckpoint()
        let trusted = try? published?.get()
        let start = VerifyCommand.seconds()
        let report = try LogVerification.run(path: ledger.path, checkpoint: trusted)
        let seconds = max(VerifyCommand.seconds() - start, 0.000_001)
        var findings = report.findings
        if case .failure(let error) = published {
            findings.append(Finding(part: .checkpoint, reason: "\(checkpoint ?? ""): \(error)"))
        }
        // Views of a log that is not sound prove nothing.
        let views = report.findings.isEmpty ? try auditViews() : (current: [], findings: [])
        findings += views.findings
        let signatures = try keys.flatMap { try audit($0, report) }
        findings += signatures?.allFindings ?? []
        let summary = Summary(
            report: report, findings: findings, views: views.current, signatures: signatures, checkpoint: trusted,
            seconds: seconds)
        if json {
            try output.write(summary.json.canonicalText + "\n")
        } else if each {
            // The list has standard output for itself.
            if !output.quiet { summary.lines.forEach(StandardStreams.message) }
        } else if !findings.isEmpty || !output.quiet {
            try output.print(summary.lines)
        }
        guard !findings.isEmpty else { return }
        let first = findings.lazy.compactMap(\.position).first
        throw Failure(
            .no,
            lines: output.quiet ? [] : ["not sound" + (first.map { ": the first bad position is \($0)" } ?? "")])
    }

    /// Nil where none was named; a failure where the signature is not what it should be.
    private func publishedCheckpoint() throws -> Result<Checkpoint, NoteError>? {
        guard let checkpoint, let verifier else {
            if checkpoint == nil, verifier == nil { return nil }
            throw Failure(.usage, "--checkpoint and --verifier go together: a file, and the key that checks it")
        }
        let key: NoteVerifierKey
        do throws(NoteError) { key = try NoteVerifierKey(parsing: verifier) } catch {
            throw Failure(.usage, "--verifier \(error)")
        }
        let bytes = try SmallFile.read(checkpoint)
        do throws(NoteError) {
            let note = try SignedNote(parsing: bytes)
            do throws(NoteError) { try note.verify(by: key) } catch { return .failure(error) }
            return .success(try Checkpoint(parsing: note.text))
        } catch {
            throw Failure(.badInput, "\(checkpoint): \(error)")
        }
    }

    /// Nil where the log is not sound: what its rows say cannot be relied on.
    private func audit(_ keys: WriterKeys, _ report: VerificationReport) throws -> SignatureSummary? {
        guard report.findings.isEmpty else {
            output.note("note: the signatures were not checked, since the log is not sound")
            return nil
        }
        let log = try SQLiteEventLog.open(path: ledger.path, access: .readOnly)
        var summary = SignatureSummary()
        guard each else {
            try log.forEachSignature(keys) { summary.add($0) }
            return summary
        }
        try output.writing { write in
            try write(SignatureWords.csvHeader)
            try log.forEachSignature(keys) { judged in
                summary.add(judged)
                try write(SignatureWords.csv(judged))
            }
        }
        return summary
    }

    private func auditViews() throws -> (current: [String], findings: [Finding]) {
        let path = LedgerOptions.viewsPath(of: ledger.path)
        guard access(path, F_OK) == 0 else { return ([], []) }
        let log = try SQLiteEventLog.open(path: ledger.path, access: .readOnly)
        do {
            return try Ledger(log: log, store: try ViewStore(path: path)).auditViews()
        } catch let error as SQLiteError where error.isDamage {
            return ([], [Finding(part: .view, reason: "\(path) cannot be read: \(error.message)")])
        } catch let error as SQLiteError where !error.isBusy {
            // Where nobody may write, no view can be kept current; that is nothing against the log.
            output.note("note: the views were not checked: \(error.message)")
            return ([], [])
        } catch let error as ViewsFileError where error.isRefused {
            output.note("note: the views were not checked: \(error)")
            return ([], [])
        } catch let error as NotAViewsFile {
            return ([], [Finding(part: .view, reason: "\(error)")])
        } catch let error as JSONSyntaxError {
            return ([], [Finding(part: .view, reason: "a row in \(path) is no JSON: \(error)")])
        }
    }

    private static func seconds() -> Double {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        return Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
    }
}

private struct Summary {
    let report: VerificationReport
    let findings: [Finding]
    let views: [String]
    let signatures: SignatureSummary?
    let checkpoint: Checkpoint?
    let seconds: Double

    private var eventsPerSecond: Int { Int(Double(report.head?.position ?? 0) / seconds) }
    private var milliseconds: Double { (seconds * 1000).rounded() }

    var lines: [String] {
        let signed = signatures?.lines ?? []
        guard findings.isEmpty, let head = report.head else { return findings.map(\.description) + signed }
        var lines = ["origin      \(report.origin)", "root        \(Hexadecimal.text(head.root))"]
        if let checkpoint { lines.append("checkpoint  of \(checkpoint.size) events; this log extends it") }
        lines.append("views       " + (views.isEmpty ? "none current" : "\(views.joined(separator: ", "))"))
        lines += signed
        lines.append("sound: \(head.position) events in \(Int(milliseconds)) ms, \(eventsPerSecond) events a second")
        return lines
    }

    var json: JSONObject {
        var object: JSONObject = [
            "sound": .boolean(findings.isEmpty), "origin": .string(report.origin),
            "events": report.head.map { .integer($0.position) } ?? .null,
            "root": report.head.map { .string(Hexadecimal.text($0.root)) } ?? .null,
            "views": .array(views.map { .string($0) }),
            "findings": .array(
                findings.map { finding in
                    [
                        "position": finding.position.map { .integer($0) } ?? .null,
                        "part": .string(finding.part.rawValue), "reason": .string(finding.reason),
                    ]
                }),
            "milliseconds": .number(milliseconds), "eventsPerSecond": .integer(eventsPerSecond),
        ]
        if let checkpoint {
            object["checkpoint"] = [
                "origin": .string(checkpoint.origin), "size": .integer(checkpoint.size),
                "root": .string(Hexadecimal.text(checkpoint.root)),
            ]
        }
        if let signatures { object["signatures"] = signatures.json }
        return object
    }
}
