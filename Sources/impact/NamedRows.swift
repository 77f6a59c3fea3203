import Ledger
import MarketEvents
import Projections
import Reports

/// The rows of a view that somebody names by a key, or its beginning; tickers and aliases name companies, too.
struct NamedRows {
    let projector: any Projector.Type
    let basis: ExplanationBasis
    let rows: [ViewRow]

    init(_ view: String, _ key: String, _ ledger: Ledger, _ selection: Selection) throws {
        guard let projector = ViewRunner.projector(named: view) else {
            throw Failure(.usage, unknownName("view", view, allProjectors.map { $0.shape.name }))
        }
        // Tickers and aliases are asked of the register of all companies, where the key as it stands is no row's.
        for key in [{ key }, { NamedRows.byID(key, try ledger.companies()) }] {
            let key = try key()
            let part = try ledger.views.part(behind: key, in: ExplanationBasis.views(behind: projector), selection)
            let basis = ExplanationBasis(views: part.views, history: part.history, asOf: selection.cut.asOf)
            let rows = basis.rows(of: view, named: key)
            if !rows.isEmpty {
                (self.projector, self.basis, self.rows) = (projector, basis, rows)
                return
            }
        }
        throw Failure(
            .badInput, NamedRows.unknown(key, view, try ledger.views.rows(of: projector, selection).rows))
    }

    /// The key with tickers and aliases between its marks turned into companies' ids.
    private static func byID(_ key: String, _ companies: CompanyRegister) -> String {
        var result = ""
        var part = ""
        for character in key {
            if character == ":" || character == "@" {
                result += ((try? companies.resolve(part)) ?? part) + String(character)
                part = ""
            } else {
                part.append(character)
            }
        }
        return result + ((try? companies.resolve(part)) ?? part)
    }

    /// A row is found by the beginning of its key, too, so that is what a typo is held against.
    private static func unknown(_ key: String, _ view: String, _ rows: [ViewRow]) -> String {
        let names = Set(rows.map(\.key).map { key in key.lastIndex(of: ":").map { String(key[..<$0]) } ?? key })
        return unknownName("row of \(view)", key, names.sorted(), hint: "impact view \(view) shows what there is")
    }
}
