import CivilTime
import EventStudy
import MarketEvents
import Projections

extension Ledger {
    /// Makes a study: reads what it needs in one state of the log, and computes.
    ///
    /// - Throws: `StudyRefused` with a line for each thing that is wrong.
    package func study(_ request: StudyRequest) throws -> StudyReport {
        try log.snapshot {
            try StudyRun(
                request, facts: StudyFacts(log: log, selection: request.selection), companies: try companies()
            ).report()
        }
    }
}

private struct StudyRun {
    let request: StudyRequest
    let facts: StudyFacts
    let companies: CompanyRegister
    let subjects: [StudySubjectRequest]
    let benchmark: PriceHistory
    let benchmarkName: String
    let calendar: TradingCalendar
    /// The distinct securities, and the place of each subject's among them.
    let securities: [PriceHistory]
    let places: [Int]
    let zeros: [Int]
    /// What is wrong with the subjects that are not among them.
    private let faults: [String]
    private let isUsage: Bool

    init(_ request: StudyRequest, facts: StudyFacts, companies: CompanyRegister) throws {
        self.request = request
        self.facts = facts
        self.companies = companies
        let finder = StudySubjects(facts: facts, companies: companies)
        let market = try finder.benchmark(request.benchmark)
        guard let benchmark = try StudyRun.histories(facts, market).first else {
            throw StudyRefused(["the benchmark has no prices under these cuts"])
        }
        self.benchmark = benchmark
        benchmarkName = market.first?.ticker ?? ""
        calendar = TradingCalendar(days: benchmark.days)
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
        var securities: [PriceHistory] = []
        var known: [Set<Instrument>: Int] = [:]
        var places: [Int] = []
        var zeros: [Int] = []
        var sound: [StudySubjectRequest] = []
        for subject in subjects {
            if known[subject.instruments] == nil, let history = try StudyRun.histories(facts, subject.instruments).first
            {
                known[subject.instruments] = securities.count
                securities.append(history)
            }
            guard let place = known[subject.instruments] else {
                faults.append("\(subject.label): no prices of \(subject.ticker) under these cuts")
                continue
            }
            do throws(DayZeroFault) {
                zeros.append(try calendar.dayZero(of: subject.news, request.closedDays))
                places.append(place)
                sound.append(subject)
            } catch { faults.append("\(subject.label): \(StudyRun.text(error, subject.news, benchmarkName))") }
        }
        (self.subjects, self.securities, self.places, self.zeros) = (sound, securities, places, zeros)
        (self.faults, self.isUsage) = (faults, isUsage)
    }

    private static func histories(_ facts: StudyFacts, _ instruments: Set<Instrument>) throws -> [PriceHistory] {
        do {
            return try facts.histories(of: instruments)
        } catch let mixed as MixedCurrencies {
            let names = instruments.map(\.description).sorted().joined(separator: ", ")
            throw StudyRefused(["the prices of \(names) are in \(mixed.currencies.joined(separator: " and "))"])
        }
    }

    private static func text(_ fault: DayZeroFault, _ news: Announcement, _ benchmark: String) -> String {
        switch fault {
        case .emptyCalendar: "the benchmark has no prices"
        case .noTrading: "there was no trading on \(news.day); --day next or previous takes another session"
        case .outsideCalendar(let first, let last):
            "\(news.isAfterClose ? "after the close of \(news.day)" : "\(news.day)") is not within the prices of "
                + "\(benchmark), which are from \(first) to \(last)"
        }
    }

    func report() throws -> StudyReport {
        let design = request.design
        let sample: EventSample
        do throws(RefusedEvents) {
            sample = try EventSample(
                design: design, market: ReturnSeries(closes: benchmark.closes, kind: design.returns),
                securities: securities.map { ReturnSeries(closes: $0.aligned(to: calendar), kind: design.returns) },
                subjects: zip(places, zeros).map { StudySubject(security: $0, dayZero: $1) })
        } catch {
            throw StudyRefused(
                faults + error.events.map { "\(subjects[$0.index].label): \(text($0.reason, at: $0.index))" })
        }
        guard faults.isEmpty else { throw StudyRefused(faults, isUsage: isUsage) }
        let tests = sample.tests()
        let overlapping = try overlappingEvents()
        let rows = try subjects.indices.map { try row($0, sample, overlapping[$0]) }
        return StudyReport(
            sample: sample, tests: tests, subjects: rows,
            sums: tests.indices.map { sum($0, tests[$0], rows, sample) }, calendar: calendar, benchmark: benchmarkName,
            warnings: warnings(sample, rows))
    }

    private func text(_ reason: StudyRefusal, at index: Int) -> String {
        let history = securities[places[index]]
        switch reason {
        case .tooFewDays(let needed, let found):
            let first = history.days.first.map { ", first price \($0)" } ?? ""
            let window = request.design.estimation
            return "needs \(needed) days, has \(found)\(first) "
                + "(days with a return in the estimation window \(window.lowerBound)..\(window.upperBound))"
        case .noModel(.constantMarket):
            return "the benchmark \(benchmarkName) did not move in the estimation window, so there is no beta"
        case .noModel(.noLaggedSlope):
            return
                "the estimation window has too few neighbouring days, or the market's autocorrelation is -0.5 or below, "
                + "so there is no Scholes-Williams beta"
        }
    }

    // MARK: Rows

