/// The last versions of streams, found by the bytes of their names: asked once for each event of an append, where a dictionary of
/// strings would be a third of the planning.
struct StreamVersions {
    private struct Slot {
        /// 0 in an empty slot, else never.
        var hash: UInt64 = 0
        var name: UInt32 = 0
        var version: UInt32 = 0
    }

    private struct Name {
        let start: Int
        let count: Int
    }

    private var slots: [Slot]
    private var names: [Name] = []
    private var text: [UInt8] = []
    /// Makes hashes that nobody who names streams can foresee.
    private let seed = UInt64.random(in: .min ... .max)

    init() { slots = [Slot](repeating: Slot(), count: 1 << 8) }

    var count: Int { names.count }

    /// The version of the next event of a stream, which is the last from now on.
    ///
    /// - Parameter look: finds the last version of a stream that is not here yet.
    mutating func next(
        _ stream: UnsafeBufferPointer<UInt8>, look: (UnsafeBufferPointer<UInt8>) throws -> Int
    ) rethrows -> Int {
        let hash = hash(stream)
        var place = find(stream, hash)
        if slots[place].hash == 0 {
            let version = try look(stream) + 1
            // Versions beyond 32 bits would take longer than any log lives.
            guard let small = UInt32(exactly: version) else { preconditionFailure("a stream of 2^32 events") }
            if names.count * 2 >= slots.count {
                grow()
                place = find(stream, hash)
            }
            slots[place] = Slot(hash: hash, name: UInt32(names.count), version: small)
            names.append(Name(start: text.count, count: stream.count))
            text.append(contentsOf: stream)
            return version
        }
        slots[place].version += 1
        return Int(slots[place].version)
    }

    /// The slot with the stream, or the empty one where it would be.
    private func find(_ stream: UnsafeBufferPointer<UInt8>, _ hash: UInt64) -> Int {
        let mask = slots.count - 1
        var place = Int(truncatingIfNeeded: hash) & mask
        while slots[place].hash != 0 {
            if slots[place].hash == hash, isSame(names[Int(slots[place].name)], stream) { return place }
            place = (place + 1) & mask
        }
        return place
    }

    private func isSame(_ name: Name, _ stream: UnsafeBufferPointer<UInt8>) -> Bool {
        guard name.count == stream.count else { return false }
        return text.withUnsafeBufferPointer {
            ByteText.order(UnsafeBufferPointer(rebasing: $0[name.start..<(name.start + name.count)]), stream) == 0
        }
    }

    private mutating func grow() {
        let old = slots
        slots = [Slot](repeating: Slot(), count: old.count * 4)
        let mask = slots.count - 1
        for slot in old where slot.hash != 0 {
            var place = Int(truncatingIfNeeded: slot.hash) & mask
            while slots[place].hash != 0 { place = (place + 1) & mask }
            slots[place] = slot
        }
    }

    /// Eight bytes at a time, multiplied and folded.
    private func hash(_ stream: UnsafeBufferPointer<UInt8>) -> UInt64 {
        let bytes = UnsafeRawBufferPointer(stream)
        var hash = seed ^ UInt64(stream.count)
        func mix(_ word: UInt64) {
            let product = (hash ^ word).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
            hash = product.high ^ product.low
        }
        var place = 0
        while place + 8 <= bytes.count {
            mix(bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
            place += 8
        }
        var rest: UInt64 = 0
        while place < bytes.count {
            rest = rest << 8 | UInt64(bytes[place])
            place += 1
        }
        mix(rest)
        return max(hash, 1)
    }
}
