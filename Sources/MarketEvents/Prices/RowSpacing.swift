import CivilTime

/// How far apart rows stand that are no sessions.
enum RowSpacing: String, CaseIterable {
    case weekly, monthly, quarterly, yearly

    var noun: String {
        switch self {
        case .weekly: "week"
        case .monthly: "month"
        case .quarterly: "quarter"
        case .yearly: "year"
        }
    }

    /// From one row to the next, in days: the last session of a month may come some days before its end.
    private var days: ClosedRange<Int> {
        switch self {
        case .weekly: 6...8
        case .monthly: 26...35
        case .quarterly: 85...98
        case .yearly: 355...375
        }
    }

    init?(step: Int) {
        guard let found = RowSpacing.allCases.first(where: { $0.days.contains(step) }) else { return nil }
        self = found
    }

    /// Of all rows of a file; nil for sessions, and for days without a rule.
    ///
    /// - Parameter days: since 1970, ascending.
    init?(_ days: [Int]) {
        guard days.count > 2 else { return nil }
        // The same day of every month, also where months are missing.
        let first = CivilDay(daysSinceEpoch: days[0])?.day
        if days.allSatisfy({ CivilDay(daysSinceEpoch: $0)?.day == first }) {
            self = .monthly
            return
        }
        var steps = zip(days, days.dropFirst()).map { $1 - $0 }
        // The last row may be of a week or month that runs.
        if steps.count > 2 { steps.removeLast() }
        let sorted = steps.sorted()
        guard let found = RowSpacing(step: sorted[sorted.count / 2]), sorted[0] >= found.days.lowerBound - 1 else {
            return nil
        }
        self = found
    }

    /// How many steps of it, one after the other, are no chance: a share that trades now and then, or was suspended, has steps of
    /// many lengths.
    fileprivate var leastSteps: Int {
        switch self {
        case .weekly: 10
        case .monthly: 6
        case .quarterly: 4
        case .yearly: 3
        }
    }
}

/// Finds weeks or months among the prices of one security: all of a column, or years of them before its sessions.
struct SpacingRun {
    /// Days one after the other that stand regularly apart.
    struct Stretch {
        let spacing: RowSpacing
        let first: CivilDay
        fileprivate(set) var last: CivilDay
        fileprivate(set) var steps = 0
        fileprivate var exact = 0

        /// Weeks are nearly always of seven days; a share's rare trades are not.
        fileprivate var isSure: Bool { steps >= spacing.leastSteps && (spacing != .weekly || exact * 4 >= steps * 3) }
    }

    private var previous: CivilDay?
    private var running: Stretch?
    private var found: Stretch?

    /// The first one that is no chance.
    var stretch: Stretch? { found ?? running.flatMap { $0.isSure ? $0 : nil } }

    /// Adds the next day with a price.
    mutating func add(_ day: CivilDay) {
        defer { previous = day }
        guard found == nil, let previous else { return }
        let step = day.daysSinceEpoch - previous.daysSinceEpoch
        // Most days follow each other.
        guard step > 5, let spacing = RowSpacing(step: step) else {
            if let stretch = running, stretch.isSure { found = stretch }
            running = nil
            return
        }
        if running?.spacing != spacing {
            if let stretch = running, stretch.isSure { found = stretch }
            running = Stretch(spacing: spacing, first: previous, last: day)
        }
        running?.last = day
        running?.steps += 1
        if step == 7 { running?.exact += 1 }
    }
}
