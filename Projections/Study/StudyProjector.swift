import CanonicalJSON
import CivilTime
import EventLog
import EventStudy
import MarketEvents

/// The default study of each event that has a day and a listed party with prices: what `impact study EVENT` says without
/// options, one row an event and security. An event that cannot be studied has a row, too, with the reason. The benchmark is the ledger's one index; where there is none, or are several, nothing is
/// studied, and `obstacle` says so once.
package enum StudyProjector: LogProjector {
    package static let version = 6
    package static let shape = ViewShape(
        "study",
        [
            Column("company", .company), Column("ticker"), Column("event"), Column("date"), Column("day0"),
            Column("model"), Column("estimation", .list), Column("window", .list), Column("m", .integer),
            Column("alpha", .number), Column("beta", .number), Column("sigma", .number), Column("ar0", .number),
            Column("car", .number), Column("standardError", .number), Column("lower", .number),
            Column("upper", .number), Column("tExact", .number), Column("pExact", .number),
            Column("dollarEffect", .quantity), Column("dollarEffectInterval", .quantity),
            Column("overlapping", .list), Column("reason"), Column("dayZeroBy"), Column("hourUnknown", .boolean),
            Column("notes", .list), Column("joined", .list),
        ],
        shown: [
            "company", "date", "ar0", "car", "window", "standardError", "pExact", "dollarEffect", "reason", "beta",
            "m", "overlapping", "day0", "event",
        ])

    /// So many events share a block of memory.
    private static let eventsAtOnce = 2_000

    /// Without an index nothing is studied.
    package static func hasBasis(in log: any EventLog) throws -> Bool {
        try !StudyFacts(log: log, selection: Selection()).pricedIndexes().isEmpty
    }

    package static func isTouched(by log: any EventLog, after position: Int, hadBasis: Bool) throws -> Bool {
        guard hadBasis else {
            var isThere = false
            try log.forEach(ReadQuery(fromPosition: position + 1, types: ["prices.recorded"])) { event in
                isThere = isThere || event.envelope.data["kind"] == "index"
            }
            return isThere
        }
        let facts = StudyFacts(log: log, selection: Selection())
        let priced = Set(try pricedCompanies(StudySubjects(facts: facts, companies: try facts.companies())))
        let priceWords: Set = ["stock.moved", "stock.record-set", "market-cap.changed"]
        var isTouched = false
        try log.forEach(ReadQuery(fromPosition: position + 1)) { event in
            let names = try facts.companies(namedBy: event)
            guard !isTouched, let type = EventType.named(event.envelope.type), !priceWords.contains(type.name) else {
                return
            }
            // What names nobody may be an amendment, prices, a split, or be about another event.
            isTouched =
                names.isEmpty || type.stream == .target || !names.isDisjoint(with: priced)
                || type.name == "company.registered"
        }
        return isTouched
    }

    package static func rows(of log: any EventLog, _ selection: Selection) throws -> [ViewRow] {
        let facts = StudyFacts(log: log, selection: selection)
        guard case .success(let market) = try benchmark(facts) else { return [] }
        let companies = try facts.companies()
        var wanted = try subjects(StudySubjects(facts: facts, companies: companies))
        guard !wanted.isEmpty else { return [] }
        let design = try StudyDesign().leading(with: StudyDesign.windowOfUnknownHour)
        let families = StudyFamilies(of: Set(wanted.compactMap(\.company)), in: companies)
        let news = SessionNews(
            try facts.news(of: families.members), families, market.calendar,
            markets: try SessionNews.markets(of: wanted, facts),
            try facts.hours())
        // Those of one security stand together, so that a block holds few securities.
        wanted.sort { ($0.ticker, $0.event?.id ?? "") < ($1.ticker, $1.event?.id ?? "") }
        var rows: [ViewRow] = []
        var reaches = StudentReaches()
        for start in stride(from: 0, to: wanted.count, by: eventsAtOnce) {
            let block = Array(wanted[start..<min(start + eventsAtOnce, wanted.count)])
            let run = try StudyRun(block, design, .next, facts: facts, market: market)
            for (index, reported) in try run.rows(news).enumerated() {
                rows.append(row(reported, run.subjects[index], index, run, &reaches))
            }
            rows += run.refused.map { row($0.subject, design, refused: $0.reason) }
        }
        return rows
    }

    /// What a picture of some rows draws, as far as they can be studied. Nil where there is no benchmark.
    ///
    /// - Parameter keys: of rows; at most `eventsAtOnce` of them are taken.
    package static func paths(of log: any EventLog, _ selection: Selection, keys: Set<String>) throws -> StudyPaths? {
        guard !keys.isEmpty else { return nil }
        return try log.snapshot {
            let facts = StudyFacts(log: log, selection: selection)
            guard case .success(let market) = try benchmark(facts) else { return nil }
            let finder = StudySubjects(facts: facts, companies: try facts.companies())
            let wanted = try subjects(finder).filter { keys.contains(key($0)) }.prefix(eventsAtOnce)
            let run = try StudyRun(Array(wanted), try StudyDesign(), .next, facts: facts, market: market)
            return StudyPaths(
                run.sample, run.subjects.map { ("\($0.ticker)@\($0.news.day)", $0.company, $0.event?.id) },
                market.calendar)
        }
    }

    /// The companies of which a listing has prices, their own or their parent's.
    private static func pricedCompanies(_ finder: StudySubjects) throws -> [String] {
        try finder.companies.ids.filter { company in
            try finder.listings(of: company).contains {
                try !finder.facts.pricedInstruments(ofTicker: $0.listing.ticker).isEmpty
            }
        }
    }

    /// One for each event and listed party that has prices under the cuts.
    private static func subjects(_ finder: StudySubjects) throws -> [StudySubjectRequest] {
        var subjects: [StudySubjectRequest] = []
        for item in try finder.facts.news(of: Set(try pricedCompanies(finder))) {
            do {
                subjects += try finder.subjects(of: item.fact, parties: item.parties).subjects
            } catch is StudyRefused {
                // Whose day is not known cannot be studied at all, and is no row.
            }
        }
        try finder.facts.readAhead(subjects.lazy.map(\.share))
        return try subjects.filter { try finder.facts.isPriced($0.share) }
    }

    /// Why nothing is studied although there are prices: no index, or several. Nil where there is one, or are no prices.
    package static func obstacle(in log: any EventLog, _ selection: Selection) throws -> String? {
        try log.snapshot {
            let facts = StudyFacts(log: log, selection: selection)
            let instruments = try facts.pricedInstruments()
            guard case .failure(let missing) = try benchmark(facts),
                try instruments.contains(where: { try facts.hasPrices($0) })
            else { return nil }
            return missing.reason
        }
    }

    private static let noIndex = "no index is recorded to hold prices against (impact import --prices --index TICKER)"

    private struct NoBenchmark: Error {
        let reason: String
    }

    /// The one index that has prices under the cuts.
    private static func benchmark(_ facts: StudyFacts) throws -> Result<StudyMarket, NoBenchmark> {
        let indexes = try facts.pricedIndexes().filter { try facts.isPriced(.index($0)) }
        guard let index = indexes.first, indexes.count == 1 else {
            let names = indexes.map(\.ticker).sorted().joined(separator: ", ")
            return .failure(
                NoBenchmark(
                    reason: indexes.isEmpty
                        ? noIndex
                        : "several indexes are recorded (\(names)): which one is the market is not known"))
        }
        do {
            guard let history = try facts.bestHistory(of: .index(index)) else {
                return .failure(NoBenchmark(reason: noIndex))
            }
            return .success(StudyMarket(history, of: .index(index)))
        } catch let refused as StudyRefused { return .failure(NoBenchmark(reason: refused.description)) }
    }
}

