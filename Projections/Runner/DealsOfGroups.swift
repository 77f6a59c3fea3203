/// The table `deal_of_group`: under the hash of a company's or plan's id the deals that its rows are folded from, each as it was
/// folded, so that one more deal does not lead to the events of all others.
enum DealsOfGroups {
    static let table =
        "CREATE TABLE deal_of_group (place INTEGER PRIMARY KEY, deal TEXT NOT NULL, folded BLOB NOT NULL) STRICT"
    static let insertion =
        "INSERT INTO deal_of_group (place, deal, folded) SELECT c1, c\(dealColumn), c\(foldedColumn) FROM buffered_rows"

    /// Of the groups at a range of places.
    static let selection = "SELECT deal, folded FROM deal_of_group WHERE place BETWEEN ?1 AND ?2"

    private static let dealColumn = 2
    private static let foldedColumn = 3
    private static let checksumBytes = 8

    /// Appends a row at the buffer's next place.
    ///
    /// - Parameter folded: the deal as `StoredDeal` writes it.
    static func append(_ deal: Bytes, _ folded: Bytes, to rows: RowBuffer) {
        rows.begin()
        rows.text(dealColumn, deal)
        rows.blob(foldedColumn) { appendSealed(folded, to: $0) }
        rows.end()
    }

    private static func appendSealed(_ folded: Bytes, to buffer: ByteBuffer) {
        buffer.append(raw: folded.hash)
        buffer.append(folded)
    }

    /// What a row keeps of a deal: a checksum, and the deal.
    static func sealed(_ deal: Deal) -> [UInt8] {
        let (folded, sealed) = (ByteBuffer(capacity: 1 << 10), ByteBuffer(capacity: 1 << 10))
        StoredDeal.append(deal, to: folded)
        appendSealed(folded.bytes(), to: sealed)
        return sealed.bytes().array
    }

    /// The deal of what a row keeps; nil where it is not what was written.
    static func deal(_ sealed: Bytes, _ reader: StoredDealReader) -> Deal? {
        guard sealed.count > checksumBytes else { return nil }
        let folded = sealed.dropping(checksumBytes)
        guard folded.hash == UnsafeRawPointer(sealed.start).loadUnaligned(as: UInt64.self) else { return nil }
        return reader.deal(folded)
    }
}
