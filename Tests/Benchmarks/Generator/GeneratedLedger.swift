import CanonicalJSON
import CivilTime
import EventLog
import MarketEvents

/// A made-up ledger of any length: valid events in the mix that `Docs/benchmarks.md` documents, the same for the same seed.
package struct GeneratedLedger {
    /// How the events relate to each other.
    package enum Character: Sendable {
        /// Many companies and deals, each with a few events, in the order of time: what a ledger of years looks like.
        case steady
        /// A handful of keys that everything is said about in any order, in every form of time and quantity: what finds
        /// faults.
        case contradictory
    }

    private let character: Character
    private let length: Int
    var random: SeededNumbers
    private(set) var made = 0
    let companyCount: Int
    let manner: Manner
    private var registered = 0
    private var deals = 0
    private var rights = 0
    private var plans = 0
    private var edges: [(dependent: String, provider: String, kind: String)] = []
    /// Events that later ones may be about.
    private var targets: [Target] = []

    struct Target {
        let id: String
        let type: String
        let subject: String
        let data: JSONObject
    }

    package init(length: Int, seed: UInt64 = 1, character: Character = .steady) {
        self.length = length
        self.character = character
        random = SeededNumbers(seed: seed)
        manner = Manner(seed: seed)
        companyCount = character == .steady ? max(8, min(2_000, length / 50)) : 5
    }

    /// The next `count` events, or as many as are left.
    package mutating func next(_ count: Int) -> [Envelope] {
        var batch: [Envelope] = []
        while batch.count < count, made < length { batch.append(nextEvent()) }
        return batch
    }

    /// Fills a log, in batches.
    package static func fill(
        _ log: any EventLog, length: Int, seed: UInt64 = 1, character: Character = .steady,
        progress: ((Int) -> Void)? = nil
    ) throws {
        var ledger = GeneratedLedger(length: length, seed: seed, character: character)
        while true {
            let batch = ledger.next(10_000)
            if batch.isEmpty { return }
            _ = try log.append(batch, expecting: [:])
            progress?(ledger.made)
        }
    }

    private var isContradictory: Bool { character == .contradictory }

    func companyID(_ number: Int) -> String {
        let syllables = ["nor", "al", "ver", "tec", "sol", "quan", "dra", "lum"]
        return syllables[number % 8] + syllables[number / 8 % 8] + "-" + String(number)
    }

    func ticker(_ number: Int) -> String { "T" + String(number) }

    private mutating func company() -> Int { random.below(max(1, registered)) }

    /// The same company, or where it has no shares its neighbour.
    private func listed(_ number: Int) -> Int {
        isContradictory && number == companyCount - 1 ? number - 1 : number
    }

    private mutating func companies() -> (String, String) {
        let first = company()
        var second = company()
        if second == first { second = (first + 1) % max(2, registered) }
        return (companyID(first), companyID(second))
    }

    private mutating func nextEvent() -> Envelope {
        if registered < companyCount {
            registered += 1
            return registration(registered - 1)
        }
        if isContradictory { return contradictoryEvent() }
        // The documented mix, in percent.
        switch random.below(100) {
        case ..<20: return marketCap()
        case ..<35: return stockMove()
        case ..<55: return dealEvent()
        case ..<67: return dependency(isEnd: false)
        case ..<70: return dependency(isEnd: true)
        case ..<78: return right()
        case ..<86: return prices()
        case ..<90: return statement()
        case ..<95: return record()
        case ..<98: return random.chance(percent: 10) ? registration(company()) : shares()
        default: return aboutAnother()
        }
    }

    private mutating func contradictoryEvent() -> Envelope {
        switch random.below(100) {
        case ..<7: marketCap()
        case ..<12: stockMove()
        case ..<51: contradictoryDealEvent()
        case ..<58: dependency(isEnd: false)
        case ..<61: dependency(isEnd: true)
        case ..<68: right()
        case ..<74: prices()
        case ..<80: statement()
        case ..<82: record()
        case ..<85: random.chance(percent: 30) ? registration(company()) : shares()
        case ..<90: rareEvent()
        default: aboutAnother()
        }
    }

    // MARK: the events

    private mutating func registration(_ number: Int) -> Envelope {
        var listing: JSONObject = ["ticker": .string(ticker(number)), "mic": "XNAS", "currency": "USD"]
        let id = companyID(number)
        var data: JSONObject = [
            "company": .string(id), "name": .string("Company \(number) Incorporated"), "kind": "public",
        ]
        if isContradictory {
            if number == companyCount - 1 {
                data["kind"] = "undisclosed"
            } else if number > 0, random.chance(percent: 40) {
                data["kind"] = "unit"
                data["parent"] = .string(companyID(number - 1))
            } else if random.chance(percent: 20) {
                data["kind"] = .string(random.pick(["private", "joint-venture"]))
            }
            describe(number, &data, &listing)
        }
        // Who is undisclosed is not listed.
        if data["kind"] != "undisclosed" { data["listings"] = .array([.object(listing)]) }
        return event("company.registered", "company/\(id)", data)
    }

    private mutating func shares() -> Envelope {
        let id = companyID(company())
        var data: JSONObject = ["company": .string(id), "measure": "outstanding"]
        data["outstanding"] = quantity(String(1_000_000 + random.below(9_000_000) * 1_000), "share")
        if isContradictory {
            let measures = ["issued", "weighted-basic", "weighted-diluted", "fully-diluted"]
            if random.chance(percent: 30) { data["measure"] = .string(random.pick(measures)) }
            if random.chance(percent: 20) { data["class"] = .string(random.pick(["A", "B"])) }
            if random.chance(percent: 20) { data["splitsThrough"] = .string(day()) }
            if random.chance(percent: 10) { data["convertsInto"] = "A" }
        }
        return event("shares.recorded", "company/\(id)", data)
    }

    private mutating func stock(_ type: String, _ fields: JSONObject) -> Envelope {
        let number = listed(company())
        var data = fields
        data["company"] = .string(companyID(number))
        if random.chance(percent: 60) { data["saidBy"] = speaker() }
        if random.chance(percent: 15), let cause = targets.isEmpty ? nil : random.pick(targets) {
            data["causes"] = [
                ["event": .string(cause.id), "basis": random.chance(percent: 50) ? "stated" : "inferred"]
            ]
        }
        // A ticker whose market was not known when it was recorded.
        let mic = isContradictory && made.isMultiple(of: 5) ? "XXXX" : "XNAS"
        if isContradictory {
            if random.chance(percent: 20) { data["ticker"] = .string(ticker(number)) }
            if random.chance(percent: 20) { data["mic"] = .string(mic) }
        }
        return event(type, "stock/\(mic):\(ticker(number))", data)
    }

    private var basesOfMoves: [String] {
        isContradictory ? ["close", "intraday", "open", "pre-market", "after-hours"] : ["close", "intraday"]
    }

    private mutating func marketCap() -> Envelope {
        let sign = random.chance(percent: 40) ? "-" : ""
        var data: JSONObject = ["change": money(sign)]
        if random.chance(percent: 50) { data["basis"] = .string(random.pick(basesOfMoves)) }
        return stock("market-cap.changed", data)
    }

    private mutating func stockMove() -> Envelope {
        var data: JSONObject = ["direction": .string(random.pick(["up", "down"]))]
        if random.chance(percent: 70) {
            data["size"] = quantity("\(random.below(20)).\(1 + random.below(9))", "percent")
        }
        if random.chance(percent: 50) { data["duration"] = .string(random.pick(["brief", "session"])) }
        if isContradictory, random.chance(percent: 30) { data["basis"] = .string(random.pick(basesOfMoves)) }
        return stock("stock.moved", data)
    }

    private mutating func record() -> Envelope {
        var data: JSONObject = [
            "kind": .string(random.pick(["all-time-high", "all-time-low", "52-week-high", "52-week-low"]))
        ]
        if random.chance(percent: 50) { data["basis"] = .string(random.pick(["close", "intraday"])) }
        return stock("stock.record-set", data)
    }

    /// Days in a row; of a steady ledger those on which the market trades, as in a vendor's file.
    private func pricedDays(_ count: Int, from start: CivilDay?) -> [String] {
        var days: [String] = []
        var next = start
        while days.count < count, let day = next {
            if isContradictory || GeneratedLedger.market.isSession(day) { days.append(day.description) }
            next = day.adding(days: 1)
        }
        return days
    }

    private static let market = Markets.builtIn["XNAS"].market

    private mutating func prices() -> Envelope {
        let number = listed(company())
        let count = 1 + random.below(5)
        let start = CivilDay(
            daysSinceEpoch: isContradictory ? manner.firstDay + random.below(manner.days) - 2 : 18_262 + made % 2_000)
        let days = pricedDays(count, from: start)
        let close = days.map { _ in JSONValue.string("\(20 + random.below(400)).\(10 + random.below(90))") }
        var data: JSONObject = [
            "ticker": .string(ticker(number)), "mic": "XNAS", "kind": "equity", "currency": "USD",
            "adjusted": "none", "days": .array(days.map { .string($0) }), "close": .array(close),
        ]
        if isContradictory { describe(prices: &data, from: start) }
        return event("prices.recorded", "prices/XNAS:\(ticker(number))", data, occurred: days.last)
    }

    private mutating func statement() -> Envelope {
        let (id, other) = companies()
        switch random.below(3) {
        case 0:
            let plan = isContradictory ? "plan-\(random.below(2))" : "plan-\(plans)"
            plans += 1
            var data: JSONObject = ["plan": .string(plan), "company": .string(id)]
            if random.chance(percent: 80) { data["spend"] = money() }
            if data["spend"] == nil || random.chance(percent: 30) { data["power"] = capacity() }
            if isContradictory {
                if random.chance(percent: 25) { data["saidBy"] = speaker() }
                if random.chance(percent: 4) { data["spend"] = capacity() }
                if random.chance(percent: 20) { data["horizon"] = .string(time()) }
                if random.chance(percent: 10) { data["equivalents"] = [quantity("8000000", "home")] }
            }
            return event("plan.stated", "plan/\(plan)", data)
        case 1:
            return event(
                "valuation.reported", "company/\(id)",
                ["company": .string(id), "value": money(), "context": "a funding round of its employees' shares"])
        default:
            let risk = "risk-\(random.below(1 + made / 100))"
            let type = random.chance(percent: 70) ? "risk.flagged" : "risk.eased"
            var data: JSONObject = ["risk": .string(risk), "companies": .array([.string(id), .string(other)])]
            data["value"] = money()
            return event(type, "risk/\(risk)", data)
        }
    }

    private mutating func right() -> Envelope {
        let (holder, grantor) = companies()
        let isNew = rights == 0 || random.chance(percent: 65)
        if isNew { rights += 1 }
        let right = isContradictory ? "right-\(random.below(3))" : "right-\(isNew ? rights - 1 : random.below(rights))"
        var data: JSONObject = ["right": .string(right)]
        let stream = "right/\(right)"
        if isNew {
            data["holder"] = .string(holder)
            data["grantor"] = .string(grantor)
            data["kind"] = .string(random.pick(["first-refusal", "exclusivity", "board-seat", "warrant"]))
            if random.chance(percent: 50) { data["scope"] = "cloud services in Europe" }
            if random.chance(percent: 30) { data["expires"] = .string(random.pick(["2026", "2027-Q2", "2025-06-30"])) }
            if isContradictory { setTerms(ofRight: &data, isAmendment: false) }
            return event("right.granted", stream, data)
        }
        if isContradictory, random.chance(percent: 30) {
            data["part"] = .string(random.pick(["first", "rest"]))
            return event("right.part-vested", stream, data)
        }
        if random.chance(percent: 50) {
            if isContradictory, random.chance(percent: 10) { data["reason"] = "it was given up" }
            return event("right.ended", stream, data)
        }
        data["scope"] = random.chance(percent: 30) ? .null : "all \"cloud\" services, é included"
        if isContradictory {
            if random.chance(percent: 30) { data["holder"] = .string(holder) }
            if random.chance(percent: 10) { data["grantor"] = .string(grantor) }
            if random.chance(percent: 10) { data["kind"] = .string(random.pick(["warrant", "exclusivity"])) }
            setTerms(ofRight: &data, isAmendment: true)
        }
        return event("right.amended", stream, data)
    }

    private mutating func dependency(isEnd: Bool) -> Envelope {
        var edge = random.pick(edges.isEmpty ? [("", "", "")] : edges)
        if edge.dependent.isEmpty || (!isEnd && random.chance(percent: 85)) {
            let (dependent, provider) = companies()
            let kinds = ["cloud", "compute", "chips", "distribution", "partnership"]
            edge = (dependent, provider, random.pick(isContradictory ? dependencyKinds : kinds))
            if edges.count < 5_000 { edges.append(edge) } else { edges[random.below(edges.count)] = edge }
        }
        var data: JSONObject = [
            "dependent": .string(edge.dependent), "provider": .string(edge.provider), "kind": .string(edge.kind),
        ]
        let stream = "dependency/\(edge.dependent):\(edge.provider):\(edge.kind)"
        if isEnd { return event("dependency.ended", stream, data) }
        if random.chance(percent: 30) { data["trend"] = .string(random.pick(["rising", "easing"])) }
        if random.chance(percent: 20) { data["via"] = "a framework agreement" }
        if random.chance(percent: 10) { data["inferred"] = .boolean(true) }
        if isContradictory, random.chance(percent: 25) { data["saidBy"] = speaker() }
        return event("dependency.stated", stream, data)
    }

    // MARK: deals

    private mutating func dealEvent() -> Envelope {
        let isNew = deals == 0 || random.chance(percent: 40)
        let known = deals
        if isNew { deals += 1 }
        let deal = "deal-\(isNew ? known : random.below(known))"
        let stream = "deal/\(deal)"
        if isNew { return event("deal.announced", stream, announcement(of: deal)) }
        var data: JSONObject = ["deal": .string(deal)]
        switch random.below(12) {
        case ..<4:
            if random.chance(percent: 50) { data["increase"] = money() } else { data["value"] = money() }
            return event("deal.amended", stream, data)
        case ..<8:
            data["day"] = .string(day())
            data["total"] = money()
            data["measure"] = .string(random.pick(["delivered", "delivered", "invoiced", "paid", "prepaid"]))
            return event("deal.delivered", stream, data)
        case ..<10: return event("deal.ended", stream, data)
        case 10:
            data["other"] = .string("deal-\(random.below(known))")
            data["relation"] = .string(random.pick(["same-as", "part-of", "extends", "replaces", "funded-by"]))
            return event("deal.linked", stream, data)
        default:
            data["part"] = "first"
            return event("deal.part-met", stream, data)
        }
    }

    private mutating func announcement(of deal: String) -> JSONObject {
        let (buyer, supplier) = companies()
        var data: JSONObject = [
            "deal": .string(deal), "buyer": .string(buyer), "supplier": .string(supplier),
            "kind": .string(random.pick(dealKinds)), "commitment": .string(random.pick(commitmentKinds)),
        ]
        if random.chance(percent: 85) { data["value"] = money() }
        if random.chance(percent: 60) { data["term"] = .string(random.pick(["P5Y", "P7Y", "P18M", "P90D", "P1Y6M"])) }
        if random.chance(percent: 30) {
            data["starts"] = .string(random.pick(["2025-01-01", "2024-06", "2026-01-15"]))
        }
        if random.chance(percent: 5) { data["capacity"] = capacity() }
        if random.chance(percent: 5), plans > 0 {
            data["countsToward"] = [
                [
                    "plan": .string("plan-\(random.below(plans))"),
                    "basis": .string(random.pick(["stated", "assumed"])),
                ]
            ]
        }
        if random.chance(percent: 8) {
            data["hardware"] = [["product": "accelerators", "maker": .string(companyID(company()))]]
        }
        if random.chance(percent: 4) {
            // As much as the whole, which the intake asks for.
            let (first, rest) = (1 + random.below(200), 1 + random.below(200))
            let amounts = [first, rest, first + rest].map { (hundreds: Int) -> JSONValue in
                ["amount": .string("\(hundreds)00000000"), "unit": "USD", "qualifier": "exact"]
            }
            data["value"] = amounts[2]
            data["parts"] = [
                ["part": "first", "value": amounts[0], "commitment": .string(random.pick(commitmentKinds))],
                ["part": "rest", "value": amounts[1], "commitment": "letter-of-intent", "condition": "power"],
            ]
        }
        if random.chance(percent: 3) {
            let due = data["value"] ?? money()
            data["schedule"] = [["from": "2025-01-01", "to": "2025-12-31", "amount": due]]
        }
        if random.chance(percent: 10) { data["through"] = .string(companyID(company())) }
        return data
    }

    // MARK: corrections, retractions, evidence, reviews

    private mutating func aboutAnother() -> Envelope {
        guard !targets.isEmpty else { return marketCap() }
        let place = random.below(targets.count)
        let target = targets[place]
        let choice = random.below(10)
        let isCorrectable = !["event.corrected", "event.retracted"].contains(target.type)
        switch choice {
        case ..<4 where isCorrectable: return correction(of: target)
        case ..<7:
            if !isContradictory { targets.remove(at: place) }
            return event("event.retracted", target.subject, ["target": .string(target.id), "reason": "recorded twice"])
        case ..<9:
            return event(
                "evidence.added", target.subject,
                [
                    "target": .string(target.id), "by": witness(),
                    "stance": .string(random.pick(["supports", "confirms", "disputes", "denies"])),
                ])
        default:
            var data: JSONObject = ["target": .string(target.id)]
            data["verdict"] = .string(random.pick(["approved", "rejected"]))
            if isContradictory, random.chance(percent: 10) { data["note"] = "as it stands in the filing" }
            return event("event.reviewed", target.subject, data)
        }
    }

    /// Parties of a deal may deny what publishers cannot.
    private mutating func witness() -> JSONValue {
        guard isContradictory, random.chance(percent: 60) else {
            guard isContradictory, random.chance(percent: 10) else { return ["publisher": "The Daily Ledger"] }
            return ["publisher": "The Daily Ledger", "person": "Somebody"]
        }
        return ["party": .string(companyID(company()))]
    }

    private mutating func correction(of target: Target) -> Envelope {
        var reading = target.data
        var data: JSONObject = ["target": .string(target.id), "reason": "a digit was lost"]
        // A total may not become less than its parts.
        let isDivided = (reading["parts"] ?? reading["schedule"]) != nil
        for name in ["change", "value", "spend"]
        where reading[name]?.object != nil && !(isDivided && isContradictory) {
            // Drawn in any case, so that the other events of a seed stay what they are.
            let other = money()
            if !isDivided { reading[name] = other }
        }
        if reading["certainty"] != nil { reading["certainty"] = .string(random.pick(Certainty.stated).rawValue) }
        if target.type.hasPrefix("deal."), reading["deal"] != nil, isContradictory, random.chance(percent: 30) {
            let moved = contradictoryDeal()
            reading["deal"] = .string(moved)
            data["subject"] = .string("deal/\(moved)")
        }
        if target.type.hasPrefix("right."), isContradictory, random.chance(percent: 30) {
            let moved = "right-\(random.below(3))"
            reading["right"] = .string(moved)
            data["subject"] = .string("right/\(moved)")
        }
        if isContradictory, random.chance(percent: 30) { move(target, &reading, &data) }
        data["data"] = .object(reading)
        if random.chance(percent: 30) { data["occurred"] = .string(time()) }
        if random.chance(percent: 20) { data["published"] = .string(time()) }
        return event("event.corrected", target.subject, data)
    }

    /// What was said of one company's share is corrected to another's, whose stream it then belongs to.
    private mutating func move(_ target: Target, _ reading: inout JSONObject, _ data: inout JSONObject) {
        let number = listed(company())
        let share = "XNAS:\(ticker(number))"
        switch target.type {
        case "market-cap.changed", "stock.moved", "stock.record-set": data["subject"] = .string("stock/" + share)
        case "prices.recorded": data["subject"] = .string("prices/" + share)
        case "shares.recorded": data["subject"] = .string("company/" + companyID(number))
        default: return
        }
        for (name, value) in [("company", companyID(number)), ("ticker", ticker(number))] where reading[name] != nil {
            reading[name] = .string(value)
        }
    }

    // MARK: envelopes, times, quantities

    mutating func event(
        _ type: String, _ subject: String, _ fields: JSONObject, occurred: String? = nil
    ) -> Envelope {
        made += 1
        var data = fields
        let occurred = occurred ?? time()
        let isOfTheLedger = EventType.named(type)?.stream == .target
        if !isOfTheLedger {
            data["certainty"] = .string(random.pick(Certainty.stated).rawValue)
            data["summary"] = .string(summary(of: type, subject))
            data["evidence"] = evidence()
        } else if random.chance(percent: 20) {
            data["certainty"] = "reported"
        }
        let id = identity()
        let target = Target(id: id, type: type, subject: subject, data: data)
        let isAPrice = type == "prices.recorded"
        if !isAPrice || isContradictory {
            if targets.count < 500 { targets.append(target) } else { targets[random.below(500)] = target }
        }
        let start = (try? StatedTime(occurred))?.time ?? Instant(seconds: 0)
        // Some are reviewed and corrected by another writer.
        let isByAnother = ["event.reviewed", "event.corrected"].contains(type) && made % 3 > 0
        return Envelope(
            id: id, source: "urn:impact:writer:" + (isByAnother ? "reader" : "generator"), type: type,
            dataschema: EventType.named(type)?.dataschema ?? "",
            subject: subject, time: start.rfc3339(), occurred: occurred,
            published: random.chance(percent: isContradictory ? 40 : 15) ? time() : nil, data: data)
    }

    /// A UUID of version 7 whose time rises with the events.
    private mutating func identity() -> String {
        func hexadecimal(_ value: UInt64, _ digits: Int) -> String {
            let text = String(value, radix: 16)
            return String(repeating: "0", count: max(0, digits - text.count)) + text.suffix(digits)
        }
        let time = hexadecimal(1_735_689_600_000 + UInt64(made), 12)
        let noise = hexadecimal(random.next() >> 4, 15)
        return "\(time.prefix(8))-\(time.suffix(4))-7\(noise.prefix(3))-8\(noise.dropFirst(3).prefix(3))-"
            + noise.suffix(9) + hexadecimal(UInt64(made), 3)
    }

    private mutating func summary(of type: String, _ subject: String) -> String {
        random.pick([
            "Shares and contracts: what \(subject) means to its market, in the words of the day",
            "\(type) on \(subject), as two people familiar with the matter said on Monday",
            "The company confirmed it in a filing; analysts had expected less",
        ])
    }

    private mutating func evidence() -> JSONValue {
        let number = String(random.below(1_000_000))
        let published = isContradictory ? time() : day()
        var items: [JSONValue] = [
            [
                "publisher": .string(random.pick(["Reuters", "The Daily Ledger", "A regulator"])),
                "title": .string("Number \(number): who owes whom, and since when"),
                "url": .string("https://news.example/markets/\(number)"), "published": .string(published),
            ]
        ]
        if isContradictory, random.chance(percent: 30) {
            items.append(["publisher": "A wire", "published": .string(time())])
        }
        if isContradictory, random.chance(percent: 3) {
            items.append([
                "publisher": "A regulator", "language": "fr", "accessed": .string(day()), "quote": "« oui »",
                "locator": "page 3", "sha256": .string(String(repeating: "0", count: 64)),
                "archived": "https://archive.example/3",
            ])
        }
        return .array(items)
    }

    mutating func speaker() -> JSONValue {
        if isContradictory, random.chance(percent: 10) { return ["person": "Nobody"] }
        return random.chance(percent: 50)
            ? ["publisher": "Reuters"]
            : ["person": "A. N. \"Analyst\" Ü", "party": .string(companyID(company()))]
    }

    mutating func day() -> String {
        // From 2020 on, a little further with each event.
        let day =
            isContradictory
            ? manner.firstDay + random.below(manner.days) : 18_262 + made * 2_000 / max(1, length) + random.below(20)
        return CivilDay(daysSinceEpoch: day)?.description ?? "2020-01-01"
    }

    mutating func time() -> String {
        guard isContradictory || random.chance(percent: 8) else { return day() }
        if isContradictory {
            switch random.below(20) {
            // A midnight, which the next day begins with.
            case 0: return day() + "T00:00:00-05:00"
            case 1: return "2019"
            case 2: return "../" + day() + "T09:30:00-05:00"
            default: break
            }
        }
        switch random.below(6) {
        case 0: return "2020-Q1"
        case 1: return "../" + day()
        case 2: return "2020-01-01/2020-02-20"
        case 3: return day() + "T14:30:00.5-05:00"
        case 4: return "2020-01"
        default: return day()
        }
    }

    mutating func money(_ sign: String = "") -> JSONValue {
        if isContradictory { return money(ofHundredMillions: 1 + random.below(manner.amounts), sign) }
        let amount = sign + String(1 + random.below(400)) + "00000000"
        return quantity(amount, random.chance(percent: 3) ? "EUR" : "USD")
    }

    /// Of a contradictory ledger, where some amounts are as wide as amounts may be.
    mutating func money(ofHundredMillions number: Int, _ sign: String = "") -> JSONValue {
        let unit = random.pick(["USD", "USD", "USD", "USD", "USD", "USD", "EUR", "EUR", "EUR", "JPY"])
        if random.chance(percent: 2) { return quantity("\(sign)\(number)00000000000000000", unit) }
        return quantity("\(sign)\(number)00000000", unit)
    }

    mutating func capacity() -> JSONValue { capacity(1 + random.below(30)) }

    mutating func capacity(_ gigawatts: Int) -> JSONValue { quantity(String(gigawatts), "GW") }

    mutating func quantity(_ amount: String, _ unit: String) -> JSONValue {
        var object: JSONObject = ["amount": .string(amount), "unit": .string(unit), "qualifier": "exact"]
        switch random.below(isContradictory ? 8 : 30) {
        case 0: object["qualifier"] = "about"
        case 1: object["qualifier"] = "atLeast"
        case 2: object["qualifier"] = "upTo"
        case 3 where !amount.hasPrefix("-") && !amount.hasPrefix("0"):
            object["qualifier"] = "between"
            object["upper"] = .string(String(amount.split(separator: ".")[0]) + "0")
            object["approximate"] = .boolean(true)
        case 4:
            object["amount"] = .string(amount + (amount.contains(".") ? "0" : ".50"))
            object["stated"] = "as much as \"ever\""
        default: break
        }
        return .object(object)
    }
}
