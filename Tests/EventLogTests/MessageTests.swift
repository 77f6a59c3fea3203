import CivilTime
@testable import EventLog
import Testing

@Suite("The words of the log's refusals: lower case, without a full stop, and with what to do")
struct MessageTests {
    static let opening: [(LedgerOpenError, String)] = [
        (.missing("l"), "there is no ledger at l: check the path, or make a new ledger there"),
        (.folderMissing("a/l"), "the folder of a/l does not exist: make it first, or check the path"),
        (.isDirectory("a"), "a is a folder: name the ledger's file in it"),
        (.exists("l"), "l exists already: name another file; a ledger is never replaced"),
        (.notALedger("l"), "l is not a ledger: check the path; the file was left as it is"),
        (.foreignDatabase("l"), "l is a database of another program: check the path; the file was left as it is"),
        (
            .newerVersion("l", found: 2, supported: 1),
            "l has the format 2 and this program knows formats up to 1: use a newer program"
        ),
        (.readOnly("l"), "l can only be read: make the file and its folder writable to append"),
        (
            .cannotCreate("l", reason: "No space left on device"),
            "no ledger could be made at l (No space left on device): put this right, or name another place"
        ),
        (
            .inputOutput("l", reason: "Permission denied"),
            "l could not be opened (Permission denied): check the file, its folder and their permissions"
        ),
    ]

    @Test("where a ledger cannot be opened or made", arguments: opening)
    func opens(_ error: LedgerOpenError, _ message: String) { #expect(error.description == message) }

    @Test("where an event cannot be appended")
    func appends() throws {
        let now = try #require(Instant(rfc3339: "2025-11-03T12:00:00Z"))
        let errors: [(any Error, String)] = [
            (
                IdentityConflict(id: "i", position: 3, fields: ["type", "data.value"]),
                "the id i is taken by the event at position 3, which differs in type, data.value: give the new event an id of "
                    + "its own, or correct the old one by a correcting event"
            ),
            (
                ExpectationFailed(stream: "deal/d", expected: .new, found: 2),
                "the stream deal/d was expected new but is at version 2: read what was appended meanwhile, then append "
                    + "again expecting 2"
            ),
            (
                ClockBehind(now: now, last: now.adding(seconds: 600)),
                "the clock says 2025-11-03T12:00:00Z, more than 5 minutes before the last event of 2025-11-03T12:10:00Z: set "
                    + "the clock, or accept it knowingly and the new event is recorded at the time of the last"
            ),
            (
                LogBusy(path: "l", seconds: 10),
                "another process has been writing to l for 10 seconds: try again when it is done"
            ),
            (
                CorruptEvent(position: 7, reason: "column 1: no JSON value starts like this"),
                "the event at position 7 is damaged (column 1: no JSON value starts like this): restore the ledger from a "
                    + "verified backup"
            ),
            (
                WriteInsideSnapshot(),
                "a snapshot only reads: append outside of it, or read inside of the exclusive section instead"
            ),
        ]
        for (error, message) in errors { #expect("\(error)" == message) }
    }
}
