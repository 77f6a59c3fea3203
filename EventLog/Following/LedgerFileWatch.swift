import Dispatch
import Glibc

/// Watches a ledger's files for what other processes write, by inotify(7).
///
/// A commit is written to the write-ahead log first and becomes visible a little later, when it is safe on disk, by a write to
/// shared memory that nobody is told of. So after each write the signal is given again at growing intervals; the writers' lock
/// file, which our own writers touch once more when they are done, makes the first of them come in time. The folder is watched,
/// not the files: SQLite deletes the write-ahead log and makes it anew.
struct LedgerFileWatch {
    private let signal: GrowthSignal
    private let names: Set<String>
    /// -1 where the system gives none: then only time tells.
    private let notifications: Int32

    /// Longest time in milliseconds between two looks, with notifications and without.
    private static let pauses: (usual: Int32, blind: Int32) = (1000, 150)

    static func start(ledger path: String) -> GrowthWatch {
        let signal = GrowthSignal()
        let notifications = inotify_init1(Int32(IN_CLOEXEC) | Int32(IN_NONBLOCK))
        let changes = UInt32(IN_MODIFY | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO)
        if notifications >= 0 { inotify_add_watch(notifications, LedgerFile.folder(of: path), changes) }
        let name = path.split(separator: "/").last.map(String.init) ?? path
        let watch = LedgerFileWatch(
            signal: signal, names: [name, name + "-wal", name + "-lock"], notifications: notifications)
        // A thread of its own, asleep in the kernel for nearly all of its life.
        DispatchQueue(label: "ledger watch").async { watch.run() }
        return GrowthWatch(signal) { signal.end() }
    }

    private func run() {
        defer { if notifications >= 0 { close(notifications) } }
        let longest = notifications >= 0 ? LedgerFileWatch.pauses.usual : LedgerFileWatch.pauses.blind
        var pause = longest
        while !signal.isOver {
            var source = pollfd(fd: notifications, events: Int16(POLLIN), revents: 0)
            let count = poll(&source, 1, pause)
            if count == 0 {
                pause = min(2 * pause, longest)
                signal.give()
            } else if count > 0, concernsLedger() {
                pause = 1
                signal.give()
            }
        }
    }

    /// Takes all notifications there are. The folder has other files, too, such as the views.
    private func concernsLedger() -> Bool {
        var concerns = false
        var buffer = [UInt8](repeating: 0, count: 1 << 14)
        while true {
            let count = buffer.withUnsafeMutableBytes { Glibc.read(notifications, $0.baseAddress, $0.count) }
            guard count > 0 else { return concerns }
            buffer.withUnsafeBytes { bytes in
                var place = 0
                while place + MemoryLayout<inotify_event>.size <= count {
                    let event = bytes.loadUnaligned(fromByteOffset: place, as: inotify_event.self)
                    place += MemoryLayout<inotify_event>.size
                    let name = bytes[place..<min(count, place + Int(event.len))].prefix { $0 != 0 }
                    place += Int(event.len)
                    // Notifications that were lost have no name.
                    if name.isEmpty || names.contains(String(decoding: name, as: UTF8.self)) { concerns = true }
                }
            }
        }
    }
}
