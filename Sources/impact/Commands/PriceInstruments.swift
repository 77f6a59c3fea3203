import CivilTime
import MarketEvents

/// Which instrument, of which company, a file's days belong to.
final class PriceInstruments {
    struct Part {
        let instrument: Instrument
        /// Nil where no company lists it.
        let company: String?
        let prices: SecurityPrices
    }

    private struct Outside {
        var count = 0
        let first: CivilDay
        var last: CivilDay
        let line: Int
    }

    /// Of `--company`, resolved.
    let company: String?
    private let companies: CompanyRegister
    private let options: PriceOptions
    private let currency: String
    private var listings: [String: [DatedListing]] = [:]
    private var outside: [String: Outside] = [:]
    private var found: [PlacedFault] = []

    init(_ companies: CompanyRegister, _ options: PriceOptions, currency: String) throws {
        (self.companies, self.options, self.currency) = (companies, options, currency)
        guard let text = options.company else {
            company = nil
            return
        }
        do throws(UnknownCompany) { company = try companies.resolve(text) } catch {
            throw Failure(.badInput, "--company: \(error)")
        }
    }

    func isListed(_ ticker: String) -> Bool { company != nil || !companies.listings(ofTicker: ticker).isEmpty }

    /// Whose prices a file of one share has, by any name that the share, or its company, goes by.
    var security: PriceSurvey.Security? {
        guard options.ticker != nil || company != nil else { return nil }
        let owners =
            company.map { [$0] } ?? options.ticker.map { companies.listings(ofTicker: $0).map(\.company) } ?? []
        let tickers =
            [options.ticker].compactMap { $0 } + owners.flatMap { companies.listings(of: $0).map(\.listing.ticker) }
        // Vendors write BRK.B, BRK-B, BRK/B and BRKb.
        let plain: @Sendable (String) -> String = { name in String(name.uppercased().filter { !".-/ ".contains($0) }) }
        let known = Set(tickers.map(plain))
        // Another class of the company is another security, so one ticker is that one alone.
        let own = Set(options.ticker.map { [plain($0)] } ?? tickers.map(plain))
        return PriceSurvey.Security(
            option: options.ticker.map { "--ticker is \($0)" } ?? "--company is \(company ?? "")", owner: owners.first
        ) { [companies] name in
            known.contains(plain(name)) || (try? companies.resolve(name)).map(owners.contains) ?? false
        } isTicker: { name in
            own.contains(plain(name))
        }
    }

    /// The time of the market, where the options make it known.
    var zone: TimeZoneRules? {
        let known =
            company.map { companies.listings(of: $0) } ?? options.ticker.map(companies.listings(ofTicker:)) ?? []
        guard let mic = options.mic ?? known.last?.listing.mic else { return nil }
        let found = Markets.builtIn[mic]
        return found.isAssumed ? nil : found.market.zone
    }

    /// What is wrong with the days that were divided, when all were.
    var faults: [PlacedFault] {
        found
            + outside.sorted { $0.key < $1.key }.map { ticker, days in
                let span = days.count == 1 ? "\(days.first)" : "\(days.first) to \(days.last)"
                let known = listings[ticker] ?? []
                let mic = options.mic ?? known.last?.listing.mic ?? Instrument.unknownMarket
                let name = company ?? ticker
                var ways: [String] = []
                if company == nil, let owner = known.last?.company {
                    ways.append("--company \(owner) puts days under the ticker that it had then")
                }
                ways.append(
                    "--mic \(mic) without --company records them under \(mic):\(options.ticker ?? ticker) all the same")
                return PlacedFault(
                    line: days.line, column: 1,
                    "\(days.count) day\(days.count == 1 ? "" : "s") (\(span)) lie\(days.count == 1 ? "s" : "") in no listing "
                        + "of \(name); " + ways.joined(separator: "; "))
            }
    }

