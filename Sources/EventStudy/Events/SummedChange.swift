extension EventSample {
    /// The standard error of a sum of amounts over events, from the standard errors of the amounts.
    ///
    /// Var = Σᵢ Σⱼ wᵢⱼ·ρᵢⱼ·sᵢ·sⱼ, where wᵢⱼ is the part of a window's days that two events have in common (residuals of different
    /// days are taken as uncorrelated), and ρᵢⱼ is r̄ for two securities and 1 for two events of the same security.
    /// - Parameters:
    ///   - errors: one for each of `events`.
    ///   - rbar: the mean correlation of their residuals.
    /// - Returns: nil where r̄ is needed and undefined, or where the variance is not positive.
    /// - Complexity: O(N log N + pairs with days in common).
    package func standardErrorOfSum(
        _ errors: [Double], events: [Int], window: DayWindow, rbar: MeanCorrelation
    ) -> Double? {
        let order = events.indices.sorted { subjects[events[$0]].dayZero < subjects[events[$1]].dayZero }
        var variance = 0.0
        for (place, first) in order.enumerated() {
            variance += errors[first] * errors[first]
            let own = subjects[events[first]]
            for second in order[(place + 1)...] {
                let other = subjects[events[second]]
                let common = window.count - (other.dayZero - own.dayZero)
                guard common > 0 else { break }
                guard let correlation = own.security == other.security ? 1 : rbar.value else { return nil }
                let weight = Double(common) / Double(window.count)
                variance += 2 * weight * correlation * errors[first] * errors[second]
            }
        }
        return variance > 0 ? variance.squareRoot() : nil
    }
}
