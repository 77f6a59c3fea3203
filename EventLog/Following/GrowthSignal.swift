import Synchronization

/// Wakes whoever waits for something to grow. Never lost: who looks first and then waits is told of what came in between.
final class GrowthSignal: Sendable {
    private struct State {
        var count = 0
        var isOver = false
        var nextWaiter = 0
        var waiting: [Int: CheckedContinuation<Void, Never>] = [:]
    }

    private let state = Mutex(State())

    /// How often it was given.
    var count: Int { state.withLock { $0.count } }

    /// Whether nobody waits for it any more.
    var isOver: Bool { state.withLock { $0.isOver } }

    func end() { state.withLock { $0.isOver = true } }

    func give() {
        let woken = state.withLock { state in
            state.count += 1
            defer { state.waiting = [:] }
            return Array(state.waiting.values)
        }
        for waiter in woken { waiter.resume() }
    }

    /// Returns when it has been given more often than `seen` times, or the task is cancelled.
    func wait(after seen: Int) async {
        let own = state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { waiter in
                let isReady = state.withLock { state in
                    // A cancellation before this finds nobody to wake, but the task knows of it already.
                    guard state.count == seen, !Task.isCancelled else { return true }
                    state.waiting[own] = waiter
                    return false
                }
                if isReady { waiter.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiting.removeValue(forKey: own) }?.resume()
        }
    }
}

/// Tells one follower when a log may have grown. It may also tell so where nothing came.
package final class GrowthWatch: Sendable {
    private let signal: GrowthSignal
    private let seen: Mutex<Int>
    private let stop: @Sendable () -> Void

    /// - Parameter stop: called when nobody needs the watch any more.
    init(_ signal: GrowthSignal, stop: @escaping @Sendable () -> Void = {}) {
        self.signal = signal
        self.stop = stop
        seen = Mutex(signal.count)
    }

    deinit { stop() }

    /// Returns when the log may have grown since the last call, or since the watch was made; at once where the task is
    /// cancelled.
    func wait() async {
        await signal.wait(after: seen.withLock { $0 })
        seen.withLock { $0 = signal.count }
    }
}
