import Foundation
import Testing

/// A price file as a vendor writes it, of rows made up in that vendor's shape.
struct VendorFile: Sendable, CustomTestStringConvertible {
    let vendor: String
    let text: String
    var options = "--ticker AMZN"
    /// A day each: the day, the close and whatever else is recorded.
    let rows: [String]
    var adjusted = "none"
    /// A part of what the command says beside the number of prices.
    var note: String?
    var testDescription: String { vendor }

    static let all: [VendorFile] = [
        VendorFile(
            vendor: "Yahoo, download",
            text: """
                Date,Open,High,Low,Close,Adj Close,Volume
                2025-06-03,207.11,208.95,205.03,205.71,205.69,33139100
                2025-06-04,null,null,null,null,null,null
                2025-06-05,209.55,212.81,207.56,207.91,207.90,51979200
                """,
            rows: ["2025-06-03 205.71", "2025-06-04 -", "2025-06-05 207.91"], adjusted: "splits",
            note: "the close is taken, which is adjusted for splits"),
        VendorFile(
            vendor: "Yahoo, adjusted close asked for",
            text: "Date,Open,High,Low,Close,Adj Close,Volume\n2025-06-03,207.11,208.95,205.03,205.71,204.69,33139100\n",
            options: "--ticker AMZN --columns 'close=Adj Close' --adjusted all", rows: ["2025-06-03 204.69"],
            adjusted: "all", note: "column 'High': left out, it is not adjusted as the close is"),
        VendorFile(
            vendor: "Yahoo, page copied",
            text: "Date\tOpen\tHigh\tLow\tClose*\tAdj Close**\tVolume\n"
                + "Jun 6, 2025\t212.40\t213.87\t210.50\t213.57\t213.57\t39,832,500\n"
                + "Jun 5, 2025\t0.01 Dividend\n"
                + "Jun 5, 2025\t20:1 Stock Splits\n"
                + "Jun 5, 2025\t209.55\t212.81\t207.56\t207.91\t207.90\t51,979,200\n",
            rows: ["2025-06-05 207.91", "2025-06-06 213.57"], adjusted: "splits",
            note: "1 dividend and 1 split: left out; say --actions to record them"),
        VendorFile(
            vendor: "Stooq",
            text: "Date,Open,High,Low,Close,Volume\n2025-06-05,209.55,212.81,207.56,207.91,51979243\n",
            rows: ["2025-06-05 207.91"]),
        VendorFile(
            vendor: "Stooq, ascii",
            text: "<TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>,<OPENINT>\n"
                + "AMZN.US,D,20250605,000000,209.55,212.81,207.56,207.91,51979243,0\n"
                + "AMZN.US,D,20250606,000000,212.4,213.87,210.5,213.57,39832500,0\n",
            rows: ["2025-06-05 207.91", "2025-06-06 213.57"], note: "column '<TIME>': left out"),
        VendorFile(
            vendor: "Nasdaq",
            text: "Date,Close/Last,Volume,Open,High,Low\n06/05/2025,$207.91,51979240,$209.55,$212.81,$207.56\n"
                + "06/04/2025,$207.23,29915590,$206.55,$208.18,$205.18\n",
            rows: ["2025-06-04 207.23", "2025-06-05 207.91"]),
        VendorFile(
            vendor: "Alpha Vantage",
            text: "timestamp,open,high,low,close,volume\r\n2025-06-05,209.55,212.81,207.56,207.91,51979243\r\n",
            rows: ["2025-06-05 207.91"]),
        VendorFile(
            vendor: "Alpha Vantage, adjusted",
            text: "timestamp,open,high,low,close,adjusted_close,volume,dividend_amount,split_coefficient\n"
                + "2022-06-06,125.25,128.99,123.81,124.79,124.79,135269000,0.0000,20.0\n"
                + "2022-06-03,2447.3,2488.18,2440.0,2447.0,122.35,4863800,0.0000,1.0\n",
            rows: ["2022-06-03 2447.0", "2022-06-06 124.79"], note: "1 split: left out"),
        VendorFile(
            vendor: "Tiingo",
            text: "date,close,high,low,open,volume,adjClose,adjHigh,adjLow,adjOpen,adjVolume,divCash,splitFactor\n"
                + "2025-06-05T00:00:00.000Z,207.91,212.81,207.56,209.55,51979243,207.91,212.81,207.56,209.55,51979243,0.0,1.0\n",
            rows: ["2025-06-05 207.91"]),
        VendorFile(
            vendor: "Investing.com",
            text: #""Date","Price","Open","High","Low","Vol.","Change %""# + "\n"
                + #""Jun 05, 2025","1,207.91","1,209.55","1,212.81","1,207.56","51.98M","0.33%""# + "\n"
                + #""Jun 04, 2025","1,207.23","1,206.55","1,208.18","1,205.18","-","0.74%""# + "\n",
            rows: ["2025-06-04 1207.23", "2025-06-05 1207.91"], note: "column 'Change %': left out"),
        VendorFile(
            vendor: "Investing.com, German",
            text: #""Datum","Zuletzt","Eröffn.","Hoch","Tief","Vol.","+/- %""# + "\n"
                + #""05.06.2025","1.207,91","1.209,55","1.212,81","1.207,56","51,98M","0,33%""# + "\n",
            rows: ["2025-06-05 1207.91"]),
        VendorFile(
            vendor: "yfinance, history()",
            text: "Date,Open,High,Low,Close,Volume,Dividends,Stock Splits\n"
                + "2025-06-04 00:00:00-04:00,206.55000305175781,208.17999267578125,205.17999267578125,"
                + "207.22999572753906,29915600,0.0,0.0\n",
            rows: ["2025-06-04 207.22999572753906"], adjusted: "all",
            note: "closes of yfinance without Adj Close are adjusted for splits and dividends"),
        VendorFile(
            vendor: "yfinance, download() of one ticker",
            text: "Price,Close,High,Low,Open,Volume\nTicker,AMZN,AMZN,AMZN,AMZN,AMZN\nDate,,,,,\n"
                + "2025-06-04,207.23,208.18,205.18,206.55,29915600\n",
            rows: ["2025-06-04 207.23"], adjusted: "all"),
        VendorFile(
            vendor: "yfinance, download() of several, Price first",
            text: "Price,Adj Close,Adj Close,Close,Close,High,High\nTicker,AMZN,GLE,AMZN,GLE,AMZN,GLE\nDate,,,,,,\n"
                + "2025-06-04,207.1,45.1,207.23,45.2,208.18,46\n",
            options: "", rows: ["2025-06-04 207.23", "2025-06-04 45.2"], adjusted: "splits"),
        VendorFile(
            vendor: "yfinance, download() grouped by ticker",
            text: "Ticker,AMZN,AMZN,GLE,GLE\nPrice,Open,Close,Open,Close\nDate,,,,\n2025-06-04,206.55,207.23,45,45.2\n",
            options: "--ticker AMZN", rows: ["2025-06-04 207.23"], adjusted: "all", note: "the columns of GLE: left out"
        ),
        VendorFile(
            vendor: "Bloomberg",
            text: "Security,AMZN US Equity\nStart Date,6/4/2025\nEnd Date,6/13/2025\nPeriod,D\nCurrency,USD\n\n"
                + "Date,PX_LAST,PX_OPEN,PX_HIGH,PX_LOW,PX_VOLUME\n6/13/2025,212.10,209.96,214.05,209.62,29337763\n"
                + "6/4/2025,207.23,206.55,208.18,205.18,#N/A N/A\n",
            rows: ["2025-06-04 207.23", "2025-06-13 212.10"], note: "lines 1 to 6 above the header: left out"),
        VendorFile(
            vendor: "Refinitiv",
            text: "Amazon.com Inc | AMZN.O\n\nExchange Date;Close;Net;%Chg;Open;Low;High;Volume;Turnover - USD\n"
                + "05-Jun-2025;207.91;0.68;0.33%;209.55;207.56;212.81;51,979,243;10,866,193,552\n"
                + "04-Jun-2025;207.23;1.52;0.74%;206.55;205.18;208.18;29,915,592;6,190,112,115\n",
            rows: ["2025-06-04 207.23", "2025-06-05 207.91"], note: "column 'Net': left out"),
        VendorFile(
            vendor: "a German exchange",
            text: "Datum;Erster;Hoch;Tief;Schlusskurs;Stuecke;Volumen\n"
                + "04.06.2025;1.065,40;1.072,80;1.046,20;1.070,20;12.345;13.123.456\n",
            rows: ["2025-06-04 1070.20"], note: "column 'Volumen': left out"),
        VendorFile(
            vendor: "Google Finance",
            text: "Date,Close\n6/4/2025 16:00:00,207.23\n6/13/2025 16:00:00,212.1\n",
            rows: ["2025-06-04 207.23", "2025-06-13 212.1"]),
        VendorFile(
            vendor: "Euronext, French",
            text: "Date;Ouverture;Plus haut;Plus bas;Dernier;Volume\n04/06/2025;44,91;45,32;44,5;45,2;1 712 345\n"
                + "13/06/2025;45,2;45,9;45;45,61;1 812 345\n",
            rows: ["2025-06-04 45.2", "2025-06-13 45.61"]),
        VendorFile(
            vendor: "an instant of the market's own evening, in UTC",
            text: "Datetime,Close\n2025-06-05 02:30:00+00:00,207.23\n", rows: ["2025-06-04 207.23"]),
        VendorFile(
            vendor: "days that only one order makes sessions of",
            text: "Date,Close\n03/06/2025,1\n03/07/2025,2\n03/10/2025,3\n03/11/2025,4\n",
            rows: ["2025-03-06 1", "2025-03-07 2", "2025-03-10 3", "2025-03-11 4"]),
        VendorFile(
            vendor: "names that only a user knows",
            text: "Tag,Kurs A,Kurs B\n2025-06-04,207.23,1\n",
            options: "--ticker AMZN --columns 'date=Tag,close=Kurs A'", rows: ["2025-06-04 207.23"]),
        VendorFile(
            vendor: "EODHD, whose close is as traded",
            text: "Date,Open,High,Low,Close,Adjusted_close,Volume\n"
                + "2022-06-03,2510.75,2522.85,2440.0,2447.0,122.35,4863800\n"
                + "2022-06-06,125.25,128.99,123.81,124.79,124.79,135269000\n",
            rows: ["2022-06-03 2447.0", "2022-06-06 124.79"],
            note: "the close is taken as it was traded; the adjusted close is left out"),
        VendorFile(
            vendor: "Nasdaq Data Link (Quandl), whose close is as traded",
            text: "Date,Open,High,Low,Close,Volume,Ex-Dividend,Split Ratio,Adj. Open,Adj. High,Adj. Low,Adj. Close,"
                + "Adj. Volume\n2017-06-05,1007.23,1013.21,1003.51,1011.34,2719865,0.0,1.0,50.36,50.66,50.18,50.57,"
                + "54397300\n",
            rows: ["2017-06-05 1011.34"], note: "the close is taken as it was traded"),
        VendorFile(
            vendor: "CRSP, daily",
            text:
                "PERMNO,date,TICKER,PRC,VOL,RET,SHROUT,CFACPR\n84788,20250605,AMZN,207.91,51979243,0.0033,10600000,1\n"
                + "84788,20250606,AMZN,-213.57,0,0.0272,10600000,1\n",
            options: "--ticker AMZN --midpoints", rows: ["2025-06-05 207.91", "2025-06-06 213.57"],
            note: "column 'RET': left out"),
        VendorFile(
            vendor: "CRSP, version 2",
            text: "PERMNO,HdrCUSIP,DlyCalDt,Ticker,DlyPrc,DlyPrcFlg,DlyVol,DlyClose,DlyLow,DlyHigh,DlyOpen\n"
                + "84788,02313510,2025-06-05,AMZN,207.91,TR,51979243,207.91,207.56,212.81,209.55\n"
                + "84788,02313510,2025-06-06,AMZN,213.2,BA,0,,,,\n",
            rows: ["2025-06-05 207.91", "2025-06-06 -"], note: "column 'DlyPrc': left out"),
        VendorFile(
            vendor: "Boursorama",
            text:
                "date\touv\thaut\tbas\tclot\tvol\tdevise\t\n04/06/2025 00:00\t44.91\t45.32\t44.5\t45.2\t1712345\tEUR\t\n"
                + "13/06/2025 00:00\t45.2\t45.9\t45\t45.61\t1812345\tEUR\t\n",
            options: "--ticker GLE --currency EUR", rows: ["2025-06-04 45.2", "2025-06-13 45.61"],
            note: "column '8': left out"),
        VendorFile(
            vendor: "Euronext, live",
            text: "\"Historical Data\"\n\"From 2025-06-01 to 2025-06-30\"\nFR0000130809\n"
                + "Date;Open;High;Low;Last;Close;\"Number of Shares\";\"Number of Trades\";Turnover;vwap\n"
                + "04/06/2025;44.91;45.32;44.5;45.18;45.2;1712345;9876;77345678.12;45.1\n"
                + "13/06/2025;45.2;45.9;45;45.6;45.61;1812345;9912;82345678.12;45.5\n",
            options: "--ticker GLE --currency EUR --columns close=Close",
            rows: ["2025-06-04 45.2", "2025-06-13 45.61"], note: "lines 1 to 3 above the header: left out"),
        VendorFile(
            vendor: "LSEG Workspace",
            text: "Instrument,Date,Price Close,Price Open,Price High,Price Low,Volume\n"
                + "AMZN.O,2025-06-05T00:00:00Z,207.91,209.55,212.81,207.56,51979243\n",
            rows: ["2025-06-05 207.91"]),
        VendorFile(
            vendor: "MarketWatch",
            text: "Date,Open,High,Low,Close,Volume\n06/05/2025,$209.55,$212.81,$207.56,$207.91,\"51,979,243\"\n"
                + "06/13/2025,$209.96,$214.05,$209.62,$212.10,\"29,337,763\"\n",
            rows: ["2025-06-05 207.91", "2025-06-13 212.10"]),
        VendorFile(
            vendor: "Kibot, without a header",
            text: "06/05/2025,209.55,212.81,207.56,207.91,51979243\n06/13/2025,209.96,214.05,209.62,212.1,29337763\n",
            options: "--ticker AMZN --columns date=1,open=2,high=3,low=4,close=5,volume=6",
            rows: ["2025-06-05 207.91", "2025-06-13 212.1"]),
        VendorFile(
            vendor: "Investing.com, Portuguese",
            text: "\"Data\",\"Último\",\"Abertura\",\"Máxima\",\"Mínima\",\"Vol.\",\"Var%\"\n"
                + "\"05.06.2025\",\"36,51\",\"36,40\",\"36,90\",\"36,30\",\"51,98M\",\"0,33%\"\n",
            options: "--ticker PETR4 --currency BRL", rows: ["2025-06-05 36.51"], note: "column 'Var%': left out"),
        VendorFile(
            vendor: "TradingView, days",
            text: "time,open,high,low,close,Volume\n2025-06-05,209.55,212.81,207.56,207.91,51979243\n",
            rows: ["2025-06-05 207.91"]),
        VendorFile(
            vendor: "TradingView, seconds since 1970 of the market's opening",
            text: "time,open,high,low,close,Volume\n1749130200,209.55,212.81,207.56,207.91,51979243\n"
                + "1749216600,212.4,213.87,210.5,213.57,39832500\n",
            rows: ["2025-06-05 207.91", "2025-06-06 213.57"]),
        VendorFile(
            vendor: "Polygon's flat files: nanoseconds of New York's midnight",
            text: "ticker,volume,open,close,high,low,window_start,transactions\n"
                + "AMZN,51979243,209.55,207.91,212.81,207.56,1749096000000000000,612345\n",
            rows: ["2025-06-05 207.91"]),
        VendorFile(
            vendor: "Barchart, with a line below its rows",
            text: "Symbol,Time,Open,High,Low,Latest,Change,%Change,Volume\n"
                + "AMZN,2025-06-05,209.55,212.81,207.56,207.91,0.68,0.33%,51979243\n"
                + "\"Downloaded from Barchart.com as of 06-06-2025 01:12am CDT\"\n",
            rows: ["2025-06-05 207.91"],
            note: "line 3, 'Downloaded from Barchart.com as of 06-06-2025 01:12am CDT': left out"),
        VendorFile(
            vendor: "SIX",
            text: "Date;ISIN;ValorSymbol;Currency;Close;Open;High;Low;TotalVolume\n"
                + "05.06.2025;CH0012032048;ROG;CHF;268.1;267.5;269.2;266.9;812345\n",
            options: "--ticker ROG --currency CHF --dates dmy", rows: ["2025-06-05 268.1"]),
        VendorFile(
            vendor: "NSE, bhavcopy until 2024",
            text: "SYMBOL,SERIES,OPEN,HIGH,LOW,CLOSE,LAST,PREVCLOSE,TOTTRDQTY,TOTTRDVAL,TIMESTAMP,TOTALTRADES,ISIN,\n"
                + "20MICRONS,EQ,168,171,166,169.05,169.1,167.9,81233,13735000.5,05-JUN-2024,2310,INE144J01027,\n"
                + "AMZN,EQ,1550,1563,1541,1561.2,1560,1549.5,5512340,8601000000,05-JUN-2024,190210,INE009A01021,\n"
                + "AMZN,BL,1555,1555,1555,1555,1555,1549.5,400000,622000000,05-JUN-2024,1,INE009A01021,\n"
                + "TCS,EQ,3390,3410,3371,3386.1,3385,3380,1800200,6090000000,05-JUN-2024,99211,INE467B01029,\n",
            options: "--ticker AMZN --mic XNSE --currency INR", rows: ["2024-06-05 1561.2"],
            note: "2 rows of '20MICRONS', 'TCS': left out"),
        VendorFile(
            vendor: "NSE, bhavcopy with deliveries",
            text:
                "SYMBOL, SERIES, DATE1, PREV_CLOSE, OPEN_PRICE, HIGH_PRICE, LOW_PRICE, LAST_PRICE, CLOSE_PRICE, AVG_PRICE, "
                + "TTL_TRD_QNTY, TURNOVER_LACS, NO_OF_TRADES, DELIV_QTY, DELIV_PER\n"
                + "AMZN, BL, 05-Jun-2025, 1549.50, 1555.00, 1555.00, 1555.00, 1555.00, 1555.00, 1555, 400000, 6220, 1, -, -\n"
                + "AMZN, EQ, 05-Jun-2025, 1549.50, 1550.00, 1563.00, 1541.00, 1560.00, 1561.20, 1560.31, 5512340, 86010.01, "
                + "190210, 3301200, 59.89\n"
                + "TCS, EQ, 05-Jun-2025, 3380.00, 3390.00, 3410.00, 3371.00, 3385.00, 3386.10, 3383, 1800200, 60900, 99211, "
                + "1200000, 66.7\n",
            options: "--ticker AMZN --mic XNSE --currency INR", rows: ["2025-06-05 1561.20"],
            note: "1 row of the series 'BL': left out"),
        VendorFile(
            vendor: "NSE and BSE, bhavcopy since 2024",
            text:
                "TradDt,BizDt,Sgmt,Src,FinInstrmTp,FinInstrmId,ISIN,TckrSymb,SctySrs,XpryDt,FininstrmActlXpryDt,StrkPric,"
                + "OptnTp,FinInstrmNm,OpnPric,HghPric,LwPric,ClsPric,LastPric,PrvsClsgPric,UndrlygPric,SttlmPric,OpnIntrst,"
                + "ChngInOpnIntrst,TtlTradgVol,TtlTrfVal,TtlNbOfTxsExctd,SsnId,NewBrdLotQty,Rmks,Rsvd1,Rsvd2,Rsvd3,Rsvd4\n"
                + "2025-06-05,2025-06-05,CM,NSE,STK,1594,INE009A01021,AMZN,EQ,,,,,INFOSYS LIMITED,1550.00,1563.00,1541.00,"
                + "1561.20,1560.00,1549.50,,1561.20,,,5512340,8601000000.00,190210,F1,1,,,,,\n"
                + "2025-06-05,2025-06-05,CM,NSE,STK,11536,INE467B01029,TCS,EQ,,,,,TATA CONSULTANCY,3390.00,3410.00,3371.00,"
                + "3386.10,3385.00,3380.00,,3386.10,,,1800200,6090000000.00,99211,F1,1,,,,,\n",
            options: "--ticker AMZN --mic XNSE --currency INR", rows: ["2025-06-05 1561.20"],
            note: "1 row of 'TCS': left out"),
        VendorFile(
            vendor: "a long table of many tickers",
            text: "date,open,high,low,close,volume,Name\n2013-02-08,15.07,15.12,14.63,14.75,8407500,AAL\n"
                + "2013-02-11,14.89,15.01,14.26,14.46,8882000,AAL\n2013-02-08,261.4,265.25,260.56,261.95,3879078,AMZN\n"
                + "2013-02-11,263.2,263.25,256.6,257.21,3403403,AMZN\n2013-02-08,39.0,39.1,38.9,39.05,100,AMZN.B\n",
            rows: ["2013-02-08 261.95", "2013-02-11 257.21"], note: "3 rows of 'AAL', 'AMZN.B': left out"),
        VendorFile(
            vendor: "RICs of many shares, European",
            text: "Instrument;Date;Price Close;Currency\nAMZN.O;05.06.2025;207,91;USD\nSAPG.DE;05.06.2025;262,3;EUR\n"
                + "AMZN.O;06.06.2025;1.213,57;USD\nSAPG.DE;06.06.2025;263,1;EUR\n",
            rows: ["2025-06-05 207.91", "2025-06-06 1213.57"], note: "2 rows of 'SAPG.DE': left out"),
    ]
}

