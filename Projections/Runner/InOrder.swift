/// Work in parts that two threads make, and one uses in their order.
package enum InOrder {
    private static let threads = 2
    /// So many parts of a thread wait for their use.
    private static let waiting = 2

    /// - Parameters:
    ///   - worker: called on each thread once; what it returns makes a part by its number.
    ///   - use: takes the parts on the caller's thread.
    /// - Throws: the first thing that any of them throws.
    package static func forEach<Part: Sendable>(
        _ count: Int, worker: @escaping @Sendable () throws -> (Int) throws -> Part, use: (Part) throws -> Void
    ) throws {
        let queues = (0..<threads).map { _ in Handover<Part>(capacity: waiting, producers: 1) }
        var running: [WorkerThread] = []
        defer { for thread in running { thread.join() } }
        do {
            for (place, queue) in queues.enumerated() {
                running.append(
                    try WorkerThread {
                        do {
                            let make = try worker()
                            for part in stride(from: place, to: count, by: threads) { try queue.put(make(part)) }
                            queue.finish()
                        } catch { queue.fail(error) }
                    })
            }
            for part in 0..<count {
                if let made = try queues[part % threads].take() { try use(made) }
            }
        } catch {
            for queue in queues { queue.fail(error) }
            throw error
        }
    }
}
