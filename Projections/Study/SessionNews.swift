import CivilTime
import EventStudy
import MarketEvents

/// Companies with their units: news of a unit moves the parent's price.
struct StudyFamilies {
    private(set) var members: Set<String> = []
    /// The companies whose news a company's price answers to; by company.
    private(set) var byCompany: [String: Set<String>] = [:]

    init(of companies: Set<String>, in register: CompanyRegister) {
        let units = Dictionary(grouping: register.ids) { register.topParent(of: $0) }
        for company in companies {
            let family = Set(units[company] ?? []).union([company])
            byCompany[company] = family
            members.formUnion(family)
        }
    }
}

/// The news of companies by the session that could see it first.
struct SessionNews {
    private typealias Item = (row: Int, id: String)
    /// By company, by row.
    private var items: [String: [Item]] = [:]
    /// What a message calls an event, by its id.
    private var names: [String: String] = [:]

    /// The market of a company's listing, where one of its subjects knows it.
    static func markets(of subjects: [StudySubjectRequest], _ facts: StudyFacts) throws -> [String: ShareMarket] {
        var markets: [String: ShareMarket] = [:]
        for subject in subjects {
            guard let company = subject.company, markets[company] == nil else { continue }
            // Prices in two currencies are another's fault to name.
            let history = try? facts.bestHistory(of: subject.share)
            markets[company] = ShareMarket(mic: subject.mic, found: subject.market, history: history)
        }
        return markets
    }

    init(
        _ news: [StudyNews], _ families: StudyFamilies, _ calendar: TradingCalendar, markets: [String: ShareMarket],
        _ hours: Markets
    ) {
        var listed: [String: [String]] = [:]
        for (company, family) in families.byCompany {
            for member in family { listed[member, default: []].append(company) }
        }
        for item in news {
            names[item.fact.id] = SessionNews.name(item.fact, hours)
            for company in Set(item.parties.flatMap { listed[$0] ?? [] }) {
                guard let market = markets[company], let news = item.fact.newsDay(hours, market.mic),
                    let row = try? calendar.dayZero(of: news.announcement, .next, isSession: market.isSession)
                else { continue }
                items[company, default: []].append((row, item.fact.id))
            }
        }
        items = items.mapValues { $0.sorted { ($0.row, $0.id) < ($1.row, $1.id) } }
    }

    /// What a message calls an event: what it says of itself, else its type, and when it was public.
    func name(_ id: String) -> String { names[id].map { "\($0) (\(id))" } ?? id }

    private static func name(_ fact: Fact, _ hours: Markets) -> String {
        let day = fact.newsDay(hours, "XNYS")?.announcement.day.description ?? fact.published.text
        return "\(fact.event.common.summary ?? fact.event.type.name), \(day)"
    }

    /// The other news of a subject's company whose day 0 is within its event window.
    func around(_ subject: StudySubjectRequest, _ zero: Int, _ window: DayWindow) -> [String] {
        guard let company = subject.company, let items = items[company] else { return [] }
        var index = items.partitionPoint { $0.row - zero < window.lowerBound }
        var found: [String] = []
        while index < items.count, items[index].row - zero <= window.upperBound {
            if items[index].id != subject.event?.id { found.append(items[index].id) }
            index += 1
        }
        return found.sorted()
    }
}
