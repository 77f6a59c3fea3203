extension EventSample {
    /// An event's abnormal returns cumulated from the start of the event window through each of its days.
    package func path(of event: Int) -> [CumulatedReturn] {
        let subject = subjects[event]
        return design.window.map { day in
            CumulatedReturn(
                design.window.lowerBound...day, of: securities[subject.security], over: market,
                dayZero: subject.dayZero,
                estimates[event], design.returns)
        }
    }
}