    private func known(_ security: PriceLayout.Security) -> [DatedListing] {
        if let known = listings[security.ticker] { return known }
        var own: [DatedListing]
        if let company {
            own = companies.listings(of: company)
            if let ticker = options.ticker {
                let classes = Set(own.filter { $0.listing.ticker == ticker }.map(\.listing.shareClass))
                own = own.filter { classes.contains($0.listing.shareClass) }
            }
        } else {
            own = companies.listings(ofTicker: security.ticker)
        }
        if let mic = options.mic, own.contains(where: { $0.listing.mic == mic }) {
            own = own.filter { $0.listing.mic == mic }
        }
        listings[security.ticker] = own
        return own
    }

    /// The listing of a day: several are a fault, none is nil.
    private func listing(_ security: PriceLayout.Security, _ day: CivilDay) -> Result<DatedListing?, Reason> {
        let valid = known(security).filter { $0.isValid(on: day) && (options.mic ?? $0.listing.mic) == $0.listing.mic }
        let owners = Set(valid.map(\.company)).sorted()
        if owners.count > 1 {
            return .failure(Reason(text: "\(owners.joined(separator: " and ")) both list \(security.ticker) on \(day)"))
        }
        let names = Set(valid.map(\.instrument))
        if names.count > 1 {
            let tickers = Set(names.map(\.ticker)).sorted()
            let all = tickers.count > 1 ? tickers : Set(names.map(\.mic)).sorted()
            return .failure(
                Reason(
                    text: "\(company ?? security.ticker) is listed \(tickers.count > 1 ? "as" : "on") "
                        + "\(all.joined(separator: ", ")); say \(tickers.count > 1 ? "--ticker" : "--mic")"))
        }
        if let other = valid.first(where: { $0.listing.currency != currency }) {
            return .failure(
                Reason(
                    text: "--currency is \(currency); \(other.company) lists \(other.instrument) in "
                        + other.listing.currency))
        }
        return .success(valid.first)
    }

    private struct Reason: Error { let text: String }

    /// The instrument of a security and the company that lists it on a day; nil where none does.
    func owner(of security: PriceLayout.Security, on day: CivilDay) -> (Instrument, String)? {
        guard security.kind.isListed, case .success(let listing?) = listing(security, day) else { return nil }
        return (listing.instrument, listing.company)
    }

    /// The days by what the security was on each of them. No part is tied to one of another company.
    func parts(_ prices: SecurityPrices, of security: PriceLayout.Security) -> [Part] {
        guard security.kind.isListed else {
            let mic = options.mic ?? Instrument.unknownMarket
            return [Part(instrument: Instrument(mic: mic, ticker: security.ticker), company: nil, prices: prices)]
        }
        let known = known(security)
        let areSteady = known.allSatisfy(\.isPermanent)
        var parts: [(instrument: Instrument, company: String?, range: Range<Int>)] = []
        for index in prices.days.indices where prices.hasValue(index) {
            let day = prices.days[index]
            let own: (instrument: Instrument, company: String?)
            switch listing(security, day) {
            case .failure(let reason):
                found.append(PlacedFault(line: 1, column: security.column, reason.text))
                return []
            case .success(let listing?): own = (listing.instrument, listing.company)
            case .success(nil):
                if !known.isEmpty, options.mic == nil || company != nil {
                    var days = outside[security.ticker] ?? Outside(first: day, last: day, line: prices.lines[index])
                    days.count += 1
                    days.last = day
                    outside[security.ticker] = days
                    continue
                }
                own = (
                    Instrument(mic: options.mic ?? Instrument.unknownMarket, ticker: security.ticker), nil
                )
            }
            if let last = parts.last, last.instrument == own.instrument, last.company == own.company {
                parts[parts.count - 1].range = last.range.lowerBound..<(index + 1)
            } else {
                parts.append((own.instrument, own.company, index..<(index + 1)))
            }
            if areSteady {
                parts[parts.count - 1].range = index..<prices.days.count
                break
            }
        }
        return parts.map { part in
            let own = prices.part(part.range)
            guard let before = own.previousDay, !known.isEmpty else {
                return Part(instrument: part.instrument, company: part.company, prices: own)
            }
            var isTied = true
            if !areSteady {
                let owner = owner(of: security, on: before)?.1
                isTied = owner == part.company
            }
            return Part(instrument: part.instrument, company: part.company, prices: isTied ? own : own.untied)
        }
    }
}
