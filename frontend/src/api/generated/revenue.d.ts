// Generated from openapi/ by `npm run types`: change the contract, not this file.

export interface paths {
    "/api/revenue/current": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Today so far beside the same elapsed time a week and a year ago, and the month to date */
        get: operations["current"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/revenue/trends": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A gap-free series with the window before and the weekday-aligned year before */
        get: operations["trends"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/revenue/trends.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The same series as a file */
        get: operations["trendsCsv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/revenue/products/top": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The products of some days by what they earned, and those whose margin is unknown */
        get: operations["topProducts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/revenue/products/top.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All products of some days as a file */
        get: operations["topProductsCsv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/revenue/breakdown": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The sales of some days by channel, location, staff, category, country, or new and returning customers */
        get: operations["breakdown"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/revenue/breakdown.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All cuts as a file */
        get: operations["breakdownCsv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/revenue/funnel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How visits of the online shop become orders: sessions, product views, add to cart, checkout, purchase
         * @description A closed funnel: a visit counts at a step when it did that step and all earlier ones, in whatever order its events say they came, since browsers send them in batches by clocks that err. A visit is the events of one session id and belongs to the shop day of the first of them. Bots, and who denied consent, are told apart and are in no step. Paths come from the events, money and orders from the ledger, where each order of the web channels stands under one cause. The days before of the same number stand beside.
         */
        get: operations["funnel"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/revenue/funnel.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The funnel of every group as a file */
        get: operations["funnelCsv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/revenue/forecast": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Net sales of the days to come, with 80 and 95 % intervals, beside seasonal-naive
         * @description Made every night by the job forecast with the method that did best on the shop's own past: from many earlier days each method said what it would have said knowing nothing but the days before. The same comparison tells how wide an interval must be. Days are by accounting, of the whole shop, and follow the last day that was known to the end when the forecast was made. Holidays of the shop's country, days the shop is closed on and promotions that are planned are known ahead.
         */
        get: operations["forecast"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/revenue/forecast.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The forecast as a file */
        get: operations["forecastCsv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/revenue/customers/ltv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What customers have brought so far, and are expected to bring, by the month of their first order
         * @description Historic value: what happened until as_of, per customer of the cohort and not per customer who is still active. Guests are in no cohort. A first order lies on the shop day it happened, on both bases; basis dates refunds and later changes. The window holds the days of first orders, all months of the data when left out; what these customers bought counts until as_of. location and channel choose the customers who placed an order there on the day of their first order; what they bought counts wherever it was.
         *     `predicted`, here and in each cohort, is what the same customers are expected to bring in the year after the last run of the job customer-value: how that is told, and how right it was on the shop's own past, is said with it.
         */
        get: operations["lifetimeValue"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/revenue/customers/ltv.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The cohorts as a file */
        get: operations["lifetimeValueCsv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/revenue/inventory/turnover": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How fast stock turns into sales, by product or category
         * @description Stock at the end of a day is the last count, less the units sold since, plus what was received; days without a count are reconstructed so and marked as estimated. Units sold where a product is never counted, or at no location, come from the location that holds most of it.
         */
        get: operations["turnover"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/revenue/inventory/turnover.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every product or category as a file */
        get: operations["turnoverCsv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/revenue/reconcile": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Every cent between the files, the ledger, and net sales on both bases, by cause
         * @description Of one day, or of the days from `from` to `to`; the last full day when neither is given. Amounts are exact here, with up to nine places, so that they add up; elsewhere they are rounded to the currency's minor unit.
         */
        get: operations["reconcile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/revenue/reconcile.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The lines as a file */
        get: operations["reconcileCsv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/revenue/insights": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What stood out on a shop day, at most five things, by the money at stake
         * @description A job judges every day when it is over, by data no later than the day, and again while late data come. Ranked by margin at stake, by net sales where that is unknown; without margin:read by net sales, all of them. What was dismissed stays away, also on the days after.
         */
        get: operations["insights"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/revenue/insights.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The same as a file, one row per insight */
        get: operations["insightsCsv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/revenue/insights/{insight_id}/dismiss": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Dismiss an insight, with a reason; it stays away */
        post: operations["dismissInsight"];
        /** Take a dismissal back */
        delete: operations["restoreInsight"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/revenue/insights/{insight_id}/act": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Note what was done about an insight, and on which day; its worth is measured from then */
        post: operations["actOnInsight"];
        /** Take that note back */
        delete: operations["takeBackInsightAction"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/revenue/value": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What this service was worth in some days, what was measured apart from what is estimated
         * @description By the formulas in docs/value.md. What cannot be said is null, with its reason.
         */
        get: operations["value"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/revenue/value.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The same as a file, one row per figure */
        get: operations["valueCsv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/revenue/targets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The targets that stand, by whose and for when */
        get: operations["listTargets"];
        /**
         * Set targets; those that are not named stay as they are
         * @description As JSON, or as CSV with the header scope,scope_id,period_start,period_end,net_amount. All of them are set or none. The caller reads them at once; `is_pending` says whether the shop's tables have them yet.
         */
        put: operations["setTargets"];
        post?: never;
        /** Take one target back */
        delete: operations["deleteTarget"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/revenue/targets.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The targets that stand as a file, which can be edited and sent back */
        get: operations["listTargetsCsv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/revenue/live/tickets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A ticket that opens the live figures once, within 30 seconds
         * @description Nothing but the caller's identity is asked for. With a session the request must come from the suite's own page.
         */
        post: operations["liveTicket"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ws/revenue/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The figures of /api/revenue/current as they change, over a WebSocket
         * @description Text frames, each a LiveMessage: first a LiveSnapshot, then every five seconds, and at once on a large change, a LiveDelta whose `seq` is one more than that of the message before. Applying its patch to the document held gives what /api/revenue/current answers at `as_of`. A LiveHeartbeat comes instead while no new figures can be had. Whoever hears nothing for 15 seconds connects again, with a new ticket and, in `since`, the last `seq` it has: what it missed follows where it is still known, else a snapshot. Clients send nothing but close, ping and pong, in frames of at most 1024 bytes. Close codes: 1001 this instance ends, 1009 too large a frame, 1013 read too slowly, 4401 not signed in any more. Without WebSockets, ask /api/revenue/current every five seconds with If-None-Match.
         */
        get: operations["live"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/revenue/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Where the event bus delivers, one event at a time
         * @description 2xx says that the event's effect is durable. Anything else makes the bus deliver it again later, and put it among the dead letters after the fifth try. An event may come more than once, and in any order.
         */
        post: operations["pushEvent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/revenue/health/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The process runs */
        get: operations["healthLive"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/revenue/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The process can answer */
        get: operations["healthReady"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/revenue/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This contract */
        get: operations["openapi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/revenue/docs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This contract for people */
        get: operations["docs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Current: {
            /** Format: date-time */
            as_of: string;
            data: components["schemas"]["Data"];
            /**
             * Format: date-time
             * @description The latest instant the loaded sales speak of; null without data.
             */
            data_until: string | null;
            basis: components["schemas"]["Basis"];
            currency: string;
            time_zone: string;
            /** @description Where the shop is, ISO 3166-1: its holidays are known ahead. */
            country: string;
            /** @description True while the day asked for is not over or its data not complete. */
            is_provisional: boolean;
            /** @description True when the data is older than STALE_AFTER_HOURS. */
            stale: boolean;
            filters: components["schemas"]["Filters"];
            today: components["schemas"]["Period"];
            day_pace: components["schemas"]["DayPace"];
            same_weekday_last_week: components["schemas"]["Period"];
            same_weekday_last_year: components["schemas"]["Period"];
            month_to_date: components["schemas"]["Period"];
            /** @description The days of from and to, when they were asked for. */
            period?: components["schemas"]["Period"] | null;
            /** @description The last shop day the data covers from end to end; null without one. */
            last_full_day: components["schemas"]["Period"] | null;
            /** @description The target whose days hold the day asked for; null with target_reason when there is none. */
            target: components["schemas"]["Target"] | null;
            target_reason?: string;
            /** @description How the shop stands on its way to the target; null without one. */
            pace: components["schemas"]["Pace"] | null;
            /** @description Where there is no target, one for the month by last year; null with target_proposal_reason when last year does not tell. */
            target_proposal?: components["schemas"]["TargetProposal"] | null;
            target_proposal_reason?: string;
            explain?: components["schemas"]["Explanation"];
        };
        /** @description How the shop stands on its way to the target. A target is spread over its days by what such days weigh (weekday, season, holidays) and over a day's hours as this weekday sells; both are learnt from the shop's own sales every night. What is null has its reason under reasons. */
        Pace: {
            /**
             * Format: date-time
             * @description The moment this speaks of: as_of, or up to when the data speak.
             */
            to: string | null;
            /** @description The share of the target's weight that is over. */
            share_elapsed: number | null;
            /** @description What the days were weighed by; without a year of sales not by season. */
            spread_by: ("weekday_season_holiday" | "weekday_holiday") | null;
            /** @description The part of the target that was due by then. */
            expected_to_now: components["schemas"]["Money"] | null;
            /** @description Net sales so far less expected_to_now. */
            gap: components["schemas"]["Money"] | null;
            /** @description Net sales so far over share_elapsed; what the target's days come to if they go on as so far. */
            run_rate: components["schemas"]["Money"] | null;
            /** @description Of the forecast of what is left reaching what is missing. */
            probability_to_reach: components["schemas"]["Probability"] | null;
            /** @description What the target's days will have come to at their end, by the forecast. */
            outlook: components["schemas"]["Outlook"] | null;
            reasons: {
                [key: string]: string;
            };
        };
        /** @description How the day asked for goes, against what was to be expected of it by now. What is expected is the forecast of the day, made the night before, as far as the day's hours are over, as such a weekday sells; its interval is the day's, drawn in as the square root of that share. The target's part is what the day weighs of its target. What is null has its reason under reasons. */
        DayPace: {
            /**
             * Format: date-time
             * @description The moment this speaks of: as_of, or up to when the data speak.
             */
            to: string | null;
            /** @description The share of such a day's sales that is over by then. */
            share_elapsed: number | null;
            /** @description Net sales to expect of the whole day. */
            forecast: components["schemas"]["Money"] | null;
            interval_80: components["schemas"]["ForecastInterval"] | null;
            /** Format: date */
            forecast_made_on: string | null;
            /** @description What of it was to be expected by then. */
            expected_to_now: components["schemas"]["Money"] | null;
            /** @description Between what net sales by then are in four of five such days. */
            interval_80_to_now: components["schemas"]["ForecastInterval"] | null;
            /** @description Net sales of the day so far less expected_to_now. */
            gap: components["schemas"]["Money"] | null;
            /** @description The day's part of the target. */
            target: components["schemas"]["Money"] | null;
            /** @description What of it was due by then. */
            target_to_now: components["schemas"]["Money"] | null;
            /** @description Net sales of the day so far less target_to_now. */
            target_gap: components["schemas"]["Money"] | null;
            reasons: {
                [key: string]: string;
            };
        };
        Probability: {
            value: number;
            /** @description The same were the forecast's level too high by as much as it was off on past days; null while that is not known. */
            low: number | null;
            /** @description Were it too low by as much. */
            high: number | null;
        };
        Outlook: {
            net_sales: components["schemas"]["Money"];
            interval_80: components["schemas"]["ForecastInterval"];
            interval_95: components["schemas"]["ForecastInterval"];
            attainment: components["schemas"]["MoneyRatio"] | null;
            /**
             * Format: date
             * @description Null where nothing is left to forecast.
             */
            forecast_made_on: string | null;
        };
        LiveTicket: {
            ticket: string;
            /** Format: date-time */
            expires_at: string;
            /** @description Where to open the WebSocket, with the ticket in it. */
            path: string;
        };
        /** @description A text frame of /ws/revenue/live. */
        LiveMessage: components["schemas"]["LiveSnapshot"] | components["schemas"]["LiveDelta"] | components["schemas"]["LiveHeartbeat"];
        LiveSnapshot: {
            /** @constant */
            type: "snapshot";
            /**
             * Format: int64
             * @description Grows by one with every delta; begins anywhere.
             */
            seq: number;
            /** Format: date-time */
            as_of: string;
            is_provisional: boolean;
            current: components["schemas"]["Current"];
        };
        LiveDelta: {
            /** @constant */
            type: "delta";
            /** Format: int64 */
            seq: number;
            /** Format: date-time */
            as_of: string;
            is_provisional: boolean;
            /** @description A JSON Patch (RFC 6902) of the document of seq - 1; it adds, replaces and removes. */
            patch: components["schemas"]["PatchStep"][];
        };
        PatchStep: {
            op: string;
            /** @description A JSON Pointer (RFC 6901). */
            path: string;
            /** @description What stands there from now on. */
            value?: unknown;
        };
        /** @description The figures are still those of seq, because no newer ones can be had, or because all that was missed has been sent. */
        LiveHeartbeat: {
            /** @constant */
            type: "heartbeat";
            /** Format: int64 */
            seq: number;
            /** Format: date-time */
            as_of: string;
            is_provisional: boolean;
        };
        Trends: {
            /** Format: date-time */
            as_of: string;
            data: components["schemas"]["Data"];
            /** Format: date-time */
            data_until: string | null;
            basis: components["schemas"]["Basis"];
            currency: string;
            time_zone: string;
            is_provisional: boolean;
            stale: boolean;
            filters: components["schemas"]["Filters"];
            /** Format: date */
            from: string;
            /**
             * Format: date
             * @description Last shop day, inclusive.
             */
            to: string;
            /** @enum {string} */
            granularity: "day" | "week" | "month";
            series: components["schemas"]["Bucket"][];
            /** @description The same number of days just before, cut at the same elapsed time. */
            previous: components["schemas"]["Bucket"][];
            /** @description The same days 52 weeks (364 days) before, so that weekdays meet; cut at the same elapsed time. */
            year_before: components["schemas"]["Bucket"][];
            totals: {
                series: components["schemas"]["Total"];
                previous: components["schemas"]["Total"];
                year_before: components["schemas"]["Total"];
            };
            explain?: components["schemas"]["Explanation"];
        };
        TopProducts: {
            /** Format: date-time */
            as_of: string;
            data: components["schemas"]["Data"];
            /** Format: date-time */
            data_until: string | null;
            basis: components["schemas"]["Basis"];
            currency: string;
            time_zone: string;
            is_provisional: boolean;
            stale: boolean;
            filters: components["schemas"]["Filters"];
            /** Format: date */
            from: string;
            /**
             * Format: date
             * @description Last shop day, inclusive.
             */
            to: string;
            /** @description False where the data does not speak of all of this time. */
            covered: boolean;
            /** @description Why a list is empty or null, by its name. */
            reasons: {
                [key: string]: string;
            };
            /** @enum {string} */
            by: "margin" | "net" | "units";
            /** @description The greatest first; by margin only products whose margin is known. */
            items: components["schemas"]["ProductFigures"][];
            /** @description Where this page ended; null at the end. All pages speak of the moment of the first. */
            next_cursor: string | null;
            /** @description What all products of the question add up to. */
            totals: {
                products: number;
                net_sales: components["schemas"]["Money"];
                units: number;
                gross_margin: components["schemas"]["Money"] | null;
            };
            /** @description Products without one line of known cost, by net sales, at most as many as a page has items; null without margin:read. */
            margin_unknown: components["schemas"]["ProductFigures"][] | null;
            /** @description How many they are, and their net sales. */
            margin_unknown_total: {
                products: number;
                net_sales: components["schemas"]["Money"];
            } | null;
            explain?: components["schemas"]["Explanation"];
        };
        ProductFigures: {
            /** @description Place in the whole list; null where the margin it would be ranked by is unknown. */
            rank: number | null;
            /** @description Null for the lines that name no product. */
            product_id: string | null;
            title: string | null;
            category: string | null;
            /** @description What it is ranked by, over that of all products; null where they made a loss together. */
            share: components["schemas"]["MoneyRatio"] | components["schemas"]["Ratio"] | null;
        } & components["schemas"]["Figures"];
        Breakdown: {
            /** Format: date-time */
            as_of: string;
            data: components["schemas"]["Data"];
            /** Format: date-time */
            data_until: string | null;
            basis: components["schemas"]["Basis"];
            currency: string;
            time_zone: string;
            is_provisional: boolean;
            stale: boolean;
            filters: components["schemas"]["Filters"];
            /** Format: date */
            from: string;
            /**
             * Format: date
             * @description Last shop day, inclusive.
             */
            to: string;
            /** @description False where the data does not speak of all of this time. */
            covered: boolean;
            /** @description Why a list is empty or null, by its name. */
            reasons: {
                [key: string]: string;
            };
            /** @enum {string} */
            by: "channel" | "location" | "staff" | "category" | "country" | "new_returning";
            /** @description The greatest net sales first. */
            items: components["schemas"]["Cut"][];
            next_cursor: string | null;
            totals: components["schemas"]["Figures"];
            explain?: components["schemas"]["Explanation"];
        };
        Cut: {
            /** @description The channel, location, staff, category or country; new, returning, guest or no_order; null for lines that name none. */
            key: string | null;
            /** @description Its net sales over those of all cuts; null where they made a loss together. */
            share: components["schemas"]["MoneyRatio"] | null;
            /** @description Units given back over units sold, of a cut with fewer than 30 units sold with the Wilson interval of 95 %. */
            refund_rate: components["schemas"]["CountedRate"] | null;
            /** @description The targets for this cut whose days lie wholly within the days asked for; of those that overlap the ones for the fewest days. Where there are none, of those that lie partly within them the share of their days, marked. */
            target: components["schemas"]["CutTarget"] | null;
            /** @description Net sales on the days of these targets over their amount. */
            attainment: components["schemas"]["MoneyRatio"] | null;
            /** @description Orders, or units sold where orders are not counted: how many cases its rates rest on. */
            cases: number | null;
            /** @description Places among the cuts, 1 the highest; null for a rate of fewer than 30 cases and for the lines that name none, with the reason. */
            ranks: {
                net_sales: number | null;
                gross_margin_rate: number | null;
                refund_rate: number | null;
                attainment: number | null;
                reasons: {
                    [key: string]: string;
                };
            };
        } & components["schemas"]["Figures"];
        CutTarget: {
            net_amount: components["schemas"]["Money"];
            /** @description Days these targets are for; of prorated ones those among the days asked for. */
            days: number;
            /** @description How many targets. */
            targets: number;
            /** @description Whether net_amount is a share of targets for more days than were asked for, each day alike. */
            is_prorated: boolean;
        };
        /** @description So many of so many. */
        CountedRate: {
            value: number;
            numerator: number;
            denominator: number;
            /** @description Wilson's interval of 95 % for fewer than 30 cases, else null. */
            interval: {
                low: number;
                high: number;
            } | null;
        };
        Funnel: {
            /** Format: date-time */
            as_of: string;
            data: components["schemas"]["Data"];
            /** Format: date-time */
            data_until: string | null;
            basis: components["schemas"]["Basis"];
            currency: string;
            time_zone: string;
            is_provisional: boolean;
            stale: boolean;
            filters: components["schemas"]["Filters"];
            /** Format: date */
            from: string;
            /**
             * Format: date
             * @description Last shop day, inclusive.
             */
            to: string;
            /** @description False where there are web events of a part of this time only; days_without_events are told apart. */
            covered: boolean;
            /** @enum {string} */
            by: "device" | "channel" | "landing_page" | "new_returning";
            /**
             * Format: date-time
             * @description The first web event there is.
             */
            web_from: string | null;
            /**
             * Format: date-time
             * @description The last before as_of.
             */
            web_until: string | null;
            /**
             * Format: date-time
             * @description When the days that were put together ahead were, the latest of them; null where all was told from the events. What came later for them counts from the next hour on.
             */
            made_at: string | null;
            /** @description Why something is null or to be read with care, by its name. */
            reasons: {
                [key: string]: string;
            };
            /** @description The funnel of people, of all groups. */
            steps: components["schemas"]["FunnelSteps"] | null;
            /** @description The same of visits with an event of a program, and programs' events that belong to no visit. */
            bots: components["schemas"]["FunnelBots"] | null;
            /** @description The same of visits that look like a program's: they saw one product at once and did nothing else, in an hour with 100 or more such visits that were six of ten or more, and twice their usual share, over many products. */
            suspected_bots: components["schemas"]["FunnelSteps"] | null;
            /** @description Events of who denied consent; nobody is told apart, so they are no visits. */
            consent_denied: components["schemas"]["FunnelEvents"] | null;
            /** @description Events that name no session although nobody denied consent, such as of who was not asked yet. */
            without_session: components["schemas"]["FunnelEvents"] | null;
            days_without_events: components["schemas"]["FunnelSilence"];
            days_without_step: components["schemas"]["FunnelSilentSteps"];
            orders: components["schemas"]["FunnelOrders"] | null;
            /** @description The groups with the most sessions of both periods, 50 at most; all others are the last one. A file has every group. */
            items: components["schemas"]["FunnelItem"][];
            /** @description As many days before these, cut at the same elapsed time. */
            previous: components["schemas"]["FunnelPeriod"] | null;
            changes: {
                /** @description Purchases over all sessions. */
                conversion: components["schemas"]["RateChange"] | null;
                /** @description The step whose rate over the step before fell by the greatest part, of those that fell by more than chance explains (Newcombe's interval of the difference, 5 % over the four steps). */
                step_that_fell_most: components["schemas"]["RateChange"] | null;
                reasons: {
                    [key: string]: string;
                };
            };
            /** @description What to connect or wait for, for what cannot be said. */
            needs: {
                /** @enum {string} */
                what: "web_events" | "purchase_orders" | "sessions";
                figures: string[];
                detail: string;
            }[];
            /** @description The funnel in words; every number in it stands in this answer. */
            sentence: string | null;
            explain?: components["schemas"]["Explanation"];
        };
        FunnelSteps: components["schemas"]["FunnelStep"][];
        FunnelStep: {
            /** @enum {string} */
            step: "session" | "product_view" | "add_to_cart" | "checkout" | "purchase";
            /** @description Visits that did this step and all earlier ones; never more than at the step before. */
            sessions: number;
            /** @description Visits that did this step, whatever else they did. */
            visits_that_did: number;
            /** @description Over all sessions; null for the first step. */
            of_all: components["schemas"]["SessionRate"] | null;
            /** @description Over the sessions of the step before; null for the first step. */
            of_previous: components["schemas"]["SessionRate"] | null;
            reasons: {
                [key: string]: string;
            };
        };
        /** @description So many of so many, with Wilson's interval of 95 %. */
        SessionRate: {
            value: number;
            numerator: number;
            denominator: number;
            interval: {
                low: number;
                high: number;
            };
        };
        /** @description Events that belong to no visit. */
        FunnelEvents: {
            events: number;
            product_views: number;
            add_to_carts: number;
            checkouts: number;
            purchases: number;
        };
        FunnelBots: {
            steps: components["schemas"]["FunnelSteps"];
        } & components["schemas"]["FunnelEvents"];
        /** @description Days between the first web event and the last that are over and have none. */
        FunnelSilence: string[] | null;
        /** @description Of a step the days on which no visit did it although three or more did a later one: its tag was broken or is not there. */
        FunnelSilentSteps: {
            /** @enum {string} */
            step: "product_view" | "add_to_cart" | "checkout";
            days: string[];
        }[] | null;
        /** @description The orders of the ledger that were placed in the web channels on these days; every one stands under one cause. */
        FunnelOrders: {
            /** @description The sales channels that are the web shop's. */
            channels: string[];
            in_ledger: number;
            order_value: components["schemas"]["Money"];
            /** @description Those that a purchase event names, over all. */
            coverage: components["schemas"]["SessionRate"] | null;
            causes: {
                /**
                 * @description By the first purchase event that names the order: in a visit of people that did all steps, or skipped one; in no visit; of who denied consent; of a program; or there is none.
                 * @enum {string}
                 */
                cause: "in_funnel" | "skipped_a_step" | "without_session" | "consent_denied" | "bots" | "no_purchase_event";
                orders: number;
                order_value: components["schemas"]["Money"];
            }[];
            /** @description Orders that purchase events of these days name, and that are no order of these channels in the ledger. */
            unknown_to_ledger: number;
            reasons: {
                [key: string]: string;
            };
        };
        FunnelPeriod: {
            /** Format: date */
            from: string;
            /** Format: date */
            to: string;
            steps: components["schemas"]["FunnelSteps"];
            bots: components["schemas"]["FunnelBots"];
            suspected_bots: components["schemas"]["FunnelSteps"];
            consent_denied: components["schemas"]["FunnelEvents"];
            without_session: components["schemas"]["FunnelEvents"];
            days_without_events: components["schemas"]["FunnelSilence"];
            days_without_step: components["schemas"]["FunnelSilentSteps"];
            orders: components["schemas"]["FunnelOrders"];
        };
        FunnelItem: {
            /** @description The device, channel or landing page; new or returning; null for visits that name none, and for the rest. */
            key: string | null;
            /** @description Whether this is all groups that are not told one by one. */
            is_rest: boolean;
            /** @description How many groups this is; 1 but for the rest. */
            groups: number;
            steps: components["schemas"]["FunnelSteps"];
            /** @description The same of the previous days. */
            before: components["schemas"]["FunnelSteps"] | null;
            /** @description Orders of the ledger that purchases in visits of this group name, whatever steps they did. */
            orders: number;
            order_value: components["schemas"]["Money"];
            /** @description order_value over sessions. */
            value_per_session: components["schemas"]["AverageMoney"] | null;
            /** @description What this group did to the two rates of changes. */
            effects: {
                conversion: components["schemas"]["RateEffects"] | null;
                fell: components["schemas"]["RateEffects"] | null;
            };
            reasons: {
                [key: string]: string;
            };
        };
        RateEffects: {
            /** @description By its share of the visits. */
            mix: number;
            /** @description By its own rate. */
            rate: number;
        };
        /** @description How a rate changed. mix and rate are the sums of the groups' effects, told to nine places, and add up to change. */
        RateChange: {
            /** @enum {string} */
            step: "product_view" | "add_to_cart" | "checkout" | "purchase";
            /** @enum {string} */
            over: "session" | "product_view" | "add_to_cart" | "checkout";
            now: number;
            before: number;
            change: number;
            mix: number;
            rate: number;
        };
        Filters: {
            location?: string;
            channel?: string;
            category?: string;
            product?: string;
        };
        /** @description Sales of merchandise, without test orders and gift cards, before tax. What is null has its reason in `reasons`, under the same name. */
        Figures: {
            /** @description Before discounts, sales and later changes of orders. */
            gross_sales: components["schemas"]["Money"] | null;
            discounts: components["schemas"]["Money"] | null;
            /** @description Given back, as a positive amount. */
            refunds: components["schemas"]["Money"] | null;
            /** @description gross_sales - discounts - refunds. */
            net_sales: components["schemas"]["Money"] | null;
            /** @description Net sales whose cost is known, less that cost. */
            gross_margin: components["schemas"]["Money"] | null;
            /** @description gross_margin over the net sales whose cost is known. */
            gross_margin_rate: components["schemas"]["MoneyRatio"] | null;
            /** @description The share of net sales whose cost is known. */
            cost_coverage: components["schemas"]["MoneyRatio"] | null;
            /** @description Orders placed. */
            orders: number | null;
            /** @description Units sold less units given back. */
            units: number | null;
            units_refunded: number | null;
            /** @description (gross_sales - discounts) per order, before refunds. */
            average_order_value: components["schemas"]["AverageMoney"] | null;
            /** @description Why a figure is null, by its name (no_data_since, no_data_before, no_data, cost_unknown, no_orders, no_sales, needs_margin_read, not_reached_yet). */
            reasons: {
                [key: string]: string;
            };
        };
        Total: {
            /** @description False where the data does not speak of all of this time: not to be compared with a total that is covered. */
            covered: boolean;
        } & components["schemas"]["Figures"];
        Bucket: {
            /**
             * Format: date
             * @description First shop day of the bucket inside the window.
             */
            start: string;
            /**
             * Format: date
             * @description First shop day after it.
             */
            end: string;
            /** @description False while its time is not over, its data not complete, or the window cuts it. */
            complete: boolean;
        } & components["schemas"]["Figures"];
        Period: {
            /** Format: date-time */
            start: string;
            /**
             * Format: date-time
             * @description Exclusive.
             */
            end: string;
            complete: boolean;
            /** @description Customers whose first order ever is in the period. */
            new_customers: number | null;
            returning_customers: number | null;
            /** @description Orders without a customer. */
            guest_orders: number | null;
        } & components["schemas"]["Figures"];
        Insights: {
            /** Format: date-time */
            as_of: string;
            data: components["schemas"]["Data"];
            /** Format: date-time */
            data_until: string | null;
            basis: components["schemas"]["Basis"];
            currency: string;
            time_zone: string;
            is_provisional: boolean;
            stale: boolean;
            /**
             * Format: date
             * @description The shop day the answer speaks of; null when none was judged yet.
             */
            day: string | null;
            /** Format: date */
            last_judged_day: string | null;
            net_sales: components["schemas"]["MoneyOrNull"];
            orders: number | null;
            /** @description What was forecast for the day on the day before it. */
            forecast: components["schemas"]["InsightForecast"] | null;
            /** @description By location, channel, category and product: how the day differs from the mean of the same weekday of the four weeks before it. The parts add up to the totals exactly, and volume, mix and rate to the difference. */
            contributions: components["schemas"]["DimensionContribution"][];
            /**
             * @description Without margin:read it is net_sales.
             * @enum {string}
             */
            ranked_by: "margin" | "net_sales";
            items: components["schemas"]["Insight"][];
            /** @description Insights of this day that were dismissed. */
            dismissed: number;
            /** @description What is looked for, and from when on, where there is too little data yet. */
            watched: components["schemas"]["InsightWatch"][];
            /** @description Why net_sales, orders, forecast, contributions or items say nothing. */
            reasons: {
                [key: string]: string;
            };
            explain?: components["schemas"]["Explanation"];
        };
        MoneyOrNull: components["schemas"]["Money"] | null;
        InsightForecast: {
            /** Format: date */
            made_on: string;
            mean: components["schemas"]["Money"];
            low_80: components["schemas"]["Money"];
            high_80: components["schemas"]["Money"];
            low_95: components["schemas"]["Money"];
            high_95: components["schemas"]["Money"];
        };
        DimensionContribution: {
            /** @enum {string} */
            dimension: "location" | "channel" | "category" | "product";
            /**
             * @description What volume is counted in.
             * @enum {string}
             */
            by: "orders" | "units";
            total: components["schemas"]["MoneyContribution"];
            /** @description The greatest differences; the others together as the last, named others. */
            parts: components["schemas"]["PartContribution"][];
        };
        MoneyContribution: {
            difference: components["schemas"]["Money"];
            /** @description Had all parts grown alike. */
            volume: components["schemas"]["Money"];
            /** @description Because some parts grew more than others. */
            mix: components["schemas"]["Money"];
            /** @description Because an order, or a unit, brought more or less. */
            rate: components["schemas"]["Money"];
        };
        PartContribution: {
            /** @description Empty where a line names none. */
            name: string;
            net_then: components["schemas"]["Money"];
            net_now: components["schemas"]["Money"];
            difference: components["schemas"]["Money"];
            volume: components["schemas"]["Money"];
            mix: components["schemas"]["Money"];
            rate: components["schemas"]["Money"];
        };
        InsightWatch: {
            /** @enum {string} */
            what: "forecast" | "products" | "refunds" | "gaps" | "web" | "counts";
            is_ready: boolean;
            /**
             * Format: date
             * @description When there are enough days; null when nobody can tell.
             */
            ready_on: string | null;
            /** @description What is missing. */
            needs?: string;
        };
        Insight: {
            insight_id: string;
            /** @enum {string} */
            kind: "sales_above" | "sales_below" | "viral_product" | "refund_wave" | "data_gap" | "web_gap" | "bot_burst" | "orders_up" | "orders_down" | "refunds_up";
            /** Format: date */
            day: string;
            /**
             * Format: date
             * @description The first day of it.
             */
            began_on: string;
            /** @description Its day, counted from the first. */
            day_number: number;
            /** @enum {string} */
            dimension: "shop" | "location" | "channel" | "category" | "product" | "web";
            /** @description Empty for the shop. */
            subject_id: string;
            /** @description What people call it. */
            subject: string;
            /** @description What happened; every number in it is one of numbers. */
            what: string;
            to_do: string;
            /** @description Amounts are in the shop's currency. */
            numbers: {
                [key: string]: string | number | boolean | null;
            };
            /** @description Net sales of the day beyond what was to be expected, negative where they are missing. */
            net_at_stake: components["schemas"]["MoneyOrNull"];
            net_low: components["schemas"]["MoneyOrNull"];
            net_high: components["schemas"]["MoneyOrNull"];
            /** @description net_at_stake times the margin rate of what it is about. */
            margin_at_stake: components["schemas"]["MoneyOrNull"];
            /**
             * @description What it took its place by; nothing where no money moved.
             * @enum {string}
             */
            ranked_by: "margin" | "net_sales" | "nothing";
            prediction: components["schemas"]["InsightPrediction"];
            revision: number;
            /**
             * @description Why it says something else than at first.
             * @enum {string|null}
             */
            revised_because: "data_came_later" | "forecast_made" | null;
            is_dismissed: boolean;
            dismissal: components["schemas"]["InsightNote"] | null;
            action: components["schemas"]["InsightNote"] | null;
            reasons: {
                [key: string]: string;
            };
        };
        InsightPrediction: {
            says: string;
            measure: string;
            days: number;
            /**
             * Format: date
             * @description The last day it speaks of.
             */
            due_on: string;
            at_least: number | null;
            at_most: number | null;
            observed: number | null;
            /** @enum {string} */
            outcome: "open" | "hit" | "miss";
            became: string | null;
        };
        InsightNote: {
            note: string | null;
            /** Format: date */
            acted_on: string | null;
            /** Format: date-time */
            said_at: string;
        };
        InsightDismissal: {
            reason: string;
        };
        InsightAction: {
            /** @description What was done. */
            action: string;
            /**
             * Format: date
             * @description Shop day; today when left out. From the first day of the insight on, and not ahead.
             */
            acted_on?: string;
        };
        InsightResponse: {
            insight_id: string;
            is_dismissed: boolean;
            dismissal: components["schemas"]["InsightNote"] | null;
            action: components["schemas"]["InsightNote"] | null;
        };
        Worth: {
            /** Format: date-time */
            as_of: string;
            data: components["schemas"]["Data"];
            /** Format: date-time */
            data_until: string | null;
            basis: components["schemas"]["Basis"];
            currency: string;
            time_zone: string;
            is_provisional: boolean;
            stale: boolean;
            /** Format: date */
            from: string;
            /**
             * Format: date
             * @description Last shop day, inclusive.
             */
            to: string;
            measured: {
                acted_insights: components["schemas"]["ActedWorth"];
                forecast: components["schemas"]["ForecastWorth"];
                predictions: components["schemas"]["PredictionWorth"];
            };
            estimated: {
                found: components["schemas"]["FoundWorth"];
            };
            /** @description How each figure is made, as docs/value.md says. */
            formulas: {
                [key: string]: string;
            };
            /** @description Why a figure is null, by its place. */
            reasons: {
                [key: string]: string;
            };
            explain?: components["schemas"]["Explanation"];
        };
        /** @description The days after an action against those before it; no proof of cause. */
        ActedWorth: {
            acted: number;
            /** @description Those of which enough days before and after are known. */
            measured: number;
            amount: components["schemas"]["MoneyOrNull"];
            low: components["schemas"]["MoneyOrNull"];
            high: components["schemas"]["MoneyOrNull"];
            items: {
                insight_id: string;
                kind: string;
                subject_id: string;
                action: string | null;
                /** Format: date */
                acted_on: string;
                /** @enum {string} */
                measure: "net_sales" | "refunds" | "none";
                days_before: number;
                days_after: number;
                amount: components["schemas"]["MoneyOrNull"];
                low: components["schemas"]["MoneyOrNull"];
                high: components["schemas"]["MoneyOrNull"];
                reason: string | null;
            }[];
        };
        /** @description How much nearer the forecast of the day before came than seasonal-naive; only what was told before the day. */
        ForecastWorth: {
            days: number;
            error: components["schemas"]["MoneyOrNull"];
            naive_error: components["schemas"]["MoneyOrNull"];
            error_avoided: components["schemas"]["MoneyOrNull"];
            low: components["schemas"]["MoneyOrNull"];
            high: components["schemas"]["MoneyOrNull"];
            covered_95: components["schemas"]["WorthRate"] | null;
        };
        /** @description What insights said would follow, and did. */
        PredictionWorth: {
            insights: number;
            open: number;
            rate: components["schemas"]["WorthRate"] | null;
        };
        /** @description The money that insights were about, each on its first day; what could be done about it is another matter. */
        FoundWorth: {
            insights: number;
            net_at_stake: components["schemas"]["MoneyOrNull"];
            net_low: components["schemas"]["MoneyOrNull"];
            net_high: components["schemas"]["MoneyOrNull"];
            margin_at_stake: components["schemas"]["MoneyOrNull"];
            /** @description Those whose margin is known. */
            with_margin: number | null;
        };
        /** @description So many of so many, with Wilson's interval of 95 %. */
        WorthRate: {
            value: number;
            numerator: number;
            denominator: number;
            low: number;
            high: number;
        };
        TargetPage: {
            items: components["schemas"]["StandingTarget"][];
            next_cursor: string | null;
        };
        StandingTarget: {
            /** @enum {string} */
            scope: "shop" | "location" | "staff" | "channel";
            /** @description Empty for the shop. */
            scope_id: string;
            /** Format: date */
            period_start: string;
            /**
             * Format: date
             * @description The last shop day, inclusive.
             */
            period_end: string;
            net_amount: components["schemas"]["Money"];
            /** @description On its way into the shop's tables. */
            is_pending: boolean;
        };
        TargetsSet: {
            /** @description Targets that were sent. */
            changed: number;
            /** @description True while the shop's tables do not have all of it; every answer of this service has it already. */
            is_pending: boolean;
            /** @description The targets that were sent, as they stand now; one that was taken back is not among them. */
            items: components["schemas"]["StandingTarget"][];
        };
        /** @description What a target could be, by last year. Nobody has set it. */
        TargetProposal: {
            /** @constant */
            is_proposal: true;
            /** @enum {string} */
            scope: "shop" | "location" | "staff" | "channel";
            scope_id: string;
            /** Format: date */
            period_start: string;
            /** Format: date */
            period_end: string;
            /** @description last_year times trend. */
            net_amount: components["schemas"]["Money"];
            /** @description Net sales of the same days 52 weeks (364 days) before. */
            last_year: components["schemas"]["Money"];
            /** @description Net sales of the last trend_days full days over those of the same days 52 weeks before. */
            trend: components["schemas"]["MoneyRatio"];
            trend_days: number;
        };
        Target: {
            /** @enum {string} */
            scope: "shop" | "location" | "staff" | "channel";
            scope_id?: string;
            /** Format: date */
            period_start: string;
            /** Format: date */
            period_end: string;
            net_amount: components["schemas"]["Money"];
            net_sales_so_far: components["schemas"]["Money"] | null;
            attainment: components["schemas"]["MoneyRatio"] | null;
            reasons?: {
                [key: string]: string;
            };
        };
        Forecast: {
            /** Format: date-time */
            as_of: string;
            data: components["schemas"]["Data"];
            /** Format: date-time */
            data_until: string | null;
            basis: components["schemas"]["Basis"];
            currency: string;
            time_zone: string;
            is_provisional: boolean;
            /** @description Whether the data are old, or two days or more are known by now that the forecast did not know. */
            stale: boolean;
            /** @enum {string|null} */
            stale_reason: "data_old" | "forecast_old" | null;
            /** @description How many days were asked for. */
            horizon_days: number;
            /**
             * Format: date
             * @description The shop day it was made on.
             */
            made_on: string | null;
            /** Format: date-time */
            made_at: string | null;
            /** @description The method that made it; methods says what it is. */
            method: string | null;
            /** @description Null with a reason where there is no forecast. */
            days: components["schemas"]["ForecastDay"][] | null;
            /** @description All days together. Days of one forecast err together, so this interval is not the sum of theirs. */
            total: components["schemas"]["ForecastTotal"] | null;
            /** @description What would have been said of the last 91 days, 1 to 28 days before, each time by the method that had been best until then and from nothing but the days before. Days on which the shop was closed as expected are left out. */
            accuracy: components["schemas"]["ForecastAccuracy"] | null;
            /** @description How every method did on the same days; the best first. */
            methods: components["schemas"]["ForecastMethod"][] | null;
            /** @description What makes forecasts, this machine and BigQuery ML, on the same past days; one that was not asked says why. Empty without a forecast, or with too few days to compare. */
            engines?: components["schemas"]["ForecastEngine"][];
            /** @description How what was really told before the day did, in the last 91 days, by how many days ahead it was told. */
            scored: components["schemas"]["ForecastScore"][] | null;
            /** @description What the forecast cannot do yet for want of days, and on which morning it will. */
            needs: {
                /** @enum {string} */
                what: "forecast" | "choice_of_method" | "seasons";
                known_days: number;
                needed_days: number;
                /** Format: date */
                enough_on: string | null;
            }[];
            /** @description Why something is null, by its name. */
            reasons: {
                [key: string]: string;
            };
            /** @description The forecast in words; every number in it stands in this answer. */
            sentence: string;
            explain?: components["schemas"]["Explanation"];
        };
        ForecastInterval: {
            low: components["schemas"]["Money"];
            high: components["schemas"]["Money"];
        };
        ForecastDay: {
            /** Format: date */
            date: string;
            net_sales: components["schemas"]["Money"];
            interval_80: components["schemas"]["ForecastInterval"];
            interval_95: components["schemas"]["ForecastInterval"];
            seasonal_naive: components["schemas"]["Money"];
            /** @description A holiday of the shop's country, Easter Sunday or Black Friday. */
            holiday: string | null;
            /** @description Whether the shop sells nothing on such days, as its past tells. */
            is_closed: boolean;
            /** @description How many promotions are known to run. */
            promotions: number;
        };
        ForecastTotal: {
            /** Format: date */
            from: string;
            /**
             * Format: date
             * @description Last shop day, inclusive.
             */
            to: string;
            net_sales: components["schemas"]["Money"];
            interval_80: components["schemas"]["ForecastInterval"];
            interval_95: components["schemas"]["ForecastInterval"];
            seasonal_naive: components["schemas"]["Money"];
        };
        ForecastAccuracy: {
            /** Format: date */
            from: string;
            /** Format: date */
            to: string;
            /** @description How many were compared: days, times the days ahead they were told. */
            forecasts: number;
            /** @description Sum of absolute errors over sum of absolute net sales. */
            wape: components["schemas"]["MoneyRatio"] | null;
            seasonal_naive_wape: components["schemas"]["MoneyRatio"] | null;
            /** @description Sum of forecast less actual over the same; above zero when it says too much. */
            bias: components["schemas"]["MoneyRatio"] | null;
            /** @description Forecasts whose 80 % interval held what was sold, over all. */
            coverage_80: components["schemas"]["Ratio"] | null;
            coverage_95: components["schemas"]["Ratio"] | null;
        };
        ForecastScore: {
            horizon_days: number;
        } & components["schemas"]["ForecastAccuracy"];
        ForecastEngine: {
            /** @enum {string} */
            engine: "local" | "bigquery-ml";
            /**
             * @description Of bigquery-ml.
             * @enum {string|null}
             */
            model: "timesfm" | "arima-plus" | null;
            /** @description Whether this forecast is made by it. */
            is_chosen: boolean;
            accuracy: components["schemas"]["ForecastAccuracy"] | null;
            /** @description What this forecast cost at list prices, in US dollars. */
            usd: string | null;
            /** @description Why it did not speak: not_chosen, or in words what failed. */
            reason: string | null;
        };
        ForecastMethod: {
            method: string;
            what: string;
            /** @description Whether the forecast is made with it: the one that erred least, against seasonal-naive, on all it said in the last twenty weeks. */
            is_chosen: boolean;
            forecasts: number;
            wape: components["schemas"]["MoneyRatio"] | null;
            bias: components["schemas"]["MoneyRatio"] | null;
            /** @description Its absolute errors over those of seasonal-naive; below one it is better. */
            against_seasonal_naive: components["schemas"]["MoneyRatio"] | null;
            /** @description Its WAPE on the days the choice was made by; null with too few of them. */
            choice_wape: number | null;
        };
        LifetimeValue: {
            /** Format: date-time */
            as_of: string;
            data: components["schemas"]["Data"];
            /** Format: date-time */
            data_until: string | null;
            basis: components["schemas"]["Basis"];
            currency: string;
            time_zone: string;
            is_provisional: boolean;
            stale: boolean;
            filters: components["schemas"]["Filters"];
            /**
             * Format: date
             * @description First day of first orders.
             */
            from: string;
            /**
             * Format: date
             * @description Last day of first orders, inclusive.
             */
            to: string;
            /** @enum {string} */
            cohort: "month";
            /**
             * @description What `value`, the distribution and the concentration are made of, for all customers alike: gross_margin where cost_coverage is at least MARGIN_COST_COVERAGE (0.95 unless set), else net_sales.
             * @enum {string}
             */
            measure: "gross_margin" | "net_sales";
            /** @description Why it is net_sales: cost_coverage_too_low, no_sales, needs_margin_read. */
            measure_reason?: string;
            /** @description The share of the shop's net sales whose cost is known, from the first day of the window until as_of. */
            cost_coverage: components["schemas"]["MoneyRatio"] | null;
            /** @description Customers of all cohorts. */
            customers: number | null;
            cohorts: components["schemas"]["Cohort"][];
            /** @description How `measure` until as_of is spread over the customers of all cohorts. */
            distribution: components["schemas"]["ValueDistribution"] | null;
            /** @description What the customers of the highest `measure` bring together. */
            concentration: components["schemas"]["ValueConcentration"][];
            /** @description What the customers are expected to bring; null with its reason (not_computed_yet, made_later) under `predicted`. */
            predicted: components["schemas"]["PredictedValue"] | null;
            reasons: {
                [key: string]: string;
            };
            explain?: components["schemas"]["Explanation"];
        };
        PredictedValue: {
            /**
             * Format: date-time
             * @description When the job that made it ran.
             */
            made_at: string;
            /** @description How long that was before as_of. */
            age_seconds: number;
            /**
             * Format: date
             * @description The last shop day it knows; the year, and the 90 days, follow it.
             */
            as_of_date: string;
            /**
             * @description What its value is made of.
             * @enum {string}
             */
            basis: "gross_margin" | "net_sales";
            /**
             * @description models: BG/NBD for purchases, Gamma-Gamma for what one brings. models_with_last_window: the mean of these and of what the customer did in the last window. cohort_mean: what customers of the same month of first order do.
             * @enum {string}
             */
            method: "models" | "models_with_last_window" | "cohort_mean";
            /** @description Why it is cohort_mean: history_too_short, too_few_repeaters, did_not_converge, measured_better. */
            method_reason?: string;
            /** @description Customers of the cohorts that it speaks of; who first ordered after as_of_date is not in it. */
            customers: number;
            expected_purchases_90d: components["schemas"]["ExpectedPurchases"];
            /** @description Per customer, discounted by the month. */
            value_12m: components["schemas"]["AverageMoney"] | null;
            distribution: components["schemas"]["ValueDistribution"] | null;
            concentration: components["schemas"]["ValueConcentration"][];
            /** @description What the runs said of all customers of the shop, whatever the window and the filters, the earliest first; 400 days at most. */
            over_time: {
                /** Format: date */
                as_of_date: string;
                customers: number;
                expected_purchases_90d: number;
                value_12m: components["schemas"]["Money"] | null;
                /** @enum {string} */
                basis: "gross_margin" | "net_sales";
                method: string;
            }[];
            /** @description How it was made, in words, with the parameters that were found. */
            explanation: string[];
            /** @description How right the same method was on the shop's own past: told from what was known one window ago, compared with what came. Null where the past is too short, with its reason under `calibration`. */
            calibration: components["schemas"]["ValueCalibration"] | null;
            /** @description Why one is null (needs_margin_read, no_customers, history_too_short, too_few_repeaters, did_not_converge). */
            reasons: {
                [key: string]: string;
            };
        };
        /** @description Days with a purchase to expect per customer, with what it was made of. */
        ExpectedPurchases: {
            /** @description Null without a customer. */
            value: number | null;
            numerator: number;
            denominator: number;
        };
        CohortPrediction: {
            customers: number;
            expected_purchases_90d: components["schemas"]["ExpectedPurchases"];
            value_12m: components["schemas"]["AverageMoney"] | null;
        };
        ValueCalibration: {
            /**
             * Format: date
             * @description The last day that the predictions knew.
             */
            known_until: string;
            /** @description Days after it that they were compared with. */
            window_days: number;
            /** @description Customers compared; a fixed draw of 100,000 of more. */
            customers: number;
            /** @description Of the method, of the same as in the last window, and of the cohort's mean; all in the same comparison. */
            errors: {
                /** @enum {string} */
                method: "models" | "models_with_last_window" | "cohort_mean" | "last_window";
                purchases: {
                    /** @description Of all customers together. */
                    actual: number;
                    /** @description Of all customers together. */
                    predicted: number;
                    mean_absolute: number;
                    root_mean_square: number;
                    /** @description Null where all customers are told alike. */
                    correlation: number | null;
                };
                /** @description Null without margin:read where value is margin. */
                value: {
                    actual: components["schemas"]["Money"];
                    predicted: components["schemas"]["Money"];
                    mean_absolute: components["schemas"]["Money"];
                    root_mean_square: components["schemas"]["Money"];
                    correlation: number | null;
                } | null;
            }[];
            /** @description How many customers brought what lies between value_low and value_high of that window. Where most buy nothing, an interval that begins at nothing holds more than eight in ten: `expected` says how many it should have held. */
            interval: {
                inside: number;
                expected: number;
                below: number;
                above: number;
            };
            /** @description How well who bought again is told from who did not (area under the ROC curve: 1 is always, 0.5 is chance): by expected purchases, and by the day of the last purchase alone. Null where all did, or nobody. */
            ranking: {
                by_expected_purchases: number | null;
                by_recency: number | null;
            };
        };
        Cohort: {
            /**
             * Format: date
             * @description First day of first orders of the month inside the window.
             */
            start: string;
            /**
             * Format: date
             * @description First day after them.
             */
            end: string;
            /** @description The size of the cohort; every value is divided by it. */
            customers: number | null;
            /** @description False while the month is not over, its data not complete, or the window cuts it. */
            complete: boolean;
            /** @description True for the month the data begins in: whoever had bought before looks new here. */
            begins_with_data: boolean;
            /** @description After 30, 60, 90, 180 and 360 days, the day of the first order being the first of them. */
            marks: components["schemas"]["CohortMark"][];
            to_date: components["schemas"]["CohortValue"];
            predicted: components["schemas"]["CohortPrediction"] | null;
            /** @description Why it is null: as of the whole, or no_customers where the prediction knows none of them. */
            predicted_reason?: string;
            reasons: {
                [key: string]: string;
            };
        };
        /** @description Cumulative amounts per customer of the cohort. */
        CohortValue: {
            /** @description By `measure`. */
            value: components["schemas"]["AverageMoney"] | null;
            net_sales: components["schemas"]["AverageMoney"] | null;
            gross_margin: components["schemas"]["AverageMoney"] | null;
            /** @description Why one is null (immature, no_customers, no_data, no_data_since, no_data_before, not_reached_yet, cost_coverage_too_low, needs_margin_read). */
            reasons: {
                [key: string]: string;
            };
        };
        CohortMark: {
            days: number;
            /**
             * Format: date
             * @description The day from which on the data can cover so many days of every customer of the cohort.
             */
            mature_from: string;
        } & components["schemas"]["CohortValue"];
        ValueDistribution: {
            customers: number;
            mean: components["schemas"]["AverageMoney"];
            lowest: components["schemas"]["Money"];
            highest: components["schemas"]["Money"];
            /** @description The least value that at least this share of customers does not exceed. */
            quantiles: {
                share: number;
                value: components["schemas"]["Money"];
            }[];
        };
        ValueConcentration: {
            share_of_customers: number;
            /** @description So many; a fraction of a customer counts as one. */
            customers: number;
            /** @description Their part of the value of all; null where that is not above zero. */
            share: components["schemas"]["MoneyRatio"] | null;
            /** @description Why share is null (no_sales). */
            reason?: string;
        };
        Turnover: {
            /** Format: date-time */
            as_of: string;
            data: components["schemas"]["Data"];
            /** Format: date-time */
            data_until: string | null;
            basis: components["schemas"]["Basis"];
            currency: string;
            time_zone: string;
            is_provisional: boolean;
            stale: boolean;
            filters: components["schemas"]["Filters"];
            /** Format: date */
            from: string;
            /**
             * Format: date
             * @description Last shop day, inclusive.
             */
            to: string;
            /** @description Days of the window that have come; the running one counts. */
            days: number;
            /** @enum {string} */
            by: "product" | "category";
            /**
             * @description sold_of_opening_and_received is units sold / (units at the start + units received), where receipts are loaded; else sold_of_sold_and_closing, units sold / (units sold + units at the end).
             * @enum {string}
             */
            sell_through_formula: "sold_of_opening_and_received" | "sold_of_sold_and_closing";
            total: components["schemas"]["TurnoverFigures"];
            items: components["schemas"]["TurnoverItem"][];
            next_cursor: string | null;
            /** @description What to load so that figures which are null can be had. */
            needs: components["schemas"]["TurnoverNeed"][];
            explain?: components["schemas"]["Explanation"];
        };
        TurnoverNeed: {
            table: string;
            /** @description What cannot be had without it. */
            figures: string[];
            detail: string;
        };
        /** @description Units by units, with what it was made of. */
        UnitRatio: {
            value: number;
            numerator: number;
            denominator: number;
        };
        /** @description What is null has its reason in `reasons`, under the same name. */
        TurnoverFigures: {
            /** @description Products in it that were sold in the window or counted. */
            products: number;
            /** @description Units sold less units given back. */
            units_sold: number | null;
            net_sales: components["schemas"]["Money"] | null;
            /** @description Of the net sales whose cost is known. */
            cost_of_goods_sold: components["schemas"]["Money"] | null;
            cost_coverage: components["schemas"]["MoneyRatio"] | null;
            /** @description On hand when the window began. */
            opening_units: number | null;
            /** @description Received in the window. */
            received_units: number | null;
            /** @description On hand when it ended or at as_of. */
            closing_units: number | null;
            /** @description Mean of the units on hand at the end of each day that is known. */
            average_units: number | null;
            /** @description average_units at the cost of one unit when the window ended. */
            average_stock_at_cost: components["schemas"]["Money"] | null;
            /** @description Cost of goods sold / average stock at cost, both of the products whose stock and cost are known. */
            turnover: components["schemas"]["MoneyRatio"] | null;
            /** @description days / turnover. */
            days_of_inventory: number | null;
            /** @description By sell_through_formula, of the products whose stock is known. */
            sell_through: components["schemas"]["UnitRatio"] | null;
            /** @description Gross margin / average stock at cost, both of the products whose stock and cost are known. */
            gmroi: components["schemas"]["MoneyRatio"] | null;
            /** @description Days of stock at a location, summed over locations and products. */
            stock_days: {
                counted: number;
                /** @description Reconstructed from the last count. */
                estimated: number;
                /** @description Before the first count. */
                unknown: number;
            };
            /** @description Why a figure is null (no_stock_counts, not_counted, not_counted_before, too_few_known_days, cost_unknown, no_sales, no_stock, needs_margin_read, no_data and its kin). */
            reasons: {
                [key: string]: string;
            };
        };
        TurnoverItem: {
            /** @description Null for a category and for lines that name no product. */
            product_id: string | null;
            title: string | null;
            category: string | null;
        } & components["schemas"]["TurnoverFigures"];
        Reconciliation: {
            /** Format: date-time */
            as_of: string;
            data: components["schemas"]["Data"];
            /** Format: date-time */
            data_until: string | null;
            /** @description The answer speaks of both. */
            bases: components["schemas"]["Basis"][];
            currency: string;
            time_zone: string;
            is_provisional: boolean;
            stale: boolean;
            /** Format: date */
            from: string;
            /**
             * Format: date
             * @description Last shop day, inclusive.
             */
            to: string;
            /** @description files is what the files that brought lines of these days hold, as a spreadsheet adds their column up: foreign amounts at face value, and rows that were rejected or known already in the shop's currency, as far as load_audit holds their amount. ledger is every line that happened on these days. */
            totals: {
                files: components["schemas"]["ReconciledTotal"];
                ledger: components["schemas"]["ReconciledTotal"];
                net_sales_accounting: components["schemas"]["ReconciledTotal"];
                net_sales_order: components["schemas"]["ReconciledTotal"];
            };
            /** @description The total a step begins with plus the amounts of its lines is the total it ends with, exactly. */
            lines: components["schemas"]["ReconciliationLine"][];
            files: components["schemas"]["ReconciledFile"][];
            explain?: components["schemas"]["Explanation"];
        };
        ReconciledTotal: {
            amount: components["schemas"]["Money"];
            rows: number;
        };
        ReconciliationLine: {
            /** @enum {string} */
            step: "files_to_ledger" | "ledger_to_accounting" | "accounting_to_order";
            cause: string;
            /** @description Which one: the reason of a rejection, the earlier load of known rows, a currency. */
            detail?: string;
            /** @description What it adds; null, and in no total, where the amount is not kept: of rejected rows whose amount cannot be read, and of rows that earlier versions of this program left out. Such rows have a line of their own. */
            amount: components["schemas"]["Money"] | null;
            /** @description Why amount is null (amount_not_kept). */
            reason?: string;
            /** @description Rows it is made of. */
            rows: number;
        };
        ReconciledFile: {
            load_id: string;
            source: string;
            file: string | null;
            read: number;
            loaded: number;
            known: number;
            rejected: number;
            /** @description Net total of the loaded lines, shop currency. */
            amount: components["schemas"]["Money"] | null;
        };
        /** @enum {string} */
        Basis: "accounting" | "order";
        /**
         * @description Whose data the answer is made of; demo is an invented shop to look around in.
         * @enum {string}
         */
        Data: "shop" | "demo";
        Money: {
            /** @example 12.50 */
            amount: string;
            currency: string;
        };
        /** @description A share of money by money, with what it was made of. */
        MoneyRatio: {
            value: number;
            numerator: components["schemas"]["Money"];
            denominator: components["schemas"]["Money"];
        };
        /** @description Money per piece, with what it was made of. */
        AverageMoney: {
            amount: string;
            currency: string;
            numerator: components["schemas"]["Money"];
            denominator: number;
        };
        ExplainedQuery: {
            name: string;
            sql: string;
            parameters: {
                [key: string]: string | null;
            };
            rows: number;
        };
        /** @description Ledger rows of the asked period that are no sales, by reason. */
        Exclusion: {
            reason: string;
            rows: number;
            net_amount: components["schemas"]["Money"];
        };
        /** @description How the answer was made. */
        Explanation: {
            /** @description What each figure means, by its name. */
            definitions: {
                [key: string]: string;
            };
            /** @description What was asked of the warehouse for it; none for what was answered from memory or a file. */
            queries: components["schemas"]["ExplainedQuery"][];
            /** @description Ledger rows of the asked period that count as sales; said by what is reckoned from the ledger. */
            rows_counted?: number;
            /** @description Ledger rows of the asked period that are no sales; said by what is reckoned from the ledger. */
            exclusions?: components["schemas"]["Exclusion"][];
            data_version: number;
            /** Format: date-time */
            computed_at: string;
            /** @description From data_until to the moment asked for; null without data. */
            age_seconds?: number | null;
        };
        FieldError: {
            field: string;
            message: string;
        };
        /** @description An error as RFC 9457 has it. */
        Problem: {
            /** @description Stable name of the kind of error, urn:shopsight:problem:<name>. */
            type: string;
            title: string;
            status: number;
            /** @description What happened and what to do. */
            detail?: string;
            instance?: string;
            request_id: string;
            errors?: components["schemas"]["FieldError"][];
        };
        /** @description A share of a number by a number, with what it was made of. */
        Ratio: {
            value: number;
            numerator: number;
            denominator: number;
        };
        /** @description Net sales to reach in some days. */
        TargetSet: {
            /** @enum {string} */
            scope: "shop" | "location" | "staff" | "channel";
            /** @description Which location, member of staff or channel; empty or left out for the shop. */
            scope_id?: string;
            /** Format: date */
            period_start: string;
            /**
             * Format: date
             * @description The last shop day, inclusive.
             */
            period_end: string;
            net_amount: components["schemas"]["Money"];
        };
        /** @description Targets as they shall stand; others stay as they are. */
        Targets: {
            items: components["schemas"]["TargetSet"][];
        };
        /** @description What Pub/Sub pushes. `message.data` is a CloudEvent in base64, as the contract of the events has it. */
        Push: {
            message: {
                /** Format: byte */
                data: string;
                attributes?: {
                    [key: string]: string;
                };
                messageId?: string;
                /** Format: date-time */
                publishTime?: string;
            };
            subscription?: string;
            deliveryAttempt?: number;
        };
        Health: {
            /** @enum {string} */
            status: "ok" | "unavailable";
            checks?: {
                [key: string]: string;
            };
        };
    };
    responses: {
        /** @description What the caller holds is still right. */
        NotModified: {
            headers: {
                [name: string]: unknown;
            };
            content?: never;
        };
        /** @description What went wrong and what to do. */
        Problem: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: {
        /**
         * @description The moment the answer speaks of, from 1900 to 2199; now, floored to five seconds, when left out.
         * @example 2011-08-31T22:59:59Z
         */
        AsOf: string;
        /** @description accounting dates a refund on its own day, order dates it on the day of the order it belongs to. */
        Basis: components["schemas"]["Basis"];
        /** @description First shop day, from 1900 to 2199; needs `to`. */
        From: string;
        /** @description Last shop day, inclusive, from 1900 to 2199; needs `from`. */
        To: string;
        /** @description Only this location. */
        Location: string;
        /** @description Only this channel. */
        Channel: string;
        /** @description Only products of this category. */
        Category: string;
        /** @description Only this product id. */
        Product: string;
        /** @description 1 adds how the answer was made (definitions, SQL, parameters, rows, exclusions, age). */
        Explain: "0" | "1";
        /** @description Where the last page ended (`next_cursor`). */
        Cursor: string;
        /** @description Items on a page; 50 when left out. */
        Limit: number;
    };
    requestBodies: never;
    headers: {
        /** @description Changes when the answer changes; send it back as If-None-Match. */
        ETag: string;
        /** @description Identity of this request in the logs. */
        RequestId: string;
        /** @description Seconds to wait before trying again. */
        RetryAfter: number;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    current: {
        parameters: {
            query?: {
                /**
                 * @description The moment the answer speaks of, from 1900 to 2199; now, floored to five seconds, when left out.
                 * @example 2011-08-31T22:59:59Z
                 */
                as_of?: components["parameters"]["AsOf"];
                /** @description accounting dates a refund on its own day, order dates it on the day of the order it belongs to. */
                basis?: components["parameters"]["Basis"];
                /** @description First shop day, from 1900 to 2199; needs `to`. */
                from?: components["parameters"]["From"];
                /** @description Last shop day, inclusive, from 1900 to 2199; needs `from`. */
                to?: components["parameters"]["To"];
                /** @description Only this location. */
                location?: components["parameters"]["Location"];
                /** @description Only this channel. */
                channel?: components["parameters"]["Channel"];
                /** @description Only products of this category. */
                category?: components["parameters"]["Category"];
                /** @description Only this product id. */
                product?: components["parameters"]["Product"];
                /** @description 1 adds how the answer was made (definitions, SQL, parameters, rows, exclusions, age). */
                explain?: components["parameters"]["Explain"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The figures */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Current"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    trends: {
        parameters: {
            query?: {
                /** @description The days that end with today; 30d when left out. Not together with from and to. */
                window?: "7d" | "30d" | "90d" | "365d";
                /** @description day when left out. A week begins on Monday. */
                granularity?: "day" | "week" | "month";
                /**
                 * @description The moment the answer speaks of, from 1900 to 2199; now, floored to five seconds, when left out.
                 * @example 2011-08-31T22:59:59Z
                 */
                as_of?: components["parameters"]["AsOf"];
                /** @description accounting dates a refund on its own day, order dates it on the day of the order it belongs to. */
                basis?: components["parameters"]["Basis"];
                /** @description First shop day, from 1900 to 2199; needs `to`. */
                from?: components["parameters"]["From"];
                /** @description Last shop day, inclusive, from 1900 to 2199; needs `from`. */
                to?: components["parameters"]["To"];
                /** @description Only this location. */
                location?: components["parameters"]["Location"];
                /** @description Only this channel. */
                channel?: components["parameters"]["Channel"];
                /** @description Only products of this category. */
                category?: components["parameters"]["Category"];
                /** @description Only this product id. */
                product?: components["parameters"]["Product"];
                /** @description 1 adds how the answer was made (definitions, SQL, parameters, rows, exclusions, age). */
                explain?: components["parameters"]["Explain"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The series */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trends"];
                    "text/csv": string;
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    trendsCsv: {
        parameters: {
            query?: {
                /** @description The days that end with today; 30d when left out. Not together with from and to. */
                window?: "7d" | "30d" | "90d" | "365d";
                /** @description day when left out. A week begins on Monday. */
                granularity?: "day" | "week" | "month";
                /**
                 * @description The moment the answer speaks of, from 1900 to 2199; now, floored to five seconds, when left out.
                 * @example 2011-08-31T22:59:59Z
                 */
                as_of?: components["parameters"]["AsOf"];
                /** @description accounting dates a refund on its own day, order dates it on the day of the order it belongs to. */
                basis?: components["parameters"]["Basis"];
                /** @description First shop day, from 1900 to 2199; needs `to`. */
                from?: components["parameters"]["From"];
                /** @description Last shop day, inclusive, from 1900 to 2199; needs `from`. */
                to?: components["parameters"]["To"];
                /** @description Only this location. */
                location?: components["parameters"]["Location"];
                /** @description Only this channel. */
                channel?: components["parameters"]["Channel"];
                /** @description Only products of this category. */
                category?: components["parameters"]["Category"];
                /** @description Only this product id. */
                product?: components["parameters"]["Product"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One row per bucket of series, previous and year_before */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    topProducts: {
        parameters: {
            query?: {
                /** @description What the products are ranked by; net when left out. margin needs the scope margin:read, because an order shows it. */
                by?: "margin" | "net" | "units";
                /** @description The days that end with today; 30d when left out. Not together with from and to. */
                window?: "7d" | "30d" | "90d" | "365d";
                /**
                 * @description The moment the answer speaks of, from 1900 to 2199; now, floored to five seconds, when left out.
                 * @example 2011-08-31T22:59:59Z
                 */
                as_of?: components["parameters"]["AsOf"];
                /** @description accounting dates a refund on its own day, order dates it on the day of the order it belongs to. */
                basis?: components["parameters"]["Basis"];
                /** @description First shop day, from 1900 to 2199; needs `to`. */
                from?: components["parameters"]["From"];
                /** @description Last shop day, inclusive, from 1900 to 2199; needs `from`. */
                to?: components["parameters"]["To"];
                /** @description Only this location. */
                location?: components["parameters"]["Location"];
                /** @description Only this channel. */
                channel?: components["parameters"]["Channel"];
                /** @description Only products of this category. */
                category?: components["parameters"]["Category"];
                /** @description Only this product id. */
                product?: components["parameters"]["Product"];
                /** @description Where the last page ended (`next_cursor`). */
                cursor?: components["parameters"]["Cursor"];
                /** @description Items on a page; 50 when left out. */
                limit?: components["parameters"]["Limit"];
                /** @description 1 adds how the answer was made (definitions, SQL, parameters, rows, exclusions, age). */
                explain?: components["parameters"]["Explain"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of products; as CSV all of them */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TopProducts"];
                    "text/csv": string;
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    topProductsCsv: {
        parameters: {
            query?: {
                /** @description What the products are ranked by; net when left out. margin needs the scope margin:read, because an order shows it. */
                by?: "margin" | "net" | "units";
                /** @description The days that end with today; 30d when left out. Not together with from and to. */
                window?: "7d" | "30d" | "90d" | "365d";
                /**
                 * @description The moment the answer speaks of, from 1900 to 2199; now, floored to five seconds, when left out.
                 * @example 2011-08-31T22:59:59Z
                 */
                as_of?: components["parameters"]["AsOf"];
                /** @description accounting dates a refund on its own day, order dates it on the day of the order it belongs to. */
                basis?: components["parameters"]["Basis"];
                /** @description First shop day, from 1900 to 2199; needs `to`. */
                from?: components["parameters"]["From"];
                /** @description Last shop day, inclusive, from 1900 to 2199; needs `from`. */
                to?: components["parameters"]["To"];
                /** @description Only this location. */
                location?: components["parameters"]["Location"];
                /** @description Only this channel. */
                channel?: components["parameters"]["Channel"];
                /** @description Only products of this category. */
                category?: components["parameters"]["Category"];
                /** @description Only this product id. */
                product?: components["parameters"]["Product"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One row per product */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    breakdown: {
        parameters: {
            query: {
                /** @description What the sales are cut by. */
                by: "channel" | "location" | "staff" | "category" | "country" | "new_returning";
                /** @description The days that end with today; 30d when left out. Not together with from and to. */
                window?: "7d" | "30d" | "90d" | "365d";
                /**
                 * @description The moment the answer speaks of, from 1900 to 2199; now, floored to five seconds, when left out.
                 * @example 2011-08-31T22:59:59Z
                 */
                as_of?: components["parameters"]["AsOf"];
                /** @description accounting dates a refund on its own day, order dates it on the day of the order it belongs to. */
                basis?: components["parameters"]["Basis"];
                /** @description First shop day, from 1900 to 2199; needs `to`. */
                from?: components["parameters"]["From"];
                /** @description Last shop day, inclusive, from 1900 to 2199; needs `from`. */
                to?: components["parameters"]["To"];
                /** @description Only this location. */
                location?: components["parameters"]["Location"];
                /** @description Only this channel. */
                channel?: components["parameters"]["Channel"];
                /** @description Only products of this category. */
                category?: components["parameters"]["Category"];
                /** @description Only this product id. */
                product?: components["parameters"]["Product"];
                /** @description Where the last page ended (`next_cursor`). */
                cursor?: components["parameters"]["Cursor"];
                /** @description Items on a page; 50 when left out. */
                limit?: components["parameters"]["Limit"];
                /** @description 1 adds how the answer was made (definitions, SQL, parameters, rows, exclusions, age). */
                explain?: components["parameters"]["Explain"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of cuts; as CSV all of them */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Breakdown"];
                    "text/csv": string;
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    breakdownCsv: {
        parameters: {
            query: {
                /** @description What the sales are cut by. */
                by: "channel" | "location" | "staff" | "category" | "country" | "new_returning";
                /** @description The days that end with today; 30d when left out. Not together with from and to. */
                window?: "7d" | "30d" | "90d" | "365d";
                /**
                 * @description The moment the answer speaks of, from 1900 to 2199; now, floored to five seconds, when left out.
                 * @example 2011-08-31T22:59:59Z
                 */
                as_of?: components["parameters"]["AsOf"];
                /** @description accounting dates a refund on its own day, order dates it on the day of the order it belongs to. */
                basis?: components["parameters"]["Basis"];
                /** @description First shop day, from 1900 to 2199; needs `to`. */
                from?: components["parameters"]["From"];
                /** @description Last shop day, inclusive, from 1900 to 2199; needs `from`. */
                to?: components["parameters"]["To"];
                /** @description Only this location. */
                location?: components["parameters"]["Location"];
                /** @description Only this channel. */
                channel?: components["parameters"]["Channel"];
                /** @description Only products of this category. */
                category?: components["parameters"]["Category"];
                /** @description Only this product id. */
                product?: components["parameters"]["Product"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One row per cut */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    funnel: {
        parameters: {
            query?: {
                /** @description What the visits are cut by; device when left out. */
                by?: "device" | "channel" | "landing_page" | "new_returning";
                /** @description The days that end with today; 30d when left out. Not together with from and to. */
                window?: "7d" | "30d" | "90d" | "365d";
                /**
                 * @description The moment the answer speaks of, from 1900 to 2199; now, floored to five seconds, when left out.
                 * @example 2011-08-31T22:59:59Z
                 */
                as_of?: components["parameters"]["AsOf"];
                /** @description First shop day, from 1900 to 2199; needs `to`. */
                from?: components["parameters"]["From"];
                /** @description Last shop day, inclusive, from 1900 to 2199; needs `from`. */
                to?: components["parameters"]["To"];
                /** @description 1 adds how the answer was made (definitions, SQL, parameters, rows, exclusions, age). */
                explain?: components["parameters"]["Explain"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The funnel of the days, by group */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Funnel"];
                    "text/csv": string;
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    funnelCsv: {
        parameters: {
            query?: {
                /** @description What the visits are cut by; device when left out. */
                by?: "device" | "channel" | "landing_page" | "new_returning";
                /** @description The days that end with today; 30d when left out. Not together with from and to. */
                window?: "7d" | "30d" | "90d" | "365d";
                /**
                 * @description The moment the answer speaks of, from 1900 to 2199; now, floored to five seconds, when left out.
                 * @example 2011-08-31T22:59:59Z
                 */
                as_of?: components["parameters"]["AsOf"];
                /** @description First shop day, from 1900 to 2199; needs `to`. */
                from?: components["parameters"]["From"];
                /** @description Last shop day, inclusive, from 1900 to 2199; needs `from`. */
                to?: components["parameters"]["To"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One row per group */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    forecast: {
        parameters: {
            query?: {
                /** @description How many days, from 1d to 92d; 28d when left out. */
                horizon?: string;
                /**
                 * @description The moment the answer speaks of, from 1900 to 2199; now, floored to five seconds, when left out.
                 * @example 2011-08-31T22:59:59Z
                 */
                as_of?: components["parameters"]["AsOf"];
                /** @description 1 adds how the answer was made (definitions, SQL, parameters, rows, exclusions, age). */
                explain?: components["parameters"]["Explain"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The forecast, and how good such forecasts were */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Forecast"];
                    "text/csv": string;
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    forecastCsv: {
        parameters: {
            query?: {
                /** @description How many days, from 1d to 92d; 28d when left out. */
                horizon?: string;
                /**
                 * @description The moment the answer speaks of, from 1900 to 2199; now, floored to five seconds, when left out.
                 * @example 2011-08-31T22:59:59Z
                 */
                as_of?: components["parameters"]["AsOf"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One row per day; none where there is no forecast */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    lifetimeValue: {
        parameters: {
            query?: {
                /** @description What customers are put together by; the month of the first order when left out. */
                cohort?: "month";
                /** @description The days of first orders that end with today; all months of the data when left out. Not together with from and to. */
                window?: "7d" | "30d" | "90d" | "365d";
                /**
                 * @description The moment the answer speaks of, from 1900 to 2199; now, floored to five seconds, when left out.
                 * @example 2011-08-31T22:59:59Z
                 */
                as_of?: components["parameters"]["AsOf"];
                /** @description accounting dates a refund on its own day, order dates it on the day of the order it belongs to. */
                basis?: components["parameters"]["Basis"];
                /** @description First shop day, from 1900 to 2199; needs `to`. */
                from?: components["parameters"]["From"];
                /** @description Last shop day, inclusive, from 1900 to 2199; needs `from`. */
                to?: components["parameters"]["To"];
                /** @description Only this location. */
                location?: components["parameters"]["Location"];
                /** @description Only this channel. */
                channel?: components["parameters"]["Channel"];
                /** @description 1 adds how the answer was made (definitions, SQL, parameters, rows, exclusions, age). */
                explain?: components["parameters"]["Explain"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The cohorts, how value is spread over customers, and how few bring how much */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LifetimeValue"];
                    "text/csv": string;
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    lifetimeValueCsv: {
        parameters: {
            query?: {
                /** @description What customers are put together by; the month of the first order when left out. */
                cohort?: "month";
                /** @description The days of first orders that end with today; all months of the data when left out. Not together with from and to. */
                window?: "7d" | "30d" | "90d" | "365d";
                /**
                 * @description The moment the answer speaks of, from 1900 to 2199; now, floored to five seconds, when left out.
                 * @example 2011-08-31T22:59:59Z
                 */
                as_of?: components["parameters"]["AsOf"];
                /** @description accounting dates a refund on its own day, order dates it on the day of the order it belongs to. */
                basis?: components["parameters"]["Basis"];
                /** @description First shop day, from 1900 to 2199; needs `to`. */
                from?: components["parameters"]["From"];
                /** @description Last shop day, inclusive, from 1900 to 2199; needs `from`. */
                to?: components["parameters"]["To"];
                /** @description Only this location. */
                location?: components["parameters"]["Location"];
                /** @description Only this channel. */
                channel?: components["parameters"]["Channel"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One row per item of the list */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    turnover: {
        parameters: {
            query?: {
                /** @description What an item is; a product when left out. */
                by?: "product" | "category";
                /** @description The days that end with today; 30d when left out. Not together with from and to. */
                window?: "7d" | "30d" | "90d" | "365d";
                /**
                 * @description The moment the answer speaks of, from 1900 to 2199; now, floored to five seconds, when left out.
                 * @example 2011-08-31T22:59:59Z
                 */
                as_of?: components["parameters"]["AsOf"];
                /** @description accounting dates a refund on its own day, order dates it on the day of the order it belongs to. */
                basis?: components["parameters"]["Basis"];
                /** @description First shop day, from 1900 to 2199; needs `to`. */
                from?: components["parameters"]["From"];
                /** @description Last shop day, inclusive, from 1900 to 2199; needs `from`. */
                to?: components["parameters"]["To"];
                /** @description Only this location. */
                location?: components["parameters"]["Location"];
                /** @description Only products of this category. */
                category?: components["parameters"]["Category"];
                /** @description Only this product id. */
                product?: components["parameters"]["Product"];
                /** @description Where the last page ended (`next_cursor`). */
                cursor?: components["parameters"]["Cursor"];
                /** @description Items on a page; 50 when left out. */
                limit?: components["parameters"]["Limit"];
                /** @description 1 adds how the answer was made (definitions, SQL, parameters, rows, exclusions, age). */
                explain?: components["parameters"]["Explain"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Those that sold most units first */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Turnover"];
                    "text/csv": string;
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    turnoverCsv: {
        parameters: {
            query?: {
                /** @description What an item is; a product when left out. */
                by?: "product" | "category";
                /** @description The days that end with today; 30d when left out. Not together with from and to. */
                window?: "7d" | "30d" | "90d" | "365d";
                /**
                 * @description The moment the answer speaks of, from 1900 to 2199; now, floored to five seconds, when left out.
                 * @example 2011-08-31T22:59:59Z
                 */
                as_of?: components["parameters"]["AsOf"];
                /** @description accounting dates a refund on its own day, order dates it on the day of the order it belongs to. */
                basis?: components["parameters"]["Basis"];
                /** @description First shop day, from 1900 to 2199; needs `to`. */
                from?: components["parameters"]["From"];
                /** @description Last shop day, inclusive, from 1900 to 2199; needs `from`. */
                to?: components["parameters"]["To"];
                /** @description Only this location. */
                location?: components["parameters"]["Location"];
                /** @description Only products of this category. */
                category?: components["parameters"]["Category"];
                /** @description Only this product id. */
                product?: components["parameters"]["Product"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One row per item of the list */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    reconcile: {
        parameters: {
            query?: {
                /** @description The shop day, from 1900 to 2199. Not together with from and to. */
                day?: string;
                /**
                 * @description The moment the answer speaks of, from 1900 to 2199; now, floored to five seconds, when left out.
                 * @example 2011-08-31T22:59:59Z
                 */
                as_of?: components["parameters"]["AsOf"];
                /** @description First shop day, from 1900 to 2199; needs `to`. */
                from?: components["parameters"]["From"];
                /** @description Last shop day, inclusive, from 1900 to 2199; needs `from`. */
                to?: components["parameters"]["To"];
                /** @description 1 adds how the answer was made (definitions, SQL, parameters, rows, exclusions, age). */
                explain?: components["parameters"]["Explain"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The totals, and what lies between them */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Reconciliation"];
                    "text/csv": string;
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    reconcileCsv: {
        parameters: {
            query?: {
                /** @description The shop day, from 1900 to 2199. Not together with from and to. */
                day?: string;
                /**
                 * @description The moment the answer speaks of, from 1900 to 2199; now, floored to five seconds, when left out.
                 * @example 2011-08-31T22:59:59Z
                 */
                as_of?: components["parameters"]["AsOf"];
                /** @description First shop day, from 1900 to 2199; needs `to`. */
                from?: components["parameters"]["From"];
                /** @description Last shop day, inclusive, from 1900 to 2199; needs `from`. */
                to?: components["parameters"]["To"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One row per item of the list */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    insights: {
        parameters: {
            query?: {
                /** @description The shop day; the last that was judged when left out. */
                day?: string;
                /** @description 1 also shows what was dismissed. */
                dismissed?: "0" | "1";
                /**
                 * @description The moment the answer speaks of, from 1900 to 2199; now, floored to five seconds, when left out.
                 * @example 2011-08-31T22:59:59Z
                 */
                as_of?: components["parameters"]["AsOf"];
                /** @description 1 adds how the answer was made (definitions, SQL, parameters, rows, exclusions, age). */
                explain?: components["parameters"]["Explain"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The day, what moved it, and what stood out */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Insights"];
                    "text/csv": string;
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    insightsCsv: {
        parameters: {
            query?: {
                /** @description The shop day; the last that was judged when left out. */
                day?: string;
                /** @description 1 also shows what was dismissed. */
                dismissed?: "0" | "1";
                /**
                 * @description The moment the answer speaks of, from 1900 to 2199; now, floored to five seconds, when left out.
                 * @example 2011-08-31T22:59:59Z
                 */
                as_of?: components["parameters"]["AsOf"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One row per insight */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    dismissInsight: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                insight_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InsightDismissal"];
            };
        };
        responses: {
            /** @description What is said of it now */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InsightResponse"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    restoreInsight: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                insight_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What is said of it now */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InsightResponse"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    actOnInsight: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                insight_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InsightAction"];
            };
        };
        responses: {
            /** @description What is said of it now */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InsightResponse"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    takeBackInsightAction: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                insight_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What is said of it now */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InsightResponse"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    value: {
        parameters: {
            query?: {
                /**
                 * @description The moment the answer speaks of, from 1900 to 2199; now, floored to five seconds, when left out.
                 * @example 2011-08-31T22:59:59Z
                 */
                as_of?: components["parameters"]["AsOf"];
                /** @description First shop day, from 1900 to 2199; needs `to`. */
                from?: components["parameters"]["From"];
                /** @description Last shop day, inclusive, from 1900 to 2199; needs `from`. */
                to?: components["parameters"]["To"];
                /** @description 1 adds how the answer was made (definitions, SQL, parameters, rows, exclusions, age). */
                explain?: components["parameters"]["Explain"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The worth, with intervals */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Worth"];
                    "text/csv": string;
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    valueCsv: {
        parameters: {
            query?: {
                /**
                 * @description The moment the answer speaks of, from 1900 to 2199; now, floored to five seconds, when left out.
                 * @example 2011-08-31T22:59:59Z
                 */
                as_of?: components["parameters"]["AsOf"];
                /** @description First shop day, from 1900 to 2199; needs `to`. */
                from?: components["parameters"]["From"];
                /** @description Last shop day, inclusive, from 1900 to 2199; needs `from`. */
                to?: components["parameters"]["To"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One row per figure */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    listTargets: {
        parameters: {
            query?: {
                scope?: "shop" | "location" | "staff" | "channel";
                /** @description Which location, member of staff or channel; needs scope. */
                scope_id?: string;
                /** @description Only targets whose days begin on this shop day or later. */
                from?: string;
                /** @description Only targets whose days end on this shop day or before. */
                to?: string;
                /** @description Where the last page ended (`next_cursor`). */
                cursor?: components["parameters"]["Cursor"];
                /** @description Items on a page; 50 when left out. */
                limit?: components["parameters"]["Limit"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of targets; as CSV all of them */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TargetPage"];
                    "text/csv": string;
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    setTargets: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Targets"];
                "text/csv": string;
            };
        };
        responses: {
            /** @description The targets as they stand */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TargetsSet"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    deleteTarget: {
        parameters: {
            query: {
                scope: "shop" | "location" | "staff" | "channel";
                /** @description Which location, member of staff or channel; left out for the shop. */
                scope_id?: string;
                period_start: string;
                /** @description The last shop day, inclusive. */
                period_end: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is taken back */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TargetsSet"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    listTargetsCsv: {
        parameters: {
            query?: {
                scope?: "shop" | "location" | "staff" | "channel";
                /** @description Which location, member of staff or channel; needs scope. */
                scope_id?: string;
                /** @description Only targets whose days begin on this shop day or later. */
                from?: string;
                /** @description Only targets whose days end on this shop day or before. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One row per target */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    liveTicket: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The ticket */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LiveTicket"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    live: {
        parameters: {
            query?: {
                /** @description Of POST /api/revenue/live/tickets, used once. */
                ticket?: string;
                /** @description The last seq that was received, of any connection. */
                since?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The connection speaks WebSocket from here on */
            101: {
                headers: {
                    /** @description As RFC 6455 has it. */
                    "Sec-WebSocket-Accept"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            /** @description This is no WebSocket handshake */
            426: {
                headers: {
                    /** @description What to ask for. */
                    Upgrade?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This user holds as many connections as one may */
            429: {
                headers: {
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description As many look already as this instance takes, it is about to end, or the figures cannot be had */
            503: {
                headers: {
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    pushEvent: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Push"];
            };
        };
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    healthLive: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It does */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
        };
    };
    healthReady: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It can */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description It cannot */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
        };
    };
    openapi: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OpenAPI 3.1 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
        };
    };
    docs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
        };
    };
}
