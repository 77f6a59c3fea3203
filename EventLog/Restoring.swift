import CivilTime

extension RestoreRefused {
    /// Whether a recorded event of another log is the one that follows the last of this log.
    ///
    /// - Parameters:
    ///   - last: position and recorded time of the last event.
    ///   - streamVersion: the last version of the event's stream.
    ///   - known: the position of an event of the same id.
    /// - Throws: `RestoreRefused` with what would have to follow.
    static func check(
        _ event: RecordedEvent, index: Int, after last: (position: Int, recordedTime: Instant)?,
        streamVersion: () throws -> Int, known: () throws -> Int?
    ) throws {
        func refuse(_ reason: String) -> RestoreRefused {
            RestoreRefused(index: index, position: event.position, reason: reason)
        }
        let next = (last?.position ?? 0) + 1
        guard event.position == next else { throw refuse("\(next) follows here") }
        let stream = event.envelope.subject
        let version = try streamVersion() + 1
        guard event.streamVersion == version else {
            throw refuse("its streamversion is \(event.streamVersion) and \(stream) is due at \(version)")
        }
        if let last, event.recordedTime < last.recordedTime {
            throw refuse(
                "its recordedtime \(event.recordedTime) is before \(last.recordedTime), that of the one before")
        }
        if let same = try known() {
            throw refuse("its id \(event.envelope.id) is that of the event at position \(same)")
        }
    }
}