    private func row(_ index: Int, _ sample: EventSample, _ overlapping: [String]) throws -> StudyReport.Subject {
        let subject = subjects[index]
        let history = securities[places[index]]
        let zero = zeros[index]
        let value = try StudyValue(subject, facts, on: calendar.days[zero])
        let cumulated = sample.cumulated(of: index)
        func amount(_ change: AbnormalChange, from day: Int, _ freedom: Int) -> StudyAmount? {
            let row = zero + day - 1
            guard row >= 0, let value else { return nil }
            return value.amount(of: change, heldFrom: calendar.days[row], to: calendar.days[zero], freedom)
        }
        let first = max(0, zero + request.design.estimation.lowerBound - 1)
        let last = min(
            calendar.days.count - 1, zero + max(request.design.window.upperBound, request.design.estimation.upperBound))
        let used = calendar.days[min(first, last)]...calendar.days[last]
        var events = history.events(in: used).union(benchmark.events(in: used)).union(value?.events ?? [])
        if let fact = subject.event { events.formUnion(fact.events) }
        return StudyReport.Subject(
            company: subject.company, ticker: subject.ticker, event: subject.event?.id, date: subject.news.day,
            series: history.adjusted,
            marketValueChange: zero > 0 ? value?.change(from: calendar.days[zero - 1], to: calendar.days[zero]) : nil,
            amounts: cumulated.map { amount($0.change, from: $0.window.lowerBound, $0.degreesOfFreedom) },
            dayZeroAmount: amount(
                sample.dayZeroChange(of: index), from: 0, sample.estimates[index].degreesOfFreedom),
            overlapping: overlapping, events: events.sorted())
    }

    /// The sum of a window's amounts over the events tested, where each has one and all are in one currency.
    private func sum(
        _ window: Int, _ tests: WindowTests, _ rows: [StudyReport.Subject], _ sample: EventSample
    ) -> StudyAmount? {
        let amounts = tests.events.compactMap { rows[$0].amounts[window] }
        guard let unit = amounts.first?.unit, amounts.count == tests.events.count,
            amounts.allSatisfy({ $0.unit == unit }),
            let error = sample.standardErrorOfSum(
                amounts.map(\.standardError), events: tests.events, window: tests.window, rbar: tests.rbar)
        else { return nil }
        let total = amounts.reduce(0) { $0 + $1.value }
        let reach = NormalDistribution.twoSided95 * error
        return StudyAmount(
            value: total, standardError: error, lower: total - reach, upper: total + reach, unit: unit)
    }

    /// By subject: the other news of its company and of its units whose day 0 is within the event window.
    private func overlappingEvents() throws -> [[String]] {
        let named = Set(subjects.compactMap(\.company))
        let units = Dictionary(grouping: companies.ids) { companies.topParent(of: $0) }
        let families = Dictionary(
            uniqueKeysWithValues: named.map { company in (company, Set(units[company] ?? []).union([company])) })
        let news = try facts.news(of: families.values.reduce(into: []) { $0.formUnion($1) })
        var rows: [String: [(row: Int, id: String)]] = [:]
        for (company, family) in families {
            let subject = subjects.first { $0.company == company }
            let mic = subject?.instruments.map(\.mic).first { $0 != Instrument.unknownMarket }
            for fact in news where fact.parties.contains(where: family.contains) {
                guard let announcement = fact.announcement(mic: mic ?? ""),
                    let row = try? calendar.dayZero(of: announcement, .next)
                else { continue }
                rows[company, default: []].append((row, fact.id))
            }
        }
        return zip(subjects, zeros).map { subject, zero in
            guard let company = subject.company else { return [] }
            return (rows[company] ?? []).filter {
                request.design.window.contains($0.row - zero) && $0.id != subject.event?.id
            }.map(\.id).sorted()
        }
    }

    private func warnings(_ sample: EventSample, _ rows: [StudyReport.Subject]) -> [String] {
        var lines: [String] = []
        let bySecurity = Dictionary(grouping: places.indices) { places[$0] }.sorted { $0.key < $1.key }
        for events in bySecurity.map(\.value) where events.count > 1 {
            let ticker = rows[events[0]].ticker
            lines.append(
                "\(ticker) is studied \(events.count) times: its events are not independent, which makes tests of the group "
                    + "reject too often")
            let ordered = events.map { zeros[$0] }.sorted()
            let pairs = zip(ordered, ordered.dropFirst()).filter { $1 - $0 < request.design.window.count }
            guard let first = pairs.first else { continue }
            let more = pairs.count > 1 ? ", and those of \(pairs.count - 1) more pairs," : ""
            lines.append(
                "the event windows of \(ticker) around \(calendar.days[first.0]) and \(calendar.days[first.1])\(more) "
                    + "overlap: their effects cannot be told apart")
        }
        for (index, row) in rows.enumerated() {
            if !row.overlapping.isEmpty {
                lines.append(
                    "\(row.label): \(row.overlapping.count) other recorded event\(row.overlapping.count == 1 ? "" : "s") of "
                        + "\(row.company ?? row.ticker) in the event window; their effects cannot be told apart")
            }
            let missing = zip(request.design.window, sample.abnormalReturns(of: index)).filter { $1.isNaN }.map(\.0)
            if !missing.isEmpty {
                lines.append(
                    "\(row.label): no return on day \(missing.map(String.init).joined(separator: ", ")); windows with "
                        + "\(missing.count == 1 ? "it" : "them") have no CAR and leave the event out of their tests")
            }
        }
        return lines
    }
}
