import CivilTime

package struct IdentityConflict: Error, Equatable, Sendable, CustomStringConvertible {
    package let id: String
    /// Of the event that holds the id. In a batch that holds it twice, where the first would have gone.
    package let position: Int
    /// The attributes that differ, and `data.X` for a member of the data.
    package let fields: [String]

    package var description: String {
        "the id \(id) is taken by the event at position \(position), which differs in \(fields.joined(separator: ", ")): "
            + "give the new event an id of its own, or correct the old one by a correcting event"
    }
}

package struct ExpectationFailed: Error, Equatable, Sendable, CustomStringConvertible {
    package let stream: String
    package let expected: ExpectedVersion
    package let found: Int

    package var description: String {
        let belief =
            switch expected {
            case .any: "at any version"
            case .new: "new"
            case .exactly(let version): "at version \(version)"
            }
        return "the stream \(stream) was expected \(belief) but is at version \(found): "
            + "read what was appended meanwhile, then append again expecting \(found)"
    }
}

/// An event that the writer had not seen, and that its own events depend on.
package struct BoundaryCrossed: Error, Equatable, Sendable, CustomStringConvertible {
    package let query: String
    package let position: Int
    package let after: Int

    package var description: String {
        "the event at position \(position) matches \(query) and stands after position \(after): "
            + "read it, then append again after \(position)"
    }
}

/// Why events of another log cannot follow those of this one.
package struct RestoreRefused: Error, Equatable, Sendable, CustomStringConvertible {
    /// Among those that were to be restored together.
    package let index: Int
    /// As the other log has it.
    package let position: Int
    package let reason: String

    package var description: String { "the event with sequence \(position) cannot be restored: \(reason)" }
}

package struct ClockBehind: Error, Equatable, Sendable, CustomStringConvertible {
    package let now: Instant
    package let last: Instant

    package var description: String {
        "the clock says \(now), more than 5 minutes before the last event of \(last): "
            + "set the clock, or accept it knowingly and the new event is recorded at the time of the last"
    }
}

/// Another writer held the log for as long as we would wait.
package struct LogBusy: Error, Equatable, Sendable, CustomStringConvertible {
    package let path: String
    package let seconds: Int

    package var description: String {
        "another process has been writing to \(path) for \(seconds) seconds: try again when it is done"
    }
}

package struct WriteInsideSnapshot: Error, Equatable, Sendable, CustomStringConvertible {
    package var description: String {
        "a snapshot only reads: append outside of it, or read inside of the exclusive section instead"
    }
}

/// A stored row that cannot be what was appended.
package struct CorruptEvent: Error, Equatable, Sendable, CustomStringConvertible {
    package let position: Int
    package let reason: String

    package var description: String {
        "the event at position \(position) is damaged (\(reason)): restore the ledger from a verified backup"
    }
}
