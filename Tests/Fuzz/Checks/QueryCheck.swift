import CanonicalJSON
import Ledger
import MarketEvents

extension ParserCheck {
    /// Conditions of an append: what is taken reads the same when its parts are written in another order.
    package static let query = ParserCheck(
        "query", maximumLength: 512,
        words: EventType.all.map(\.name) + [
            "type=", "stream=", "company=", "|", ",", "=", "openai", "AMZN", "AMZN.O", "XNAS:NVDA", "deal/d1",
            "stock/XNAS:AMZN",
            "\u{301}", "\u{0}", "ﬀ", "İ",
        ]
    ) { input in
        guard let text = text(of: input) else { return false }
        let query: EventQuery
        do { query = try EventQuery(text, companies: companies) } catch {
            try hold("a refusal is one of ours", error is EventQueryError || error is UnknownCompany)
            try holdIsMessage("\(error)")
            return false
        }
        for company in query.companies ?? [] {
            try hold("\(company) is registered", companies.isRegistered(company))
        }
        let sides: [(String, Set<String>?)] = [
            ("company", query.companies), ("stream", query.streams), ("type", query.types),
        ]
        let again = sides.compactMap { key, values in values.map { "\(key)=" + $0.sorted().joined(separator: "|") } }
            .joined(separator: ",")
        let read: EventQuery
        do { read = try EventQuery(again, companies: companies) } catch {
            throw BrokenPromise("\(text.debugDescription) means \(again.debugDescription), which is refused: \(error)")
        }
        try hold(
            "\(again.debugDescription) means the same",
            read.types == query.types && read.streams == query.streams && read.companies == query.companies)
        return true
    }

    /// A few companies with names that differ little.
    static let companies: CompanyRegister = {
        var register = CompanyRegister()
        let known: [(id: String, name: String, ticker: String?)] = [
            ("openai", "OpenAI", nil), ("amazon", "Amazon.com", "AMZN"), ("aws", "Amazon Web Services", nil),
            ("microsoft", "Microsoft", "MSFT"), ("alphabet", "Alphabet", "GOOGL"), ("nvidia", "NVIDIA", "NVDA"),
        ]
        for company in known {
            var data: JSONObject = [
                "certainty": "confirmed", "company": .string(company.id), "name": .string(company.name),
                "kind": "public",
            ]
            if let ticker = company.ticker {
                data["listings"] = [["ticker": .string(ticker), "mic": "XNAS", "currency": "USD"]]
            }
            guard let type = EventType.named("company.registered"), let when = try? StatedTime("2015"),
                case .companyRegistered(let content) = try? MarketEvent(type: type, data: data).content
            else { preconditionFailure("\(company.id) cannot be registered") }
            register.register(content, occurred: when)
        }
        return register
    }()
}
