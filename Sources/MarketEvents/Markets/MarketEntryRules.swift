import CanonicalJSON
import CivilTime

/// What nobody may say anew of a market's hours.
struct MarketEntryRules {
    private let data: JSONObject
    private let path: String

    init(_ data: JSONObject, _ path: String) { (self.data, self.path) = (data, path) }

    var faults: [Fault] { zoneFaults + periodFaults + specialDayFaults }

    private var zoneFaults: [Fault] {
        guard let name = data["zone"]?.string else { return [] }
        do throws(TimeZoneError) {
            _ = try TimeZoneRules.named(name)
            return []
        } catch { return [Fault("\(path).zone", error.description)] }
    }

    private func order(_ object: JSONObject, _ place: String) -> Fault? {
        guard let open = object["open"]?.string, let close = object["close"]?.string, close <= open else { return nil }
        return Fault("\(place).close", "\(close) is not after the opening at \(open)")
    }

    /// No day has two hours: periods of the same days need other days of the week.
    private var periodFaults: [Fault] {
        var faults: [Fault] = []
        var seen: [(from: String, until: String, week: WeekDays, text: String)] = []
        for (index, value) in (data["hours"]?.array ?? []).enumerated() {
            guard let period = value.object else { continue }
            let place = "\(path).hours[\(index)]"
            if let fault = order(period, place) { faults.append(fault) }
            let (from, until) = (period["from"]?.string ?? "", period["until"]?.string ?? "~")
            if until < from { faults.append(Fault("\(place).until", "\(until) comes before \(from)")) }
            let week =
                (period["week"]?.string ?? data["week"]?.string).flatMap { WeekDays($0) } ?? .mondayToFriday
            let text = "\(from)..\(period["until"]?.string ?? "")"
            if let other = seen.first(where: { $0.from <= until && from <= $0.until && $0.week.meets(week) }) {
                faults.append(Fault(place, "\(text) lies in the days of another period, \(other.text)"))
            }
            seen.append((from, until, week, text))
        }
        return faults
    }

    private var specialDayFaults: [Fault] {
        var faults: [Fault] = []
        var seen: Set<String> = []
        for (index, value) in (data["specialDays"]?.array ?? []).enumerated() {
            guard let special = value.object, let day = special["day"]?.string else { continue }
            let place = "\(path).specialDays[\(index)]"
            if let fault = order(special, place) { faults.append(fault) }
            if !seen.insert(day).inserted { faults.append(Fault("\(place).day", "\(day) comes twice")) }
        }
        return faults
    }
}
