/// The events that a row rests on, as a JSON list of their ids. Most rows of claims rest on one event, whose id ends their key:
/// there the cell is empty.
enum EventsCell {
    /// Of a UUID's text. Ids of another length are always written.
    private static let idLength = 36

    /// The list in SQL.
    static let sql = "coalesce(events, json_array(substr(key, -\(idLength))))"

    /// Nil where nothing says it.
    static func onlyEvent(ofKey key: String) -> String? {
        key.utf8.count > idLength ? String(key.suffix(idLength)) : nil
    }

    /// Whether a key says already that this is the only event.
    static func says(_ key: Bytes?, _ id: Bytes) -> Bool {
        guard let key, id.count == idLength, key.count > idLength else { return false }
        return key.dropping(key.count - idLength) == id
    }
}

extension RowBuffer {
    /// The ids of the events that a row rests on.
    package func events(_ column: Int, _ ids: [Bytes]) {
        if ids.count == 1, EventsCell.says(key, ids[0]) { return }
        self.ids(column, ids)
    }

    /// A list of ids, sorted, each once.
    package func ids(_ column: Int, _ ids: [Bytes]) {
        open(column)
        bytes.append(UInt8(ascii: "["))
        if ids.count == 1 {
            append(quoted: ids[0])
        } else {
            var last: Bytes?
            for id in ids.sorted() where id != last {
                if last != nil { bytes.append(UInt8(ascii: ",")) }
                append(quoted: id)
                last = id
            }
        }
        bytes.append(UInt8(ascii: "]"))
        close()
    }
}
