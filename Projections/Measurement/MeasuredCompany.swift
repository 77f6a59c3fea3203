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
        place = Subject.place(
            ofGroup: Array(company.utf8).withUnsafeBytes { Bytes($0)?.hash ?? 0 }, isCompany: true)
        own.nextPlace = place
    }
}