// MARK: Rows

extension StudyProjector {
    private static func key(_ subject: StudySubjectRequest) -> String {
        "\(subject.company ?? subject.ticker)@\(subject.news.day):\(subject.event?.id ?? "")"
    }

    /// What every row says of itself.
    private static func common(_ subject: StudySubjectRequest, _ design: StudyDesign) -> [String: Cell] {
        [
            "company": Cell(subject.company), "ticker": .text(subject.ticker), "event": Cell(subject.event?.id),
            "date": .text(subject.news.day.description), "model": .text(design.model.rawValue),
            "estimation": list(design.estimation), "window": list(window(of: subject)), "overlapping": .list([]),
            "dayZeroBy": .text(subject.newsDay.reason), "hourUnknown": .boolean(subject.isHourUnknown),
            "notes": .list(subject.notes.map { .string($0) }), "joined": .list([]),
        ]
    }

    /// The window of a row: of news whose hour is not known the days on which it may have been seen first.
    private static func window(of subject: StudySubjectRequest) -> DayWindow {
        subject.isHourUnknown ? StudyDesign.windowOfUnknownHour : -1...1
    }

    private static func list(_ window: DayWindow) -> Cell {
        .list([.integer(window.lowerBound), .integer(window.upperBound)])
    }

    private static func row(
        _ subject: StudySubjectRequest, _ design: StudyDesign, refused reason: String
    ) -> ViewRow {
        var cells = common(subject, design)
        cells["reason"] = .text(reason)
        return ViewRow(shape, key: key(subject), cells, events: subject.event?.events ?? [])
    }

    private static func row(
        _ reported: StudyReport.Subject, _ subject: StudySubjectRequest, _ index: Int, _ run: StudyRun,
        _ reaches: inout StudentReaches
    ) -> ViewRow {
        let estimate = run.sample.estimates[index]
        var cells = common(subject, run.design)
        cells["day0"] = .text(run.market.calendar.days[run.zeros[index]].description)
        cells["m"] = .integer(estimate.days)
        cells["alpha"] = Cell(statistic: estimate.alpha)
        cells["beta"] = Cell(statistic: estimate.beta)
        cells["sigma"] = Cell(statistic: estimate.sigma)
        let zero = -run.design.window.lowerBound
        cells["ar0"] = Cell(statistic: Array(run.sample.abnormalReturns(of: index))[zero])
        let window = window(of: subject)
        if let cumulated = run.sample.cumulated(of: index).first(where: { $0.window == window }) {
            let error = cumulated.exactVariance.squareRoot()
            let reach = reaches.of(cumulated.degreesOfFreedom)
            cells["car"] = Cell(statistic: cumulated.car)
            cells["standardError"] = Cell(statistic: error)
            cells["lower"] = Cell(statistic: cumulated.car - reach * error)
            cells["upper"] = Cell(statistic: cumulated.car + reach * error)
            cells["tExact"] = Cell(statistic: cumulated.exactT)
            cells["pExact"] = Cell(statistic: cumulated.exactP)
            if !cumulated.isComplete {
                let missing = run.missingDays(index).filter(cumulated.window.contains).map(String.init)
                cells["reason"] = .text("no return on day \(missing.joined(separator: ", ")), so no CAR")
            }
        }
        cells["dollarEffect"] = Cell(reported.dayZeroAmount?.amount)
        cells["dollarEffectInterval"] = Cell(reported.dayZeroAmount?.interval)
        cells["joined"] = .list(reported.joined.map { .string($0) })
        cells["overlapping"] = .list(reported.overlapping.map { .string($0) })
        return ViewRow(shape, key: key(subject), cells, events: reported.events)
    }
}
