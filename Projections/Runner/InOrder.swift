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

    /// Does other work on a thread of its own meanwhile, and gives what that made.
    ///
    /// - Throws: what `body` throws, or where the system gives no thread.
    package static func beside<Product: Sendable>(
        _ work: @escaping @Sendable () -> Product, _ body: () throws -> Void
    ) throws -> Product {
        let product = Handover<Product>(capacity: 1, producers: 1)
        let thread = try WorkerThread {
            // Nothing makes the queue fail, and there is room in it.
            try? product.put(work())
            product.finish()
        }
        defer { thread.join() }
        try body()
        guard let made = try product.take() else { preconditionFailure("the thread ended without its product") }
        return made
    }
}
