/// Which companies are registered or announced, by the bytes of their ids, and the shares of those that have one listing for
/// all time.
final class CompanyIndex: Sendable {
    private let stocks: [String: [UInt8]?]

    init(_ judge: EventJudge) {
        var stocks: [String: [UInt8]?] = [:]
        for id in judge.announcedCompanies { stocks[id] = .some(nil) }
        for id in judge.companies.ids {
            // Each of its registrations may say the same.
            let listings = (judge.companies.registrations[id] ?? []).map(\.content.listings)
            let stock = listings.first.flatMap { $0.count == 1 ? $0.first : nil }
            let isPermanent =
                stock.map { stock in
                    stock.from == nil && stock.until == nil
                        && listings.allSatisfy {
                            $0.count == 1 && $0.first?.ticker == stock.ticker
                                && $0.first?.mic == stock.mic && $0.first?.from == nil && $0.first?.until == nil
                        }
                } ?? false
            stocks[id] = .some(isPermanent ? stock.map { Array("\($0.mic):\($0.ticker)".utf8) } : nil)
        }
        self.stocks = stocks
    }

    func isRegistered(_ company: UnsafeBufferPointer<UInt8>) -> Bool {
        stocks.index(forKey: String(decoding: company, as: UTF8.self)) != nil
    }

    /// `MIC:TICKER`; nil where the company has several listings, or one for a time only.
    func stock(of company: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        stocks[String(decoding: company, as: UTF8.self)] ?? nil
    }
}
