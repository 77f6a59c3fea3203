import EventLog
import MarketEvents
import SQLite

/// Which companies ever listed a ticker, kept with the views: so that news of a share or of its prices leads to the few
/// companies whose measured rows may change, without reading what is recorded of all others. A listing that was corrected away
/// stays in the index; it only makes a company be looked at.
struct ListingIndex {
    let connection: Connection

    func add(_ register: CompanyRegister, of companies: some Sequence<String>) throws {
        let insert = try connection.prepare("INSERT OR IGNORE INTO listing (ticker, company, mic) VALUES (?1, ?2, ?3)")
        for company in companies {
            for listing in register.listings(of: company) {
                try insert.bind(1, listing.listing.ticker)
                try insert.bind(2, company)
                try insert.bind(3, listing.listing.mic)
                try insert.run()
            }
        }
    }

    /// All that have a ticker in common with one of these, and these.
    func companies(near companies: Set<String>) throws -> Set<String> {
        try companies.reduce(into: companies) { found, company in
            found.formUnion(
                try texts(
                    "SELECT company FROM listing WHERE ticker IN (SELECT ticker FROM listing WHERE company = ?1)",
                    company))
        }
    }

    func companies(ofTicker ticker: String) throws -> [String] {
        try texts("SELECT DISTINCT company FROM listing WHERE ticker = ?1", ticker)
    }

    /// Those with a listing on one of these markets, or segments.
    func companies(ofMarkets mics: some Sequence<String>) throws -> Set<String> {
        Set(try mics.flatMap { try texts("SELECT DISTINCT company FROM listing WHERE mic = ?1", $0) })
    }

    func tickers(of companies: some Sequence<String>) throws -> Set<String> {
        Set(try companies.flatMap { try texts("SELECT DISTINCT ticker FROM listing WHERE company = ?1", $0) })
    }

    /// The streams, other than itself, in which facts of a stream stand: corrections moved their readings to it.
    func homes(ofStream stream: String) throws -> [String] {
        try texts("SELECT stream FROM move WHERE subject = ?1", stream)
    }

    /// The streams to which readings of a stream's events were moved.
    private func destinations(ofStream stream: String) throws -> [String] {
        try texts("SELECT subject FROM move WHERE stream = ?1", stream)
    }

    /// The streams, beginning like this, to which readings of others were moved.
    func streamsMovedTo(prefix: String) throws -> [String] {
        try texts("SELECT DISTINCT subject FROM move WHERE subject >= ?1 AND subject < ?1 || char(1114111)", prefix)
    }

    private func texts(_ sql: String, _ parameter: String) throws -> [String] {
        let statement = try connection.prepare(sql)
        defer { statement.reset() }
        try statement.bind(1, parameter)
        var texts: [String] = []
        while try statement.step() { texts.append(statement.text(0)) }
        return texts
    }

    /// The companies whose measured rows may rest on events after a position. What these events say of listings is indexed.
    func companies(
        touchedBy positions: ClosedRange<Int>, of log: any RawEventReader
    ) throws -> Set<String> {
        var streams: Set<String> = []
        try log.forEach(positions: positions) { streams.insert(String(decoding: $0.subject, as: UTF8.self)) }
        var tickers: Set<String> = []
        var named: Set<String> = []
        for stream in try streams.union(streams.flatMap(destinations)) {
            let parts = stream.split(separator: "/", maxSplits: 1)
            guard parts.count == 2 else { continue }
            switch parts[0] {
            case "stock", "prices": tickers.insert(Instrument(parts[1])?.ticker ?? "")
            case "company": named.insert(String(parts[1]))
            default: break
            }
        }
        if !named.isEmpty {
            let registrations = try Registrations(log, through: positions.upperBound, of: named)
            try add(registrations.register(Selection()), of: named)
        }
        return try tickers.reduce(into: companies(near: named)) { $0.formUnion(try companies(ofTicker: $1)) }
    }
}
