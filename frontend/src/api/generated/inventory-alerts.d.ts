// Generated from openapi/ by `npm run types`: change the contract, not this file.

export interface paths {
    "/api/inventory/alerts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The alerts, worst first
         * @description What stands (open) unless `state` says otherwise. Worst first: act before watch, then by money at stake; alerts whose money is unknown come last. `runs_out_within` and `unsold_for` ask for products by when they run out and by how long they have not sold.
         */
        get: operations["listAlerts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/alerts.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All of these alerts as a file */
        get: operations["listAlertsCsv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/alerts/run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Look at everything now, as the clock does each morning
         * @description Answered when the run is asked for; it goes on by itself and can be looked at under runs. What stands already is raised no second time.
         */
        post: operations["runAlerts"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/alerts/quality": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How often alerts came true
         * @description Every alert is a prediction with a horizon, and is scored when that has passed. One after which goods arrived is an intervention and counts neither way. The false share is alerts that did not come true over alerts scored.
         */
        get: operations["alertQuality"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/alerts/quality.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The same as a file */
        get: operations["alertQualityCsv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/alerts/{alert_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One alert with its evidence and everything that became of it */
        get: operations["getAlert"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/alerts/{alert_id}/snooze": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say nothing of it until a day
         * @description It still resolves by itself. A snoozed alert that gets worse (from watch to act) opens again.
         */
        post: operations["snoozeAlert"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/alerts/{alert_id}/dismiss": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * It is of no use; say why
         * @description The same is not raised again for the days that the settings say (dismissed_days), unless it gets worse (from watch to act).
         */
        post: operations["dismissAlert"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/alerts/{alert_id}/assign": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give it to a member of staff, or to nobody */
        post: operations["assignAlert"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/alerts/{alert_id}/resolve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** It has been dealt with */
        post: operations["resolveAlert"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/alerts/{alert_id}/reopen": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** It was not, after all */
        post: operations["reopenAlert"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/runs/{run_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How far a run is */
        get: operations["getInventoryRun"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/products": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Stock, cover, velocity and value of every product at every location */
        get: operations["listProducts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/products.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All of these products as a file */
        get: operations["listProductsCsv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/products/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * What the shop says of many products, as a CSV file
         * @description Columns product_id, lead_time_days, pack_size, min_order_quantity, never_alert, unit_cost; an empty cell takes back what was said, a column that is not there leaves it. All rows or none.
         */
        put: operations["setProductSettings"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/products/{product_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One product - history, forecast, stock and alerts, by location */
        get: operations["getProduct"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/products/{product_id}/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * What the shop says of one product
         * @description It wins over what the shop's files say. A field that is null takes back what was said, one that is left out stays. A cost is published, and is in the shop's tables a moment later.
         */
        put: operations["setOneProductsSettings"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/reorders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What to order, by supplier */
        get: operations["listReorders"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/reorders.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All of these reorders as a file, which is a purchase order to send */
        get: operations["listReordersCsv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/reorders/{reorder_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One reorder, in whatever state */
        get: operations["getReorder"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/reorders/{reorder_id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Agree to it, with another quantity if need be */
        post: operations["approveReorder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/reorders/{reorder_id}/order": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * It has been ordered from the supplier
         * @description Published as purchase-order-changed.v1, so that it counts as incoming. Asking twice orders once.
         */
        post: operations["orderReorder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/reorders/{reorder_id}/receive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Some of it or all of it has arrived
         * @description Published as stock-received.v1. Idempotency-Key names the delivery, so that the same one told twice counts once.
         */
        post: operations["receiveReorder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/reorders/{reorder_id}/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** It will not be ordered */
        post: operations["rejectReorder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/reorders/{reorder_id}/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take back an approval or an order that has not arrived
         * @description An order is published as cancelled.
         */
        post: operations["withdrawReorder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/value": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What alerts and reorders were worth, measured apart from estimated */
        get: operations["inventoryValue"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/value.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The same as a file */
        get: operations["inventoryValueCsv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The shop's own thresholds */
        get: operations["getInventorySettings"];
        /**
         * Change some of them
         * @description What is left out stays; null takes it back to its default. The next run goes by them.
         */
        put: operations["setInventorySettings"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/schedule": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** When the digest goes out, and when it will next */
        get: operations["getSchedule"];
        /** Set the time of day and the time zone */
        put: operations["setSchedule"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/recipients": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who gets the digest, and what of it */
        get: operations["listRecipients"];
        /** Set who gets the digest, all of them at once */
        put: operations["setRecipients"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/recipients.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The recipients as a file */
        get: operations["listRecipientsCsv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/channels/slack/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a test message to Slack, and look it up where Slack lets it
         * @description What was refused is said in `detail`, with what to do. With a bot token the message is looked up afterwards, because that is what makes a digest arrive exactly once. With an Idempotency-Key it is sent once, however often it is asked for.
         */
        post: operations["testSlack"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/channels/email/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send a test e-mail to every recipient who has an address, or to the sender's own */
        post: operations["testEmail"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/digests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What was sent to whom, and what became of it
         * @description Of 60 days, the latest first. What is dead was given up after the stated number of tries, and says why.
         */
        get: operations["listDigests"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/digests.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The same as a file */
        get: operations["listDigestsCsv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/digests/{digest_id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Try a dead digest again, when what it died of has been put right */
        post: operations["retryDigest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/unsubscribe": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The page behind the link in a mail; it asks, and changes nothing, because mail programs open links by themselves */
        get: operations["askUnsubscribe"];
        put?: never;
        /** No more digests by e-mail to this address (RFC 8058) */
        post: operations["unsubscribe"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/slack/actions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Where Slack sends the press of a button
         * @description Signed by Slack (X-Slack-Signature over the raw body, at most five minutes old). Snoozes an alert or approves a reorder; pressed twice it is done once.
         */
        post: operations["takeSlackAction"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/events": {
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
    "/api/inventory/health/live": {
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
    "/api/inventory/health/ready": {
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
    "/api/inventory/openapi.json": {
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
    "/api/inventory/docs": {
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
        /** @enum {string} */
        AlertKind: "stock_out" | "low_stock" | "reorder_due" | "overstock" | "dead_stock" | "slow_mover" | "trending_up" | "trending_down" | "seasonal_peak" | "stock_count_problem";
        /**
         * @description act is pushed to people; watch stays on the page.
         * @enum {string}
         */
        Severity: "act" | "watch";
        /** @enum {string} */
        AlertState: "open" | "snoozed" | "dismissed" | "resolved";
        /** @description Why a figure is null, by the name of the figure. */
        Reasons: {
            [key: string]: string;
        };
        /** @description The run that the answer is made of; null before the first, with why in `reasons` of the answer. */
        LastRun: {
            run_id: string;
            /** Format: date-time */
            as_of: string;
            /** Format: date-time */
            finished_at: string;
        };
        Alert: {
            alert_id: string;
            kind: components["schemas"]["AlertKind"];
            severity: components["schemas"]["Severity"];
            state: components["schemas"]["AlertState"];
            /** @description What the kind says. */
            definition: string;
            product_id: string;
            location_id: string | null;
            title: string | null;
            sku: string | null;
            category: string | null;
            supplier_id: string | null;
            /** Format: date-time */
            opened_at: string;
            /** Format: date-time */
            changed_at: string;
            /**
             * Format: date-time
             * @description When the probability was stated; the horizon begins here.
             */
            predicted_at: string;
            /** @description That it comes true within the horizon; 1 where it is a fact already. */
            probability: number | null;
            horizon_days: number | null;
            money_at_stake: components["schemas"]["Money"] | null;
            /** @description lost_margin or carrying_cost. */
            money_kind: string | null;
            recommended_action: string;
            /** @description The middle of the days it lasts; null beyond 120 days, or where stock is unknown. */
            days_until_stockout: number | null;
            /** @description One in ten runs out before this. */
            days_until_stockout_low: number | null;
            /** @description One in ten lasts longer. */
            days_until_stockout_high: number | null;
            /** @description What is available over the demand a day of the next 28 days. */
            turnover_days: number | null;
            /** @description Units of the last 7 days over those of the 7 before, less 1. */
            week_over_week: number | null;
            /** @description Days since the last sale. */
            unsold_days: number | null;
            /** @description Units, rolled forward from the last count. */
            on_hand: number | null;
            /**
             * Format: date-time
             * @description When it was counted last.
             */
            on_hand_as_of: string | null;
            /** @description Net units a day in stock: of 30 days, else of 7, else of 90. */
            velocity: number | null;
            /** @description Goes to people: act, and open. */
            is_pushed: boolean;
            /** Format: date-time */
            snoozed_until: string | null;
            assigned_to: string | null;
            dismissed_reason: string | null;
            note: string | null;
            /** @description The numbers it rests on. */
            evidence: {
                [key: string]: unknown;
            };
            reasons: components["schemas"]["Reasons"];
        };
        AlertPage: {
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
            /** @description True where newer data has come since the run. */
            is_provisional: boolean;
            /** @description True when the sales or the stock are older than STALE_AFTER_HOURS. */
            stale: boolean;
            run: components["schemas"]["LastRun"] | null;
            reasons: components["schemas"]["Reasons"];
            explain?: components["schemas"]["Explanation"];
            items: components["schemas"]["Alert"][];
            next_cursor: string | null;
            /** @description Alerts that fit the filters. */
            total: number;
            /** @description Open alerts by kind, whatever the filters. */
            counts: {
                [key: string]: {
                    act: number;
                    watch: number;
                };
            };
        };
        AlertDetail: {
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
            /** @description True where newer data has come since the run. */
            is_provisional: boolean;
            /** @description True when the sales or the stock are older than STALE_AFTER_HOURS. */
            stale: boolean;
            run: components["schemas"]["LastRun"] | null;
            reasons: components["schemas"]["Reasons"];
            explain?: components["schemas"]["Explanation"];
            alert: components["schemas"]["Alert"];
            /** @description Everything that became of it, oldest first. */
            history: components["schemas"]["AlertDecision"][];
            /** @description What its prediction came to; null until it is scored. */
            outcome: components["schemas"]["AlertOutcome"] | null;
        };
        AlertDecision: {
            /** Format: date-time */
            changed_at: string;
            state: components["schemas"]["AlertState"];
            severity: components["schemas"]["Severity"];
            /** @description run or a person's identity. */
            by: string;
            /** @description opened, got_worse, missing, back, gone, snoozed, woke, dismissed, assigned, resolved or reopened. */
            why: string;
            note: string | null;
        };
        AlertOutcome: {
            /** @enum {string} */
            outcome: "came_true" | "did_not" | "intervention" | "unknown";
            /** Format: date-time */
            scored_at: string;
            /**
             * Format: date
             * @description The last shop day of the horizon.
             */
            due_on: string;
            /** @description What decided it. */
            what: string;
        };
        AlertSnooze: {
            days: number;
            note?: components["schemas"]["Note"];
        };
        AlertDismiss: {
            /** @enum {string} */
            reason: "not_a_problem" | "wrong_data" | "known" | "discontinued" | "other";
            note?: components["schemas"]["Note"];
        };
        AlertAssign: {
            /** @description Null gives it to nobody. */
            to: string | null;
            note?: components["schemas"]["Note"];
        };
        AlertNote: {
            note?: components["schemas"]["Note"];
        };
        Note: string;
        RunAsked: {
            /** @description Look at it under /api/inventory/runs/{run_id}. */
            run_id: string;
        };
        DemandForecastQuality: {
            /** Format: date-time */
            made_at: string;
            /** @description Which made what stands: local, bigquery_timesfm or bigquery_arima. */
            engine: string;
            /** @description Products at their places that are forecast. */
            items: number;
            /** @description What it cost at list prices, in US dollars. */
            usd: string | null;
            /** @description Why BigQuery ML did not speak: not_chosen, or in words what failed. */
            reason: string | null;
            /** @description All of them on the same days, from nothing but the days before. */
            engines: {
                engine: string;
                items: number;
                /** @description Items times days that could be judged: in stock. */
                forecasts: number;
                wape: components["schemas"]["Ratio"] | null;
                bias: components["schemas"]["Ratio"] | null;
                against_seasonal_naive: components["schemas"]["Ratio"] | null;
                coverage_80: components["schemas"]["Ratio"] | null;
            }[];
        };
        AlertQuality: {
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
            /** @description True where newer data has come since the run. */
            is_provisional: boolean;
            /** @description True when the sales or the stock are older than STALE_AFTER_HOURS. */
            stale: boolean;
            run: components["schemas"]["LastRun"] | null;
            reasons: components["schemas"]["Reasons"];
            explain?: components["schemas"]["Explanation"];
            /** @description The share of pushed alerts that may be wrong. */
            target_false_share: number;
            /** @description How good forecasts of fast products, day by day, were on the last 28 days. Alerts rest on none of it. Null before the first. */
            demand?: components["schemas"]["DemandForecastQuality"] | null;
            items: components["schemas"]["KindQuality"][];
            /** @description Every forecast that was pushed, together. Facts (stock_out, dead_stock) are left out; being right on them is no merit. */
            pushed: {
                last_28_days: components["schemas"]["Score"];
                ever: components["schemas"]["Score"];
            };
            /** @description What orders kept, which is how reorder_due is judged: of replenishment cycles, from one delivery of a product at a place to the next, those without a day out of stock. Null with the reason where too few ended. */
            service_level: {
                /** @description What reorder points aim at. */
                target: number;
                last_28_days: components["schemas"]["Ratio"] | null;
                /** @description Of the days that a run reads, a year at most. */
                history: components["schemas"]["Ratio"] | null;
                reasons: components["schemas"]["Reasons"];
            };
        };
        KindQuality: {
            kind: components["schemas"]["AlertKind"];
            /** @description Class of product by units a week: fast (over 20), steady (7 to 20), slow (3 to 7), rare (under 3), or all. */
            pace: string;
            /** @description What the rule asks for; act is shown as watch where is_pushed is false. */
            severity: components["schemas"]["Severity"];
            /** @description What counts as wrong for this kind. */
            false_means: string;
            /** @description The probability from which it is act; null where it is not pushed, or has no probability. */
            threshold: number | null;
            is_pushed: boolean;
            /** @description measured (of this class), measured_by_kind (too few of this class), prior (too few of the kind), too_often_wrong or not_promised. */
            pushed_reason: string;
            last_28_days: components["schemas"]["Score"];
            ever: components["schemas"]["Score"];
        };
        /** @description Shares carry what they are made of; null with the reason where too few were scored. */
        Score: {
            /** @description Came true or did not. */
            scored: number;
            came_true: number;
            did_not: number;
            /** @description Goods arrived before it could be seen; counts neither way. */
            interventions: number;
            /** @description What happened without an alert before it; null where that cannot be seen. */
            missed: number | null;
            precision: components["schemas"]["Ratio"] | null;
            recall: components["schemas"]["Ratio"] | null;
            /** @description Of trends and silences, which were real or not, the share that went on. A rise that was none of chance may end all the same. */
            lasted: components["schemas"]["Ratio"] | null;
            false_share: components["schemas"]["Ratio"] | null;
            /** @description Lower end of the Wilson interval at 95 %. */
            false_share_low: number | null;
            false_share_high: number | null;
            reasons: components["schemas"]["Reasons"];
        };
        /** @description A product at a location. Figures that are unknown are null, and reasons says why. */
        ProductStock: {
            product_id: string;
            location_id: string | null;
            title: string | null;
            sku: string | null;
            category: string | null;
            supplier_id: string | null;
            on_hand: number | null;
            /** Format: date-time */
            on_hand_as_of: string | null;
            stock_age_days: number | null;
            /** @description The days in stock are inferred from sales. */
            stock_assumed: boolean;
            committed: number | null;
            available: number | null;
            incoming: number | null;
            position: number | null;
            days_of_cover: number | null;
            days_until_stockout: number | null;
            days_until_stockout_low: number | null;
            days_until_stockout_high: number | null;
            velocity_7: number | null;
            velocity_30: number | null;
            velocity_90: number | null;
            week_over_week: number | null;
            turnover_days: number | null;
            unsold_days: number | null;
            /** @description Units not sold in the last 28 days for want of stock: the lower end, at 80 %. */
            missed_low: number | null;
            /** @description Their middle. */
            missed_units: number | null;
            /** @description Their upper end. */
            missed_high: number | null;
            reorder_point: number | null;
            lead_time_days: number;
            /** @enum {string} */
            lead_time_from: "setting" | "product" | "supplier" | "shop_default";
            price: components["schemas"]["Money"] | null;
            unit_cost: components["schemas"]["Money"] | null;
            stock_value: components["schemas"]["Money"] | null;
            open_alerts: components["schemas"]["AlertKind"][];
            reasons: components["schemas"]["Reasons"];
        };
        ProductPage: {
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
            /** @description True where newer data has come since the run. */
            is_provisional: boolean;
            /** @description True when the sales or the stock are older than STALE_AFTER_HOURS. */
            stale: boolean;
            run: components["schemas"]["LastRun"] | null;
            reasons: components["schemas"]["Reasons"];
            explain?: components["schemas"]["Explanation"];
            items: components["schemas"]["ProductStock"][];
            next_cursor: string | null;
            total: number;
        };
        ProductDetail: {
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
            /** @description True where newer data has come since the run. */
            is_provisional: boolean;
            /** @description True when the sales or the stock are older than STALE_AFTER_HOURS. */
            stale: boolean;
            run: components["schemas"]["LastRun"] | null;
            reasons: components["schemas"]["Reasons"];
            explain?: components["schemas"]["Explanation"];
            product_id: string;
            title: string | null;
            settings: components["schemas"]["ProductSettings"];
            locations: components["schemas"]["ProductStock"][];
            /** @description Units by day and location, the last 90 shop days. */
            history: {
                /** Format: date */
                local_date: string;
                location_id: string | null;
                units: number;
                on_hand: number | null;
                in_stock: boolean | null;
                estimated: boolean;
            }[];
            forecast: {
                location_id: string | null;
                days: number;
                mean: number;
                q50: number | null;
                q80: number | null;
                q90: number | null;
                q95: number | null;
            }[];
            /** @description What it will sell on each of the next 28 days; empty for a product that sells too little to be forecast by day, or where none was forecast yet. Alerts and reorders rest on `forecast`, not on this. */
            demand: {
                location_id: string | null;
                /** Format: date */
                local_date: string;
                expected: number;
                low_80: number;
                high_80: number;
                /**
                 * @description Which engine said it.
                 * @enum {string}
                 */
                engine: "local" | "bigquery_timesfm" | "bigquery_arima";
            }[];
            alerts: components["schemas"]["Alert"][];
            reorders: components["schemas"]["Reorder"][];
        };
        /** @description What the shop said of a product; null where it said nothing. */
        ProductSettings: {
            product_id: string;
            lead_time_days: number | null;
            pack_size: number | null;
            min_order_quantity: number | null;
            never_alert: boolean;
            unit_cost: components["schemas"]["Money"] | null;
            /** @description The cost is on its way into the shop's tables. */
            is_pending: boolean;
        };
        ProductSettingsSet: {
            lead_time_days?: number | null;
            pack_size?: number | null;
            min_order_quantity?: number | null;
            never_alert?: boolean | null;
            unit_cost?: components["schemas"]["Money"] | null;
        };
        ProductSettingsReport: {
            changed: number;
        };
        /** @enum {string} */
        ReorderState: "suggested" | "approved" | "ordered" | "received" | "rejected" | "withdrawn";
        Reorder: {
            reorder_id: string;
            state: components["schemas"]["ReorderState"];
            product_id: string;
            location_id: string | null;
            title: string | null;
            sku: string | null;
            category: string | null;
            supplier_id: string | null;
            supplier_name: string | null;
            suggested_quantity: number;
            quantity: number;
            received_quantity: number;
            unit_cost: components["schemas"]["Money"] | null;
            amount: components["schemas"]["Money"] | null;
            lead_time_days: number;
            /** @enum {string} */
            lead_time_from: "setting" | "product" | "supplier" | "shop_default";
            /** Format: date-time */
            suggested_at: string;
            /** Format: date-time */
            changed_at: string;
            /**
             * Format: date
             * @description The last shop day an order arrives in time.
             */
            order_by: string | null;
            purchase_order_id: string | null;
            alert_id: string | null;
            note: string | null;
            evidence: {
                [key: string]: unknown;
            };
            reasons: components["schemas"]["Reasons"];
        };
        ReorderDetail: {
            reorder_id: string;
            state: components["schemas"]["ReorderState"];
            product_id: string;
            location_id: string | null;
            title: string | null;
            sku: string | null;
            category: string | null;
            supplier_id: string | null;
            supplier_name: string | null;
            suggested_quantity: number;
            quantity: number;
            received_quantity: number;
            unit_cost: components["schemas"]["Money"] | null;
            amount: components["schemas"]["Money"] | null;
            lead_time_days: number;
            /** @enum {string} */
            lead_time_from: "setting" | "product" | "supplier" | "shop_default";
            /** Format: date-time */
            suggested_at: string;
            /** Format: date-time */
            changed_at: string;
            /**
             * Format: date
             * @description The last shop day an order arrives in time.
             */
            order_by: string | null;
            purchase_order_id: string | null;
            alert_id: string | null;
            note: string | null;
            evidence: {
                [key: string]: unknown;
            };
            reasons: components["schemas"]["Reasons"];
            explain?: components["schemas"]["Explanation"];
        };
        ReorderPage: {
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
            /** @description True where newer data has come since the run. */
            is_provisional: boolean;
            /** @description True when the sales or the stock are older than STALE_AFTER_HOURS. */
            stale: boolean;
            run: components["schemas"]["LastRun"] | null;
            reasons: components["schemas"]["Reasons"];
            explain?: components["schemas"]["Explanation"];
            items: components["schemas"]["Reorder"][];
            next_cursor: string | null;
            total: number;
            suppliers: {
                supplier_id: string | null;
                supplier_name: string | null;
                reorders: number;
                amount: components["schemas"]["Money"] | null;
                min_order_amount: components["schemas"]["Money"] | null;
                reaches_minimum: boolean | null;
                reasons: components["schemas"]["Reasons"];
            }[];
        };
        ReorderApprove: {
            /** @description As suggested when left out. */
            quantity?: number;
            note?: components["schemas"]["Note"];
        };
        ReorderOrder: {
            /** @description The shop's own number; one is made when left out. */
            purchase_order_id?: string;
            /**
             * Format: date-time
             * @description By the lead time when left out.
             */
            expected_at?: string;
            note?: components["schemas"]["Note"];
        };
        ReorderReceive: {
            quantity: number;
            /** @description Nothing more will come, even if less than ordered arrived. */
            is_all?: boolean;
            note?: components["schemas"]["Note"];
        };
        InventoryValue: {
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
            /** @description True where newer data has come since the run. */
            is_provisional: boolean;
            /** @description True when the sales or the stock are older than STALE_AFTER_HOURS. */
            stale: boolean;
            run: components["schemas"]["LastRun"] | null;
            reasons: components["schemas"]["Reasons"];
            explain?: components["schemas"]["Explanation"];
            /** Format: date */
            from: string;
            /** Format: date */
            to: string;
            /** @description What happened, counted. Predictions count in the days their horizon ended in, orders in the days they were placed in. */
            measured: {
                /** @description Forecasts people were told of whose outcome is known. */
                alerts_pushed: number;
                came_true: number;
                did_not: number;
                /** @description Goods arrived before it could be seen whether it came true. */
                interventions: number;
                /** @description did_not over did_not and came_true. */
                false_share: number | null;
                /** @description Wilson, 95 %. */
                false_share_low: number | null;
                false_share_high: number | null;
                /** @description Stated at stake of stock that was warned of and ran out all the same. */
                lost_margin_warned_of: components["schemas"]["Money"] | null;
                reorders_ordered: number;
                ordered_amount: components["schemas"]["Money"] | null;
                reorders_received: number;
                /** @description Received by the day they were expected on. */
                reorders_in_time: number;
                reasons: components["schemas"]["Reasons"];
            };
            /** @description What acting is expected to have saved; nobody knows what would have happened without. */
            estimated: {
                lost_margin_avoided: components["schemas"]["Money"] | null;
                /** @description 80 % interval. */
                lost_margin_avoided_low: components["schemas"]["Money"] | null;
                lost_margin_avoided_high: components["schemas"]["Money"] | null;
                formula: string;
                reasons: components["schemas"]["Reasons"];
            };
        };
        InventorySettings: {
            settings: components["schemas"]["InventoryRules"];
            defaults: components["schemas"]["InventoryRules"];
        };
        InventoryRules: {
            /** @description Where neither product nor supplier says one. */
            lead_time_days: number;
            /** @description Days between two orders to a supplier. */
            review_days: number;
            /** @description Share of replenishment cycles without a stock-out that reorders aim at. */
            service_level: number;
            overstock_after_days: number;
            dead_after_days: number;
            slow_after_days: number;
            new_for_days: number;
            count_older_than_days: number;
            /** @description A year's cost of holding stock, as a share of its cost. */
            carrying_rate: number;
            /** @description What one run may suggest to spend at most; null for no bound. */
            budget: components["schemas"]["Money"] | null;
            /** @description Alerts with less at stake stay on the page as watch; null for a five-thousandth of what the shop sold in 28 days. */
            least_at_stake: components["schemas"]["Money"] | null;
            /** @description Days a dismissed alert stays away. */
            dismissed_days: number;
            /** @description Days before the same alert opens again. */
            cooldown_days: number;
            /** @description Units on one line from which it is a bulk order and drives no reorder; null finds them by the product's own history. */
            bulk_order_units: number | null;
        };
        InventorySettingsSet: {
            lead_time_days?: number | null;
            review_days?: number | null;
            service_level?: number | null;
            overstock_after_days?: number | null;
            dead_after_days?: number | null;
            slow_after_days?: number | null;
            new_for_days?: number | null;
            count_older_than_days?: number | null;
            carrying_rate?: number | null;
            budget?: components["schemas"]["Money"] | null;
            least_at_stake?: components["schemas"]["Money"] | null;
            dismissed_days?: number | null;
            cooldown_days?: number | null;
            bulk_order_units?: number | null;
        };
        DigestSchedule: {
            /** @description Time of day in the time zone, such as 06:00. */
            at: string;
            time_zone: string;
            /** @description Nobody has set it: 06:00 in the shop's time zone. */
            is_default: boolean;
            /** @description The next three times. */
            next_at: string[];
        };
        DigestScheduleSet: {
            at: string;
            /** @description The shop's own when left out. */
            time_zone?: string;
        };
        Recipients: {
            items: components["schemas"]["Recipient"][];
        };
        Recipient: {
            recipient_id: string;
            name: string;
            /**
             * @description An owner's digest begins with yesterday against target. buyer when left out.
             * @enum {string}
             */
            role?: "owner" | "buyer";
            channels: ("slack" | "email")[];
            /** @description Needed for the channel email. */
            email?: string | null;
            /** @description Id of a channel in Slack, such as C0123456789; the one that Slack was connected with when left out. */
            slack_channel?: string | null;
            /** @description All when left out or empty. Suggestions to order count as reorder_due. */
            kinds?: components["schemas"]["AlertKind"][];
            /** @description All when left out or empty. */
            locations?: string[];
            /** @description Shop days with a digest; all when left out. */
            days?: ("monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday")[];
            muted_kinds?: components["schemas"]["AlertKind"][];
            muted_categories?: string[];
            muted_locations?: string[];
            /** @description From e-mail, by the link in a mail. */
            unsubscribed?: boolean;
        };
        ChannelTest: {
            /** @enum {string} */
            channel: "slack" | "email";
            delivered: boolean;
            /** @description What happened, and where it failed what to do. */
            detail: string;
            /**
             * @description How often a digest arrives over this channel as it is connected. at_least_once: it may come twice. at_most_once: it may be missing, because one whose answer was lost cannot be looked up and is not sent again.
             * @enum {string}
             */
            guarantee: "exactly_once" | "at_least_once" | "at_most_once";
        };
        DigestSent: {
            digest_id: string;
            /** Format: date */
            day: string;
            recipient_id: string;
            /** @enum {string} */
            channel: "slack" | "email";
            /** @enum {string} */
            state: "waiting" | "sending" | "sent" | "dead";
            headline: string;
            tries: number;
            tries_at_most: number;
            /** @description A try ended without an answer. */
            may_have_arrived: boolean;
            is_late: boolean;
            /** Format: date-time */
            made_at: string;
            /** @description Of the next try. */
            due_at: string | null;
            settled_at: string | null;
            last_error: string | null;
        };
        DigestPage: {
            items: components["schemas"]["DigestSent"][];
            next_cursor: string | null;
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
        /** @description Only this location. */
        Location: string;
        /** @description Only products of this category. */
        Category: string;
        /** @description Only this product id. */
        Product: string;
        /** @description Where the last page ended (`next_cursor`). */
        Cursor: string;
        /** @description Items on a page; 50 when left out. */
        Limit: number;
        /** @description 1 adds how the answer was made (definitions, SQL, parameters, rows, exclusions, age). */
        Explain: "0" | "1";
        /** @description First shop day, from 1900 to 2199; needs `to`. */
        From: string;
        /** @description Last shop day, inclusive, from 1900 to 2199; needs `from`. */
        To: string;
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
    listAlerts: {
        parameters: {
            query?: {
                /** @description Only alerts of this kind. */
                kind?: components["schemas"]["AlertKind"];
                /** @description Only act, or only watch. */
                severity?: components["schemas"]["Severity"];
                /** @description Only alerts in this state; open when left out, all for any state. */
                state?: "open" | "snoozed" | "dismissed" | "resolved" | "all";
                /** @description Only this location. */
                location?: components["parameters"]["Location"];
                /** @description Only products of this category. */
                category?: components["parameters"]["Category"];
                /** @description Only this product id. */
                product?: components["parameters"]["Product"];
                /** @description Only products expected to run out within so many days, such as 7d; those that are out count as well. */
                runs_out_within?: string;
                /** @description Only products in stock without a sale for at least so many days, such as 30d. */
                unsold_for?: string;
                /** @description Only alerts that were given to this person. */
                assigned_to?: string;
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
            /** @description A page of alerts; as CSV all of them */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlertPage"];
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
    listAlertsCsv: {
        parameters: {
            query?: {
                /** @description Only alerts of this kind. */
                kind?: components["schemas"]["AlertKind"];
                /** @description Only act, or only watch. */
                severity?: components["schemas"]["Severity"];
                /** @description Only alerts in this state; open when left out, all for any state. */
                state?: "open" | "snoozed" | "dismissed" | "resolved" | "all";
                /** @description Only this location. */
                location?: components["parameters"]["Location"];
                /** @description Only products of this category. */
                category?: components["parameters"]["Category"];
                /** @description Only this product id. */
                product?: components["parameters"]["Product"];
                /** @description Only products expected to run out within so many days, such as 7d; those that are out count as well. */
                runs_out_within?: string;
                /** @description Only products in stock without a sale for at least so many days, such as 30d. */
                unsold_for?: string;
                /** @description Only alerts that were given to this person. */
                assigned_to?: string;
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
    runAlerts: {
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
    alertQuality: {
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
            /** @description Precision, recall and false share by kind, for the last 28 days and since ever */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlertQuality"];
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
    alertQualityCsv: {
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
    getAlert: {
        parameters: {
            query?: {
                /** @description 1 adds how the answer was made (definitions, SQL, parameters, rows, exclusions, age). */
                explain?: components["parameters"]["Explain"];
            };
            header?: never;
            path: {
                alert_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The alert */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlertDetail"];
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
    snoozeAlert: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                alert_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AlertSnooze"];
            };
        };
        responses: {
            /** @description The alert as it stands now */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Alert"];
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
    dismissAlert: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                alert_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AlertDismiss"];
            };
        };
        responses: {
            /** @description The alert as it stands now */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Alert"];
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
    assignAlert: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                alert_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AlertAssign"];
            };
        };
        responses: {
            /** @description The alert as it stands now */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Alert"];
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
    resolveAlert: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                alert_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AlertNote"];
            };
        };
        responses: {
            /** @description The alert as it stands now */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Alert"];
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
    reopenAlert: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                alert_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AlertNote"];
            };
        };
        responses: {
            /** @description The alert as it stands now */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Alert"];
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
    getInventoryRun: {
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
    listProducts: {
        parameters: {
            query?: {
                /** @description Lowest cover first when left out; a minus sign turns the order round. Unknown figures come last. By stock value only with margin:read. */
                sort?: "days_of_cover" | "-days_of_cover" | "velocity" | "-velocity" | "on_hand" | "-on_hand" | "stock_value" | "-stock_value" | "unsold_days" | "-unsold_days" | "title" | "-title";
                /** @description Only this location. */
                location?: components["parameters"]["Location"];
                /** @description Only products of this category. */
                category?: components["parameters"]["Category"];
                /** @description Only products of this supplier. */
                supplier?: string;
                /** @description Only products whose name, SKU or id holds this, in small or large letters. */
                search?: string;
                /** @description Only products expected to run out within so many days, such as 7d; those that are out count as well. */
                runs_out_within?: string;
                /** @description Only products in stock without a sale for at least so many days, such as 30d. */
                unsold_for?: string;
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
                    "application/json": components["schemas"]["ProductPage"];
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
    listProductsCsv: {
        parameters: {
            query?: {
                /** @description Lowest cover first when left out; a minus sign turns the order round. Unknown figures come last. By stock value only with margin:read. */
                sort?: "days_of_cover" | "-days_of_cover" | "velocity" | "-velocity" | "on_hand" | "-on_hand" | "stock_value" | "-stock_value" | "unsold_days" | "-unsold_days" | "title" | "-title";
                /** @description Only this location. */
                location?: components["parameters"]["Location"];
                /** @description Only products of this category. */
                category?: components["parameters"]["Category"];
                /** @description Only products of this supplier. */
                supplier?: string;
                /** @description Only products whose name, SKU or id holds this, in small or large letters. */
                search?: string;
                /** @description Only products expected to run out within so many days, such as 7d; those that are out count as well. */
                runs_out_within?: string;
                /** @description Only products in stock without a sale for at least so many days, such as 30d. */
                unsold_for?: string;
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
    setProductSettings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description 4 MB at most. */
        requestBody: {
            content: {
                "text/csv": string;
            };
        };
        responses: {
            /** @description What changed */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProductSettingsReport"];
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
    getProduct: {
        parameters: {
            query?: {
                /** @description 1 adds how the answer was made (definitions, SQL, parameters, rows, exclusions, age). */
                explain?: components["parameters"]["Explain"];
            };
            header?: never;
            path: {
                product_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The product */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProductDetail"];
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
    setOneProductsSettings: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                product_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProductSettingsSet"];
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
                    "application/json": components["schemas"]["ProductSettings"];
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
    listReorders: {
        parameters: {
            query?: {
                /** @description Only reorders in this state; suggested, approved and ordered ones when left out, all for any state. */
                state?: "suggested" | "approved" | "ordered" | "received" | "rejected" | "withdrawn" | "all";
                /** @description Only from this supplier. */
                supplier?: string;
                /** @description Only this location. */
                location?: components["parameters"]["Location"];
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
            /** @description A page of reorders with the totals of their suppliers; as CSV all of them */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReorderPage"];
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
    listReordersCsv: {
        parameters: {
            query?: {
                /** @description Only reorders in this state; suggested, approved and ordered ones when left out, all for any state. */
                state?: "suggested" | "approved" | "ordered" | "received" | "rejected" | "withdrawn" | "all";
                /** @description Only from this supplier. */
                supplier?: string;
                /** @description Only this location. */
                location?: components["parameters"]["Location"];
                /** @description Only this product id. */
                product?: components["parameters"]["Product"];
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
    getReorder: {
        parameters: {
            query?: {
                /** @description 1 adds how the answer was made (definitions, SQL, parameters, rows, exclusions, age). */
                explain?: components["parameters"]["Explain"];
            };
            header?: never;
            path: {
                reorder_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reorder */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReorderDetail"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    approveReorder: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                reorder_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReorderApprove"];
            };
        };
        responses: {
            /** @description The reorder as it stands now */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Reorder"];
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
    orderReorder: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                reorder_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReorderOrder"];
            };
        };
        responses: {
            /** @description The reorder as it stands now */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Reorder"];
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
    receiveReorder: {
        parameters: {
            query?: never;
            header: {
                "Idempotency-Key": string;
            };
            path: {
                reorder_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReorderReceive"];
            };
        };
        responses: {
            /** @description The reorder as it stands now */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Reorder"];
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
    rejectReorder: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                reorder_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AlertNote"];
            };
        };
        responses: {
            /** @description The reorder as it stands now */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Reorder"];
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
    withdrawReorder: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                reorder_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AlertNote"];
            };
        };
        responses: {
            /** @description The reorder as it stands now */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Reorder"];
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
    inventoryValue: {
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
            /** @description The worth */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InventoryValue"];
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
    inventoryValueCsv: {
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
    getInventorySettings: {
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
                    "application/json": components["schemas"]["InventorySettings"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    setInventorySettings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InventorySettingsSet"];
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
                    "application/json": components["schemas"]["InventorySettings"];
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
    getSchedule: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The schedule */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DigestSchedule"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    setSchedule: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DigestScheduleSet"];
            };
        };
        responses: {
            /** @description The schedule as it stands now */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DigestSchedule"];
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
    listRecipients: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The recipients */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Recipients"];
                    "text/csv": string;
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    setRecipients: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Recipients"];
            };
        };
        responses: {
            /** @description The recipients as they stand now */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Recipients"];
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
    listRecipientsCsv: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One row per recipient */
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
            503: components["responses"]["Problem"];
        };
    };
    testSlack: {
        parameters: {
            query?: never;
            header?: {
                /** @description Who asks again with the same key within a day is given the first answer. */
                "Idempotency-Key"?: string;
            };
            path?: never;
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
                    "application/json": components["schemas"]["ChannelTest"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    testEmail: {
        parameters: {
            query?: never;
            header?: {
                /** @description Who asks again with the same key within a day is given the first answer. */
                "Idempotency-Key"?: string;
            };
            path?: never;
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
                    "application/json": components["schemas"]["ChannelTest"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    listDigests: {
        parameters: {
            query?: {
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
            /** @description A page of digests; as CSV all of them */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DigestPage"];
                    "text/csv": string;
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    listDigestsCsv: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One row per digest */
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
            503: components["responses"]["Problem"];
        };
    };
    retryDigest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                digest_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is tried again within a minute */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DigestSent"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    askUnsubscribe: {
        parameters: {
            query: {
                recipient: string;
                /** @description Hex HMAC-SHA256 of the recipient and the address, by the suite's own key. */
                signature: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page with one button */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            400: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    unsubscribe: {
        parameters: {
            query: {
                recipient: string;
                /** @description Hex HMAC-SHA256 of the recipient and the address, by the suite's own key. */
                signature: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            400: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    takeSlackAction: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Seconds since 1970.
                 * @example 1772355600
                 */
                "X-Slack-Request-Timestamp"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": {
                    payload: string;
                };
            };
        };
        responses: {
            /** @description It is done, or there was nothing to do */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
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
