import Glibc

/// A queue between threads that holds a few things at most: who is faster waits.
///
/// `@unchecked Sendable`: every access to its state happens between `lock` and `unlock` of its own mutex, and what passes
/// through it belongs to the thread that put it in until then, and to the one that took it out from then on.
final class Handover<Element>: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var elements: [Element] = []
    private var producers: Int
    private var failure: (any Error)?
    private let capacity: Int

    /// - Parameter producers: how many will say that they are done.
    init(capacity: Int, producers: Int) {
        self.capacity = capacity
        self.producers = producers
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(changed, nil)
    }

    deinit {
        pthread_cond_destroy(changed)
        pthread_mutex_destroy(mutex)
        changed.deallocate()
        mutex.deallocate()
    }

    private func locked<R>(_ body: () throws -> R) rethrows -> R {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return try body()
    }

    /// Waits while the queue is full.
    ///
    /// - Throws: what another thread failed with: then nobody takes anything any more.
    func put(_ element: Element) throws {
        try locked {
            while elements.count >= capacity, failure == nil { pthread_cond_wait(changed, mutex) }
            if let failure { throw failure }
            elements.append(element)
            pthread_cond_broadcast(changed)
        }
    }

    /// Waits while the queue is empty. Nil when all producers are done.
    func take() throws -> Element? {
        try locked {
            while elements.isEmpty, producers > 0, failure == nil { pthread_cond_wait(changed, mutex) }
            if let failure { throw failure }
            guard !elements.isEmpty else { return nil }
            let element = elements.removeFirst()
            pthread_cond_broadcast(changed)
            return element
        }
    }

    /// Nil where nothing waits.
    func takeIfAny() -> Element? { locked { elements.popLast() } }

    func finish() {
        locked {
            producers -= 1
            pthread_cond_broadcast(changed)
        }
    }

    /// Ends everything: whoever waits gets this error, the first one holds.
    func fail(_ error: any Error) {
        locked {
            failure = failure ?? error
            pthread_cond_broadcast(changed)
        }
    }
}

/// A thread that runs one piece of work.
struct WorkerThread {
    private let handle: pthread_t

    private final class Work {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    /// - Throws: where the system gives no thread.
    init(_ body: @escaping @Sendable () -> Void) throws {
        let work = Unmanaged.passRetained(Work(body))
        var handle = pthread_t()
        let result = pthread_create(
            &handle, nil,
            { work in
                guard let work else { return nil }
                Unmanaged<Work>.fromOpaque(work).takeRetainedValue().body()
                return nil
            }, work.toOpaque())
        guard result == 0 else {
            work.release()
            throw NoThread(reason: SystemMessage.text(result))
        }
        self.handle = handle
    }

    /// Runs `body` while threads work for it, one for each piece of work, and waits for them whatever becomes of it.
    static func whileRunning<Product>(
        _ works: [@Sendable () -> Void], _ products: Handover<Product>, _ body: () throws -> Void
    ) throws {
        var running: [WorkerThread] = []
        defer { for thread in running { thread.join() } }
        do {
            for work in works { running.append(try WorkerThread(work)) }
            try body()
        } catch {
            products.fail(error)
            throw error
        }
    }

    /// Waits until the work is done; everything it wrote is visible from then on.
    func join() { pthread_join(handle, nil) }
}

struct NoThread: Error, CustomStringConvertible {
    let reason: String
    var description: String { "no thread to replay with: \(reason)" }
}
