/// What someone may have meant: the known names nearest to a mistyped one.
package enum NearestNames {
    /// At most `limit` names within about a third of the text's length in edits (an insertion, a removal, a replacement,
    /// or two neighbours swapped), nearest first, ties in the order of `names`.
    ///
    /// - Complexity: O(names × length²); texts beyond 64 characters have no near names.
    package static func nearest(to text: String, among names: some Sequence<String>, limit: Int = 3) -> [String] {
        let wanted = Array(text.lowercased().unicodeScalars)
        guard (1...64).contains(wanted.count) else { return [] }
        let threshold = max(1, (wanted.count + 1) / 3)
        let ranked = names.enumerated().compactMap { index, name -> (distance: Int, index: Int, name: String)? in
            let candidate = Array(name.lowercased().unicodeScalars)
            if candidate.count > 2, wanted.count > 2,
                candidate.starts(with: wanted) || wanted.starts(with: candidate)
            {
                return (1, index, name)
            }
            guard abs(candidate.count - wanted.count) <= threshold else { return nil }
            let distance = edits(wanted, candidate)
            return distance <= threshold ? (distance, index, name) : nil
        }
        return ranked.sorted { ($0.distance, $0.index) < ($1.distance, $1.index) }.prefix(limit).map(\.name)
    }

    /// The optimal string alignment distance (Damerau-Levenshtein without repeated edits of a substring).
    private static func edits(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for i in 1...max(1, left.count) where i <= left.count {
            var row = [i] + Array(repeating: 0, count: right.count)
            for j in 1...max(1, right.count) where j <= right.count {
                let cost = left[i - 1] == right[j - 1] ? 0 : 1
                row[j] = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + cost)
                if i > 1, j > 1, left[i - 1] == right[j - 2], left[i - 2] == right[j - 1] {
                    row[j] = min(row[j], beforeLast[j - 2] + 1)
                }
            }
            (beforeLast, last) = (last, row)
        }
        return last[right.count]
    }
}
