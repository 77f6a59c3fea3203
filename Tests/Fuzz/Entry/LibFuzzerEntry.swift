import FuzzChecks
import Glibc

/// What libFuzzer calls with every input. `IMPACT_FUZZ` names the parser.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = Array(UnsafeBufferPointer(start: start, count: count))
    do {
        if try chosen.run(input) { taken.add() }
    } catch {
        // A trap is what libFuzzer keeps the input for.
        fatalError("\(chosen.name): \(error)")
    }
    return 0
}

private let chosen: ParserCheck = {
    let name = getenv("IMPACT_FUZZ").map { String(cString: $0) } ?? ""
    guard let check = ParserCheck.all.first(where: { $0.name == name }) else {
        fatalError("IMPACT_FUZZ is '\(name)'; known are \(ParserCheck.all.map(\.name).joined(separator: ", "))")
    }
    atexit { print("taken: \(taken.count)") }
    return check
}()

/// How many inputs the parser took: a fuzzer whose promises are never asked for proves nothing.
private final class Tally: @unchecked Sendable {
    // libFuzzer runs one input after the other, on one thread.
    private(set) var count = 0

    func add() { count += 1 }
}

private let taken = Tally()

@_silgen_name("LLVMFuzzerMutate")
private func mutateByLibFuzzer(_ start: UnsafeMutablePointer<UInt8>, _ count: Int, _ most: Int) -> Int

/// What libFuzzer calls for a new input: mostly its own mutations; ours know the words, and where an input is JSON, its values.
@_cdecl("LLVMFuzzerCustomMutator")
public func mutate(_ start: UnsafeMutablePointer<UInt8>, _ count: Int, _ most: Int, _ seed: UInt32) -> Int {
    guard seed % (chosen.isJSON ? 4 : 2) != 0 else { return mutateByLibFuzzer(start, count, most) }
    let input = Array(UnsafeBufferPointer(start: start, count: count))
    var mutation = InputMutation(seed: UInt64(seed))
    let changed =
        chosen.isJSON ? mutation.mutated(input, other: input, for: chosen) : mutation.withWord(input, for: chosen)
    guard changed.count <= most else { return mutateByLibFuzzer(start, count, most) }
    UnsafeMutableBufferPointer(start: start, count: most).update(fromContentsOf: changed)
    return changed.count
}
