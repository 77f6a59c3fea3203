import CivilTime

/// What somebody says of a market's hours and days.
package struct MarketStated: Sendable {
    package struct Hours: Sendable {
        package let from: CivilDay?
        package let until: CivilDay?
        package let week: WeekDays?
        package let hours: SessionHours
    }

    package let mic: String
    package let zone: String
    package let week: WeekDays?
    package let hours: [Hours]
    package let specialDays: [CivilDay: Marketplace.SpecialDay]
    /// The events behind it.
    package var events: [String] = []
}

extension MarketStated {
    /// - Precondition: the fields are valid for the type.
    init(_ fields: ValidFields) {
        mic = fields.text("mic")
        zone = fields.text("zone")
        week = fields.text(optional: "week").flatMap { WeekDays($0) }
        hours = fields.objects("hours").compactMap { period in
            guard let open = SessionHours.minute(period.text("open")),
                let close = SessionHours.minute(period.text("close"))
            else { return nil }
            return Hours(
                from: period.text(optional: "from").flatMap { CivilDay($0) },
                until: period.text(optional: "until").flatMap { CivilDay($0) },
                week: period.text(optional: "week").flatMap { WeekDays($0) },
                hours: SessionHours(open: open, close: close))
        }
        var days: [CivilDay: Marketplace.SpecialDay] = [:]
        for special in fields.objects("specialDays") {
            guard let day = CivilDay(special.text("day")) else { continue }
            let open = special.text(optional: "open").flatMap { SessionHours.minute($0) }
            let close = special.text(optional: "close").flatMap { SessionHours.minute($0) }
            days[day] = Marketplace.SpecialDay(isClosed: open == nil && close == nil, open: open, close: close)
        }
        specialDays = days
    }
}

extension Marketplace {
    /// A market as it is stated, over what else is known of it. Nil where this machine does not know its zone.
    convenience init?(_ stated: MarketStated, over base: Marketplace?) {
        guard let zone = try? TimeZoneRules.named(stated.zone) else { return nil }
        let week = stated.week ?? .mondayToFriday
        self.init(
            mic: stated.mic, name: base?.name ?? "", zone: zone,
            periods: stated.hours.map {
                Period(
                    from: $0.from, until: $0.until, week: $0.week ?? week, hours: $0.hours,
                    whileNewYorkHasDaylight: nil, source: "market.stated")
            }, specialDays: stated.specialDays, over: base, events: stated.events + (base?.events ?? []))
    }
}
