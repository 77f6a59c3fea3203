/// The valid estimation days of one event in the order of their abnormal returns.
struct SortedDays {
    private(set) var values: [Double]
    /// The place of each in the estimation window.
    private(set) var places: [Int32]
    private(set) var count = 0
    private var buckets: [Int32]
    private var starts: [Int32]

    init(capacity: Int) {
        values = Array(repeating: 0, count: capacity)
        places = Array(repeating: 0, count: capacity)
        buckets = Array(repeating: 0, count: capacity)
        starts = Array(repeating: 0, count: capacity + 2)
    }

    /// Sorts a row by dealing it into about as many buckets as days, spread over ±3 standard deviations, and then by insertion,
    /// which moves a day only within its bucket: for residuals of any usual shape that takes O(days).
    mutating func sort(_ row: Doubles, _ length: Int, deviation: Double) {
        let last = Double(max(length - 1, 1))
        let scale = last / (6 * deviation)
        var crowded = false
        var valid = 0
        buckets.withUnsafeMutableBufferPointer { buckets in
            starts.withUnsafeMutableBufferPointer { starts in
                for bucket in 0..<(length + 2) { starts[bucket] = 0 }
                for place in 0..<length where !row[place].isNaN {
                    let bucket = Int32(min(max((row[place] + 3 * deviation) * scale, 0), last))
                    buckets[place] = bucket
                    starts[Int(bucket) + 1] += 1
                    valid += 1
                }
                for bucket in 0..<length {
                    crowded = crowded || starts[bucket + 1] > 64
                    starts[bucket + 1] += starts[bucket]
                }
                values.withUnsafeMutableBufferPointer { values in
                    places.withUnsafeMutableBufferPointer { places in
                        for place in 0..<length where !row[place].isNaN {
                            let bucket = Int(buckets[place])
                            let target = Int(starts[bucket])
                            starts[bucket] += 1
                            values[target] = row[place]
                            places[target] = Int32(place)
                        }
                    }
                }
            }
        }
        count = valid
        if crowded { sortByComparing() } else { insert() }
        joinTies()
    }

    /// Makes days equal that differ by rounding alone, so that they share a rank.
    private mutating func joinTies() {
        values.withUnsafeMutableBufferPointer { values in
            var start = 0
            for index in stride(from: 1, to: count, by: 1) {
                if values[index] - values[start] <= RoundingNoise.returns {
                    values[index] = values[start]
                } else {
                    start = index
                }
            }
        }
    }

    private mutating func insert() {
        values.withUnsafeMutableBufferPointer { values in
            places.withUnsafeMutableBufferPointer { places in
                var index = 1
                while index < count {
                    let (value, place) = (values[index], places[index])
                    var hole = index
                    while hole > 0, values[hole - 1] > value {
                        values[hole] = values[hole - 1]
                        places[hole] = places[hole - 1]
                        hole -= 1
                    }
                    values[hole] = value
                    places[hole] = place
                    index += 1
                }
            }
        }
    }

    /// How many days are below a value. `values` are this one's own, handed in so that nothing is checked twice.
    func count(below value: Double, _ values: UnsafeBufferPointer<Double>) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if values[middle] < value { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private mutating func sortByComparing() {
        let sorted = zip(values[..<count], places[..<count]).sorted { $0.0 < $1.0 }
        for (index, pair) in sorted.enumerated() { (values[index], places[index]) = pair }
    }
}