@Suite("import --prices: files as vendors write them")
struct VendorFiles {
    let workspace: Workspace

    init() throws { workspace = try Workspace() }

    private func recorded(_ type: String = "prices.recorded") throws -> [Row] {
        try workspace.run("export", "events").output.split(separator: "\n").compactMap { line in
            let event = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            guard event?["type"] as? String == type, event?["source"] as? String == "urn:impact:writer:tester"
            else { return nil }
            return (event?["data"] as? [String: Any]).map(Row.init)
        }
    }

    private func closes() throws -> [String] {
        try recorded().flatMap { event in
            zip(event.list("days"), event.fields["close"] as? [Any] ?? []).map { "\($0) \($1 as? String ?? "-")" }
        }
    }

    @Test("The one reading of the whole file is taken, and what was left out is said:", arguments: VendorFile.all)
    func taken(_ file: VendorFile) throws {
        try workspace.write("\u{FEFF}" + file.text, to: "v.csv")
        let currency = file.options.contains("--currency") ? "" : " --currency USD"
        let result = try workspace.shell("impact import --prices v.csv \(file.options)\(currency)")
        #expect(result.status == 0, "\(result.errors)")
        #expect(try closes() == file.rows)
        #expect(try recorded().map { $0["adjusted"] } == recorded().map { _ in file.adjusted })
        if let note = file.note { #expect(result.errors.contains(note), "\(result.errors)") }
    }

    static let refusals: [(String, String, String)] = [
        (
            "Date,Close\n06/04/2025,1\n06/05/2025,2\n", "",
            "v.csv:2:1: '06/04/2025' has 2 readings, and no other row decides: say --dates mdy for 2025-06-04 or --dates dmy for 2025-04-06"
        ),
        (
            "Datum;Schluss\n04.06.2025;1.065\n", "",
            "v.csv:2:12: '1.065' has 2 readings, and no other cell decides: say --decimal point for 1.065 or --decimal comma for 1065"
        ),
        (
            "date,close\n2025-06-04,\"1,065\"\n", "",
            "v.csv:2:12: '1,065' has 2 readings, and no other cell decides: say --decimal point for 1065 or --decimal comma for 1.065"
        ),
        (
            "Date,Last,Close\n2025-06-04,1,2\n", "",
            "v.csv:1:11: the columns 'Last' or 'Close' may both be the close; say --columns close=Last or --columns close=Close"
        ),
        (
            "Date,Close,Adj Close\n2022-06-03,2447.00,122.35\n", "",
            "v.csv:2:12: the close 2447.00 is 20 times the adjusted close 122.35. Either closes are as traded, before a split that only the adjusted close holds: say --adjusted none. Or they are adjusted for splits, and dividends since make the difference: say --adjusted splits. --columns close='Adj Close' --adjusted all takes the adjusted close"
        ),
        (
            "Date,High,Low,Close\n2025-06-04,2,1,3\n2025-06-05,2,1,0.5\n", "",
            "v.csv:2:16: the close 3 is above the high 2\nimpact: v.csv:3:16: the close 0.5 is below the low 1"
        ),
        (
            "date,close\n2999-06-04,1\n2999-06-05,1\n", "",
            "v.csv:2:1: 2999-06-04 lies in the future\nimpact: v.csv:3:1: 2999-06-05 lies in the future"
        ),
        (
            "date,close\n2025-05-05,1\n2025-05-12,2\n2025-05-19,3\n", "",
            "v.csv:3:1: 2025-05-12 comes 7 days after the row before it: the rows are weekly, not sessions; take a file with daily prices\nimpact: v.csv:4:1: 2025-05-19 comes 7 days after the row before it: the rows are weekly, not sessions; take a file with daily prices"
        ),
        (
            "date,close\n2025-01-31,1\n2025-02-28,2\n2025-03-31,3\n", "",
            "v.csv:3:1: 2025-02-28 comes 28 days after the row before it: the rows are monthly, not sessions; take a file with daily prices\nimpact: v.csv:4:1: 2025-03-31 comes 31 days after the row before it: the rows are monthly, not sessions; take a file with daily prices"
        ),
        (
            "date,close,Name\n2025-06-04,1,Apple Inc\n2025-06-05,2,Microsoft\n2025-06-06,2,Oracle\n", "",
            "v.csv:3:14: the row is of 'Microsoft', line 2 of 'Apple Inc'; a file has one security, or a column of closes a ticker, and one currency\nimpact: v.csv:4:14: the row is of 'Oracle', line 2 of 'Apple Inc'; a file has one security, or a column of closes a ticker, and one currency"
        ),
        (
            "date,close\n114/06/03,947\n114/06/04,970\n", "",
            "v.csv:2:1: '114/06/03' is not a day; if its year is counted from 1911, write 2025-06-03\nimpact: v.csv:3:1: '114/06/04' is not a day; if its year is counted from 1911, write 2025-06-04"
        ),
        (
            "日期,收盤價\n114/06/03,947\n", "",
            "v.csv:1:1: no header that is known: say --columns date=NAME,close=NAME, with the names or numbers of the columns"
        ),
        (
            "06/05/2025,209.55,207.91\n06/13/2025,209.96,212.1\n", "",
            "v.csv:1:1: no header that is known: say --columns date=NAME,close=NAME, with the names or numbers of the columns"
        ),
        (
            "SYMBOL, SERIES, DATE1, OPEN_PRICE, CLOSE_PRICE\nINFY, EQ, 05-Jun-2025, 1550.00, 1561.20\nTCS, EQ, 05-Jun-2025, 3390, 3386.1\n",
            "",
            "v.csv:2:1: the file has several securities, 'INFY', 'TCS', and --ticker is AMZN: say --ticker with one of them"
        ),
        (
            "Instrument,Date,Close\nAMZN.O,2025-06-05,1\nAMZN.B,2025-06-06,2\nIBM.N,2025-06-05,2\n", "",
            "v.csv:1:1: rows are of 'AMZN.B', 'AMZN.O', which may all be the one that was asked for: leave out those that are not"
        ),
        (
            "SYMBOL,SERIES,DATE1,CLOSE_PRICE\nAMZN,BL,05-Jun-2025,1550\nTCS,EQ,05-Jun-2025,3386.1\nAMZN,N1,05-Jun-2025,990\n",
            "",
            "v.csv:4:21: 2025-06-05 stands twice: AMZN has the close 990 here and 1550 in line 2"
        ),
        (
            "Date,Ticker,Close,Currency\n2025-06-04,AMZN,1,USD\n2025-06-04,SAP,2,EUR\n2025-06-05,AMZN,2,EUR\n", "",
            "v.csv:4:19: the row is of 'EUR', line 2 of 'USD'; a file has one security, or a column of closes a ticker, and one currency"
        ),
        (
            "Symbol,Date,Close\nAMZN,2025-06-04,1\nDownloaded\nAMZN,2025-06-05,2\n", "",
            "v.csv:3:1: the line has 1 field, the header 3"
        ),
        (
            "date,close\n2025-06-04,-37.63\n", "",
            "v.csv:2:12: a price of -37.63; a share has none below zero: say --midpoints where a minus marks a bid-ask midpoint"
        ),
    ]

    @Test(
        "Where two readings are left the file is refused with both and the option that decides; so is what is no session:",
        arguments: refusals)
    func refused(_ text: String, _ options: String, _ message: String) throws {
        try workspace.write(text, to: "v.csv")
        let result = try workspace.shell("impact import --prices v.csv --ticker AMZN --currency USD \(options)")
        #expect(result.errors == "impact: \(message)\nimpact: nothing was imported\n")
        #expect(result.status == 65)
    }

    @Test(
        "A file of many securities is asked for one, and says which it has:",
        arguments: [
            (
                "SYMBOL,SERIES,OPEN,HIGH,LOW,CLOSE,LAST,PREVCLOSE,TIMESTAMP\n"
                    + "INFY,EQ,1,1,1,1,1,1,05-JUN-2025\nTCS,EQ,1,1,1,1,1,1,05-JUN-2025\n",
                "v.csv:1:29: 'CLOSE' is a column of a file of one security: say --ticker TICKER; the column 'SYMBOL' has "
                    + "'INFY', 'TCS'"
            ),
            (
                "date,Name,close\n" + ["A", "B", "C", "D", "E"].map { "2025-06-05,\($0),1\n" }.joined(),
                "v.csv:1:11: 'close' is a column of a file of one security: say --ticker TICKER; the column 'Name' has 'A', "
                    + "'B', 'C', 'D' and others"
            ),
        ])
    func many(_ text: String, _ message: String) throws {
        try workspace.write(text, to: "v.csv")
        let result = try workspace.shell("impact import --prices v.csv --currency USD")
        #expect(result.errors == "impact: \(message)\nimpact: nothing was imported\n")
        #expect(result.status == 65)
    }

    @Test("of a file of many securities days go to the one that was asked for, another class of its company is another")
    func manyOfOneCompany() throws {
        let listings =
            #"[{"ticker":"FB","mic":"XNAS","currency":"USD","until":"2022-06-08"},"#
            + #"{"ticker":"META","mic":"XNAS","currency":"USD","from":"2022-06-09"}]"#
        try workspace.shell("impact append company.registered company=mp name=MP kind=public 'listings=\(listings)'")
        try workspace.write(
            "Date,Ticker,Close\n2022-06-08,FB,196.6\n2022-06-08,AMZN,121\n2022-06-09,META,184\n2022-06-09,AMZN,116\n",
            to: "v.csv")
        let one = try workspace.shell("impact import --prices v.csv --ticker META --currency USD --dry-run")
        #expect(one.output.contains("note        3 rows of 'FB', 'AMZN': left out"), "\(one.output)\(one.errors)")
        let both = try workspace.shell("impact import --prices v.csv --company mp --currency USD")
        #expect(both.status == 0, "\(both.errors)")
        #expect(try recorded().map { $0["ticker"] } == ["FB", "META"])
        #expect(try closes() == ["2022-06-08 196.6", "2022-06-09 184"])
    }

    @Test(
        "the option decides",
        arguments: [
            ("Date,Close\n06/04/2025,1\n", "--dates mdy", "2025-06-04 1"),
            ("Date,Close\n06/04/2025,1\n", "--dates dmy", "2025-04-06 1"),
            ("Datum;Schluss\n04.06.2025;1.065\n", "--decimal comma", "2025-06-04 1065"),
            ("Datum;Schluss\n04.06.2025;1.065\n", "--decimal point --dates dmy", "2025-06-04 1.065"),
            ("Date,Last,Close\n2025-06-04,1,2\n", "--columns close=Last", "2025-06-04 1"),
            ("date,close\n2025-06-04,-3\n", "--midpoints", "2025-06-04 3"),
        ])
    func told(_ text: String, _ options: String, _ row: String) throws {
        try workspace.write(text, to: "v.csv")
        let result = try workspace.shell("impact import --prices v.csv --ticker AMZN --currency USD \(options)")
        #expect(result.status == 0, "\(result.errors)")
        #expect(try closes() == [row])
    }

    @Test("a dry run shows what it understood")
    func dryRun() throws {
        try workspace.write(
            "Date,Open,High,Low,Close,Adj Close,Volume\n2025-06-03,207.11,208.95,205.03,205.71,205.69,33139100\n"
                + "2025-06-04,null,null,null,null,null,null\n2025-06-05,209.55,212.81,207.56,207.91,207.90,51979200\n",
            to: "v.csv")
        let result = try workspace.shell(
            "impact import --prices v.csv --ticker AMZN --currency USD --adjusted-through 2025-06-30 --dry-run")
        #expect(
            result.output == """
                instrument  XNAS:AMZN, amazon, 2 days
                first       2025-06-03  close 205.71, open 207.11, high 208.95, low 205.03, volume 33139100
                last        2025-06-05  close 207.91, open 209.55, high 212.81, low 207.56, volume 51979200
                currency    USD
                adjusted    splits, through 2025-06-30
                taken       close, open, high, low, volume
                left out    1 row without a price
                note        the close is taken, which is adjusted for splits where an adjusted close stands beside it; the adjusted close is left out: --columns close='Adj Close' --adjusted all takes it

                """)
        #expect(result.errors == "would append 2 prices in 1 event\n")
        #expect(try recorded().isEmpty)
    }

