import Glibc

/// A security's returns on the rows of the benchmark's calendar; NaN where there is none.
package struct ReturnSeries: Sendable {
    package let values: [Double]
    /// How many of the rows before each one have no return: so a window is known to be whole without looking at it.
    private let missingBefore: [Int32]

    /// - Parameters:
    ///   - closes: one a row, NaN where there is none. A return needs the close of its row and of the row before; the first row
    ///     has none.
    ///   - payouts: what was handed out of a share from behind the row before to this one, for total returns; nil where nothing
    ///     was.
    ///   - breaks: rows whose close cannot be compared with the one before.
    package init(closes: [Double], kind: ReturnKind, payouts: [Double]? = nil, breaks: Set<Int> = []) {
        var values = [Double](repeating: .nan, count: closes.count)
        for row in closes.indices.dropFirst() {
            // A price of zero or less has no return: CRSP's negative midpoints are made positive when they are read.
            guard closes[row] > 0, closes[row - 1] > 0, breaks.isEmpty || !breaks.contains(row) else { continue }
            let ratio = (closes[row] + (kind == .total ? payouts?[row] ?? 0 : 0)) / closes[row - 1]
            values[row] = kind == .log ? Glibc.log(ratio) : ratio - 1
        }
        self.init(values: values)
    }

    package init(values: [Double]) {
        self.values = values
        var missing: Int32 = 0
        missingBefore =
            [0]
            + values.map { value in
                if value.isNaN { missing += 1 }
                return missing
            }
    }

    /// How many rows of the range have a return. The range must be within the series.
    package func count(in rows: Range<Int>) -> Int {
        rows.count - Int(missingBefore[rows.upperBound] - missingBefore[rows.lowerBound])
    }
}
