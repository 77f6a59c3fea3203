/// Sums over events, by day, of U = rank/(1 + M) - ½, the rank of a day among the M that are ranked within its event.
struct DaySums {
    private var sums: [Double]
    private var counts: [Int32]

    init(_ days: Int) {
        sums = Array(repeating: 0, count: days)
        counts = Array(repeating: 0, count: days)
    }

    /// Ranks one event's days together; ties have their average rank.
    mutating func add(_ days: SortedDays, _ extra: ExtraDays) {
        let (own, more) = (days.count, extra.count)
        let unit = 1 / Double(own + more + 1)
        var (first, second) = (0, 0)
        while first < own || second < more {
            // The next value of the two, and all that are equal to it.
            let isOwn = second == more || (first < own && days.values[first] <= extra.values[second])
            let value = isOwn ? days.values[first] : extra.values[second]
            let (start, startMore) = (first, second)
            while first < own, days.values[first] == value { first += 1 }
            while second < more, extra.values[second] == value { second += 1 }
            // Ranks a to b have the average (a + b)/2.
            let u = Double(start + startMore + 1 + first + second) / 2 * unit - 0.5
            for index in start..<first { add(u, at: Int(days.places[index])) }
            for index in startMore..<second { add(u, at: extra.places[index]) }
        }
    }

    private mutating func add(_ u: Double, at place: Int) {
        sums[place] += u
        counts[place] += 1
    }

    /// Adds what the events of `ranks` have: their ranks among the estimation days alone, and those that the extra days add.
    mutating func add(_ ranks: WholeRanks, _ steps: ExtraSteps) {
        let days = ranks.sums.count
        let unit = 1 / Double(days + steps.extra.count + 1)
        let half = 0.5 * Double(ranks.events)
        for day in 0..<days { sums[day] += unit * (ranks.sums[day] + steps.sums[day]) - half }
        for (day, sum) in steps.extra.enumerated() { sums[days + day] += unit * sum - half }
        for place in sums.indices { counts[place] += Int32(ranks.events) }
    }

    /// T: the days on which any event is ranked.
    var rankedDays: Int { counts.count { $0 > 0 } }

    func sum(at place: Int) -> Double { sums[place] }

    /// √L·mean(Ū_t)/S over the days `places`, with S² = T⁻¹Σ(n_t/N)Ū_t². Nil where S is zero.
    func z(_ places: Range<Int>, events: Int) -> Double? {
        var variance = 0.0
        for (sum, count) in zip(sums, counts) where count > 0 {
            let mean = sum / Double(count)
            variance += Double(count) / Double(events) * mean * mean
        }
        let deviation = (variance / Double(rankedDays)).squareRoot()
        guard deviation > RoundingNoise.sums else { return nil }
        var total = 0.0
        for place in places where counts[place] > 0 { total += sums[place] / Double(counts[place]) }
        let length = Double(places.count)
        return length.squareRoot() * (total / length) / deviation
    }
}

/// Days that are ranked beside the estimation days, sorted.
struct ExtraDays {
    private(set) var values: [Double]
    private(set) var places: [Int]
    private(set) var count = 0

    init(capacity: Int) {
        values = Array(repeating: 0, count: capacity)
        places = Array(repeating: 0, count: capacity)
    }

    /// Those of a row that are not missing. One that differs from another, or from one of `days`, by rounding alone is made
    /// equal to it.
    mutating func load(_ row: Doubles, _ length: Int, firstPlace: Int, beside days: SortedDays) {
        count = 0
        for day in 0..<length where !row[day].isNaN {
            var hole = count
            while hole > 0, values[hole - 1] > row[day] {
                values[hole] = values[hole - 1]
                places[hole] = places[hole - 1]
                hole -= 1
            }
            values[hole] = row[day]
            places[hole] = firstPlace + day
            count += 1
        }
        days.values.withUnsafeBufferPointer { own in
            for index in 0..<count {
                let nearest = days.count(below: values[index] - RoundingNoise.returns, own)
                if nearest < days.count, own[nearest] <= values[index] + RoundingNoise.returns {
                    values[index] = own[nearest]
                } else if index > 0, values[index] - values[index - 1] <= RoundingNoise.returns {
                    values[index] = values[index - 1]
                }
            }
        }
    }
}

/// Events without a missing day have the same M, so their ranks can be added up before they are divided: once for the estimation
/// days alone, whatever else is ranked beside them.
struct WholeRanks {
    /// By estimation day: the sum of its ranks among the estimation days.
    private(set) var sums: [Double]
    private(set) var events = 0

    init(_ days: Int) { sums = Array(repeating: 0, count: days) }

    mutating func add(_ days: SortedDays) {
        events += 1
        days.values.withUnsafeBufferPointer { values in
            days.places.withUnsafeBufferPointer { places in
                sums.withUnsafeMutableBufferPointer { sums in
                    var index = 0
                    while index < days.count {
                        var end = index + 1
                        while end < days.count, values[end] == values[index] { end += 1 }
                        let rank = Double(index + 1 + end) / 2
                        while index < end {
                            sums[Int(places[index])] += rank
                            index += 1
                        }
                    }
                }
            }
        }
    }
}

/// By how much extra days raise the ranks of estimation days (by one where they are below, by a half where they are equal), and
/// the ranks of the extra days themselves, summed over events.
struct ExtraSteps {
    private(set) var sums: [Double]
    private(set) var extra: [Double]
    private let firstPlace: Int

    init(_ days: Int, extra: Int) {
        sums = Array(repeating: 0, count: days)
        self.extra = Array(repeating: 0, count: extra)
        firstPlace = days
    }

    mutating func add(_ days: SortedDays, _ more: ExtraDays) {
        days.values.withUnsafeBufferPointer { values in
            days.places.withUnsafeBufferPointer { places in
                sums.withUnsafeMutableBufferPointer { sums in
                    var index = 0
                    var step = 0.0
                    func raise(upTo end: Int) {
                        if step > 0 { for place in places[index..<end] { sums[Int(place)] += step } }
                        index = end
                    }
                    var start = 0
                    while start < more.count {
                        let value = more.values[start]
                        var end = start + 1
                        while end < more.count, more.values[end] == value { end += 1 }
                        let lower = days.count(below: value, values)
                        var upper = lower
                        while upper < days.count, values[upper] == value { upper += 1 }
                        raise(upTo: lower)
                        step += Double(end - start) / 2
                        raise(upTo: upper)
                        step += Double(end - start) / 2
                        let rank = Double(lower + start + 1 + upper + end) / 2
                        for same in start..<end { extra[more.places[same] - firstPlace] += rank }
                        start = end
                    }
                    raise(upTo: days.count)
                }
            }
        }
    }
}
