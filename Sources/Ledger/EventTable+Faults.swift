import CanonicalJSON
import MarketEvents

extension EventTable {
    /// A fault of an event at the cell that it is of, and whether a column is there for it at all: where none is, something is
    /// wrong with every line.
    ///
    /// - Parameter fault: with its path as the judge has it, `data.parts[0].value`, or as it was typed, `parts.first.value`.
    package func fault(
        _ fault: Fault, _ data: JSONObject, of record: CSVRecord
    ) -> (fault: PlacedFault, hasColumn: Bool) {
        let type = try? type(of: record)
        let name = EventTable.typed(fault.path, data, type)
        let index = column(of: name)
        let column = index.map { columns[$0] }
        let isOption = column.map { $0.use == .cause || name == "id" || name.hasSuffix(".\($0.name)") } ?? false
        let path = isOption ? column?.name ?? name : name
        return (record.fault(at: index, path.isEmpty ? fault.reason : "\(path): \(fault.reason)"), index != nil)
    }

    private func column(of name: String) -> Int? {
        if name == "id" { return columns.firstIndex(where: \.isKey) }
        var name = name
        while !name.isEmpty {
            // An item may have been typed without its key.
            let parts = name.split(separator: ".").map(String.init)
            let short = parts.count == 3 ? "\(parts[0]).\(parts[2])" : name
            if let index = columns.firstIndex(where: { $0.name == name || $0.name == short }) { return index }
            if parts.first == "evidence", let last = parts.last,
                let index = columns.firstIndex(where: { $0.use != nil && $0.name == last })
            {
                return index
            }
            // What a source lacks is missing beside what it has.
            if parts.first == "evidence", parts.count == 2,
                let index = columns.firstIndex(where: { [.publisher, .title, .url, .quote].contains($0.use) })
            {
                return index
            }
            if parts.first == "causes", let index = columns.firstIndex(where: { $0.use == .cause }) { return index }
            if let index = columns.firstIndex(where: { $0.name.hasPrefix(name + ".") }) { return index }
            guard parts.count > 1 else { return nil }
            name = parts.dropLast().joined(separator: ".")
        }
        return nil
    }

    /// `data.parts[0].value` as one types it: `parts.first.value`.
    private static func typed(_ path: String, _ data: JSONObject, _ type: EventType?) -> String {
        guard path.hasPrefix("data.") else { return path }
        var value = JSONValue.object(data)
        var shape = type.map { Shape.object($0.payload) }
        var names: [String] = []
        for step in path.dropFirst(5).split(separator: ".") {
            let pieces = step.split(separator: "[")
            guard let name = pieces.first.map(String.init) else { continue }
            names.append(name)
            (value, shape) = (value.object?[name] ?? .null, shape?.field(name))
            for piece in pieces.dropFirst() {
                guard let index = Int(piece.dropLast()), let items = value.array, items.indices.contains(index) else {
                    continue
                }
                (value, shape) = (items[index], shape?.element)
                if let key = shape?.firstField.flatMap({ value.object?[$0]?.string }) { names.append(key) }
            }
        }
        return names.joined(separator: ".")
    }
}

extension Shape {
    fileprivate func field(_ name: String) -> Shape? {
        switch self {
        case .object(let object): object.field(name)?.shape
        case .nullable(let inner): inner.field(name)
        default: nil
        }
    }

    fileprivate var element: Shape? {
        switch self {
        case .list(let element, _): element
        case .nullable(let inner): inner.element
        default: nil
        }
    }

    fileprivate var firstField: String? {
        if case .object(let object) = self { object.fields.first?.name } else { nil }
    }
}
