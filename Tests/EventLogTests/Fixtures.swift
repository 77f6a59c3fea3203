import CanonicalJSON
import CivilTime
import Glibc
import SQLite

@testable import EventLog

/// A clock that tests set by hand.
final class ManualClock {
    var now = Instant(seconds: 1_760_000_000)
}

/// A folder of its own for each test, gone with it.
final class TemporaryFolder {
    let path: String

    init() {
        var template = Array("/tmp/eventlog-XXXXXX".utf8CString)
        path = template.withUnsafeMutableBufferPointer { String(cString: mkdtemp($0.baseAddress!)) }
    }

    deinit {
        chmod(path, 0o700)
        for name in names() { remove(path + "/" + name) }
        rmdir(path)
    }

    func names() -> Set<String> {
        var names: Set<String> = []
        guard let folder = opendir(path) else { return names }
        defer { closedir(folder) }
        while let entry = readdir(folder) {
            names.insert(
                withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                })
        }
        return names.subtracting([".", ".."])
    }

    func write(_ text: String, to name: String) -> String {
        let file = path + "/" + name
        let stream = fopen(file, "w")!
        fputs(text, stream)
        fclose(stream)
        return file
    }
}

enum Backend: CaseIterable {
    case memory, sqlite

    func make(
        in folder: TemporaryFolder, clock: ManualClock = ManualClock(), acceptClock: Bool = false
    ) throws -> any EventLog {
        switch self {
        case .memory: return InMemoryEventLog(clock: { clock.now }, acceptClock: acceptClock)
        case .sqlite:
            let path = folder.path + "/ledger"
            try SQLiteEventLog.create(path: path, origin: "test.invalid", clock: { clock.now }).close()
            return try SQLiteEventLog.open(path: path, clock: { clock.now }, acceptClock: acceptClock)
        }
    }
}

func envelope(
    _ id: String, stream: String = "company/acme", type: String = "noted", data: JSONObject = ["n": .integer(1)],
    occurred: String? = nil, extensions: JSONObject = [:]
) -> Envelope {
    Envelope(
        id: id, source: "https://test.invalid/", type: type, dataschema: "https://test.invalid/noted/1",
        subject: stream, time: "2025-10-09T08:53:20Z", occurred: occurred, data: data, extensions: extensions)
}

/// RFC 6962, section 2.1, word for word: the largest power of two smaller than n splits the list.
func oracleRoot(_ leaves: ArraySlice<[UInt8]>) -> [UInt8] {
    if leaves.isEmpty { return MerkleTree.emptyRoot }
    if leaves.count == 1 { return leaves[leaves.startIndex] }
    var split = 1
    while split * 2 < leaves.count { split *= 2 }
    let middle = leaves.startIndex + split
    return MerkleTree.node(oracleRoot(leaves[..<middle]), oracleRoot(leaves[middle...]))
}
