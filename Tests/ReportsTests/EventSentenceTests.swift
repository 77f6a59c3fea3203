import CanonicalJSON
import MarketEvents
import Testing

@testable import Reports

@Suite("An event in one line")
struct EventSentenceTests {
    private static let names = [
        "openai": "OpenAI", "amazon": "Amazon", "aws": "AWS", "oracle": "Oracle", "microsoft": "Microsoft",
    ]

    private func companies() throws -> CompanyRegister {
        var companies = CompanyRegister()
        for id in ["openai", "amazon", "aws", "oracle", "microsoft", "nobody"] {
            let registration: JSONObject = [
                "company": .string(id), "name": .string(id), "kind": "public", "certainty": "confirmed",
            ]
            let event = try MarketEvent(type: try #require(EventType.named("company.registered")), data: registration)
            guard case .companyRegistered(let content) = event.content else { continue }
            companies.register(content, occurred: try StatedTime("2020"))
        }
        return companies
    }

    private func made(
        _ type: String, _ fields: String, _ language: SentenceLanguage = .english, target: JSONObject? = nil
    ) throws -> String {
        let typed = TypedFields(reader: QuantityReader(), companies: try companies()).apply(
            fields.split(separator: "; ").map(String.init), to: [:], type: try #require(EventType.named(type)))
        #expect(typed.faults.isEmpty, "\(typed.faults)")
        let sentences = EventSentence(
            language,
            company: { id in
                Self.names[id].map { EventSentence.Company(name: $0, ticker: id == "amazon" ? "AMZN" : nil) }
            },
            event: { _ in target.map { ("deal.announced", $0) } })
        return try sentences.headline(type, typed.data)
    }

    private static let cloud =
        "deal=d1; buyer=openai; supplier=amazon; kind=cloud; commitment=binding; value=38bn USD; certainty=confirmed"

    @Test(
        "is made of its fields where nobody wrote a summary, with how sure it is and who says so",
        arguments: [
            ("deal.announced", cloud, "OpenAI buys 38bn USD of cloud from Amazon, binding, confirmed"),
            (
                "stock.moved", "company=amazon; direction=up; size=4; certainty=reported; saidBy.publisher=Reuters",
                "AMZN up 4 % (reported, Reuters)"
            ),
            (
                "deal.announced",
                "deal=d1; buyer=openai; supplier=amazon; through=aws; kind=compute; capacity=3 GW; rate.amount=30bn USD; "
                    + "rate.per=year; term=P5Y; termQualifier=about; certainty=expected",
                "OpenAI buys 30bn USD a year (3 GW) of compute from Amazon (AWS), over about 5 years, expected"
            ),
            (
                "deal.announced",
                "deal=d1; buyer=amazon; supplier=openai; kind=capital; value=up to 40bn USD; certainty=reported",
                "Amazon invests up to 40bn USD in OpenAI, reported"
            ),
            (
                "deal.announced", "deal=d1; buyer=amazon; supplier=nobody; kind=lease; valueStated=tens of billions",
                "Amazon leases for “tens of billions” from nobody"
            ),
            ("deal.amended", "deal=d1; increase=-5bn USD", "Deal d1: down 5bn USD"),
            ("deal.amended", "deal=d1; value=null; starts=2027", "Deal d1: changed: starts, no longer: value"),
            ("deal.ended", "deal=d1; reason=no power; fee=1bn USD", "Deal d1 ends: no power, fee 1bn USD"),
            ("deal.linked", "deal=d1; other=d2; relation=part-of", "Deal d1 is part of d2"),
            (
                "right.granted", "right=r; holder=microsoft; grantor=openai; kind=first-refusal; certainty=confirmed",
                "OpenAI grants Microsoft: first refusal, confirmed"
            ),
            ("market-cap.changed", "company=amazon; change=~140bn USD", "Amazon: market value up about 140bn USD"),
            ("market-cap.changed", "company=amazon; change=<=-5bn USD", "Amazon: market value down at least 5bn USD"),
            ("stake.stated", "holder=microsoft; company=openai; percent=27", "Microsoft holds 27 % of OpenAI"),
            ("plan.stated", "plan=p; company=openai; spend=~1.4trn USD", "OpenAI plans about 1.4trn USD (p)"),
            (
                "metric.reported", "company=oracle; metric=backlog; value=455bn USD; period=2025-Q3",
                "Oracle: backlog 455bn USD for 2025-Q3"
            ),
            ("deal.announced", cloud + "; summary=OpenAI signs", "OpenAI signs"),
        ])
    func english(_ type: String, _ fields: String, _ line: String) throws {
        #expect(try made(type, fields) == line)
    }

    @Test(
        "in French, too",
        arguments: [
            (
                "market-cap.changed", "company=amazon; change=~140bn USD",
                "Amazon : capitalisation en hausse d’environ 140\u{A0}Md USD"
            ),
            ("deal.announced", cloud, "OpenAI achète 38\u{A0}Md USD de cloud à Amazon, ferme, confirmé"),
            (
                "stock.moved",
                "company=amazon; direction=down; size=4.5; certainty=reported; saidBy.publisher=Reuters",
                "AMZN en baisse de 4,5\u{A0}% (rapporté, Reuters)"
            ),
            (
                "plan.stated", "plan=p; company=openai; spend=~1.4trn USD",
                "OpenAI prévoit environ 1\u{202F}400\u{A0}Md USD (p)"
            ),
            (
                "deal.delivered", "deal=d; day=2025-11-03; total=2bn USD; measure=paid",
                "Accord d : 2\u{A0}Md USD payés au 2025-11-03"
            ),
        ])
    func french(_ type: String, _ fields: String, _ line: String) throws {
        #expect(try made(type, fields, .french) == line)
    }

    @Test("What is said of another event names that event")
    func aboutAnother() throws {
        let target: JSONObject = ["deal": "d1", "buyer": "openai", "supplier": "oracle", "kind": "compute"]
        #expect(
            try made("evidence.added", "target=x; stance=denies; by.party=oracle", target: target)
                == "Oracle denies: OpenAI buys compute from Oracle")
        #expect(try made("evidence.added", "target=x; stance=denies; by.party=oracle") == "Oracle denies: x")
    }

    @Test("Each type has words of its own in both languages, also where nothing is filled in", arguments: EventType.all)
    func everyType(_ type: EventType) throws {
        for language in SentenceLanguage.allCases {
            let line = try EventSentence(language, company: { _ in nil }).headline(type.name, [:])
            #expect(line != type.name && !line.isEmpty, "\(type.name)")
        }
    }

    @Test(
        "The language is that of the locale",
        arguments: [("fr_FR.UTF-8", "fr"), ("fr", "fr"), ("C", "en"), ("frp_IT", "en")])
    func locale(_ name: String, _ language: String) {
        #expect(SentenceLanguage(locale: name).rawValue == language)
    }
}