    @Test("pence are the hundredth of a pound, exactly, also beside what was recorded in pounds")
    func pence() throws {
        try workspace.write("date,close,volume\n2025-05-19,72.10,5\n2025-05-20,7.758,6\n", to: "p.csv")
        for code in ["GBX", "GBp"] {
            let result = try workspace.shell("impact import --prices p.csv --ticker VOD --currency \(code)")
            #expect(result.status == 0, "\(result.errors)")
        }
        let event = try #require(try recorded().first)
        #expect(event["currency"] == "GBP")
        #expect(event.list("close") == ["0.7210", "0.07758"])
        #expect(event.list("volume") == ["5", "6"])
        #expect(try recorded().count == 1)
    }

    @Test("the day through which closes are adjusted is always recorded")
    func through() throws {
        try workspace.write("date,close\n2025-06-04,1\n", to: "p.csv")
        try workspace.shell("impact import --prices p.csv --ticker AMZN --currency USD --adjusted-through 2025-06-30")
        try workspace.shell("impact import --prices p.csv --ticker GLE --currency EUR")
        let days = try recorded().map { $0["adjustedThrough"] }
        #expect(days.first == "2025-06-30")
        #expect(days.last??.count == 10)
    }

    @Test("what nobody lists may cost less than nothing, and that is said")
    func negative() throws {
        try workspace.write("date,close\n2020-04-17,18.27\n2020-04-20,-37.63\n", to: "p.csv")
        let result = try workspace.shell("impact import --prices p.csv --ticker CL --currency USD")
        #expect(
            result.errors == """
                appended 2 prices in 1 event
                1 price below zero taken as written, the first -37.63 in line 3; where a minus marks a bid-ask midpoint, say --midpoints

                """)
        #expect(try closes() == ["2020-04-17 18.27", "2020-04-20 -37.63"])
    }

    @Test("a company's whole history goes to the ticker that it had on each day; days in no listing are refused")
    func company() throws {
        let listings =
            #"[{"ticker":"FB","mic":"XNAS","currency":"USD","from":"2012-05-18","until":"2022-06-08"},"#
            + #"{"ticker":"META","mic":"XNAS","currency":"USD","from":"2022-06-09"}]"#
        try workspace.shell(
            "impact append company.registered company=mp name=MP kind=public 'listings=\(listings)' --occurred 2012")
        try workspace.write(
            "Date,Close\n2022-06-07,195.65\n2022-06-08,196.64\n2022-06-09,184\n2022-06-10,175.57\n", to: "m.csv")
        let refused = try workspace.shell("impact import --prices m.csv --ticker META --currency USD")
        #expect(
            refused.errors == """
                impact: m.csv:2:1: 2 days (2022-06-07 to 2022-06-08) lie in no listing of META; --company mp puts days under the ticker that it had then; --mic XNAS without --company records them under XNAS:META all the same
                impact: nothing was imported

                """)
        let taken = try workspace.shell("impact import --prices m.csv --company mp --currency USD")
        #expect(taken.errors == "appended 4 prices in 2 events\n")
        #expect(try recorded().map { $0["ticker"] } == ["FB", "META"])
        #expect(try recorded().map { $0["previousDay"] } == [nil, "2022-06-08"])
        #expect(
            try workspace.rows("market-cap", "--company", "mp").map { $0["day"] } == [
                "2022-06-08", "2022-06-09", "2022-06-10",
            ])
        let again = try workspace.shell("impact import --prices m.csv --company mp --currency USD")
        #expect(again.errors == "appended 0 prices in 0 events; 4 prices were there already\n")
    }

    @Test("a ticker that two companies had gives each its own days, and nothing crosses from one to the other")
    func reused() throws {
        for (company, span) in [
            ("sprint", #""from":"2013-07-11","until":"2025-06-04""#), ("sentinel", #""from":"2025-06-05""#),
        ] {
            let listing = #"[{"ticker":"S","mic":"XNYS","currency":"USD",\#(span)}]"#
            try workspace.shell(
                "impact append company.registered company=\(company) name=\(company) kind=public 'listings=\(listing)' "
                    + "--occurred 2012")
        }
        try workspace.write("Date,Close\n2025-06-03,8\n2025-06-04,9\n2025-06-05,42\n2025-06-06,43\n", to: "s.csv")
        #expect(try workspace.shell("impact import --prices s.csv --ticker S --currency USD").status == 0)
        #expect(try recorded().map { $0["previousDay"] } == [nil, nil])
        #expect(try workspace.rows("market-cap", "--company", "sprint").map { $0["day"] } == ["2025-06-04"])
        #expect(try workspace.rows("market-cap", "--company", "sentinel").map { $0["day"] } == ["2025-06-06"])
    }

    @Test(
        "an empty cell on another market's holiday hides nothing, whichever file comes first", arguments: [false, true])
    func holiday(_ isReversed: Bool) throws {
        try workspace.write(
            "Date,AMZN,BTC\n2025-05-23,200.99,107000\n2025-05-26,,109400\n2025-05-27,206.02,109000\n", to: "wide.csv")
        try workspace.write("Date,Close\n2025-05-23,200.99\n2025-05-27,206.02\n2025-05-28,204.72\n", to: "clean.csv")
        let lines = [
            "impact import --prices wide.csv --currency USD --correct",
            "impact import --prices clean.csv --ticker AMZN --currency USD --correct",
        ]
        for line in isReversed ? lines.reversed() : lines { #expect(try workspace.shell(line).status == 0) }
        let rows = try workspace.rows("market-cap", "--company", "amazon").filter {
            $0["day"]?.hasPrefix("2025-05") == true
        }
        #expect(rows.map { $0["percent"] } == ["2.503", "-0.631"])
    }

    @Test("rates say their fixing and direction")
    func rates() throws {
        try workspace.write("date,close\n2025-06-04,1.1413\n", to: "r.csv")
        let taken = try workspace.shell("impact import --prices r.csv --fx EURUSD --currency USD --fixing ecb")
        #expect(taken.errors == "appended 1 price in 1 event\nEURUSD: what one EUR costs in USD, fixing ecb\n")
        #expect(try recorded().last?["fixing"] == "ecb")
        let inverse = try workspace.shell("impact import --prices r.csv --fx EURUSD --currency EUR")
        #expect(inverse.status == 64)
        #expect(
            inverse.errors.hasPrefix(
                "impact: EURUSD is what one EUR costs in USD, and --currency is EUR; say --currency USD, or --fx USDEUR"
            ))
    }

    @Test("splits become events once; a dividend row and an odd ratio, too")
    func splits() throws {
        try workspace.write(
            "Date,Open,High,Low,Close,Volume,Dividends,Stock Splits\n"
                + "2022-06-03 00:00:00-04:00,1,3,1,2.0,1,0.0,0.0\n2022-06-06 00:00:00-04:00,1,3,1,2.0,1,0.0,20.0\n",
            to: "s.csv")
        let command = "impact import --prices s.csv --ticker AMZN --currency USD --actions"
        #expect(
            try workspace.shell(command).errors.hasPrefix("appended 2 prices in 1 event, 1 of dividends and splits\n"))
        #expect(try workspace.shell(command).errors.hasPrefix("appended 0 prices in 0 events; 2 prices"))
        #expect(try recorded("split.effective").map { $0["ratio"] } == ["20:1"])
        #expect(try recorded("split.effective").map { $0["ticker"] } == ["AMZN"])
    }
}
