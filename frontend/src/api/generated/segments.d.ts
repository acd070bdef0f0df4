// Generated from openapi/ by `npm run types`: change the contract, not this file.

export interface paths {
    "/api/segments/list": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The segments, how many are in each, and how that changed
         * @description Every customer is in exactly one segment, so the shares add up to one. Tags (other definitions that hold as well) are listed with `kind=tag`; clusters and affinities have lists of their own. `missing` says what cannot be said yet of a shop this size, and when it can be.
         */
        get: operations["listSegments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/segments/list.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The same as a file */
        get: operations["listSegmentsCsv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/segments/customers/{customer_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One customer - segment and why, RFM, value, and the segments they were in */
        get: operations["getCustomer"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/segments/{segment_id}/customers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who is in a segment, or in any other group
         * @description In the order of their ids. A group is a segment (`vip`), a tag (`tag:was-vip`), a cluster (`cluster:...`) or an affinity (`affinity:...`), as the lists name them. Name, e-mail and telephone only with the scope personal-data:read, masked otherwise; `is_masked` says which.
         */
        get: operations["listMembers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/segments/{segment_id}/customers.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All of them as a file */
        get: operations["listMembersCsv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/segments/{segment_id}/performance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What those who were members at the start of a period did in it, against the shop
         * @description Members are those of the first day of the period, so nobody is among them for what they did in it. After an export `lift` compares those who were exported with the random hold-out that was not, with its interval, and says how long until it can be told.
         */
        get: operations["segmentPerformance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/segments/{segment_id}/performance.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The same as a file, one row per figure */
        get: operations["segmentPerformanceCsv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/segments/{segment_id}/trend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the members of a group did week by week
         * @description Whole weeks of seven shop days, counted back from the last day. Of each week those who were members on its first day, as far as membership is known by then, and beside them those who are members now: a group of today is made of what its customers did lately, so its past says less than the other. At most 53 weeks.
         */
        get: operations["segmentTrend"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/segments/{segment_id}/trend.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The same as a file, one row per week */
        get: operations["segmentTrendCsv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/segments/movement": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * From which segment to which customers moved between two days
         * @description The members of both days as membership is kept by date. `from` and `to` are shop days, both needed together; the last 28 days when left out. Who was not known on the first day is new, who left every segment is left (erased apart), and who was in the segment before, but not on the first day, has re-entered.
         */
        get: operations["segmentMovement"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/segments/movement.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The pairs as a file */
        get: operations["segmentMovementCsv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/segments/rfm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How many customers have which scores of recency and frequency, and what they bring */
        get: operations["rfmGrid"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/segments/rfm.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The same as a file */
        get: operations["rfmGridCsv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/segments/value": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What this service was worth in some days, what was measured apart from what is estimated
         * @description By the formulas in docs/segments.md. What cannot be said is null, with its reason.
         */
        get: operations["segmentsValue"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/segments/value.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The same as a file, one row per figure */
        get: operations["segmentsValueCsv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/segments/clusters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Groups of customers who are alike, as the last training found them */
        get: operations["listClusters"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/segments/clusters.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The same as a file */
        get: operations["listClustersCsv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/segments/affinities": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Products and categories that are bought in one order more often than by chance */
        get: operations["listAffinities"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/segments/affinities.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The same as a file */
        get: operations["listAffinitiesCsv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/segments/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Bring a target up to date with a group
         * @description Sends the difference between what the target has and what it should have; consent is looked at when each batch is sent. With `dry_run` nothing is sent, and the run tells what would be. Who asks again with the same Idempotency-Key is given the first answer.
         */
        post: operations["exportSegment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/segments/exports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The exports, newest first */
        get: operations["listExports"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/segments/exports.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All of them as a file */
        get: operations["listExportsCsv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/segments/exports/{export_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One export - progress, counts, receipts and rejections by reason */
        get: operations["getExport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/segments/exports/{export_id}/receipts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What became of each member of an export - who sent whom where, when, on whose word */
        get: operations["listReceipts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/segments/exports/{export_id}/receipts.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All of them as a file */
        get: operations["listReceiptsCsv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/segments/exports/{export_id}/file.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The file of an export to csv
         * @description Made when it is fetched, and consent is looked at again: who has withdrawn it since is not in it. For people (spreadsheet-safe) or, with `profile=machine`, with every value as it is. With addresses, so it needs personal-data:read too.
         */
        get: operations["exportFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/segments/exports/{export_id}/revert": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take away the marks that this export set, and nothing else */
        post: operations["revertExport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/segments/standing": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Which groups are kept up to date where */
        get: operations["listStandingExports"];
        /**
         * Set which groups are kept up to date where, all of them at once
         * @description Each is brought up to date after every refresh, by the difference only; who left the group loses its mark.
         */
        put: operations["setStandingExports"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/segments/standing.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The same as a file */
        get: operations["listStandingExportsCsv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/segments/targets/{target}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask Mailchimp or Klaviyo whether the key and the list are right; nothing is written there */
        post: operations["testTarget"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/segments/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Put every customer into their segment now, as the clock does each morning
         * @description Answered when the run is asked for; it goes on by itself and can be looked at under runs. It assigns and never trains. While one goes on another gets the same run. Killed anywhere, what stood before stands.
         */
        post: operations["refreshSegments"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/segments/runs/{run_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How far a run is */
        get: operations["getSegmentsRun"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/segments/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The shop's own thresholds, cuts and rules */
        get: operations["getSegmentSettings"];
        /**
         * Change some of them
         * @description What is left out stays; null takes it back to its default. With `version` they are changed only if nobody changed them since. The next refresh goes by them, and each refresh keeps the version it went by.
         */
        put: operations["setSegmentSettings"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/segments/events": {
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
    "/api/segments/health/live": {
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
    "/api/segments/health/ready": {
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
    "/api/segments/openapi.json": {
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
    "/api/segments/docs": {
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
        /** @description Why a figure is null, by the name of the figure. */
        Reasons: {
            [key: string]: string;
        };
        /** @description The refresh that the answer is made of; null before the first, with why in `reasons` of the answer. */
        LastRefresh: {
            refresh_id: string;
            /** Format: date-time */
            as_of: string;
            /**
             * Format: date
             * @description The shop day whose morning the segments are those of.
             */
            as_of_date: string;
            /** Format: date-time */
            finished_at: string;
            customers: number;
            /**
             * @description What the monetary score is made of, for all customers the same: margin where the cost of at least 95 % of the sales is known.
             * @enum {string}
             */
            monetary_basis: "gross_margin" | "net_sales";
            /** @description The version of the settings it went by; 0 are the defaults. */
            settings_version: number;
            cuts: components["schemas"]["Cuts"];
        };
        /** @description The lower ends of scores 2, 3, 4 and 5, null for a score that nobody reaches; null where too few have purchased. */
        Cuts: {
            /** @description Days since the last purchase; upper ends, for fewer days are better. */
            recency: (number | null)[] | null;
            /** @description Purchase days of the window. */
            frequency: (number | null)[] | null;
            /** @description Shop currency; where it is margin, only with margin:read. */
            monetary: (number | null)[] | null;
        };
        /** @description What cannot be said yet of a shop this size. */
        Missing: {
            /** @description vip, cadence, rfm, clusters, affinities, predicted_value or segments. */
            what: string;
            why: string;
            have: number | null;
            need: number | null;
            /**
             * Format: date
             * @description The shop day on which it will be enough, going on as now; null where nobody can tell.
             */
            enough_on: string | null;
        };
        SegmentList: {
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
            /** @description True where newer data has come since the refresh. */
            is_provisional: boolean;
            /** @description True when the sales or the refresh are older than STALE_AFTER_HOURS. */
            stale: boolean;
            refresh: components["schemas"]["LastRefresh"] | null;
            reasons: components["schemas"]["Reasons"];
            explain?: components["schemas"]["Explanation"];
            items: components["schemas"]["Segment"][];
            missing: components["schemas"]["Missing"][];
        };
        Segment: {
            /** @description As in paths and in exports; a tag begins with `tag:`. */
            segment_id: string;
            /** @enum {string} */
            kind: "segment" | "tag";
            name: string;
            definition: string;
            customers: number;
            /** @description Of all customers; null without any. */
            share: components["schemas"]["Ratio"] | null;
            /** @description Members who subscribed and have an e-mail address; an export leaves out whom another customer of that address refused. */
            contactable: number;
            net_sales: components["schemas"]["Money"];
            /** @description Against the members seven days earlier; null where membership is not that old. */
            change: null | {
                /** Format: date */
                since: string;
                /** @description Members now less members then. */
                customers: number;
                entered: number;
                left: number;
            };
        };
        MemberPage: {
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
            /** @description True where newer data has come since the refresh. */
            is_provisional: boolean;
            /** @description True when the sales or the refresh are older than STALE_AFTER_HOURS. */
            stale: boolean;
            refresh: components["schemas"]["LastRefresh"] | null;
            reasons: components["schemas"]["Reasons"];
            explain?: components["schemas"]["Explanation"];
            segment_id: string;
            name: string;
            definition: string;
            /** @description Name, e-mail and telephone are masked, for want of personal-data:read. */
            is_masked: boolean;
            items: components["schemas"]["Member"][];
            next_cursor: string | null;
            total: number;
        };
        Member: {
            customer_id: string;
            email: string | null;
            phone: string | null;
            first_name: string | null;
            last_name: string | null;
            country: string | null;
            /** @enum {string} */
            marketing_consent: "subscribed" | "unsubscribed" | "never_asked" | "cleaned";
            /** @description Subscribed and with an e-mail address. */
            is_contactable: boolean;
            segment_id: string;
            /** @description Other definitions that hold as well. */
            tags: string[];
            /** @description Why they are in their segment, in words. */
            reason: string;
            reason_code: string;
            /** @description The three scores, such as 545; null without a purchase. */
            rfm: string | null;
            r_score: number | null;
            f_score: number | null;
            m_score: number | null;
            /** Format: date */
            first_day: string | null;
            /** Format: date */
            last_day: string | null;
            days_since_last: number | null;
            /** @description Distinct shop days with a purchase. */
            purchase_days: number;
            net_sales: components["schemas"]["Money"];
            /** @description Only with margin:read. */
            margin: components["schemas"]["Money"] | null;
            /** @description What they brought so far; where it is margin, only with margin:read. */
            value_realised: components["schemas"]["Money"] | null;
            /** @description What they are expected to bring in the next 12 months; null where nobody said. Margin only with margin:read, as below. */
            value_predicted_12m: components["schemas"]["Money"] | null;
            /** @description Realised plus predicted; realised alone where nothing is predicted. */
            lifetime_value: components["schemas"]["Money"] | null;
            /**
             * @description What the three are made of, for all customers the same.
             * @enum {string}
             */
            value_basis: "gross_margin" | "net_sales";
            /** @description The value is the realised one alone: the prediction is missing or stale. */
            value_is_historic: boolean;
            reasons: components["schemas"]["Reasons"];
        };
        CustomerDetail: {
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
            /** @description True where newer data has come since the refresh. */
            is_provisional: boolean;
            /** @description True when the sales or the refresh are older than STALE_AFTER_HOURS. */
            stale: boolean;
            refresh: components["schemas"]["LastRefresh"] | null;
            reasons: components["schemas"]["Reasons"];
            explain?: components["schemas"]["Explanation"];
            /** @description Name, e-mail and telephone are masked, for want of personal-data:read. */
            is_masked: boolean;
            customer: components["schemas"]["CustomerFeatures"];
            /** @description The segments they were in, oldest first, by shop day; `valid_to` is the day after the last one. */
            history: {
                segment_id: string;
                tags: string[];
                /** Format: date */
                valid_from: string;
                /** Format: date */
                valid_to: string | null;
            }[];
        };
        CustomerFeatures: {
            customer_id: string;
            email: string | null;
            phone: string | null;
            first_name: string | null;
            last_name: string | null;
            country: string | null;
            /** @enum {string} */
            marketing_consent: "subscribed" | "unsubscribed" | "never_asked" | "cleaned";
            /** @description Subscribed and with an e-mail address. */
            is_contactable: boolean;
            segment_id: string;
            /** @description Other definitions that hold as well. */
            tags: string[];
            /** @description Why they are in their segment, in words. */
            reason: string;
            reason_code: string;
            /** @description The three scores, such as 545; null without a purchase. */
            rfm: string | null;
            r_score: number | null;
            f_score: number | null;
            m_score: number | null;
            /** Format: date */
            first_day: string | null;
            /** Format: date */
            last_day: string | null;
            days_since_last: number | null;
            /** @description Distinct shop days with a purchase. */
            purchase_days: number;
            net_sales: components["schemas"]["Money"];
            /** @description Only with margin:read. */
            margin: components["schemas"]["Money"] | null;
            /** @description What they brought so far; where it is margin, only with margin:read. */
            value_realised: components["schemas"]["Money"] | null;
            /** @description What they are expected to bring in the next 12 months; null where nobody said. Margin only with margin:read, as below. */
            value_predicted_12m: components["schemas"]["Money"] | null;
            /** @description Realised plus predicted; realised alone where nothing is predicted. */
            lifetime_value: components["schemas"]["Money"] | null;
            /**
             * @description What the three are made of, for all customers the same.
             * @enum {string}
             */
            value_basis: "gross_margin" | "net_sales";
            /** @description The value is the realised one alone: the prediction is missing or stale. */
            value_is_historic: boolean;
            reasons: components["schemas"]["Reasons"];
            days_since_first: number | null;
            orders: number;
            /** @description Average days between two purchases. */
            mean_gap_days: number | null;
            gap_sd_days: number | null;
            /** @description Days without a purchase from which this customer is late; null while too few gaps are known. */
            late_after_days: number | null;
            is_late: boolean;
            discount_share: components["schemas"]["MoneyRatio"] | null;
            refund_share: components["schemas"]["MoneyRatio"] | null;
            top_category: string | null;
            categories: number;
            channel: string | null;
            expected_purchases_90d: number | null;
            /** Format: date */
            value_as_of: string | null;
        };
        /** @description What customers brought in the period. What is null has its reason. */
        GroupFigures: {
            /** @description Members on the first day; null of the whole shop, whose guests nobody can count. */
            customers: number | null;
            /** @description Customers who placed an order in the period. */
            purchasers: number;
            orders: number;
            net_sales: components["schemas"]["Money"];
            net_sales_per_customer: components["schemas"]["AverageMoney"] | null;
            /** @description Of the sales whose cost is known; with margin:read. */
            margin: components["schemas"]["Money"] | null;
            /** @description Net sales whose cost is known by all net sales. */
            cost_coverage: components["schemas"]["MoneyRatio"] | null;
            /** @description Of those who had bought before the period, who bought in it. */
            repeat_rate: components["schemas"]["Ratio"] | null;
            /** @description Sales after discounts and before refunds, by orders. */
            average_order_value: components["schemas"]["AverageMoney"] | null;
            reasons: components["schemas"]["Reasons"];
        };
        /** @description Exported customers against the random hold-out of the same exports, of those whose `window_days` after their export are over. Who was to be sent counts as exported, also where the target refused. */
        Lift: {
            /**
             * Format: date
             * @description The day the first of them joined.
             */
            since: string | null;
            /**
             * Format: date
             * @description The last shop day that counts.
             */
            until: string;
            /** @description Shop days after the day of the export that count for each customer. */
            window_days: number;
            /** @description Whose days are over. */
            exported: number;
            held_out: number;
            /** @description Whose days are not over yet. */
            waiting_exported: number;
            waiting_held_out: number;
            /** @description Of the exported, whom the target refused. */
            rejected: number;
            /** @description Of the held out, who were exported within their days after all; they make the difference look smaller. */
            crossed: number;
            net_sales: components["schemas"]["LiftOfMoney"];
            margin: components["schemas"]["LiftOfMoney"];
            conversion: components["schemas"]["LiftOfShare"];
            formulas: components["schemas"]["Formulas"];
            reasons: components["schemas"]["Reasons"];
        };
        /** @description What one customer brought. Of exports with different hold-out shares the differences are weighted, so it need not be that of the two means. */
        LiftOfMoney: {
            exported: components["schemas"]["AverageMoney"] | null;
            held_out: components["schemas"]["AverageMoney"] | null;
            difference: components["schemas"]["Money"] | null;
            /** @description Welch's interval of 95 %. */
            low: components["schemas"]["Money"] | null;
            high: components["schemas"]["Money"] | null;
            verdict: components["schemas"]["LiftVerdict"];
            /** @description The smallest difference, as a share of the hold-out's mean, that so many customers find in four of five cases. */
            least_told: number | null;
            /** @description Held out customers that find a difference of a tenth in four of five cases. */
            needed: number | null;
            /** @description How many of them have not joined yet. */
            customers_left: number | null;
            /** @description Days until it can be told; 0 when it can. */
            days_left: number | null;
            reasons: components["schemas"]["Reasons"];
        };
        /** @description The share of customers who placed an order. */
        LiftOfShare: {
            exported: components["schemas"]["Ratio"] | null;
            held_out: components["schemas"]["Ratio"] | null;
            difference: number | null;
            /** @description Welch's interval of 95 %. */
            low: number | null;
            high: number | null;
            verdict: components["schemas"]["LiftVerdict"];
            /** @description The smallest difference, as a share of the hold-out's mean, that so many customers find in four of five cases. */
            least_told: number | null;
            /** @description Held out customers that find a difference of a tenth in four of five cases. */
            needed: number | null;
            /** @description How many of them have not joined yet. */
            customers_left: number | null;
            /** @description Days until it can be told; 0 when it can. */
            days_left: number | null;
            reasons: components["schemas"]["Reasons"];
        };
        /**
         * @description too_early until as many are held out as are needed, or until nobody's days are running any more: who looks at an interval every day and stops at the first that excludes nothing errs far more often than one time in twenty.
         * @enum {string}
         */
        LiftVerdict: "too_early" | "higher" | "lower" | "no_difference_told";
        /** @description How each figure is made, as docs/segments.md says. */
        Formulas: {
            [key: string]: string;
        };
        Performance: {
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
            /** @description True where newer data has come since the refresh. */
            is_provisional: boolean;
            /** @description True when the sales or the refresh are older than STALE_AFTER_HOURS. */
            stale: boolean;
            refresh: components["schemas"]["LastRefresh"] | null;
            reasons: components["schemas"]["Reasons"];
            explain?: components["schemas"]["Explanation"];
            segment_id: string;
            name: string;
            /** Format: date */
            from: string;
            /** Format: date */
            to: string;
            /**
             * Format: date
             * @description The shop day whose members these are: the first, as its morning knew them.
             */
            members_of: string;
            /** @description Null where the members of the first day are not known, with the reason. */
            segment: components["schemas"]["GroupFigures"] | null;
            /** @description Everybody who was in any segment on the first day; null as `segment`. */
            all_customers: components["schemas"]["GroupFigures"] | null;
            shop: components["schemas"]["GroupFigures"];
            /** @description The group's net sales by the shop's. */
            share_of_net_sales: components["schemas"]["MoneyRatio"] | null;
            /** @description Null where the group was never exported, with the reason. */
            lift: components["schemas"]["Lift"] | null;
        };
        Movement: {
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
            /** @description True where newer data has come since the refresh. */
            is_provisional: boolean;
            /** @description True when the sales or the refresh are older than STALE_AFTER_HOURS. */
            stale: boolean;
            refresh: components["schemas"]["LastRefresh"] | null;
            reasons: components["schemas"]["Reasons"];
            explain?: components["schemas"]["Explanation"];
            /** Format: date */
            from: string;
            /** Format: date */
            to: string;
            /**
             * Format: date
             * @description The first shop day of which membership is known. With an earlier `from` there are no items, and the reason.
             */
            known_from: string | null;
            items: {
                /** @description Null who was in none on the first day. */
                from_segment: string | null;
                /** @description Null who is in none on the last. */
                to_segment: string | null;
                customers: number;
                /** @description Of them, who came to a segment they had been in before the first day. */
                re_entered: number;
            }[];
            segments: {
                segment_id: string;
                name: string;
                at_start: number;
                at_end: number;
                /** @description In it on both days; who went and came back in between too. */
                stayed: number;
                /** @description In it on the first day, not on the last. */
                left: number;
                /** @description In it on the last day, never before the first, nor on it. */
                new: number;
                /** @description Of the new, who were in no segment at all on the first day. */
                new_customers: number;
                /** @description In it on the last day, not on the first, and some day before that. */
                re_entered: number;
            }[];
        };
        SegmentTrend: {
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
            /** @description True where newer data has come since the refresh. */
            is_provisional: boolean;
            /** @description True when the sales or the refresh are older than STALE_AFTER_HOURS. */
            stale: boolean;
            refresh: components["schemas"]["LastRefresh"] | null;
            reasons: components["schemas"]["Reasons"];
            explain?: components["schemas"]["Explanation"];
            segment_id: string;
            name: string;
            /**
             * Format: date
             * @description First day of the first whole week.
             */
            from: string;
            /** Format: date */
            to: string;
            /**
             * Format: date
             * @description The first shop day of which membership is known.
             */
            known_from: string | null;
            items: components["schemas"]["SegmentWeek"][];
        };
        SegmentWeek: {
            /** Format: date */
            from: string;
            /**
             * Format: date
             * @description The seventh day, inclusive.
             */
            to: string;
            /** @description Who was a member on the first day; null where that is not known, with the reason in `reasons.members_then`. */
            members_then: components["schemas"]["WeekFigures"] | null;
            /** @description Who is a member now; null of groups that are not kept by date. */
            members_now: components["schemas"]["WeekFigures"] | null;
        };
        WeekFigures: {
            customers: number;
            /** @description Of them who placed an order in the week. */
            purchasers: number;
            orders: number;
            net_sales: components["schemas"]["Money"];
        };
        RfmGrid: {
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
            /** @description True where newer data has come since the refresh. */
            is_provisional: boolean;
            /** @description True when the sales or the refresh are older than STALE_AFTER_HOURS. */
            stale: boolean;
            refresh: components["schemas"]["LastRefresh"] | null;
            reasons: components["schemas"]["Reasons"];
            explain?: components["schemas"]["Explanation"];
            /** @description Customers with scores. */
            scored: number;
            /** @description Those who never purchased; all, where too few have for scores. */
            without_scores: number;
            items: components["schemas"]["RfmCell"][];
            missing: components["schemas"]["Missing"][];
        };
        RfmCell: {
            /** @description Recency, 5 the most recent. */
            r_score: number;
            /** @description Frequency, 5 the most purchase days. */
            f_score: number;
            customers: number;
            /** @description Of customers with scores. */
            share: components["schemas"]["Ratio"];
            /** @description Who subscribed and has an e-mail address. */
            contactable: number;
            /** @description What they ever bought, refunds in. */
            net_sales: components["schemas"]["Money"];
            net_sales_per_customer: components["schemas"]["AverageMoney"];
            /** @description Mean monetary score. */
            mean_m_score: number;
        };
        SegmentsValue: {
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
            /** @description True where newer data has come since the refresh. */
            is_provisional: boolean;
            /** @description True when the sales or the refresh are older than STALE_AFTER_HOURS. */
            stale: boolean;
            refresh: components["schemas"]["LastRefresh"] | null;
            reasons: components["schemas"]["Reasons"];
            explain?: components["schemas"]["Explanation"];
            /** Format: date */
            from: string;
            /**
             * Format: date
             * @description Last shop day, inclusive.
             */
            to: string;
            /** @description What exported customers brought beyond the random hold-out, of those whose days after their export ended in these days. */
            measured: {
                exported: number;
                held_out: number;
                net_sales: components["schemas"]["WorthMoney"];
                margin: components["schemas"]["WorthMoney"];
                purchases: components["schemas"]["WorthCount"];
                groups: {
                    segment_id: string;
                    exported: number;
                    held_out: number;
                    net_sales: components["schemas"]["WorthMoney"];
                    /** @description Why its net sales are null. */
                    reason: string | null;
                }[];
                /** @description What exports did with members in these days: added, removed, held_out, skipped (nobody without consent is sent) and rejected, by reason. */
                actions: {
                    action: string;
                    reason: string | null;
                    members: number;
                }[];
            };
            /** @description What nobody measured. */
            estimated: {
                /** @description Exports without a hold-out, had they done as well as those with one. */
                without_hold_out: {
                    customers: number;
                    net_sales: components["schemas"]["WorthMoney"];
                };
                /** @description What exported customers bought in their days; some of it they would have bought anyway. */
                bought_after: {
                    customers: number;
                    purchasers: number;
                    net_sales: components["schemas"]["Money"] | null;
                };
            };
            formulas: components["schemas"]["Formulas"];
        };
        /** @description An amount with its interval of 95 %; null with the reason beside it. */
        WorthMoney: {
            amount: components["schemas"]["Money"] | null;
            low: components["schemas"]["Money"] | null;
            high: components["schemas"]["Money"] | null;
        };
        /** @description A number of customers with its interval of 95 %. */
        WorthCount: {
            amount: number | null;
            low: number | null;
            high: number | null;
        };
        ClusterList: {
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
            /** @description True where newer data has come since the refresh. */
            is_provisional: boolean;
            /** @description True when the sales or the refresh are older than STALE_AFTER_HOURS. */
            stale: boolean;
            refresh: components["schemas"]["LastRefresh"] | null;
            reasons: components["schemas"]["Reasons"];
            explain?: components["schemas"]["Explanation"];
            /** @description How the clusters were found; null before the first training, with the reason. */
            training: components["schemas"]["ClusterTraining"] | null;
            items: components["schemas"]["Cluster"][];
            missing: components["schemas"]["Missing"][];
        };
        ClusterTraining: {
            /** Format: date-time */
            trained_at: string;
            /** @description Customers it was trained on. */
            sample: number;
            k: number;
            /** @description How far clusters are apart, -1 to 1; of the engine that was chosen. */
            silhouette: number;
            /** @description How well two halves of the customers, clustered apart, agree: 1 is the same, 0 is chance. */
            stability: number;
            /** @description Against the last training, over the same customers: 1 is the same, 0 is chance; null for the first. */
            adjusted_rand_index: number | null;
            chosen_because: string;
            /** @description The numbers of clusters that were tried. */
            tried: {
                k: number;
                stability: number;
                silhouette: number;
            }[];
            /** @description What finds clusters, this machine and BigQuery ML, judged on the same customers; one that was not asked says why. Empty for trainings of earlier versions. */
            engines: components["schemas"]["ClusterEngine"][];
            /** @description How far customers have moved since; null before they are assigned. */
            drift: null | {
                /** @description Of the shares of clusters against those trained on. */
                population_stability_index: number;
                /** @description Mean squared distance to the centres over that of those trained on. */
                spread: number;
                /** @description Clusters are trained again the next night, without waiting for Sunday. */
                is_far: boolean;
            };
            reasons: components["schemas"]["Reasons"];
        };
        ClusterEngine: {
            /** @enum {string} */
            engine: "local" | "bigquery-ml";
            /** @description Whether these clusters are its. */
            is_chosen: boolean;
            k: number | null;
            /** @description How far its clusters are apart, -1 to 1. */
            silhouette: number | null;
            /** @description Mean squared distance of customers to the centres of their clusters; less is closer. */
            spread: number | null;
            /** @description Adjusted Rand index with the clusters of local: 1 is the same, 0 is chance; null for local itself. */
            agreement: number | null;
            /** @description What this training cost at list prices, in US dollars. */
            usd: string | null;
            /** @description Why it has no clusters: not_chosen, or in words what failed. */
            reason: string | null;
        };
        Cluster: {
            /** @description Such as cluster:1, as in paths and in exports. */
            segment_id: string;
            /** @description Kept from one training to the next for as long as the cluster stays in its place, and never given to another. */
            label: string;
            name: string;
            /** @description The last training found it first. */
            is_new: boolean;
            /** @description One sentence from its numbers. */
            profile: string;
            /** @description What it was found by. */
            features: {
                /** @description recency, tenure (days), frequency (purchase days), spend (net sales per purchase day), discount, refund (shares). */
                feature: string;
                /** @description Median of its customers; of shares the average. */
                typical: number;
                typical_of_all: number;
                /** @description Of its centre from the mean of all, in standard deviations of the scaled feature. */
                deviations: number;
            }[];
            customers: number;
            share: components["schemas"]["Ratio"] | null;
            contactable: number;
            net_sales: components["schemas"]["Money"];
        };
        AffinityList: {
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
            /** @description True where newer data has come since the refresh. */
            is_provisional: boolean;
            /** @description True when the sales or the refresh are older than STALE_AFTER_HOURS. */
            stale: boolean;
            refresh: components["schemas"]["LastRefresh"] | null;
            reasons: components["schemas"]["Reasons"];
            explain?: components["schemas"]["Explanation"];
            /** Format: date-time */
            found_at: string | null;
            /** @description What was looked at; null before the first time. */
            search: components["schemas"]["AffinitySearch"] | null;
            items: components["schemas"]["Affinity"][];
            missing: components["schemas"]["Missing"][];
        };
        AffinitySearch: {
            /**
             * Format: date
             * @description First shop day whose orders count.
             */
            from: string;
            /**
             * Format: date
             * @description Last one, inclusive.
             */
            to: string;
            /** @description Orders of merchandise in these days that count. */
            orders: number;
            /** @description Orders of more products than most_items, which do not count: they are nobody's basket. */
            left_out: number;
            /** @description Orders that hold all items of an affinity, at least: the minimum support. */
            least_orders: number;
            most_items: number;
            /** @description Products looked at: those in most orders, at most 1,000. */
            products: number;
            categories: number;
            /** @description Pairs and threes that were possible; significance is corrected for all of them. */
            tests: number;
            /** @description The share of affinities that may be chance. */
            false_discovery_rate: number;
        };
        Affinity: {
            /** @description Such as affinity:..., as in paths and in exports; the same items have the same in every run. */
            segment_id: string;
            name: string;
            /** @enum {string} */
            of: "product" | "category";
            /** @description Two or three. */
            items: {
                /** @description Product id or category. */
                id: string;
                /** @description Of a product; null when unknown and of a category. */
                title: string | null;
                /** @description Orders with it. */
                orders: number;
            }[];
            /** @description Ids: who orders these, */
            left: string[];
            /** @description orders this too; of all ways to say it the surest. */
            right: string[];
            /** @description Members of the group: known customers who had all items in one order. */
            customers: number;
            /** @description Orders with all items by all orders. */
            support: components["schemas"]["Ratio"];
            /** @description Orders with all items by those with the left ones. */
            confidence: components["schemas"]["Ratio"];
            /** @description Orders with all items over what chance would bring. */
            lift: number;
            /** @description Support, less what chance would bring. */
            leverage: number;
            /** @description Fisher's exact test, one-sided; of a three the largest of each item against the other two. */
            p_value: number;
            /** @description The same corrected for the number of tests (Benjamini and Hochberg). */
            q_value: number;
        };
        /** @enum {string} */
        TargetName: "mailchimp" | "klaviyo" | "csv";
        ExportAsk: {
            target: components["schemas"]["TargetName"];
            /** @description A group: vip, tag:was-vip, cluster:..., affinity:... */
            segment: string;
            /** @description Share that is left out at random, to tell the lift by; as the settings say when left out. */
            hold_out?: number;
            /** @description Send nothing, and tell what would be sent. */
            dry_run?: boolean;
        };
        ExportAsked: {
            /** @description Look at it under exports/{export_id}. */
            export_id: string;
            /** @description Look at it under runs/{run_id}. */
            run_id: string;
        };
        /** @description The first six are null until they are counted, when the export begins. */
        ExportCounts: {
            members: number | null;
            contactable: number | null;
            held_out: number | null;
            already_there: number | null;
            to_add: number | null;
            to_remove: number | null;
            added: number;
            removed: number;
            /** @description Without consent when the batch was sent, or not to be tried, by the vendor's word. */
            skipped: number;
            rejected: number;
        };
        Export: {
            export_id: string;
            run_id: string | null;
            target: components["schemas"]["TargetName"];
            segment_id: string;
            segment_name: string;
            /**
             * @description waiting: the target does not answer, and it is tried again.
             * @enum {string}
             */
            state: "queued" | "running" | "waiting" | "done" | "failed" | "reverted";
            is_dry_run: boolean;
            is_standing: boolean;
            /** @description The export whose marks this one takes away. */
            reverts: string | null;
            requested_by: string;
            /** Format: date-time */
            requested_at: string;
            /** Format: date-time */
            changed_at: string;
            /** Format: date-time */
            finished_at: string | null;
            hold_out: number;
            progress: {
                /** @description Members of whom it is known what became of them. */
                done: number;
                /** @description Members to be added or removed; null until they are counted. */
                of: number | null;
            };
            counts: components["schemas"]["ExportCounts"];
            /** @description Members who are neither there nor to be added, by reason; empty until they are counted. */
            reasons_left_out: {
                [key: string]: number;
            };
            reasons_skipped: {
                [key: string]: number;
            };
            reasons_rejected: {
                [key: string]: number;
            };
            /** @description Why it failed or waits, and what to do. */
            error: string | null;
            /** @description Of one export that was asked for; a list has one for all. */
            explain?: components["schemas"]["Explanation"];
        };
        ExportPage: {
            items: components["schemas"]["Export"][];
            next_cursor: string | null;
            total: number;
            explain?: components["schemas"]["Explanation"];
        };
        ReceiptPage: {
            items: {
                customer_id: string;
                /** @enum {string} */
                action: "added" | "removed" | "skipped" | "rejected" | "held_out";
                reason: string | null;
                /** Format: date-time */
                at: string;
                by: string;
            }[];
            next_cursor: string | null;
            total: number;
        };
        StandingExports: {
            items: {
                target: components["schemas"]["TargetName"];
                segment: string;
                /** @description As the settings say where it is null. */
                hold_out: number | null;
                /** Format: date-time */
                since: string;
                by: string;
                last_export_id: string | null;
            }[];
            explain?: components["schemas"]["Explanation"];
        };
        StandingExportsSet: {
            items: {
                /** @enum {string} */
                target: "mailchimp" | "klaviyo";
                segment: string;
                hold_out?: number | null;
            }[];
        };
        TargetTest: {
            /** @enum {string} */
            target: "mailchimp" | "klaviyo";
            ok: boolean;
            /** @description Which account and list the key opens. */
            account: string | null;
            /** @description What the vendor said, and where it failed what to do. */
            detail: string;
        };
        SegmentSettings: {
            /** @description Grows with every change; 0 while nobody changed anything. */
            version: number;
            /** Format: date-time */
            changed_at: string | null;
            changed_by: string | null;
            settings: components["schemas"]["SegmentRules"];
            defaults: components["schemas"]["SegmentRules"];
        };
        SegmentRules: {
            window_days: number;
            new_for_days: number;
            vip_share: number;
            vip_frequency: number;
            loyal_purchase_days: number;
            steady_spread: number;
            active_purchase_days: number;
            inactive_after_days: number;
            hold_out: number;
            /** @description Null are the shop's own quintiles. */
            recency_cuts: number[] | null;
            frequency_cuts: number[] | null;
            monetary_cuts: number[] | null;
            rules: components["schemas"]["SegmentRule"][];
        };
        SegmentSettingsSet: {
            /** @description The version the caller has read; 409 where it is no longer the latest. */
            version?: number;
            /** @description Days of the scores. */
            window_days?: number | null;
            /** @description Days after the first purchase in which a customer is new. */
            new_for_days?: number | null;
            /** @description The share of buyers, by lifetime value, among whom VIPs are. */
            vip_share?: number | null;
            /** @description The frequency score a VIP has at least. */
            vip_frequency?: number | null;
            /** @description Days with a purchase that make a loyalist. */
            loyal_purchase_days?: number | null;
            /** @description The spread of gaps between purchases, over their mean, up to which a cadence is steady. */
            steady_spread?: number | null;
            /** @description Days with a purchase from which a customer was active. */
            active_purchase_days?: number | null;
            /** @description Days without a purchase after which a customer is inactive. */
            inactive_after_days?: number | null;
            /** @description The share of members who are not exported, to tell the lift by. */
            hold_out?: number | null;
            /** @description Days since the last purchase up to which the score is 5, 4, 3, 2; rising. Null are the shop's own quintiles. */
            recency_cuts?: number[] | null;
            /** @description Purchase days from which the score is 2, 3, 4, 5; rising. */
            frequency_cuts?: number[] | null;
            /** @description Money in shop currency from which the score is 2, 3, 4, 5; rising. */
            monetary_cuts?: number[] | null;
            /** @description The shop's own segments, all of them at once. */
            rules?: components["schemas"]["SegmentRule"][] | null;
        };
        /** @description One of the shop's own segments: all conditions hold. With `before` it takes its place in the partition, tried before that segment; without it is a tag beside whatever segment a customer is in. */
        SegmentRule: {
            /** @description None of the built-in ids, no word of this API's paths, neither segment nor segments, and none that begins with was-, tag-, cluster- or affinity-. */
            segment_id: string;
            name: string;
            /** @description In words; made from the conditions when left out or empty. */
            definition?: string;
            /** @description The segment it is tried before. */
            before?: string | null;
            /** @description Every one of these has to hold. */
            when: components["schemas"]["SegmentCondition"][];
        };
        /** @description A feature of a customer against a value. What is unknown fulfils nothing but `known` false. */
        SegmentCondition: {
            /** @description Such as days_since_last, purchase_days, net_sales, top_category; the README has all. */
            feature: string;
            /** @enum {string} */
            operator: "at_least" | "at_most" | "more_than" | "less_than" | "is" | "is_not" | "is_any_of" | "known" | "top_share";
            /** @description A number, a text, true or false, or for is_any_of a list of texts. */
            value: number | boolean | string | string[];
        };
        /**
         * @description Whose data the answer is made of; demo is an invented shop to look around in.
         * @enum {string}
         */
        Data: "shop" | "demo";
        /** @enum {string} */
        Basis: "accounting" | "order";
        ExplainedQuery: {
            name: string;
            sql: string;
            parameters: {
                [key: string]: string | null;
            };
            rows: number;
        };
        Money: {
            /** @example 12.50 */
            amount: string;
            currency: string;
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
        /** @description A share of a number by a number, with what it was made of. */
        Ratio: {
            value: number;
            numerator: number;
            denominator: number;
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
        RunAsked: {
            /** @description Of this run, or of the one that waits or is being done already. Look at it under runs/{run_id}. */
            run_id: string;
        };
        /** @description Work that was asked for and goes on by itself. */
        Run: {
            run_id: string;
            name: string;
            /**
             * @description A failed one may be tried again by itself; asking again makes a new one.
             * @enum {string}
             */
            state: "queued" | "running" | "done" | "failed";
            /** Format: date-time */
            requested_at: string;
            began_at: string | null;
            ended_at: string | null;
            progress: {
                /** @description What it is doing, in words. */
                what: string | null;
                done: number;
                /** @description Null while nobody knows. */
                of: number | null;
            };
            /** @description What came of it. */
            result: Record<string, never> | null;
            /** @description Why it failed, and what to do. */
            error: string | null;
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
        /** @description 1 adds how the answer was made (definitions, SQL, parameters, rows, exclusions, age). */
        Explain: "0" | "1";
        /** @description Where the last page ended (`next_cursor`). */
        Cursor: string;
        /** @description Items on a page; 50 when left out. */
        Limit: number;
        /** @description First shop day, from 1900 to 2199; needs `to`. */
        From: string;
        /** @description Last shop day, inclusive, from 1900 to 2199; needs `from`. */
        To: string;
        /** @description accounting dates a refund on its own day, order dates it on the day of the order it belongs to. */
        Basis: components["schemas"]["Basis"];
    };
    requestBodies: never;
    headers: {
        /** @description Changes when the answer changes; send it back as If-None-Match. */
        ETag: string;
        /** @description Identity of this request in the logs. */
        RequestId: string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listSegments: {
        parameters: {
            query?: {
                /** @description What to list; segments when left out. */
                kind?: "segment" | "tag";
                /** @description 1 adds how the answer was made (definitions, SQL, parameters, rows, exclusions, age). */
                explain?: components["parameters"]["Explain"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The segments in the order in which their definitions are tried */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SegmentList"];
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
    listSegmentsCsv: {
        parameters: {
            query?: {
                /** @description What to list; segments when left out. */
                kind?: "segment" | "tag";
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
    getCustomer: {
        parameters: {
            query?: {
                /** @description 1 adds how the answer was made (definitions, SQL, parameters, rows, exclusions, age). */
                explain?: components["parameters"]["Explain"];
            };
            header?: never;
            path: {
                customer_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The customer */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomerDetail"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    listMembers: {
        parameters: {
            query?: {
                /** @description Where the last page ended (`next_cursor`). */
                cursor?: components["parameters"]["Cursor"];
                /** @description Items on a page; 50 when left out. */
                limit?: components["parameters"]["Limit"];
                /** @description 1 adds how the answer was made (definitions, SQL, parameters, rows, exclusions, age). */
                explain?: components["parameters"]["Explain"];
            };
            header?: never;
            path: {
                /** @description The group, percent-encoded. */
                segment_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of members; as CSV all of them */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberPage"];
                    "text/csv": string;
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    listMembersCsv: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The group, percent-encoded. */
                segment_id: string;
            };
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
            404: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    segmentPerformance: {
        parameters: {
            query?: {
                /** @description First shop day, from 1900 to 2199; needs `to`. */
                from?: components["parameters"]["From"];
                /** @description Last shop day, inclusive, from 1900 to 2199; needs `from`. */
                to?: components["parameters"]["To"];
                /** @description accounting dates a refund on its own day, order dates it on the day of the order it belongs to. */
                basis?: components["parameters"]["Basis"];
                /** @description 1 adds how the answer was made (definitions, SQL, parameters, rows, exclusions, age). */
                explain?: components["parameters"]["Explain"];
            };
            header?: never;
            path: {
                /** @description The group, percent-encoded. */
                segment_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The figures of the group and of the shop, and the lift of exports */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Performance"];
                    "text/csv": string;
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    segmentPerformanceCsv: {
        parameters: {
            query?: {
                /** @description First shop day, from 1900 to 2199; needs `to`. */
                from?: components["parameters"]["From"];
                /** @description Last shop day, inclusive, from 1900 to 2199; needs `from`. */
                to?: components["parameters"]["To"];
                /** @description accounting dates a refund on its own day, order dates it on the day of the order it belongs to. */
                basis?: components["parameters"]["Basis"];
            };
            header?: never;
            path: {
                /** @description The group, percent-encoded. */
                segment_id: string;
            };
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
            404: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    segmentTrend: {
        parameters: {
            query?: {
                /** @description First shop day, from 1900 to 2199; needs `to`. */
                from?: components["parameters"]["From"];
                /** @description Last shop day, inclusive, from 1900 to 2199; needs `from`. */
                to?: components["parameters"]["To"];
                /** @description accounting dates a refund on its own day, order dates it on the day of the order it belongs to. */
                basis?: components["parameters"]["Basis"];
                /** @description 1 adds how the answer was made (definitions, SQL, parameters, rows, exclusions, age). */
                explain?: components["parameters"]["Explain"];
            };
            header?: never;
            path: {
                /** @description The group, percent-encoded. */
                segment_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The weeks, oldest first */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SegmentTrend"];
                    "text/csv": string;
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    segmentTrendCsv: {
        parameters: {
            query?: {
                /** @description First shop day, from 1900 to 2199; needs `to`. */
                from?: components["parameters"]["From"];
                /** @description Last shop day, inclusive, from 1900 to 2199; needs `from`. */
                to?: components["parameters"]["To"];
                /** @description accounting dates a refund on its own day, order dates it on the day of the order it belongs to. */
                basis?: components["parameters"]["Basis"];
            };
            header?: never;
            path: {
                /** @description The group, percent-encoded. */
                segment_id: string;
            };
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
            404: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    segmentMovement: {
        parameters: {
            query?: {
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
            /** @description Every pair of segments with customers that moved, and the flows of each segment */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Movement"];
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
    segmentMovementCsv: {
        parameters: {
            query?: {
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
    rfmGrid: {
        parameters: {
            query?: {
                /** @description 1 adds how the answer was made (definitions, SQL, parameters, rows, exclusions, age). */
                explain?: components["parameters"]["Explain"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Every pair of scores that somebody has, the highest recency first */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RfmGrid"];
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
    rfmGridCsv: {
        parameters: {
            query?: never;
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
    segmentsValue: {
        parameters: {
            query?: {
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
                    "application/json": components["schemas"]["SegmentsValue"];
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
    segmentsValueCsv: {
        parameters: {
            query?: {
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
    listClusters: {
        parameters: {
            query?: {
                /** @description 1 adds how the answer was made (definitions, SQL, parameters, rows, exclusions, age). */
                explain?: components["parameters"]["Explain"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The clusters with their profiles */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClusterList"];
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
    listClustersCsv: {
        parameters: {
            query?: never;
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
    listAffinities: {
        parameters: {
            query?: {
                /** @description Only affinities of products, or of categories; both when left out. */
                of?: "product" | "category";
                /** @description 1 adds how the answer was made (definitions, SQL, parameters, rows, exclusions, age). */
                explain?: components["parameters"]["Explain"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Groups with support, confidence, lift, leverage and significance, strongest first */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AffinityList"];
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
    listAffinitiesCsv: {
        parameters: {
            query?: {
                /** @description Only affinities of products, or of categories; both when left out. */
                of?: "product" | "category";
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
    exportSegment: {
        parameters: {
            query?: never;
            header?: {
                /** @description Who asks again with the same key within a day is given the first answer. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExportAsk"];
            };
        };
        responses: {
            /** @description The export is asked for */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExportAsked"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    listExports: {
        parameters: {
            query?: {
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
            /** @description A page of exports; as CSV all of them */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExportPage"];
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
    listExportsCsv: {
        parameters: {
            query?: never;
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
    getExport: {
        parameters: {
            query?: {
                /** @description 1 adds how the answer was made (definitions, SQL, parameters, rows, exclusions, age). */
                explain?: components["parameters"]["Explain"];
            };
            header?: never;
            path: {
                export_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The export */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Export"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    listReceipts: {
        parameters: {
            query?: {
                /** @description Where the last page ended (`next_cursor`). */
                cursor?: components["parameters"]["Cursor"];
                /** @description Items on a page; 50 when left out. */
                limit?: components["parameters"]["Limit"];
            };
            header?: never;
            path: {
                export_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of audit rows; as CSV all of them */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReceiptPage"];
                    "text/csv": string;
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    listReceiptsCsv: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                export_id: string;
            };
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
            404: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    exportFile: {
        parameters: {
            query?: {
                /** @description For whom the file is; people when left out. */
                profile?: "people" | "machine";
            };
            header?: never;
            path: {
                export_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One row per member */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
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
    revertExport: {
        parameters: {
            query?: never;
            header?: {
                /** @description Who asks again with the same key within a day is given the first answer. */
                "Idempotency-Key"?: string;
            };
            path: {
                export_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Taking back is asked for, as an export of its own */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExportAsked"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    listStandingExports: {
        parameters: {
            query?: {
                /** @description 1 adds how the answer was made (definitions, SQL, parameters, rows, exclusions, age). */
                explain?: components["parameters"]["Explain"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The standing exports */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StandingExports"];
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
    setStandingExports: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StandingExportsSet"];
            };
        };
        responses: {
            /** @description The standing exports as they are now */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StandingExports"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    listStandingExportsCsv: {
        parameters: {
            query?: never;
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
    testTarget: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                target: "mailchimp" | "klaviyo";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What the vendor said */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TargetTest"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    refreshSegments: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The run is asked for */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunAsked"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    getSegmentsRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The run */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    getSegmentSettings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The settings as they stand */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SegmentSettings"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    setSegmentSettings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SegmentSettingsSet"];
            };
        };
        responses: {
            /** @description The settings as they stand now */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SegmentSettings"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
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
