import CivilTime
import EventLog
import EventStudy
import MarketEvents

extension StudyReport {
    /// Makes a study of the state of a log that its caller reads in.
    ///
    /// - Throws: `StudyRefused` with a line for each thing that is wrong.
    package static func make(_ request: StudyRequest, log: any EventLog) throws -> StudyReport {
        let facts = StudyFacts(log: log, selection: request.selection)
        let companies = try facts.companies()
        let finder = StudySubjects(facts: facts, companies: companies)
        let benchmark = try finder.benchmark(request.benchmark)
        guard let history = try facts.bestHistory(of: benchmark.share) else {
            throw StudyRefused(["the benchmark has no prices under these cuts"])
        }
        let market = StudyMarket(history, of: benchmark.share, named: benchmark.name)
        var subjects: [StudySubjectRequest] = []
        var faults: [String] = []
        var isUsage = false
        for item in request.items {
            do {
                switch item {
                case .event(let id):
                    subjects += try finder.subjects(
                        ofEvent: id, company: request.company, isAfterClose: request.isAfterClose)
                case .point(let point):
                    subjects.append(try finder.subject(of: point, isAfterClose: request.isAfterClose))
                }
            } catch let refused as StudyRefused {
                faults += refused.lines
                isUsage = isUsage || refused.isUsage
            }
        }
        let design = try request.design(of: subjects)
        var run = try StudyRun(subjects, design, request.closedDays, facts: facts, market: market)
        faults += run.refused.map { "\($0.subject.label): \($0.reason)" }
        guard faults.isEmpty else { throw StudyRefused(faults, isUsage: isUsage) }
        let families = StudyFamilies(of: Set(subjects.compactMap(\.company)), in: companies)
        let news = SessionNews(
            try facts.news(of: families.members), families, market.calendar,
            markets: try SessionNews.markets(of: run.subjects, facts),
            try facts.hours())
        var leftOut: [String] = []
        if request.excludesOverlap {
            let kept = run.subjects.indices.filter { index in
                let others = run.overlapping(index, news)
                if !others.isEmpty { leftOut.append(run.leavingOut(index, others, news)) }
                return others.isEmpty
            }
            guard !kept.isEmpty else { throw StudyRefused(["no event is left: every one overlaps others"] + leftOut) }
            if kept.count < run.subjects.count {
                run = try StudyRun(
                    kept.map { run.subjects[$0] }, design, request.closedDays, facts: facts, market: market)
            }
        }
        let rows = try run.rows(news)
        return StudyReport(
            sample: run.sample, subjects: rows, calendar: market.calendar, benchmark: market.name,
            warnings: leftOut + warnings(run, rows, news))
    }

    private static func warnings(
        _ run: StudyRun, _ rows: [StudyReport.Subject], _ news: SessionNews
    ) -> [String] {
        let days = run.market.calendar.days
        var lines: [String] = []
        let bySecurity = Dictionary(grouping: run.places.indices) { run.places[$0] }.sorted { $0.key < $1.key }
        for events in bySecurity.map(\.value) where events.count > 1 {
            let ticker = rows[events[0]].ticker
            lines.append(
                "\(ticker) is studied \(events.count) times: its events are not independent, which makes tests of the group "
                    + "reject too often")
            let ordered = events.map { run.zeros[$0] }.sorted()
            let pairs = zip(ordered, ordered.dropFirst()).filter { $1 - $0 < run.design.window.count }
            guard let first = pairs.first else { continue }
            let more = pairs.count > 1 ? ", and those of \(pairs.count - 1) more pairs," : ""
            lines.append(
                "the event windows of \(ticker) around \(days[first.0]) and \(days[first.1])\(more) "
                    + "overlap: their effects cannot be told apart")
        }
        for (index, row) in rows.enumerated() {
            if !row.overlapping.isEmpty {
                lines.append(
                    "\(row.label): \(row.overlapping.count) other recorded event\(row.overlapping.count == 1 ? "" : "s") of "
                        + "\(row.company ?? row.ticker) in the event window; their effects cannot be told apart: "
                        + row.overlapping.map(news.name).joined(separator: "; "))
            }
            if !row.joined.isEmpty {
                lines.append("\(row.label): one share under several tickers: \(row.joined.joined(separator: "; "))")
            }
            // Who records no shares asks for no amount.
            if let reason = row.amountReason, reason != NoBasis.noCount.reason {
                lines.append("\(row.label): no amount: \(reason)")
            }
            let missing = run.missingDays(index)
            if !missing.isEmpty {
                lines.append(
                    "\(row.label): no return on day \(missing.map(String.init).joined(separator: ", ")); windows with "
                        + "\(missing.count == 1 ? "it" : "them") have no CAR and leave the event out of their tests")
            }
        }
        return lines
    }
}

extension StudyRun {
    /// What else of a subject's company lies in its event window: recorded news, and other events that are studied with it.
    fileprivate func overlapping(_ index: Int, _ news: SessionNews) -> [String] {
        let own = subjects[index]
        let recorded = news.around(own, zeros[index], design.window)
        let studied = subjects.indices.filter { other in
            other != index && subjects[other].isOfOne(with: own)
                && design.window.contains(zeros[other] - zeros[index])
                && subjects[other].event.map { event in !recorded.contains(event.id) && event.id != own.event?.id }
                    ?? true
        }
        return recorded + studied.map { subjects[$0].label }
    }

    fileprivate func leavingOut(_ index: Int, _ others: [String], _ news: SessionNews) -> String {
        "\(subjects[index].label) is left out: in its event window lies "
            + others.map(news.name).joined(separator: "; ")
    }
}

extension StudySubjectRequest {
    /// Whether both are of one company, or, where nobody lists them, of one security.
    fileprivate func isOfOne(with other: StudySubjectRequest) -> Bool {
        if let company { return company == other.company }
        return other.company == nil && share == other.share
    }
}
