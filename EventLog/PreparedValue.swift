import Dispatch
import Synchronization

/// A value that is made once, ahead of time where another core is free: by another thread, or by the one that asks for
/// it where none has begun. So nobody ever waits for work that nobody does, and one core alone does all of it in order.
package final class PreparedValue<Value: Sendable>: Sendable {
    private enum State {
        case waiting(@Sendable () -> Value)
        case begun
        case made(Value)
    }

    private let state: Mutex<State>
    private let isMade = DispatchSemaphore(value: 0)

    /// - Parameter isUrgent: whether it is made before those that are not.
    package init(isUrgent: Bool = false, _ make: @escaping @Sendable () -> Value) {
        state = Mutex(.waiting(make))
        PreparationThread.run(isUrgent: isUrgent) { self.makeUnlessBegun(announces: true) }
    }

    /// Makes the value or waits until it is made. Asked once.
    package func take() -> Value {
        if let value = makeUnlessBegun(announces: false) { return value }
        isMade.wait()
        return state.withLock { state in
            guard case .made(let value) = state else { preconditionFailure("announced before it was made") }
            state = .begun
            return value
        }
    }

    @discardableResult
    private func makeUnlessBegun(announces: Bool) -> Value? {
        let make: (@Sendable () -> Value)? = state.withLock { state in
            guard case .waiting(let make) = state else { return nil }
            state = .begun
            return make
        }
        guard let make else { return nil }
        let value = make()
        guard announces else { return value }
        state.withLock { $0 = .made(value) }
        isMade.signal()
        return value
    }
}

/// One thread beside the one that asks for the values and does the writing, which is the longer work.
private enum PreparationThread {
    private typealias Work = @Sendable () -> Void

    private static let queue = DispatchQueue(label: "preparation")
    private static let waiting = Mutex<(urgent: [Work], others: [Work])>(([], []))

    static func run(isUrgent: Bool, _ work: @escaping @Sendable () -> Void) {
        waiting.withLock { if isUrgent { $0.urgent.append(work) } else { $0.others.append(work) } }
        queue.async {
            let next: Work? = waiting.withLock { waiting in
                if !waiting.urgent.isEmpty { return waiting.urgent.removeFirst() }
                return waiting.others.isEmpty ? nil : waiting.others.removeFirst()
            }
            next?()
        }
    }
}

/// The values of a list in their order, a few of them made ahead of time.
package struct PreparedSequence<Input: Sendable, Value: Sendable> {
    private let make: @Sendable (Input) -> Value
    private let ahead: Int
    private let isUrgent: Bool
    /// The first input stays one until a second one comes: nobody wakes a thread for it alone.
    private var first: Input?
    private var waiting: [PreparedValue<Value>] = []

    /// - Parameters:
    ///   - ahead: how many may wait at the most, which bounds the memory.
    ///   - isUrgent: whether they are made before those of other lists.
    package init(ahead: Int = 8, isUrgent: Bool = false, _ make: @escaping @Sendable (Input) -> Value) {
        (self.ahead, self.isUrgent, self.make) = (ahead, isUrgent, make)
    }

    /// Then one is to be taken before another one is put in.
    package var isFull: Bool { waiting.count >= ahead }

    package mutating func put(_ input: Input) {
        if waiting.isEmpty, first == nil {
            first = input
            return
        }
        let make = make
        waiting.append(PreparedValue(isUrgent: isUrgent) { make(input) })
    }

    /// The value of the first input that was not taken yet; nil where there is none.
    package mutating func take() -> Value? {
        if let input = first.take() { return make(input) }
        return waiting.isEmpty ? nil : waiting.removeFirst().take()
    }
}
