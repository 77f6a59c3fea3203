import CanonicalJSON

/// Which rows of a file of many securities are taken: those that name the one that was asked for.
package struct RowChoice: Sendable {
    let column: Int
    /// What the rows that are taken have in it.
    let texts: Set<String>
    /// Where the security's rows are of several series, the one that is taken: equity that is traded in the ordinary way.
    let series: (column: Int, name: String)?

    /// The series that an Indian exchange has for ordinary shares.
    static let ordinarySeries = "EQ"
}

/// The first of some names, each once, for a message.
struct FirstNames {
    private(set) var names: [String] = []
    private var hasMore = false
    private static let most = 4

    mutating func add(_ name: String) {
        guard !name.isEmpty, !names.contains(name), !hasMore else { return }
        if names.count < FirstNames.most { names.append(name) } else { hasMore = true }
    }

    /// `INFY, TCS and others`.
    var words: String { names.map { quoted($0) }.joined(separator: ", ") + (hasMore ? " and others" : "") }
}

/// What the rows of a file say in the columns that name a security, against what was asked for.
struct SecurityColumns {
    private struct Column {
        let index: Int
        var ownTexts: Set<String> = []
        var ownRows = 0
        var others = FirstNames()
        var otherRows = 0
    }

    private var columns: [Column]
    private let seriesField: Int?
    private let security: PriceSurvey.Security?
    /// What was found of a text; of very many no more are kept.
    private var known: [String: Bool] = [:]
    private static let mostKnown = 100_000
    private var series: Set<String> = []
    /// Whether a row named the security.
    private(set) var hasOwn = false

    init(_ layout: PriceLayout, _ security: PriceSurvey.Security?) {
        columns = layout.steadyFields.map { Column(index: $0) }
        (seriesField, self.security) = (layout.seriesField, security)
    }

    /// Whether a row names the security in one of the columns.
    mutating func note(_ line: CSVLine) -> Bool {
        guard let security else { return false }
        var isNamed = false
        for place in columns.indices {
            let text = line.text(line.fields[columns[place].index])
            let isOwnText = known[text] ?? (security.ticker(namedBy: text) != nil)
            if known.count < SecurityColumns.mostKnown { known[text] = isOwnText }
            if isOwnText {
                columns[place].ownRows += 1
                columns[place].ownTexts.insert(text)
                isNamed = true
            } else {
                columns[place].otherRows += 1
                columns[place].others.add(text)
            }
        }
        if isNamed {
            hasOwn = true
            if let seriesField { series.insert(line.text(line.fields[seriesField])) }
        }
        return isNamed
    }

    /// The rows to take; nil where all of them are of one security, for all that the file says.
    var choice: RowChoice? {
        guard let column = own, let texts = texts(of: column) else { return nil }
        let takesOne = series.count > 1 && series.contains(RowChoice.ordinarySeries)
        guard column.otherRows > 0 || column.ownTexts.count > 1 || takesOne else { return nil }
        return RowChoice(
            column: column.index, texts: texts,
            series: takesOne ? seriesField.map { ($0, RowChoice.ordinarySeries) } : nil)
    }

    private var own: Column? { columns.first { $0.ownRows > 0 } }

    /// Those that are the ticker itself, where there are some: LEN and not LEN.B, which is another security. Nil where two may be.
    private func texts(of column: Column) -> Set<String>? {
        guard let security else { return nil }
        let exact = column.ownTexts.filter(security.isTicker)
        if !exact.isEmpty { return exact }
        let tickers = Set(column.ownTexts.compactMap(security.ticker(namedBy:)))
        return tickers.count == column.ownTexts.count ? column.ownTexts : nil
    }

    /// Several names of which each may be the security, for a message; nil where it is known which is.
    var unsettled: String? {
        guard let own, texts(of: own) == nil else { return nil }
        return own.ownTexts.sorted().prefix(4).map { quoted($0) }.joined(separator: ", ")
    }

    /// The names in a column, where it has several and none is the one that was asked for.
    func strangers(in column: Int) -> String? {
        guard let found = columns.first(where: { $0.index == column }), found.ownRows == 0, found.others.names.count > 1
        else { return nil }
        return found.others.words
    }
}
