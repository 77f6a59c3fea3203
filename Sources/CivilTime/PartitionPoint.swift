extension RandomAccessCollection where Index == Int {
    /// The number of leading elements for which a condition holds, where it holds for no other: a search by halves.
    @inlinable
    package func partitionPoint(where isBefore: (Element) -> Bool) -> Int {
        var (low, high) = (startIndex, endIndex)
        while low < high {
            let middle = low + (high - low) / 2
            if isBefore(self[middle]) { low = middle + 1 } else { high = middle }
        }
        return low - startIndex
    }
}
