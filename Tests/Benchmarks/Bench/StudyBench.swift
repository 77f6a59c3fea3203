import CivilTime
import Glibc
import LedgerGenerator

/// Measures `impact study` against numpy and PyPI's `eventstudy` computing abnormal returns and their sums alone: whole
/// processes, from the ledger and from the CSV file of the same prices. `Docs/benchmarks.md` says what the figures were.
///
///     bench study ROUNDS FOLDER IMPACT SCRIPTS
struct StudyBench {
    let rounds: Int
    let folder: String
    let impact: String
    /// The folder of the Python programs.
    let scripts: String

    private struct Case {
        let name: String
        let securities: Int
        let points: [String]
        /// Against numpy.
        let goal: String
        /// How many times the speed of `eventstudy`.
        let peerGoal: String
    }

    /// `eventstudy` takes milliseconds a pair: of more, it does these, and its time is multiplied.
    private static let mostPeerPoints = 1_000

    private static let sessions = 2_500

    func run() throws {
        var lines = [
            [
                "work", "impact study --json", "numpy, AR and CAR alone", "ratio", "goal",
                "eventstudy, AR and CAR alone", "times as fast", "goal", "largest deviation from numpy",
            ]
        ]
        for work in cases() {
            let prices = "\(folder)/study-prices-\(work.securities).csv"
            let ledger = "\(folder)/study-\(work.securities).sqlite"
            try prepare(work, prices, ledger)
            let points = "\(folder)/study-points.txt"
            try write(work.points.map { $0 + "\n" }.joined(), to: points)
            let json = "\(folder)/study.json"
            let own = "'\(impact)' study --ledger '\(ledger)' --on '@\(points)' --json --quiet -o '\(json)'"
            let numpy = "python3 '\(scripts)/study_numpy.py' '\(prices)' '\(points)'"
            let some = "\(folder)/study-some-points.txt"
            try write(work.points.prefix(Self.mostPeerPoints).map { $0 + "\n" }.joined(), to: some)
            let peer =
                try timed {
                    _ = try Rounds.shell("python3 '\(scripts)/study_eventstudy.py' '\(prices)' '\(some)'")
                } * Double(work.points.count) / Double(min(work.points.count, Self.mostPeerPoints))
            var (best, reference) = (Best(), Best())
            for round in 0...rounds {
                let seconds = try timed { _ = try Rounds.shell(own) }
                let other = try timed { _ = try Rounds.shell(numpy) }
                // The first round warms the caches.
                guard round > 0 else { continue }
                best.take(seconds)
                reference.take(other)
            }
            let deviation = try Rounds.shell("\(numpy) '\(json)'").split(separator: "\n").last ?? ""
            lines.append([
                work.name, "\(best.seconds.rounded(2)) s", "\(reference.seconds.rounded(2)) s",
                (best.seconds / reference.seconds).rounded(2), work.goal, "\(peer.rounded(2)) s",
                (peer / best.seconds).rounded(1), work.peerGoal, String(deviation),
            ])
        }
        let widths = (0..<lines[0].count).map { column in lines.map { $0[column].count }.max() ?? 0 }
        for line in lines {
            print(
                zip(line, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }.joined(separator: "  "))
        }
    }

    private func cases() -> [Case] {
        var random = SeededNumbers(seed: 6)
        let days = sessionDays()
        // Enough days before for the estimation window, and behind for the event window.
        func day() -> CivilDay { days[300 + random.below(days.count - 320)] }
        let date = days[1_500]
        var dates: [CivilDay] = []
        while dates.count < 100 {
            let more = day()
            if !dates.contains(more) { dates.append(more) }
        }
        return [
            Case(
                name: "500 securities x 1 event", securities: 500, points: (0..<500).map { "T\($0)@\(date)" }, goal: "",
                peerGoal: "> 1"),
            Case(
                name: "1,000 events on 50 securities", securities: 50,
                points: (0..<1_000).map { _ in "T\(random.below(50))@\(day())" }, goal: "", peerGoal: ">= 3"),
            Case(
                name: "50,000 event-security pairs", securities: 500,
                points: dates.flatMap { date in (0..<500).map { "T\($0)@\(date)" } }, goal: "<= 3",
                peerGoal: ">= 10"),
        ]
    }

    private func sessionDays() -> [CivilDay] {
        var days: [CivilDay] = []
        var day = CivilDay(daysSinceEpoch: 14_610)
        while let current = day, days.count < Self.sessions {
            if current.weekday <= 5 { days.append(current) }
            day = current.adding(days: 1)
        }
        return days
    }

    /// Prices that move with the market by a beta of their own, and a ledger of them.
    private func prepare(_ work: Case, _ prices: String, _ ledger: String) throws {
        guard access(ledger, F_OK) != 0 else { return }
        var random = SeededNumbers(seed: 7)
        let betas = (0..<work.securities).map { _ in 50 + random.below(100) }
        var closes = [Int](repeating: 1_000_000, count: work.securities + 1)
        var text = "date,MARKET," + (0..<work.securities).map { "T\($0)" }.joined(separator: ",") + "\n"
        for day in sessionDays() {
            text += "\(day)"
            let market = random.below(20_001) - 9_990
            closes[0] += closes[0] * market / 1_000_000
            for index in 1..<closes.count {
                let own = market * betas[index - 1] / 100 + random.below(30_001) - 14_990
                closes[index] = max(1_000, closes[index] + closes[index] * own / 1_000_000)
            }
            for close in closes { text += ",\(close / 100).\(close % 100 < 10 ? "0" : "")\(close % 100)" }
            text += "\n"
        }
        try write(text, to: prices)
        _ = try Rounds.shell("'\(impact)' init --quiet --ledger '\(ledger)'")
        _ = try Rounds.shell(
            "'\(impact)' import --quiet --prices --currency USD --adjusted all --index MARKET '\(prices)' --ledger '\(ledger)'"
        )
    }

    private func write(_ text: String, to path: String) throws {
        guard let file = fopen(path, "w") else { fatalError("\(path) cannot be written") }
        defer { fclose(file) }
        let bytes = Array(text.utf8)
        guard fwrite(bytes, 1, bytes.count, file) == bytes.count else { fatalError("\(path) cannot be written") }
    }
}
