/// A command line a type that can be pasted: each works on the demo, in this order.
enum EventExamples {
    static func lines(of type: String) -> [String] { byType[type] ?? [] }

    private static let byType: [String: [String]] = [
        "company.registered": [
            "impact append company.registered company=coreweave name='CoreWeave, Inc.' kind=public "
                + "listings.CRWV.mic=XNAS listings.CRWV.currency=USD --occurred 2025-03-28 --certainty confirmed"
        ],
        "company.identified": [
            "impact append company.registered company=undisclosed-1 name='An AI company' kind=undisclosed "
                + "--occurred 2025-06-01",
            "impact append company.identified company=undisclosed-1 is=openai --occurred 2025-11-05",
        ],
        "company.restructured": [
            "impact append company.restructured company=openai structure='public benefit corporation' "
                + "--occurred 2025-10-28 --certainty confirmed"
        ],
        "deal.announced": [
            "impact append deal.announced deal=d1 buyer=openai supplier=oracle kind=cloud commitment=binding "
                + "value='~12bn USD' term=P5Y parts.phase-2.value='<=4bn USD' parts.phase-2.commitment=option "
                + "--occurred 2025-11-04 --publisher Reuters --url https://example.org/story"
        ],
        "deal.amended": [
            "impact append deal.amended deal=openai-amazon-2025 increase='5bn USD' --occurred 2025-11-10 "
                + "--publisher Reuters"
        ],
        "deal.part-met": [
            "impact append deal.part-met deal=d1 part=phase-2 --occurred 2025-11-12 --certainty confirmed"
        ],
        "deal.part-ended": [
            "impact append deal.part-ended deal=d1 part=phase-2 --occurred 2025-11-14 --certainty confirmed"
        ],
        "deal.delivered": [
            "impact append deal.delivered deal=openai-amazon-2025 day=2025-11-14 total='200m USD' measure=invoiced "
                + "--occurred 2025-11-14"
        ],
        "deal.linked": [
            "impact append deal.linked deal=d1 other=openai-oracle-2025 relation=part-of --certainty confirmed"
        ],
        "deal.remaining": [
            "impact append deal.remaining deal=openai-amazon-2025 day=2025-11-14 amount='37.8bn USD' "
                + "--occurred 2025-11-14 --said-by amazon"
        ],
        "deal.ended": ["impact append deal.ended deal=d1 reason='not renewed' fee='100m USD' --occurred 2025-11-14"],
        "right.granted": [
            "impact append right.granted right=r1 holder=openai grantor=nvidia kind=warrant quantity='1m shares' "
                + "strike='0.01 USD' expires=2030 parts.first.quantity='400k shares' "
                + "parts.first.condition='the first gigawatt' --occurred 2025-11-04"
        ],
        "right.amended": ["impact append right.amended right=r1 expires=2031 --occurred 2025-11-10"],
        "right.part-vested": [
            "impact append right.part-vested right=r1 part=first --occurred 2025-11-12 --certainty confirmed"
        ],
        "right.ended": ["impact append right.ended right=r1 reason='exercised' --occurred 2025-11-14"],
        "stake.stated": [
            "impact append stake.stated holder=microsoft company=openai percent='about 27 percent' "
                + "--occurred 2025-10-28 --certainty confirmed --said-by microsoft"
        ],
        "stake.ended": [
            "impact append stake.ended holder=microsoft company=openai --occurred 2025-11-14 --certainty expected"
        ],
        "dependency.stated": [
            "impact append dependency.stated dependent=openai provider=nvidia kind=chips via='its data centres' "
                + "trend=rising --occurred 2025-11-04"
        ],
        "dependency.ended": [
            "impact append dependency.ended dependent=openai provider=google kind=cloud --occurred 2025-11-14"
        ],
        "market.stated": [
            "impact append market.stated mic=XJSE zone=Africa/Johannesburg hours='[{\"open\":\"09:00\",\"close\":\"16:50\"}]' "
                + "--occurred 2025-01-01 --certainty confirmed"
        ],
        "stock.record-set": [
            "impact append stock.record-set company=NVDA kind=all-time-high basis=close --occurred 2025-11-03"
        ],
        "stock.moved": [
            "impact append stock.moved company=AMZN direction=up size='4 percent' basis=close --occurred 2025-11-03 "
                + "--publisher Reuters"
        ],
        "market-cap.changed": [
            "impact append market-cap.changed company=AMZN change='~140bn USD' --occurred 2025-11-03 "
                + "--certainty expected --publisher Reuters"
        ],
        "split.effective": [
            "impact append split.effective company=NVDA ticker=NVDA ratio=10:1 --occurred 2024-06-10 "
                + "--certainty confirmed"
        ],
        "dividend.effective": [
            "impact append dividend.effective company=MSFT ticker=MSFT amount='0.91 USD' --occurred 2025-11-20 "
                + "--certainty confirmed"
        ],
        "prices.recorded": [
            "impact append prices.recorded ticker=AMZN mic=XNAS kind=equity currency=USD adjusted=none "
                + "days=2025-11-04,2025-11-05 close=249.32,250.20 --occurred 2025-11-05 --certainty confirmed"
        ],
        "shares.recorded": [
            "impact append shares.recorded company=AMZN measure=outstanding outstanding='10.69bn shares' "
                + "splitsThrough=2025-10-24 --occurred 2025-10-24 --certainty confirmed --publisher SEC"
        ],
        "plan.stated": [
            "impact append plan.stated plan=p1 company=openai spend='~1.4trn USD' power='30 GW' horizon=2033 "
                + "--occurred 2025-11-06 --said-by openai"
        ],
        "metric.reported": [
            "impact append metric.reported company=ORCL metric=backlog value='455bn USD' period=2025-Q3 "
                + "--occurred 2025-09-09 --certainty confirmed --publisher Oracle"
        ],
        "valuation.reported": [
            "impact append valuation.reported company=openai value='500bn USD' context='a sale of shares' "
                + "--occurred 2025-10-02 --publisher Reuters"
        ],
        "results.released": [
            "impact append results.released company=AMZN period=2025-Q3 --occurred 2025-10-30T16:01:00-04:00 "
                + "--certainty confirmed"
        ],
        "risk.flagged": [
            "impact append risk.flagged risk=power companies=openai,oracle summary='Power is short' "
                + "--occurred 2025-11-04 --said-by Reuters"
        ],
        "risk.eased": [
            "impact append risk.eased risk=power companies=openai summary='A plant is bought' --occurred 2025-11-14"
        ],
        "evidence.added": [
            "impact confirm 19 --by oracle --occurred 2025-11-10 --publisher Oracle --title 'The contract is signed'"
        ],
        "event.corrected": ["impact correct 12 value='39bn USD' --reason 'the figure was mistyped'"],
        "event.retracted": ["impact retract 25 --reason 'recorded twice'"],
        "event.reviewed": ["impact review 14 approve --note 'as the article says' --writer bo"],
    ]
}
