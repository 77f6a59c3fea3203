/// What measurements add to one view's rows of one company.
package final class MeasuredCompany {
    let company: String
    /// Rows that stand for themselves: their places follow each other.
    let own = RowBuffer(capacity: 1 << 12)
    /// Rows of claims, each at the place of the row that it replaces.
    let claims = RowBuffer(capacity: 1 << 10)

    /// Where the company's own rows stand. Two companies may share a place; the later of them stands behind.
    let place: Int

    init(_ company: String) {
        self.company = company
        place = MeasuredCompany.place(of: company)
        own.nextPlace = place
    }

    private static func place(of company: String) -> Int {
        Subject.place(ofGroup: company.bytesHash, isCompany: true)
    }

    /// Companies in the order of their rows, so that a table grows at its end.
    static func inOrderOfRows(_ companies: Set<String>) -> [String] {
        companies.map { (place: place(of: $0), company: $0) }.sorted { ($0.place, $0.company) < ($1.place, $1.company) }
            .map(\.company)
    }
}
