import ArgumentParser
import Dispatch
import EventLog
import Glibc
import Ledger
import MarketEvents
import Projections
import Reports

/// `impact log --follow`: the events as they come, from this and other processes, until somebody stops it.
extension LogCommand {
    /// - Parameter position: the first that is shown, unless a filter holds it back.
    func follow(_ ledger: Ledger, from position: Int) async throws {
        FollowingEnd.prepare()
        let wanted = try company.map { try ledger.companies().resolve($0) }
        let period = try TimeRange(since: since, until: until, cuts)
        let query = ReadQuery(fromPosition: position, stream: stream, types: type.map { [$0] })
        let sentences = ledger.sentences()
        for try await event in ledger.log.follow(query) {
            guard try wanted.map({ try ledger.views.touches($0, at: event.position) }) ?? true, period.admits(event)
            else {
                continue
            }
            try output.write(
                json ? event.json.canonicalText + "\n" : EventLine.text(event, sentences, width: output.width))
        }
    }

    func checkFollowing() throws {
        guard history == nil else { throw Failure(.usage, "--follow is for the log, --history for one event") }
        guard try cuts.selection().isWhole else {
            throw Failure(
                .usage, "--follow shows what comes, which no cut and no filter of certainty can know: leave it out")
        }
        guard output.output ?? "-" == "-" else {
            throw Failure(
                .usage, "a file that -o names is made when it is whole, and --follow never ends: write > FILE")
        }
    }
}

/// How following ends: by Ctrl-C, by SIGTERM, or when nobody reads any more, all of which are no failure.
enum FollowingEnd {
    static func prepare() {
        // Nothing is left to do: each event was written at once, and the ledger is only read.
        for number in [SIGINT, SIGTERM, SIGPIPE] { signal(number) { _ in _exit(0) } }
        var status = stat()
        guard fstat(STDOUT_FILENO, &status) == 0, [S_IFIFO, S_IFSOCK].contains(status.st_mode & S_IFMT) else { return }
        // Without this the next event would have to come before a reader is found gone.
        DispatchQueue(label: "reader").async {
            var reader = pollfd(fd: STDOUT_FILENO, events: 0, revents: 0)
            while reader.revents == 0 { poll(&reader, 1, -1) }
            _exit(0)
        }
    }
}
