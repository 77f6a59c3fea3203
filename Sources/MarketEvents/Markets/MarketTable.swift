/// The markets that are known without being told: one line a fact, with its source behind the bar. `Docs/markets.md` is made
/// from it; `Tests/Markets/judge.py` holds every day from 1990 to 2026 against two libraries.
///
/// - `market MIC ZONE WEEK NAME`; `segment MIC OTHER`: a part of another market, whose sessions are its own; `follows MIC OTHER`: a
///   market with the hours and days of another.
/// - `hours MIC FROM..UNTIL OPEN-CLOSE [WEEK] [summer|winter]`: days are the market's own, both included; an end that is
///   left out is open; summer is while New York has daylight time. The close is the end of the session as the exchange
///   publishes it where a closing auction follows without a break, else the end of continuous trading.
/// - `closed MIC YEARS DAY...`, `close MIC HH:MM YEARS DAY...`, `open MIC HH:MM YEARS DAY...`: special days, in a year or from
///   one year to another. Closed counts before early and late. Halts within a day are none of these.
///
/// How a DAY is written stands at `DayRule`. What follows no rule is listed up to 2026.
enum MarketTable {
    static let text = """
        market XNYS America/New_York Mon-Fri New York Stock Exchange | MIC and name: ISO 10383; zone: the city in tz; week: both libraries
        follows XNAS XNYS | Nasdaq opens and closes with XNYS
        segment XNGS XNAS | ISO 10383
        segment XNMS XNAS | ISO 10383
        segment XNCM XNAS | ISO 10383
        segment XNIM XNAS | ISO 10383
        segment ARCX XNYS | ISO 10383; NYSE Arca
        segment XASE XNYS | ISO 10383; NYSE American
        segment AMXO XNYS | ISO 10383; NYSE American, options
        segment XCIS XNYS | ISO 10383; NYSE National
        segment XCHI XNYS | ISO 10383; NYSE Texas, once Chicago
        follows BATS XNYS | ISO 10383; Cboe BZX
        follows BATY XNYS | ISO 10383; Cboe BYX
        follows EDGX XNYS | ISO 10383; Cboe EDGX
        follows EDGA XNYS | ISO 10383; Cboe EDGA
        follows IEXG XNYS | ISO 10383; IEX
        follows XBOS XNYS | ISO 10383; Nasdaq BX
        follows XPHL XNYS | ISO 10383; Nasdaq PHLX
        follows XPSX XNYS | ISO 10383; Nasdaq PSX
        follows MEMX XNYS | ISO 10383; MEMX
        follows LTSE XNYS | ISO 10383; Long-Term Stock Exchange
        hours XNYS .. 09:30-16:00 | nyse.com, hours and calendars
        closed XNYS .. 01-01> 07-04~ 12-25~ 1Mon09 3Mon02 4Thu11 easter-2 lastMon05 | NYSE closings (both libraries)
        closed XNYS 1998.. 3Mon01 | NYSE closings (both libraries)
        closed XNYS 2022.. 06-19~ | NYSE closings (both libraries)
        closed XNYS 1994 04-27 | NYSE closings (both libraries)
        closed XNYS 2001 09-11 09-12 09-13 09-14 | NYSE closings (both libraries)
        closed XNYS 2004 06-11 | NYSE closings (both libraries)
        closed XNYS 2007 01-02 | NYSE closings (both libraries)
        closed XNYS 2012 10-29 10-30 | NYSE closings (both libraries)
        closed XNYS 2018 12-05 | NYSE closings (both libraries)
        closed XNYS 2025 01-09 | NYSE closings (both libraries)
        close XNYS 14:00 1990..1992 12-24 | NYSE early closings 1990-1992 (pandas_market_calendars 5.5.0)
        close XNYS 14:00 1992 11-27 | NYSE early closings 1990-1992
        close XNYS 13:00 1993.. 4Thu11+1 | NYSE, day after Thanksgiving
        close XNYS 13:00 1996.. 12-24 | NYSE, Christmas Eve
        close XNYS 13:00 1995 07-03 | NYSE, before Independence Day
        close XNYS 13:00 1996 07-05 | NYSE, after Independence Day
        close XNYS 13:00 1997 07-03 12-26 | NYSE
        close XNYS 13:00 1999 12-31 | NYSE, eve of 2000 (exchange_calendars; pandas_market_calendars lacks it)
        close XNYS 13:00 2000..2001 07-03 | NYSE, before Independence Day
        close XNYS 13:00 2002 07-05 | NYSE, after Independence Day
        close XNYS 13:00 2003 12-26 | NYSE
        close XNYS 13:00 2003.. 07-03 | NYSE, before Independence Day
        close XNYS 14:30 1994 02-11 | NYSE special closings, snowstorm
        close XNYS 14:00 1996 01-08 | NYSE special closings, blizzard
        open XNYS 11:00 1996 01-08 | NYSE special closings, blizzard
        open XNYS 10:30 1995 12-18 | NYSE special closings, delayed opening (computers)
        open XNYS 12:00 2002 09-11 | NYSE special closings, memorial
        open XNYS 09:31 1990 12-27 | NYSE special closings, moment of silence
        open XNYS 09:31 1991 01-17 02-25 | NYSE special closings, moment of silence
        open XNYS 09:33 2001 09-17 | NYSE special closings, moment of silence
        open XNYS 09:31 2001 10-08 | NYSE special closings, moment of silence
        open XNYS 09:32 2003 03-20 | NYSE special closings, moment of silence
        open XNYS 09:32 2004 06-07 | NYSE special closings, moment of silence
        open XNYS 09:32 2006 12-27 | NYSE special closings, moment of silence

        market XTSE America/Toronto Mon-Fri Toronto Stock Exchange | MIC and name: ISO 10383; zone: the city in tz; week: both libraries
        segment XTSX XTSE | ISO 10383
        segment XATS XTSE | ISO 10383
        hours XTSE .. 09:30-16:00 | tsx.com
        closed XTSE .. 01-01>> 07-01>> 12-25>> 12-26>>> 1Mon08 1Mon09 2Mon10 Mon05-18 | exchange_calendars 4.13.2
        closed XTSE .. easter-2 | exchange_calendars 4.13.2
        closed XTSE 2008.. 3Mon02 | exchange_calendars 4.13.2
        closed XTSE 2001 09-11 09-12 | exchange_calendars 4.13.2
        close XTSE 13:00 2010.. 12-24 | exchange_calendars 4.13.2

        market XLON Europe/London Mon-Fri London Stock Exchange | MIC and name: ISO 10383; zone: the city in tz; week: both libraries
        segment AIMX XLON | ISO 10383
        segment XLOM XLON | ISO 10383
        hours XLON .. 08:00-16:30 | londonstockexchange.com; the auction follows
        closed XLON ..1994 1Mon05 | exchange_calendars 4.13.2
        closed XLON ..2001 lastMon05 | exchange_calendars 4.13.2
        closed XLON .. 01-01>> 12-25>> 12-26>>> easter+1 easter-2 lastMon08 | exchange_calendars 4.13.2
        closed XLON 1996..2019 1Mon05 | exchange_calendars 4.13.2
        closed XLON 2003..2011 lastMon05 | exchange_calendars 4.13.2
        closed XLON 2013..2021 lastMon05 | exchange_calendars 4.13.2
        closed XLON 2021.. 1Mon05 | exchange_calendars 4.13.2
        closed XLON 2023.. lastMon05 | exchange_calendars 4.13.2
        closed XLON 1995 05-08 | exchange_calendars 4.13.2
        closed XLON 1999 12-31 | exchange_calendars 4.13.2
        closed XLON 2002 06-03 06-04 | exchange_calendars 4.13.2
        closed XLON 2011 04-29 | exchange_calendars 4.13.2
        closed XLON 2012 06-04 06-05 | exchange_calendars 4.13.2
        closed XLON 2020 05-08 | exchange_calendars 4.13.2
        closed XLON 2022 06-02 06-03 09-19 | exchange_calendars 4.13.2
        closed XLON 2023 05-08 | exchange_calendars 4.13.2
        close XLON 12:30 .. 12-24< 12-31< | exchange_calendars 4.13.2

        market XPAR Europe/Paris Mon-Fri Euronext Paris | MIC and name: ISO 10383; zone: the city in tz; week: both libraries
        segment ALXP XPAR | ISO 10383
        segment XMLI XPAR | ISO 10383
        hours XPAR .. 09:00-17:30 | Euronext; the auction follows
        closed XPAR ..2000 07-14 | exchange_calendars 4.13.2
        closed XPAR ..2001 12-31 easter+50 | exchange_calendars 4.13.2
        closed XPAR .. 01-01 05-01 12-25 12-26 easter+1 easter-2 | exchange_calendars 4.13.2
        close XPAR 14:05 .. 12-24 12-31 | exchange_calendars 4.13.2

        market XAMS Europe/Amsterdam Mon-Fri Euronext Amsterdam | MIC and name: ISO 10383; zone: the city in tz; week: both libraries
        segment ALXA XAMS | ISO 10383
        hours XAMS .. 09:00-17:30 | Euronext; the auction follows
        closed XAMS ..2000 easter+39 | exchange_calendars 4.13.2
        closed XAMS ..2001 04-30 12-31 easter+50 | exchange_calendars 4.13.2
        closed XAMS .. 01-01 05-01 12-25 12-26 easter+1 easter-2 | exchange_calendars 4.13.2
        close XAMS 14:05 .. 12-24 12-31 | exchange_calendars 4.13.2

        market XBRU Europe/Brussels Mon-Fri Euronext Brussels | MIC and name: ISO 10383; zone: the city in tz; week: both libraries
        segment ALXB XBRU | ISO 10383
        hours XBRU .. 09:00-17:30 | Euronext; the auction follows
        closed XBRU ..2000 07-21 easter+39 | exchange_calendars 4.13.2
        closed XBRU ..2001 12-31 easter+50 | exchange_calendars 4.13.2
        closed XBRU .. 01-01 05-01 12-25 12-26 easter+1 easter-2 | exchange_calendars 4.13.2
        close XBRU 14:05 .. 12-24 12-31 | exchange_calendars 4.13.2

        market XMIL Europe/Rome Mon-Fri Borsa Italiana | MIC and name: ISO 10383; zone: the city in tz; week: both libraries
        segment MTAA XMIL | ISO 10383
        segment EXGM XMIL | ISO 10383
        hours XMIL .. 09:00-17:30 | Borsa Italiana
        closed XMIL .. 01-01 05-01 08-15 12-24 12-25 12-26 12-31 easter+1 easter-2 | exchange_calendars 4.13.2

        market XMAD Europe/Madrid Mon-Fri Bolsa de Madrid | MIC and name: ISO 10383; zone: the city in tz; week: both libraries
        segment XMCE XMAD | ISO 10383
        segment XBAR XMAD | ISO 10383
        segment XVAL XMAD | ISO 10383
        segment XBIL XMAD | ISO 10383
        hours XMAD .. 09:00-17:30 | BME
        closed XMAD ..2004 08-15>> 10-12 11-01 12-06 12-08 | exchange_calendars 4.13.2
        closed XMAD ..2006 01-06 | exchange_calendars 4.13.2
        closed XMAD ..2010 12-24 12-31 | exchange_calendars 4.13.2
        closed XMAD .. 01-01 05-01 12-25 12-26 easter+1 easter-2 | exchange_calendars 4.13.2
        closed XMAD 2021 12-24 12-31 | exchange_calendars 4.13.2
        close XMAD 14:00 .. 12-24 12-31 | exchange_calendars 4.13.2

        market XETR Europe/Berlin Mon-Fri Xetra | MIC and name: ISO 10383; zone: the city in tz; week: both libraries
        segment XETA XETR | ISO 10383
        segment XETB XETR | ISO 10383
        hours XETR ..2000-06-01 09:00-17:30 | exchange_calendars
        hours XETR 2000-06-02..2003-10-31 09:00-20:00 | Deutsche Boerse: longer hours from June 2000 until November 2003
        hours XETR 2003-11-03.. 09:00-17:30 | Deutsche Boerse; the auction follows
        closed XETR .. 01-01 05-01 12-24 12-25 12-26 12-31 easter+1 easter-2 | exchange_calendars 4.13.2
        closed XETR 2014..2019 10-03 | exchange_calendars 4.13.2
        closed XETR 2015..2021 easter+50 | exchange_calendars 4.13.2
        closed XETR 2007 05-28 | exchange_calendars 4.13.2
        closed XETR 2017 10-31 | exchange_calendars 4.13.2
        close XETR 14:00 2010.. 12-30< | exchange_calendars 4.13.2

        market XSWX Europe/Zurich Mon-Fri SIX Swiss Exchange | MIC and name: ISO 10383; zone: the city in tz; week: both libraries
        segment XVTX XSWX | ISO 10383
        segment XQMH XSWX | ISO 10383
        hours XSWX .. 09:00-17:20 | SIX; the auction follows
        closed XSWX .. 01-01 01-02 05-01 08-01 12-24 12-25 12-26 12-31 easter+1 easter+39 | exchange_calendars 4.13.2
        closed XSWX .. easter+50 easter-2 | exchange_calendars 4.13.2

        market XSTO Europe/Stockholm Mon-Fri Nasdaq Stockholm | MIC and name: ISO 10383; zone: the city in tz; week: both libraries
        segment FNSE XSTO | ISO 10383
        segment XNGM XSTO | ISO 10383
        hours XSTO .. 09:00-17:25 | Nasdaq Nordic; the auction follows
        closed XSTO ..2004 easter+50 | exchange_calendars 4.13.2
        closed XSTO .. 01-01 01-06 05-01 12-24 12-25 12-26 12-31 Fri06-19 easter+1 easter+39 | exchange_calendars 4.13.2
        closed XSTO .. easter-2 | exchange_calendars 4.13.2
        closed XSTO 2005.. 06-06 | exchange_calendars 4.13.2
        close XSTO 13:00 .. 01-05 04-30 Fri10-30 easter+38 easter-3 | exchange_calendars 4.13.2

        market XHEL Europe/Helsinki Mon-Fri Nasdaq Helsinki | MIC and name: ISO 10383; zone: the city in tz; week: both libraries
        segment FNFI XHEL | ISO 10383
        hours XHEL .. 10:00-18:25 | Nasdaq Nordic; the auction follows
        closed XHEL .. 01-01 01-06 05-01 12-06 12-24 12-25 12-26 12-31 Fri06-19 easter+1 | exchange_calendars 4.13.2
        closed XHEL .. easter+39 easter-2 | exchange_calendars 4.13.2

        market XCSE Europe/Copenhagen Mon-Fri Nasdaq Copenhagen | MIC and name: ISO 10383; zone: the city in tz; week: both libraries
        segment DSME XCSE | ISO 10383
        segment FNDK XCSE | ISO 10383
        hours XCSE .. 09:00-16:55 | Nasdaq Nordic; the auction follows
        closed XCSE ..2023 easter+26 | exchange_calendars 4.13.2
        closed XCSE .. 01-01 06-05 12-24 12-25 12-26 12-31 easter+1 easter+39 easter+50 | exchange_calendars 4.13.2
        closed XCSE .. easter-2 easter-3 | exchange_calendars 4.13.2
        closed XCSE 2009.. easter+40 | exchange_calendars 4.13.2

        market XOSL Europe/Oslo Mon-Fri Oslo Bors | MIC and name: ISO 10383; zone: the city in tz; week: both libraries
        segment XOAS XOSL | ISO 10383
        segment MERK XOSL | ISO 10383
        hours XOSL ..2008-08-31 09:00-16:20 | Oslo Bors; the auction follows
        hours XOSL 2008-09-01..2012-08-05 09:00-17:20 | Reuters, 2012-06-29: an hour longer since 2008 (month uncertain)
        hours XOSL 2012-08-06.. 09:00-16:20 | Reuters, 2012-06-29: an hour shorter; the auction follows
        closed XOSL .. 01-01 05-01 05-17 12-24 12-25 12-26 12-31 easter+1 easter+39 | exchange_calendars 4.13.2
        closed XOSL .. easter+50 easter-2 easter-3 | exchange_calendars 4.13.2
        close XOSL 13:00 2011.. easter-4 | exchange_calendars 4.13.2

        market XTKS Asia/Tokyo Mon-Fri Tokyo Stock Exchange | MIC and name: ISO 10383; zone: the city in tz; week: both libraries
        segment XJPX XTKS | ISO 10383
        hours XTKS ..2024-11-04 09:00-15:00 | JPX
        hours XTKS 2024-11-05.. 09:00-15:30 | JPX: trading hours extended
        closed XTKS ..1999 01-15> 10-10> | exchange_calendars 4.13.2; before 1997 pandas_market_calendars 5.5.0
        closed XTKS ..2002 09-15> | exchange_calendars 4.13.2; before 1997 pandas_market_calendars 5.5.0
        closed XTKS ..2007 09-23> | exchange_calendars 4.13.2; before 1997 pandas_market_calendars 5.5.0
        closed XTKS ..2015 09-23 | exchange_calendars 4.13.2; before 1997 pandas_market_calendars 5.5.0
        closed XTKS ..2018 12-23> | exchange_calendars 4.13.2; before 1997 pandas_market_calendars 5.5.0
        closed XTKS .. 01-01 01-02 01-03 02-11> | exchange_calendars 4.13.2; before 1997 pandas_market_calendars 5.5.0
        closed XTKS .. 04-29> 05-03 05-04>> 05-05 | exchange_calendars 4.13.2; before 1997 pandas_market_calendars 5.5.0
        closed XTKS .. 11-03> 11-23> 12-31 | exchange_calendars 4.13.2; before 1997 pandas_market_calendars 5.5.0
        closed XTKS 1996..2002 07-20> | exchange_calendars 4.13.2; before 1997 pandas_market_calendars 5.5.0
        closed XTKS 2000..2019 2Mon10 | exchange_calendars 4.13.2; before 1997 pandas_market_calendars 5.5.0
        closed XTKS 2000.. 2Mon01 | exchange_calendars 4.13.2; before 1997 pandas_market_calendars 5.5.0
        closed XTKS 2003..2019 3Mon07 | exchange_calendars 4.13.2; before 1997 pandas_market_calendars 5.5.0
        closed XTKS 2003.. 3Mon09 | exchange_calendars 4.13.2; before 1997 pandas_market_calendars 5.5.0
        closed XTKS 2008.. 05-04>>> | exchange_calendars 4.13.2; before 1997 pandas_market_calendars 5.5.0
        closed XTKS 2020.. 02-23> | exchange_calendars 4.13.2; before 1997 pandas_market_calendars 5.5.0
        closed XTKS 2022.. 08-11> 2Mon10 3Mon07 | exchange_calendars 4.13.2; before 1997 pandas_market_calendars 5.5.0
        closed XTKS 1990 03-21 11-12 | exchange_calendars 4.13.2; before 1997 pandas_market_calendars 5.5.0
        closed XTKS 1991 03-21 | exchange_calendars 4.13.2; before 1997 pandas_market_calendars 5.5.0
        closed XTKS 1992 03-20 | exchange_calendars 4.13.2; before 1997 pandas_market_calendars 5.5.0
        closed XTKS 1993 06-09 | exchange_calendars 4.13.2; before 1997 pandas_market_calendars 5.5.0
        closed XTKS 1994 03-21 | exchange_calendars 4.13.2; before 1997 pandas_market_calendars 5.5.0
        closed XTKS 1995 03-21 | exchange_calendars 4.13.2; before 1997 pandas_market_calendars 5.5.0
        closed XTKS 1996 03-20 | exchange_calendars 4.13.2; before 1997 pandas_market_calendars 5.5.0
        closed XTKS 1997 03-20 | exchange_calendars 4.13.2; before 1997 pandas_market_calendars 5.5.0
        closed XTKS 1999 03-22 | exchange_calendars 4.13.2; before 1997 pandas_market_calendars 5.5.0
        closed XTKS 2000 03-20 | exchange_calendars 4.13.2; before 1997 pandas_market_calendars 5.5.0
        closed XTKS 2001 03-20 | exchange_calendars 4.13.2; before 1997 pandas_market_calendars 5.5.0
        closed XTKS 2002 03-21 | exchange_calendars 4.13.2; before 1997 pandas_market_calendars 5.5.0
        closed XTKS 2003 03-21 | exchange_calendars 4.13.2; before 1997 pandas_market_calendars 5.5.0
        closed XTKS 2005 03-21 | exchange_calendars 4.13.2; before 1997 pandas_market_calendars 5.5.0
        closed XTKS 2006 03-21 | exchange_calendars 4.13.2; before 1997 pandas_market_calendars 5.5.0
        closed XTKS 2007 03-21 | exchange_calendars 4.13.2; before 1997 pandas_market_calendars 5.5.0
        closed XTKS 2008 03-20 | exchange_calendars 4.13.2; before 1997 pandas_market_calendars 5.5.0
        closed XTKS 2009 03-20 05-06 09-22 | exchange_calendars 4.13.2; before 1997 pandas_market_calendars 5.5.0
        closed XTKS 2010 03-22 | exchange_calendars 4.13.2; before 1997 pandas_market_calendars 5.5.0
        closed XTKS 2011 03-21 | exchange_calendars 4.13.2; before 1997 pandas_market_calendars 5.5.0
        closed XTKS 2012 03-20 | exchange_calendars 4.13.2; before 1997 pandas_market_calendars 5.5.0
        closed XTKS 2013 03-20 | exchange_calendars 4.13.2; before 1997 pandas_market_calendars 5.5.0
        closed XTKS 2014 03-21 | exchange_calendars 4.13.2; before 1997 pandas_market_calendars 5.5.0
        closed XTKS 2015 05-06 09-22 | exchange_calendars 4.13.2; before 1997 pandas_market_calendars 5.5.0
        closed XTKS 2016 03-21 08-11 09-22 | exchange_calendars 4.13.2; before 1997 pandas_market_calendars 5.5.0
        closed XTKS 2017 03-20 08-11 | exchange_calendars 4.13.2; before 1997 pandas_market_calendars 5.5.0
        closed XTKS 2018 03-21 09-24 | exchange_calendars 4.13.2; before 1997 pandas_market_calendars 5.5.0
        closed XTKS 2019 03-21 04-30 05-01 05-02 | exchange_calendars 4.13.2; before 1997 pandas_market_calendars 5.5.0
        closed XTKS 2019 08-12 09-23 10-22 | exchange_calendars 4.13.2; before 1997 pandas_market_calendars 5.5.0
        closed XTKS 2020 03-20 05-06 07-23 07-24 | exchange_calendars 4.13.2; before 1997 pandas_market_calendars 5.5.0
        closed XTKS 2020 08-10 09-22 10-01 | exchange_calendars 4.13.2; before 1997 pandas_market_calendars 5.5.0
        closed XTKS 2021 07-22 07-23 08-09 09-23 | exchange_calendars 4.13.2; before 1997 pandas_market_calendars 5.5.0
        closed XTKS 2022 03-21 09-23 | exchange_calendars 4.13.2; before 1997 pandas_market_calendars 5.5.0
        closed XTKS 2023 03-21 | exchange_calendars 4.13.2; before 1997 pandas_market_calendars 5.5.0
        closed XTKS 2024 03-20 09-23 | exchange_calendars 4.13.2; before 1997 pandas_market_calendars 5.5.0
        closed XTKS 2025 03-20 09-23 | exchange_calendars 4.13.2; before 1997 pandas_market_calendars 5.5.0
        closed XTKS 2026 03-20 05-06 09-22 09-23 | exchange_calendars 4.13.2; before 1997 pandas_market_calendars 5.5.0

        market XHKG Asia/Hong_Kong Mon-Fri Hong Kong Exchanges | MIC and name: ISO 10383; zone: the city in tz; week: both libraries
        segment XGEM XHKG | ISO 10383
        hours XHKG ..2011-03-06 10:00-16:00 | HKEX
        hours XHKG 2011-03-07.. 09:30-16:00 | HKEX: earlier opening
        closed XHKG ..1995 04-05 | exchange_calendars 4.13.2
        closed XHKG .. 01-01> 12-25>> 12-26 easter+1 easter-2 | exchange_calendars 4.13.2
        closed XHKG 1997.. 07-01 10-01 | exchange_calendars 4.13.2
        closed XHKG 2000.. 05-01 10-01> | exchange_calendars 4.13.2
        closed XHKG 2001..2011 04-05 | exchange_calendars 4.13.2
        closed XHKG 2001.. 07-01> | exchange_calendars 4.13.2
        closed XHKG 2005.. 05-01> | exchange_calendars 4.13.2
        closed XHKG 1990 01-26 01-29 05-28 06-18 08-27 10-04 10-26 | exchange_calendars 4.13.2
        closed XHKG 1991 02-15 06-17 06-18 08-26 09-23 10-16 | exchange_calendars 4.13.2
        closed XHKG 1992 02-04 02-05 02-06 06-05 06-15 07-22 08-31 10-05 | exchange_calendars 4.13.2
        closed XHKG 1993 01-22 01-25 06-14 06-24 08-30 09-17 | exchange_calendars 4.13.2
        closed XHKG 1994 02-10 02-11 06-13 06-14 08-29 09-21 10-13 12-27 | exchange_calendars 4.13.2
        closed XHKG 1995 01-31 02-01 02-02 06-02 06-19 08-28 11-01 | exchange_calendars 4.13.2
        closed XHKG 1996 02-19 02-20 02-21 04-04 06-17 06-20 08-26 10-21 | exchange_calendars 4.13.2
        closed XHKG 1997 02-07 06-09 06-30 07-02 08-18 09-17 10-02 10-10 | exchange_calendars 4.13.2
        closed XHKG 1998 01-28 01-29 01-30 04-06 08-17 10-02 10-06 10-28 | exchange_calendars 4.13.2
        closed XHKG 1999 02-16 02-17 02-18 04-06 06-18 09-16 10-18 12-31 | exchange_calendars 4.13.2
        closed XHKG 2000 02-04 02-07 04-04 05-11 06-06 09-13 10-06 | exchange_calendars 4.13.2
        closed XHKG 2001 01-24 01-25 01-26 04-30 06-25 07-06 07-25 10-02 10-25 | exchange_calendars 4.13.2
        closed XHKG 2002 02-12 02-13 02-14 05-20 10-14 | exchange_calendars 4.13.2
        closed XHKG 2003 01-31 02-03 05-08 06-04 09-12 | exchange_calendars 4.13.2
        closed XHKG 2004 01-22 01-23 05-26 06-22 09-29 10-22 | exchange_calendars 4.13.2
        closed XHKG 2005 02-09 02-10 02-11 05-16 09-19 10-11 12-27 | exchange_calendars 4.13.2
        closed XHKG 2006 01-30 01-31 05-05 05-31 10-30 | exchange_calendars 4.13.2
        closed XHKG 2007 02-19 02-20 05-24 06-19 09-26 10-19 | exchange_calendars 4.13.2
        closed XHKG 2008 02-07 02-08 04-04 05-12 06-09 08-06 08-22 09-15 10-07 | exchange_calendars 4.13.2
        closed XHKG 2009 01-26 01-27 01-28 05-28 10-26 | exchange_calendars 4.13.2
        closed XHKG 2010 02-15 02-16 04-06 05-21 06-16 09-23 | exchange_calendars 4.13.2
        closed XHKG 2011 02-03 02-04 05-10 06-06 09-13 09-29 10-05 12-27 | exchange_calendars 4.13.2
        closed XHKG 2012 01-23 01-24 01-25 04-04 10-02 10-23 | exchange_calendars 4.13.2
        closed XHKG 2013 02-11 02-12 02-13 04-04 05-17 06-12 08-14 09-20 10-14 | exchange_calendars 4.13.2
        closed XHKG 2014 01-31 02-03 05-06 06-02 09-09 10-02 | exchange_calendars 4.13.2
        closed XHKG 2015 02-19 02-20 04-07 05-25 09-03 09-28 10-21 | exchange_calendars 4.13.2
        closed XHKG 2016 02-08 02-09 02-10 04-04 06-09 08-02 09-16 10-10 10-21 12-27 | exchange_calendars 4.13.2
        closed XHKG 2017 01-30 01-31 04-04 05-03 05-30 08-23 10-05 | exchange_calendars 4.13.2
        closed XHKG 2018 02-16 02-19 04-05 05-22 06-18 09-25 10-17 | exchange_calendars 4.13.2
        closed XHKG 2019 02-05 02-06 02-07 04-05 05-13 06-07 10-07 | exchange_calendars 4.13.2
        closed XHKG 2020 01-27 01-28 04-30 06-25 10-02 10-13 10-26 | exchange_calendars 4.13.2
        closed XHKG 2021 02-12 02-15 04-06 05-19 06-14 09-22 10-13 10-14 | exchange_calendars 4.13.2
        closed XHKG 2022 02-01 02-02 02-03 04-05 05-09 06-03 09-12 10-04 12-27 | exchange_calendars 4.13.2
        closed XHKG 2023 01-23 01-24 01-25 04-05 05-26 06-22 07-17 10-23 | exchange_calendars 4.13.2
        closed XHKG 2024 02-12 02-13 04-04 05-15 06-10 09-06 09-18 10-11 | exchange_calendars 4.13.2
        closed XHKG 2025 01-29 01-30 01-31 04-04 05-05 10-07 10-29 | exchange_calendars 4.13.2
        closed XHKG 2026 02-17 02-18 02-19 04-07 05-25 06-19 10-19 | exchange_calendars 4.13.2
        closed XHKG 1991 02-14 | eve of the New Year, for its third day is a Sunday (pandas_market_calendars 5.5.0)
        closed XHKG 1993 10-01 | the day after the Mid-Autumn Festival (pandas_market_calendars 5.5.0)
        closed XHKG 1997 02-06 | eve of the New Year, for its third day is a Sunday (pandas_market_calendars 5.5.0)
        closed XHKG 2023 09-01 09-08 | HKEX: typhoon Saola, black rainstorm (pandas_market_calendars 5.5.0)
        close XHKG 12:30 ..2010 12-24 12-31 | exchange_calendars 4.13.2
        close XHKG 12:00 2012.. 12-24 12-31 | exchange_calendars 4.13.2
        close XHKG 12:00 2014 01-30 | exchange_calendars 4.13.2
        close XHKG 12:00 2015 02-18 | exchange_calendars 4.13.2
        close XHKG 12:00 2017 01-27 | exchange_calendars 4.13.2
        close XHKG 12:00 2018 02-15 | exchange_calendars 4.13.2
        close XHKG 12:00 2019 02-04 | exchange_calendars 4.13.2
        close XHKG 12:00 2020 01-24 | exchange_calendars 4.13.2
        close XHKG 12:00 2021 02-11 | exchange_calendars 4.13.2
        close XHKG 12:00 2022 01-31 | exchange_calendars 4.13.2
        close XHKG 12:00 2024 02-09 | exchange_calendars 4.13.2
        close XHKG 12:00 2025 01-28 | exchange_calendars 4.13.2
        close XHKG 12:00 2026 02-16 | exchange_calendars 4.13.2

        market XSHG Asia/Shanghai Mon-Fri Shanghai Stock Exchange | MIC and name: ISO 10383; zone: the city in tz; week: both libraries
        follows XSHE XSHG | SZSE: the hours and the days of Shanghai
        segment XSEC XSHE | ISO 10383
        segment XSSC XSHG | ISO 10383
        hours XSHG .. 09:30-15:00 | SSE
        closed XSHG .. 01-01 05-01 10-01>> | exchange_calendars 4.13.2
        closed XSHG 1994.. 05-01>> | exchange_calendars 4.13.2
        closed XSHG 1995.. 01-01>> | exchange_calendars 4.13.2
        closed XSHG 1991 02-15 02-18 10-02 | exchange_calendars 4.13.2
        closed XSHG 1992 02-04 02-05 02-06 10-02 | exchange_calendars 4.13.2
        closed XSHG 1993 01-25 01-26 | exchange_calendars 4.13.2
        closed XSHG 1994 02-07 02-08 02-09 02-10 02-11 10-04 | exchange_calendars 4.13.2
        closed XSHG 1995 01-30 01-31 02-01 02-02 02-03 10-03 | exchange_calendars 4.13.2
        closed XSHG 1996 02-19 02-20 02-21 02-22 02-23 02-26 02-27 02-28 02-29 03-01 09-30 | exchange_calendars 4.13.2
        closed XSHG 1996 10-02 | exchange_calendars 4.13.2
        closed XSHG 1997 02-03 02-04 02-05 02-06 02-07 02-10 02-11 02-12 02-13 02-14 05-02 | exchange_calendars 4.13.2
        closed XSHG 1997 06-30 07-01 10-02 10-03 | exchange_calendars 4.13.2
        closed XSHG 1998 01-02 01-26 01-27 01-28 01-29 01-30 02-02 02-03 02-04 02-05 02-06 | exchange_calendars 4.13.2
        closed XSHG 1998 10-02 | exchange_calendars 4.13.2
        closed XSHG 1999 02-10 02-11 02-12 02-15 02-16 02-17 02-18 02-19 02-22 02-23 02-24 | exchange_calendars 4.13.2
        closed XSHG 1999 02-25 02-26 10-04 10-05 10-06 10-07 12-20 12-31 | exchange_calendars 4.13.2
        closed XSHG 2000 01-31 02-01 02-02 02-03 02-04 02-07 02-08 02-09 02-10 02-11 05-02 | exchange_calendars 4.13.2
        closed XSHG 2000 05-03 05-04 05-05 10-03 10-04 10-05 10-06 | exchange_calendars 4.13.2
        closed XSHG 2001 01-22 01-23 01-24 01-25 01-26 01-29 01-30 01-31 02-01 02-02 05-02 | exchange_calendars 4.13.2
        closed XSHG 2001 05-03 05-04 05-07 10-02 10-03 10-04 10-05 | exchange_calendars 4.13.2
        closed XSHG 2002 01-02 01-03 02-11 02-12 02-13 02-14 02-15 02-18 02-19 02-20 02-21 | exchange_calendars 4.13.2
        closed XSHG 2002 02-22 05-02 05-03 05-06 05-07 09-30 10-02 10-03 10-04 10-07 | exchange_calendars 4.13.2
        closed XSHG 2003 01-30 01-31 02-03 02-04 02-05 02-06 02-07 05-02 05-05 05-06 05-07 | exchange_calendars 4.13.2
        closed XSHG 2003 05-08 05-09 10-02 10-03 10-06 10-07 | exchange_calendars 4.13.2
        closed XSHG 2004 01-19 01-20 01-21 01-22 01-23 01-26 01-27 01-28 05-04 05-05 05-06 | exchange_calendars 4.13.2
        closed XSHG 2004 05-07 10-04 10-05 10-06 10-07 | exchange_calendars 4.13.2
        closed XSHG 2005 02-07 02-08 02-09 02-10 02-11 02-14 02-15 05-03 05-04 05-05 05-06 | exchange_calendars 4.13.2
        closed XSHG 2005 10-04 10-05 10-06 10-07 | exchange_calendars 4.13.2
        closed XSHG 2006 01-03 01-26 01-27 01-30 01-31 02-01 02-02 02-03 05-02 05-03 05-04 | exchange_calendars 4.13.2
        closed XSHG 2006 05-05 10-03 10-04 10-05 10-06 | exchange_calendars 4.13.2
        closed XSHG 2007 01-02 01-03 02-19 02-20 02-21 02-22 02-23 05-02 05-03 05-04 05-07 | exchange_calendars 4.13.2
        closed XSHG 2007 10-02 10-03 10-04 10-05 12-31 | exchange_calendars 4.13.2
        closed XSHG 2008 02-06 02-07 02-08 02-11 02-12 04-04 05-02 06-09 09-15 09-29 09-30 | exchange_calendars 4.13.2
        closed XSHG 2008 10-02 10-03 | exchange_calendars 4.13.2
        closed XSHG 2009 01-02 01-26 01-27 01-28 01-29 01-30 04-06 05-28 05-29 10-02 10-05 | exchange_calendars 4.13.2
        closed XSHG 2009 10-06 10-07 10-08 | exchange_calendars 4.13.2
        closed XSHG 2010 02-15 02-16 02-17 02-18 02-19 04-05 06-14 06-15 06-16 09-22 09-23 | exchange_calendars 4.13.2
        closed XSHG 2010 09-24 10-04 10-05 10-06 10-07 | exchange_calendars 4.13.2
        closed XSHG 2011 02-02 02-03 02-04 02-07 02-08 04-04 04-05 06-06 09-12 10-04 10-05 | exchange_calendars 4.13.2
        closed XSHG 2011 10-06 10-07 | exchange_calendars 4.13.2
        closed XSHG 2012 01-03 01-23 01-24 01-25 01-26 01-27 04-02 04-03 04-04 04-30 06-22 | exchange_calendars 4.13.2
        closed XSHG 2012 10-02 10-03 10-04 10-05 | exchange_calendars 4.13.2
        closed XSHG 2013 01-02 01-03 02-11 02-12 02-13 02-14 02-15 04-04 04-05 04-29 04-30 | exchange_calendars 4.13.2
        closed XSHG 2013 06-10 06-11 06-12 09-19 09-20 10-02 10-03 10-04 10-07 | exchange_calendars 4.13.2
        closed XSHG 2014 01-31 02-03 02-04 02-05 02-06 04-07 05-02 06-02 09-08 10-02 10-03 | exchange_calendars 4.13.2
        closed XSHG 2014 10-06 10-07 | exchange_calendars 4.13.2
        closed XSHG 2015 01-02 02-18 02-19 02-20 02-23 02-24 04-06 06-22 09-03 09-04 10-02 | exchange_calendars 4.13.2
        closed XSHG 2015 10-05 10-06 10-07 | exchange_calendars 4.13.2
        closed XSHG 2016 02-08 02-09 02-10 02-11 02-12 04-04 06-09 06-10 09-15 09-16 10-04 | exchange_calendars 4.13.2
        closed XSHG 2016 10-05 10-06 10-07 | exchange_calendars 4.13.2
        closed XSHG 2017 01-27 01-30 01-31 02-01 02-02 04-03 04-04 05-29 05-30 10-03 10-04 | exchange_calendars 4.13.2
        closed XSHG 2017 10-05 10-06 | exchange_calendars 4.13.2
        closed XSHG 2018 02-15 02-16 02-19 02-20 02-21 04-05 04-06 04-30 06-18 09-24 10-02 | exchange_calendars 4.13.2
        closed XSHG 2018 10-03 10-04 10-05 12-31 | exchange_calendars 4.13.2
        closed XSHG 2019 02-04 02-05 02-06 02-07 02-08 04-05 05-02 05-03 06-07 09-13 10-02 | exchange_calendars 4.13.2
        closed XSHG 2019 10-03 10-04 10-07 | exchange_calendars 4.13.2
        closed XSHG 2020 01-24 01-27 01-28 01-29 01-30 01-31 04-06 05-04 05-05 06-25 06-26 | exchange_calendars 4.13.2
        closed XSHG 2020 10-02 10-05 10-06 10-07 10-08 | exchange_calendars 4.13.2
        closed XSHG 2021 02-11 02-12 02-15 02-16 02-17 04-05 05-04 05-05 06-14 09-20 09-21 | exchange_calendars 4.13.2
        closed XSHG 2021 10-04 10-05 10-06 10-07 | exchange_calendars 4.13.2
        closed XSHG 2022 01-31 02-01 02-02 02-03 02-04 04-04 04-05 05-03 05-04 06-03 09-12 | exchange_calendars 4.13.2
        closed XSHG 2022 10-04 10-05 10-06 10-07 | exchange_calendars 4.13.2
        closed XSHG 2023 01-23 01-24 01-25 01-26 01-27 04-05 05-02 05-03 06-22 06-23 09-29 | exchange_calendars 4.13.2
        closed XSHG 2023 10-03 10-04 10-05 10-06 | exchange_calendars 4.13.2
        closed XSHG 2024 02-09 02-12 02-13 02-14 02-15 02-16 04-04 04-05 05-02 05-03 06-10 | exchange_calendars 4.13.2
        closed XSHG 2024 09-16 09-17 10-02 10-03 10-04 10-07 | exchange_calendars 4.13.2
        closed XSHG 2025 01-28 01-29 01-30 01-31 02-03 02-04 04-04 05-02 05-05 06-02 10-02 | exchange_calendars 4.13.2
        closed XSHG 2025 10-03 10-06 10-07 10-08 | exchange_calendars 4.13.2
        closed XSHG 2026 01-02 02-16 02-17 02-18 02-19 02-20 02-23 04-06 05-04 05-05 06-19 | exchange_calendars 4.13.2
        closed XSHG 2026 09-25 10-02 10-05 10-06 10-07 | exchange_calendars 4.13.2

        market XKRX Asia/Seoul Mon-Fri Korea Exchange | MIC and name: ISO 10383; zone: the city in tz; week: both libraries
        segment XKOS XKRX | ISO 10383
        segment XKON XKRX | ISO 10383
        hours XKRX ..1994-12-31 09:40-15:20 | exchange_calendars
        hours XKRX 1995-01-01..1998-12-06 09:30-15:00 | exchange_calendars
        hours XKRX 1998-12-07..2016-07-31 09:00-15:00 | exchange_calendars
        hours XKRX 2016-08-01.. 09:00-15:30 | KRX: half an hour longer
        closed XKRX ..1998 01-02 | exchange_calendars 4.13.2
        closed XKRX ..1999 12-30 | exchange_calendars 4.13.2
        closed XKRX ..2000 01-01>> 12-29 | exchange_calendars 4.13.2
        closed XKRX ..2005 04-05 | exchange_calendars 4.13.2
        closed XKRX ..2007 07-17 | exchange_calendars 4.13.2
        closed XKRX .. 01-01 03-01 05-05 06-06 08-15 10-03 12-25 12-31< | exchange_calendars 4.13.2
        closed XKRX 1995.. 05-01 | exchange_calendars 4.13.2
        closed XKRX 2013.. 10-09 | exchange_calendars 4.13.2
        closed XKRX 2018.. 05-05>> | exchange_calendars 4.13.2
        closed XKRX 1990 01-26 05-02 10-01 10-02 10-04 10-09 12-27 12-28 | exchange_calendars 4.13.2
        closed XKRX 1991 02-14 02-15 03-26 05-21 06-20 09-23 12-27 | exchange_calendars 4.13.2
        closed XKRX 1992 02-03 02-04 02-05 03-10 03-24 09-10 09-11 12-18 12-28 | exchange_calendars 4.13.2
        closed XKRX 1993 01-22 03-10 05-28 07-07 09-29 09-30 10-01 | exchange_calendars 4.13.2
        closed XKRX 1994 02-09 02-10 02-11 02-14 05-18 05-20 09-19 09-20 09-21 | exchange_calendars 4.13.2
        closed XKRX 1995 01-30 01-31 02-01 09-08 | exchange_calendars 4.13.2
        closed XKRX 1996 02-19 02-20 05-24 09-26 09-27 | exchange_calendars 4.13.2
        closed XKRX 1997 02-07 05-14 09-15 09-16 09-17 12-18 | exchange_calendars 4.13.2
        closed XKRX 1998 01-27 01-28 01-29 10-05 10-06 | exchange_calendars 4.13.2
        closed XKRX 1999 02-15 02-16 02-17 09-23 09-24 | exchange_calendars 4.13.2
        closed XKRX 2000 02-04 04-13 05-11 09-11 09-12 09-13 12-27 12-28 | exchange_calendars 4.13.2
        closed XKRX 2001 01-23 01-24 01-25 10-01 10-02 | exchange_calendars 4.13.2
        closed XKRX 2002 02-11 02-12 02-13 06-13 07-01 09-20 12-19 | exchange_calendars 4.13.2
        closed XKRX 2003 01-31 05-08 09-10 09-11 09-12 | exchange_calendars 4.13.2
        closed XKRX 2004 01-21 01-22 01-23 04-15 05-26 09-27 09-28 09-29 | exchange_calendars 4.13.2
        closed XKRX 2005 02-08 02-09 02-10 09-19 | exchange_calendars 4.13.2
        closed XKRX 2006 01-30 05-31 10-05 10-06 | exchange_calendars 4.13.2
        closed XKRX 2007 02-19 05-24 09-24 09-25 09-26 12-19 | exchange_calendars 4.13.2
        closed XKRX 2008 02-06 02-07 02-08 04-09 05-12 09-15 | exchange_calendars 4.13.2
        closed XKRX 2009 01-26 01-27 10-02 | exchange_calendars 4.13.2
        closed XKRX 2010 02-15 05-21 06-02 09-21 09-22 09-23 | exchange_calendars 4.13.2
        closed XKRX 2011 02-02 02-03 02-04 05-10 09-12 09-13 | exchange_calendars 4.13.2
        closed XKRX 2012 01-23 01-24 04-11 05-28 10-01 12-19 | exchange_calendars 4.13.2
        closed XKRX 2013 02-11 05-17 09-18 09-19 09-20 | exchange_calendars 4.13.2
        closed XKRX 2014 01-30 01-31 05-06 06-04 09-08 09-09 09-10 | exchange_calendars 4.13.2
        closed XKRX 2015 02-18 02-19 02-20 05-25 08-14 09-28 09-29 | exchange_calendars 4.13.2
        closed XKRX 2016 02-08 02-09 02-10 04-13 05-06 09-14 09-15 09-16 | exchange_calendars 4.13.2
        closed XKRX 2017 01-27 01-30 05-03 05-09 10-02 10-04 10-05 10-06 | exchange_calendars 4.13.2
        closed XKRX 2018 02-15 02-16 05-22 06-13 09-24 09-25 09-26 | exchange_calendars 4.13.2
        closed XKRX 2019 02-04 02-05 02-06 09-12 09-13 | exchange_calendars 4.13.2
        closed XKRX 2020 01-24 01-27 04-15 04-30 08-17 09-30 10-01 10-02 | exchange_calendars 4.13.2
        closed XKRX 2021 02-11 02-12 05-19 08-16 09-20 09-21 09-22 10-04 10-11 | exchange_calendars 4.13.2
        closed XKRX 2022 01-31 02-01 02-02 03-09 06-01 09-09 09-12 10-10 | exchange_calendars 4.13.2
        closed XKRX 2023 01-23 01-24 05-29 09-28 09-29 10-02 | exchange_calendars 4.13.2
        closed XKRX 2024 02-09 02-12 04-10 05-15 09-16 09-17 09-18 10-01 | exchange_calendars 4.13.2
        closed XKRX 2025 01-27 01-28 01-29 01-30 03-03 05-06 06-03 10-06 10-07 10-08 | exchange_calendars 4.13.2
        closed XKRX 2026 02-16 02-17 02-18 03-02 05-25 08-17 09-24 09-25 10-05 | exchange_calendars 4.13.2
        close XKRX 15:50 1993 08-20 11-16 | exchange_calendars
        open XKRX 10:10 1993 08-20 11-16 | exchange_calendars
        close XKRX 15:50 1994 11-23 | exchange_calendars
        open XKRX 10:10 1994 11-23 | exchange_calendars
        close XKRX 15:30 1995 11-22 | exchange_calendars
        open XKRX 10:00 1995 11-22 | exchange_calendars
        close XKRX 15:30 1996 11-13 | exchange_calendars
        open XKRX 10:00 1996 11-13 | exchange_calendars
        close XKRX 15:30 1997 11-19 | exchange_calendars
        open XKRX 10:00 1997 11-19 | exchange_calendars
        close XKRX 16:00 1998 11-18 | exchange_calendars
        open XKRX 10:30 1998 11-18 | exchange_calendars
        close XKRX 16:00 1999 11-17 | exchange_calendars
        open XKRX 10:00 1999 11-17 | exchange_calendars
        close XKRX 16:00 2000 11-15 | exchange_calendars
        open XKRX 10:00 2000 11-15 | exchange_calendars
        close XKRX 16:00 2001 11-07 | exchange_calendars
        open XKRX 10:00 2001 11-07 | exchange_calendars
        close XKRX 16:00 2002 11-06 | exchange_calendars
        open XKRX 10:00 2002 11-06 | exchange_calendars
        close XKRX 16:00 2003 11-05 | exchange_calendars
        open XKRX 10:00 2003 11-05 | exchange_calendars
        close XKRX 16:00 2004 11-17 | exchange_calendars
        open XKRX 10:00 2004 11-17 | exchange_calendars
        close XKRX 16:00 2005 11-23 | exchange_calendars
        open XKRX 10:00 2005 11-23 | exchange_calendars
        close XKRX 16:00 2006 11-16 | exchange_calendars
        open XKRX 10:00 2006 11-16 | exchange_calendars
        close XKRX 16:00 2007 11-15 | exchange_calendars
        open XKRX 10:00 2007 11-15 | exchange_calendars
        close XKRX 16:00 2008 11-13 | exchange_calendars
        open XKRX 10:00 2008 11-13 | exchange_calendars
        close XKRX 16:00 2009 11-12 | exchange_calendars
        open XKRX 10:00 2009 11-12 | exchange_calendars
        close XKRX 16:00 2010 11-18 | exchange_calendars
        open XKRX 10:00 2010 11-18 | exchange_calendars
        close XKRX 16:00 2011 11-10 | exchange_calendars
        open XKRX 10:00 2011 11-10 | exchange_calendars
        close XKRX 16:00 2012 11-08 | exchange_calendars
        open XKRX 10:00 2012 11-08 | exchange_calendars
        close XKRX 16:00 2013 11-07 | exchange_calendars
        open XKRX 10:00 2013 11-07 | exchange_calendars
        close XKRX 16:00 2014 11-13 | exchange_calendars
        open XKRX 10:00 2014 11-13 | exchange_calendars
        close XKRX 16:00 2015 11-12 | exchange_calendars
        open XKRX 10:00 2015 11-12 | exchange_calendars
        close XKRX 16:30 2016 11-17 | exchange_calendars
        open XKRX 10:00 2016 11-17 | exchange_calendars
        close XKRX 16:30 2017 11-16 11-23 | exchange_calendars
        open XKRX 10:00 2017 11-16 11-23 | exchange_calendars
        close XKRX 16:30 2018 11-15 | exchange_calendars
        open XKRX 10:00 2018 11-15 | exchange_calendars
        close XKRX 16:30 2019 11-14 | exchange_calendars
        open XKRX 10:00 2019 11-14 | exchange_calendars
        close XKRX 16:30 2020 12-03 | exchange_calendars
        open XKRX 10:00 2020 12-03 | exchange_calendars
        close XKRX 16:30 2021 11-18 | KRX announcements: an hour later on the day of the national exam
        open XKRX 10:00 2021 11-18 | KRX announcements: an hour later on the day of the national exam
        close XKRX 16:30 2022 11-17 | KRX announcements: an hour later on the day of the national exam
        open XKRX 10:00 2022 11-17 | KRX announcements: an hour later on the day of the national exam
        close XKRX 16:30 2023 11-16 | KRX announcements: an hour later on the day of the national exam
        open XKRX 10:00 2023 11-16 | KRX announcements: an hour later on the day of the national exam
        close XKRX 16:30 2024 11-14 | KRX announcements: an hour later on the day of the national exam
        open XKRX 10:00 2024 11-14 | KRX announcements: an hour later on the day of the national exam
        close XKRX 16:30 2025 11-13 | KRX announcements: an hour later on the day of the national exam
        open XKRX 10:00 2025 11-13 | KRX announcements: an hour later on the day of the national exam
        close XKRX 16:30 2026 11-19 | KRX announcements: an hour later on the day of the national exam
        open XKRX 10:00 2026 11-19 | KRX announcements: an hour later on the day of the national exam

        market XTAI Asia/Taipei Mon-Fri Taiwan Stock Exchange | MIC and name: ISO 10383; zone: the city in tz; week: both libraries
        segment ROCO XTAI | ISO 10383
        hours XTAI ..2000-12-31 09:00-12:00 | TWSE: until the end of 2000
        hours XTAI 2001-01-01.. 09:00-13:30 | TWSE: longer from January 2001
        closed XTAI .. 01-01 02-28 05-01 10-10 | exchange_calendars 4.13.2
        closed XTAI 2005..2011 04-05 | exchange_calendars 4.13.2
        closed XTAI 2008.. 04-04 | exchange_calendars 4.13.2
        closed XTAI 2015.. 02-28~ 04-04< 10-10~ | exchange_calendars 4.13.2
        closed XTAI 2016.. 05-01~ | exchange_calendars 4.13.2
        closed XTAI 2017.. 01-01~ | exchange_calendars 4.13.2
        closed XTAI 2018.. 04-05 | exchange_calendars 4.13.2
        closed XTAI 1990 01-25 01-26 01-29 01-30 01-31 04-05 05-28 10-03 | exchange_calendars 4.13.2
        closed XTAI 1991 02-13 02-14 02-15 02-18 02-19 04-05 | exchange_calendars 4.13.2
        closed XTAI 1992 01-31 02-03 02-04 02-05 02-06 06-05 09-11 | exchange_calendars 4.13.2
        closed XTAI 1993 01-21 01-22 01-25 01-26 01-27 04-05 06-24 09-30 | exchange_calendars 4.13.2
        closed XTAI 1994 02-08 02-09 02-10 02-11 02-14 04-05 06-13 09-20 | exchange_calendars 4.13.2
        closed XTAI 1995 01-27 01-30 01-31 02-01 02-02 04-05 06-02 | exchange_calendars 4.13.2
        closed XTAI 1996 02-15 02-16 02-19 02-20 02-21 04-04 06-20 09-27 | exchange_calendars 4.13.2
        closed XTAI 1997 02-05 02-06 02-07 02-10 02-11 06-09 09-16 | exchange_calendars 4.13.2
        closed XTAI 1998 01-26 01-27 01-28 01-29 01-30 10-05 | exchange_calendars 4.13.2
        closed XTAI 1999 02-12 02-15 02-16 02-17 02-18 04-05 06-18 09-24 | exchange_calendars 4.13.2
        closed XTAI 2000 02-03 02-04 02-07 02-08 02-09 04-04 06-06 09-12 | exchange_calendars 4.13.2
        closed XTAI 2001 01-22 01-23 01-24 01-25 01-26 04-05 06-25 10-01 | exchange_calendars 4.13.2
        closed XTAI 2002 02-07 02-08 02-11 02-12 02-13 02-14 02-15 04-05 09-06 | exchange_calendars 4.13.2
        closed XTAI 2003 01-29 01-30 01-31 02-03 02-04 02-05 06-04 09-11 | exchange_calendars 4.13.2
        closed XTAI 2004 01-19 01-20 01-21 01-22 01-23 01-26 06-22 08-24 08-25 09-28 10-25 | exchange_calendars 4.13.2
        closed XTAI 2005 02-04 02-07 02-08 02-09 02-10 02-11 07-18 08-05 09-01 | exchange_calendars 4.13.2
        closed XTAI 2006 01-26 01-27 01-30 01-31 02-01 02-02 05-31 10-06 10-09 | exchange_calendars 4.13.2
        closed XTAI 2007 02-15 02-16 02-19 02-20 02-21 02-22 02-23 04-06 06-18 06-19 09-18 | exchange_calendars 4.13.2
        closed XTAI 2007 09-24 09-25 | exchange_calendars 4.13.2
        closed XTAI 2008 02-04 02-05 02-06 02-07 02-08 02-11 07-28 09-29 | exchange_calendars 4.13.2
        closed XTAI 2009 01-02 01-22 01-23 01-26 01-27 01-28 01-29 01-30 05-28 05-29 08-07 | exchange_calendars 4.13.2
        closed XTAI 2010 02-11 02-12 02-15 02-16 02-17 02-18 02-19 06-16 09-22 | exchange_calendars 4.13.2
        closed XTAI 2011 01-31 02-01 02-02 02-03 02-04 02-07 06-06 09-12 | exchange_calendars 4.13.2
        closed XTAI 2012 01-19 01-20 01-23 01-24 01-25 01-26 01-27 02-27 08-02 12-31 | exchange_calendars 4.13.2
        closed XTAI 2013 02-07 02-08 02-11 02-12 02-13 02-14 02-15 04-05 06-12 08-21 09-19 | exchange_calendars 4.13.2
        closed XTAI 2013 09-20 | exchange_calendars 4.13.2
        closed XTAI 2014 01-28 01-29 01-30 01-31 02-03 02-04 06-02 07-23 09-08 | exchange_calendars 4.13.2
        closed XTAI 2015 01-02 02-16 02-17 02-18 02-19 02-20 02-23 04-06 06-19 07-10 09-28 | exchange_calendars 4.13.2
        closed XTAI 2015 09-29 | exchange_calendars 4.13.2
        closed XTAI 2016 02-04 02-05 02-08 02-09 02-10 02-11 02-12 04-05 06-09 06-10 07-08 | exchange_calendars 4.13.2
        closed XTAI 2016 09-15 09-16 09-27 09-28 | exchange_calendars 4.13.2
        closed XTAI 2017 01-25 01-26 01-27 01-30 01-31 02-01 02-27 04-03 05-29 05-30 10-04 | exchange_calendars 4.13.2
        closed XTAI 2017 10-09 | exchange_calendars 4.13.2
        closed XTAI 2018 02-13 02-14 02-15 02-16 02-19 02-20 04-06 06-18 09-24 12-31 | exchange_calendars 4.13.2
        closed XTAI 2019 01-31 02-01 02-04 02-05 02-06 02-07 02-08 03-01 06-07 08-09 09-13 | exchange_calendars 4.13.2
        closed XTAI 2019 09-30 10-11 | exchange_calendars 4.13.2
        closed XTAI 2020 01-21 01-22 01-23 01-24 01-27 01-28 01-29 04-02 06-25 06-26 10-01 | exchange_calendars 4.13.2
        closed XTAI 2020 10-02 | exchange_calendars 4.13.2
        closed XTAI 2021 02-08 02-09 02-10 02-11 02-12 02-15 02-16 06-14 09-20 09-21 | exchange_calendars 4.13.2
        closed XTAI 2022 01-27 01-28 01-31 02-01 02-02 02-03 06-03 09-09 | exchange_calendars 4.13.2
        closed XTAI 2023 01-19 01-20 01-23 01-24 01-25 01-26 01-27 02-27 04-03 06-22 06-23 | exchange_calendars 4.13.2
        closed XTAI 2023 08-03 09-29 10-09 | exchange_calendars 4.13.2
        closed XTAI 2024 02-06 02-07 02-08 02-09 02-12 02-13 02-14 06-10 07-24 07-25 09-17 | exchange_calendars 4.13.2
        closed XTAI 2024 10-02 10-03 | exchange_calendars 4.13.2
        closed XTAI 2025 01-23 01-24 01-27 01-28 01-29 01-30 01-31 04-03 05-30 09-29 10-06 | exchange_calendars 4.13.2
        closed XTAI 2025 10-24 12-25 | exchange_calendars 4.13.2
        closed XTAI 2026 02-12 02-13 02-16 02-17 02-18 02-19 02-20 04-06 06-19 09-25 09-28 | exchange_calendars 4.13.2
        closed XTAI 2026 10-26 12-25 | exchange_calendars 4.13.2

        market XBOM Asia/Kolkata Mon-Fri BSE | MIC and name: ISO 10383; zone: the city in tz; week: both libraries
        follows XNSE XBOM | NSE: the hours and the days of BSE
        hours XBOM ..2010-01-03 09:55-15:30 | BSE
        hours XBOM 2010-01-04..2010-10-17 09:00-15:30 | BSE
        hours XBOM 2010-10-18.. 09:15-15:30 | BSE
        closed XBOM .. 04-14 08-15 12-25 | exchange_calendars 4.13.2
        closed XBOM 1999.. 01-26 easter-2 | exchange_calendars 4.13.2
        closed XBOM 2000.. 05-01 10-02 | exchange_calendars 4.13.2
        closed XBOM 1997 01-23 03-07 03-24 04-08 04-16 04-18 05-01 05-08 08-18 08-25 10-02 | exchange_calendars 4.13.2
        closed XBOM 1997 10-28 10-29 10-31 | exchange_calendars 4.13.2
        closed XBOM 1998 04-09 04-28 | exchange_calendars 4.13.2
        closed XBOM 1999 01-01 01-20 03-02 03-18 03-25 03-29 04-27 04-30 09-13 10-19 11-08 | exchange_calendars 4.13.2
        closed XBOM 1999 11-10 11-23 12-31 | exchange_calendars 4.13.2
        closed XBOM 2000 03-17 03-20 09-01 | exchange_calendars 4.13.2
        closed XBOM 2001 01-01 03-06 04-05 08-22 10-26 11-16 11-30 12-17 | exchange_calendars 4.13.2
        closed XBOM 2002 03-25 09-10 10-15 11-06 11-19 | exchange_calendars 4.13.2
        closed XBOM 2003 02-13 03-14 03-18 11-26 | exchange_calendars 4.13.2
        closed XBOM 2004 01-01 02-02 03-02 04-26 10-13 10-22 11-15 11-26 | exchange_calendars 4.13.2
        closed XBOM 2005 01-21 07-28 09-07 10-12 11-03 11-04 11-15 | exchange_calendars 4.13.2
        closed XBOM 2006 01-11 02-09 03-15 04-06 04-11 10-24 10-25 | exchange_calendars 4.13.2
        closed XBOM 2007 01-01 01-30 02-16 03-27 05-02 12-21 | exchange_calendars 4.13.2
        closed XBOM 2008 03-06 03-20 04-18 05-19 09-03 10-09 10-30 11-13 11-27 12-09 | exchange_calendars 4.13.2
        closed XBOM 2009 01-08 02-23 03-10 03-11 04-03 04-07 04-30 09-21 09-28 10-13 10-19 | exchange_calendars 4.13.2
        closed XBOM 2009 11-02 12-28 | exchange_calendars 4.13.2
        closed XBOM 2010 01-01 02-12 03-01 03-24 09-10 11-17 12-17 | exchange_calendars 4.13.2
        closed XBOM 2011 03-02 04-12 08-31 09-01 10-06 10-27 11-07 11-10 12-06 | exchange_calendars 4.13.2
        closed XBOM 2012 02-20 03-08 04-05 08-20 09-19 10-24 11-14 11-28 | exchange_calendars 4.13.2
        closed XBOM 2013 03-27 04-19 04-24 08-09 09-09 10-16 11-04 | exchange_calendars 4.13.2
        closed XBOM 2014 02-27 03-17 04-08 04-24 07-29 08-29 10-03 10-06 10-15 10-23 10-24 | exchange_calendars 4.13.2
        closed XBOM 2014 11-04 11-06 | exchange_calendars 4.13.2
        closed XBOM 2015 02-17 03-06 04-02 09-17 09-25 10-22 11-11 11-12 11-25 | exchange_calendars 4.13.2
        closed XBOM 2016 03-07 03-24 04-15 04-19 07-06 09-05 09-13 10-11 10-12 10-31 11-14 | exchange_calendars 4.13.2
        closed XBOM 2017 02-24 03-13 04-04 06-26 08-25 10-19 10-20 | exchange_calendars 4.13.2
        closed XBOM 2018 02-13 03-02 03-29 08-22 09-13 09-20 10-18 11-07 11-08 11-23 | exchange_calendars 4.13.2
        closed XBOM 2019 03-04 03-21 04-17 04-29 06-05 08-12 09-02 09-10 10-08 10-21 10-28 | exchange_calendars 4.13.2
        closed XBOM 2019 11-12 | exchange_calendars 4.13.2
        closed XBOM 2020 02-21 03-10 04-02 04-06 05-25 11-16 11-30 | exchange_calendars 4.13.2
        closed XBOM 2021 03-11 03-29 04-21 05-13 07-21 08-19 09-10 10-15 11-04 11-05 11-19 | exchange_calendars 4.13.2
        closed XBOM 2022 03-01 03-18 05-03 08-09 08-31 10-05 10-24 10-26 11-08 | exchange_calendars 4.13.2
        closed XBOM 2023 03-07 03-30 04-04 06-29 09-19 10-24 11-14 11-27 | exchange_calendars 4.13.2
        closed XBOM 2024 01-22 03-08 03-25 04-11 04-17 05-20 06-17 07-17 11-01 11-15 11-20 | exchange_calendars 4.13.2
        closed XBOM 2025 02-26 03-14 03-31 04-10 08-27 10-21 10-22 11-05 | exchange_calendars 4.13.2
        closed XBOM 2026 01-15 03-03 03-26 03-31 05-28 06-26 09-14 10-20 11-10 11-24 | exchange_calendars 4.13.2
        closed XBOM 2013 11-15 | BSE: Muharram, moved from the 14th (pandas_market_calendars 5.5.0)

        market XASX Australia/Sydney Mon-Fri ASX | MIC and name: ISO 10383; zone: the city in tz; week: both libraries
        segment ASXP XASX | ISO 10383
        hours XASX .. 10:00-16:00 | ASX; the auction follows
        closed XASX .. 01-01>> 04-25 12-25>> 12-26>>> 2Mon06 easter+1 easter-2 | exchange_calendars 4.13.2
        closed XASX 1994.. 01-26 | exchange_calendars 4.13.2
        closed XASX 1997.. 01-26>> | exchange_calendars 4.13.2
        closed XASX 1990 01-29 12-31 | exchange_calendars 4.13.2
        closed XASX 1991 01-28 | exchange_calendars 4.13.2
        closed XASX 1992 01-27 | exchange_calendars 4.13.2
        closed XASX 1999 12-31 | exchange_calendars 4.13.2
        closed XASX 2010 04-26 | exchange_calendars 4.13.2
        closed XASX 2011 04-26 | exchange_calendars 4.13.2
        closed XASX 2022 09-22 | exchange_calendars 4.13.2
        close XASX 14:10 2010.. 12-24< 12-31< | exchange_calendars 4.13.2

        market BVMF America/Sao_Paulo Mon-Fri B3 | MIC and name: ISO 10383; zone: the city in tz; week: both libraries
        segment XBSP BVMF | ISO 10383
        hours BVMF .. 10:00-17:00 summer | B3: while New York has daylight time
        hours BVMF ..2019-11-02 11:00-18:00 winter | B3: else, an hour later in and out
        hours BVMF 2019-11-03.. 10:00-18:00 winter | B3: else, an hour longer
        closed BVMF ..2021 01-25 | exchange_calendars 4.13.2
        closed BVMF .. 01-01 04-21 05-01 09-07 10-12 11-02 11-15 12-24 12-25 12-31< | exchange_calendars 4.13.2
        closed BVMF .. easter+60 easter-2 easter-47 easter-48 | exchange_calendars 4.13.2
        closed BVMF 1998..2019 07-09 | exchange_calendars 4.13.2
        closed BVMF 2006..2019 11-20 | exchange_calendars 4.13.2
        closed BVMF 2024.. 11-20 | exchange_calendars 4.13.2
        closed BVMF 2014 06-12 | exchange_calendars 4.13.2
        closed BVMF 2021 07-09 | exchange_calendars 4.13.2
        open BVMF 13:00 2016.. easter-46 | exchange_calendars 4.13.2

        market XSAU Asia/Riyadh Sun-Thu Saudi Exchange | MIC and name: ISO 10383; zone: the city in tz; week: both libraries
        hours XSAU ..2013-06-28 11:00-15:30 Sat-Wed | Tadawul: the weekend was Thursday and Friday
        hours XSAU 2013-06-29..2016-04-02 11:00-15:30 | Tadawul
        hours XSAU 2016-04-03.. 10:00-15:00 | Tadawul: an hour earlier
        closed XSAU 2021 02-22 05-13 05-16 07-18 07-19 07-20 07-21 07-22 09-23 | exchange_calendars 4.13.2
        closed XSAU 2022 02-22 04-28 05-01 05-02 05-03 05-04 05-05 05-08 07-07 07-10 07-11 | exchange_calendars 4.13.2
        closed XSAU 2022 07-12 07-13 | exchange_calendars 4.13.2
        closed XSAU 2023 02-22 04-18 04-19 04-20 04-23 04-24 04-25 06-27 06-28 06-29 07-02 | exchange_calendars 4.13.2
        closed XSAU 2024 02-22 04-07 04-08 04-09 04-10 04-11 04-14 04-15 06-13 06-16 06-17 | exchange_calendars 4.13.2
        closed XSAU 2024 06-18 06-19 06-20 06-23 09-23 | exchange_calendars 4.13.2
        closed XSAU 2025 03-27 03-30 03-31 04-01 04-02 06-04 06-05 06-08 06-09 09-23 | exchange_calendars 4.13.2
        closed XSAU 2026 02-22 03-17 03-18 03-19 03-22 03-23 05-24 05-25 05-26 05-27 05-28 | exchange_calendars 4.13.2
        closed XSAU 2026 09-23 | exchange_calendars 4.13.2
        """
}
