import MarketEvents

/// How a quantity stands in a cell: `["12800000000","USD","exact"]`, amount, unit and qualifier. An upper bound, 1 where it is
/// approximate, and the source's words follow as far as there are any; null and 0 hold their places.
///
/// One cell and not six: most of them would be empty, and a table's columns cost time in every row, whether filled or not.
enum QuantityCell {
    /// The parts that the SQL view shows, in their places.
    static let shown = ["amount", "unit", "qualifier", "upper"]

    /// The value of a part in SQL.
    static func sql(_ part: String, of column: String) -> String {
        guard let place = shown.firstIndex(of: part) else { preconditionFailure("a quantity has no \(part)") }
        return "json_extract(\(column), '$[\(place)]')"
    }

    static func quantity(_ cell: String) -> Quantity? {
        var cell = cell
        return cell.withUTF8 { Bytes(UnsafeRawBufferPointer($0)).flatMap(quantity) }
    }

    private static func quantity(_ cell: Bytes) -> Quantity? {
        var parts: [Bytes] = []
        parts.reserveCapacity(6)
        guard
            cell.forEachElement({
                parts.append($0); return parts.count <= 6
            }), parts.count >= 3,
            let amount = parts[0].plainText.flatMap({ ExactDecimal($0.buffer, .computed) }),
            let unit = parts[1].plainText.flatMap({ MeasureUnit.named($0.string) }),
            let qualifier = parts[2].plainText.flatMap({ Qualifier(rawValue: $0.string) })
        else { return nil }
        var upper: ExactDecimal?
        if parts.count > 3, !parts[3].isNull {
            guard let bound = parts[3].plainText.flatMap({ ExactDecimal($0.buffer, .computed) }) else { return nil }
            upper = bound
        }
        return Quantity(
            amount, unit, qualifier, upper: upper, isApproximate: parts.count > 4 && parts[4].equals("1"),
            stated: parts.count > 5 ? JSONText.decoded(parts[5]) : nil)
    }
}

extension RowBuffer {
    func quantity(_ column: Int, _ quantity: StoredQuantity) {
        self.quantity(
            column, StoredQuantity.normal(quantity.amount), quantity.unit, quantity.qualifier,
            upper: quantity.upper.map(StoredQuantity.normal), isApproximate: quantity.isApproximate,
            stated: quantity.stated
        ) { (text: Bytes) in append(text) }
    }

    package func quantity(_ column: Int, _ quantity: Quantity?) {
        guard let quantity else { return }
        self.quantity(
            column, quantity.amount.description, quantity.unit.code, quantity.qualifier.rawValue,
            upper: quantity.upper?.description, isApproximate: quantity.isApproximate,
            stated: quantity.stated.map(JSONText.encoded)
        ) { (text: String) in append(text) }
    }

    /// - Parameter stated: with its quotes.
    @inline(__always)
    private func quantity<Text>(
        _ column: Int, _ amount: Text, _ unit: Text, _ qualifier: Text, upper: Text?, isApproximate: Bool,
        stated: Text?, append: (Text) -> Void
    ) {
        open(column)
        self.append("[\"")
        append(amount)
        self.append("\",\"")
        append(unit)
        self.append("\",\"")
        append(qualifier)
        self.append("\"")
        if upper != nil || isApproximate || stated != nil {
            self.append(upper == nil ? ",null" : ",\"")
            if let upper {
                append(upper)
                self.append("\"")
            }
            if isApproximate || stated != nil { self.append(isApproximate ? ",1" : ",0") }
            if let stated {
                self.append(",")
                append(stated)
            }
        }
        self.append("]")
        close()
    }
}
