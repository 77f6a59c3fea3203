import Glibc

/// A security's returns on the rows of the benchmark's calendar; NaN where there is none.
package struct ReturnSeries: Sendable {
    package let values: [Double]
    /// How many of the rows before each one have no return: so a window is known to be whole without looking at it.
    private let missingBefore: [Int32]

    /// - Parameter closes: one a row, NaN where there is none. A return needs the close of its row and of the row before;
    ///   the first row has none.
    package init(closes: [Double], kind: ReturnKind) {
        var values = [Double](repeating: .nan, count: closes.count)
        for row in closes.indices.dropFirst() {
            // A price of zero or less has no return: CRSP's negative midpoints are made positive when they are read.
            guard closes[row] > 0, closes[row - 1] > 0 else { continue }
            let ratio = closes[row] / closes[row - 1]
            values[row] = kind == .simple ? ratio - 1 : Glibc.log(ratio)
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
