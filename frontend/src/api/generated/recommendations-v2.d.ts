// Generated from openapi/ by `npm run types`: change the contract, not this file.

export interface paths {
    "/api/recommendations/v2/feedback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What became of recommendations - served, seen, clicked, added, bought, dismissed
         * @description Up to 500 at once. 2xx says that those which were not rejected are durable; an event whose `id` was sent before is a repetition and counts once. Each belongs to the recommendation it names; what is dismissed stays away from whoever it was recommended to. Browsers send the storefront key as a bearer token or as `key` in the URL; a body of type text/plain is read as JSON, so that sendBeacon works.
         */
        post: operations["takeFeedback"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/recommendations/v2/performance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Results of the experiments, with what they can and cannot say yet
         * @description Of each experiment: its arms, how they compare, and in plain words what to do. A claim about conversion is made from an experiment only; while there are too few customers the answer says how many it still needs. Margins need margin:read.
         */
        get: operations["recommendationsPerformance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/recommendations/v2/performance.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The same as a file, one row per arm and figure */
        get: operations["recommendationsPerformanceCsv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/recommendations/v2/value": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What recommendations were worth in some days, what was measured apart from what is estimated
         * @description By the formulas in docs/recommendations.md. What cannot be said is null, with its reason.
         */
        get: operations["recommendationsValue"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/recommendations/v2/value.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The same as a file, one row per figure */
        get: operations["recommendationsValueCsv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/recommendations/v2/coverage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How much of what sells the lists show, how varied they are, and what the offline gate last found
         * @description Lists of the hundred customers who bought last, as they would be served now, on the home page and of what is new to them, by the second version and beside it by the first. `gate` is the last training's verdict on each list.
         */
        get: operations["recommendationsCoverage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/recommendations/v2/coverage.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The same as a file, one row per list and version */
        get: operations["recommendationsCoverageCsv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/recommendations/v2/experiments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The experiments, newest first */
        get: operations["listExperiments"];
        put?: never;
        /** Plan an experiment; it begins when it is started */
        post: operations["makeExperiment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/recommendations/v2/experiments.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The same as a file */
        get: operations["listExperimentsCsv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/recommendations/v2/experiments/{experiment_id}/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begin it; whoever is seen from now on may be in it */
        post: operations["startExperiment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/recommendations/v2/experiments/{experiment_id}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End it, with what was decided */
        post: operations["stopExperiment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/recommendations/v2/experiments/{experiment_id}/ramp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Change the share of customers in it; who is in it stays in his arm while the share grows */
        post: operations["rampExperiment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/recommendations/v2/rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Marketing's pins, bans and cross-sell rules, with who set them, from when until when */
        get: operations["getRecommendationRules"];
        /**
         * Change them, or see what a change would do
         * @description A list that is left out stays; one that is given is all of its kind. An entry that was there keeps its author and time. With `preview=1` nothing is changed, and `preview` tells what it would do to lists of customers drawn at random. With `version` they are changed only if nobody changed them since. The next list that is asked for goes by them.
         */
        put: operations["setRecommendationRules"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/recommendations/v2/rules.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The same as a file, one row per rule */
        get: operations["getRecommendationRulesCsv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/recommendations/v2/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Build the lists' knowledge anew, or train the ranking, as the clock does
         * @description Answered when the run is asked for; it goes on by itself. While one goes on another gets the same run. Killed anywhere, what stood before stands.
         */
        post: operations["startRecommendationsRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/recommendations/v2/runs/{run_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How far a run is */
        get: operations["getRecommendationsRun"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/recommendations/v2/events": {
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
    "/api/recommendations/v2/health/live": {
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
    "/api/recommendations/v2/health/ready": {
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
    "/api/recommendations/v2/openapi.json": {
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
    "/api/recommendations/v2/docs": {
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
    "/api/recommendations/v2/{customer_id}/explain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Why these and not others - the parts of every score, which add up to it exactly
         * @description For staff: it tells what a customer bought. The list is the one that is served now, by the arm the customer is in. `product` asks about one product: where it stands, or which rule, filter or missing source kept it out.
         */
        get: operations["explainRecommendations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/recommendations/v2/{customer_id}/explain.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The same as a file, one row per item and part */
        get: operations["explainRecommendationsCsv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/recommendations/v2/{customer_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What this customer should see next
         * @description Always a list: for somebody nobody knows it is what sells, and `strategy` says so. A page sends the storefront key, and for a customer's id the shop's signature of it in X-Customer-Signature and X-Customer-Expires; `visitor:` ids and `anonymous` need none. Staff and the shop's servers may ask for anybody. What is in the cart, dismissed or just bought is known from events. An answer is kept for at most five minutes and made anew when anything it is made of changes. Who is in the standing hold-out is answered with no items.
         */
        get: operations["recommend"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/recommendations/v2/{customer_id}.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The same as a file
         * @description Of `id:<customerId>` it is the customer whose id ends in .csv, and the answer is JSON unless Accept says otherwise.
         */
        get: operations["recommendCsv"];
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
        /** @description Why a figure is null, or what the answer is made without, by its name. */
        Reasons: {
            [key: string]: string;
        };
        /**
         * @description The page a list stands on; each has candidates and a ranking of its own. discovery: only what is new to the customer.
         * @enum {string}
         */
        Surface: "home" | "product" | "cart" | "email" | "discovery";
        RecommendationList: {
            /**
             * Format: date-time
             * @description When the list was made.
             */
            as_of: string;
            data: components["schemas"]["Data"];
            /**
             * Format: date-time
             * @description The latest instant the purchases behind it speak of; null without any.
             */
            data_until: string | null;
            basis: components["schemas"]["Basis"];
            currency: string;
            time_zone: string;
            /** @description True where newer data has come since the last build. */
            is_provisional: boolean;
            /** @description True where the build is older than STALE_AFTER_HOURS, or something could not be read; `reasons` says what. */
            stale: boolean;
            reasons: components["schemas"]["Reasons"];
            /** @description Who it is for, as it was asked; anonymous for nobody in particular. */
            customer: string;
            surface: components["schemas"]["Surface"];
            /** @description The product of the page. */
            product: string | null;
            strategy: components["schemas"]["Strategy"];
            /** @description Feedback names it. */
            recommendation_id: string;
            /** @description Null while no experiment speaks of this surface. */
            experiment_id: string | null;
            /** @description Of the experiment; standing without one, held_out for who is shown nothing. */
            arm: string;
            /** @enum {string} */
            variant: "v1" | "v2" | "none";
            model: components["schemas"]["ModelVersion"];
            items: components["schemas"]["RecommendedItem"][];
        };
        /**
         * @description How the list came about. personal: by the customer's own purchases and everything else that is known; visit: nothing is known to be bought, so by what was looked at, seen or put into the cart; segment: by what the customer's segment buys; popular: nobody known, so what sells, rises and the season asks for; v1_frequency, v1_cosine, v1_popularity: the first version; empty: nothing has been built yet; none: the hold-out.
         * @enum {string}
         */
        Strategy: "personal" | "visit" | "segment" | "popular" | "v1_frequency" | "v1_cosine" | "v1_popularity" | "empty" | "none";
        ModelVersion: {
            /** @description lambdarank, logistic, decayed_frequency, v1 or popularity; null before the first build. */
            name: string | null;
            /** @description Of the build with its model. */
            version: string | null;
            /** Format: date-time */
            built_at: string | null;
        };
        RecommendedItem: {
            rank: number;
            product_id: string;
            title: string | null;
            price: components["schemas"]["Money"] | null;
            url: string | null;
            image_url: string | null;
            /** @description Ranks within this list, in steps of a millionth; says nothing between lists. */
            score: number;
            /** @description Of items said to be bought within 14 days with p, a share p is. */
            confidence: number | null;
            /** @description The family of signals that spoke for it most, or rule: habit, due, shelf, together, popular, trend, rhythm, offer, price, cart, content, viewed, segment, new, filler. */
            reason: string;
            reasons: components["schemas"]["Reasons"];
        };
        Explained: {
            /**
             * Format: date-time
             * @description When the list was made.
             */
            as_of: string;
            data: components["schemas"]["Data"];
            /**
             * Format: date-time
             * @description The latest instant the purchases behind it speak of; null without any.
             */
            data_until: string | null;
            basis: components["schemas"]["Basis"];
            currency: string;
            time_zone: string;
            /** @description True where newer data has come since the last build. */
            is_provisional: boolean;
            /** @description True where the build is older than STALE_AFTER_HOURS, or something could not be read; `reasons` says what. */
            stale: boolean;
            reasons: components["schemas"]["Reasons"];
            /** @description Who it is for, as it was asked; anonymous for nobody in particular. */
            customer: string;
            surface: components["schemas"]["Surface"];
            /** @description The product of the page. */
            product: string | null;
            strategy: components["schemas"]["Strategy"];
            /** @description Null: an explanation is shown to nobody. */
            recommendation_id: string | null;
            /** @description Null while no experiment speaks of this surface. */
            experiment_id: string | null;
            /** @description Of the experiment; standing without one, held_out for who is shown nothing. */
            arm: string;
            /** @enum {string} */
            variant: "v1" | "v2" | "none";
            model: components["schemas"]["ModelVersion"];
            items: components["schemas"]["ExplainedItem"][];
            /** @description From data_until to as_of. */
            data_age_hours?: number | null;
            /** @description What is in the cart. */
            cart?: string[];
            /** @description The product that was asked about; null where none was. */
            asked_about?: components["schemas"]["WhyNot"] | null;
        };
        ExplainedItem: {
            rank: number;
            product_id: string;
            title: string | null;
            price: components["schemas"]["Money"] | null;
            url: string | null;
            image_url: string | null;
            /** @description Ranks within this list, in steps of a millionth; says nothing between lists. */
            score: number;
            /** @description Of items said to be bought within 14 days with p, a share p is. */
            confidence: number | null;
            /** @description The family of signals that spoke for it most, or rule: habit, due, shelf, together, popular, trend, rhythm, offer, price, cart, content, viewed, segment, new, filler. */
            reason: string;
            reasons: components["schemas"]["Reasons"];
            /**
             * Format: int64
             * @description The score in millionths.
             */
            score_millionths: number;
            /** @description What each signal and rule added; their millionths are score_millionths exactly. */
            parts: components["schemas"]["ScorePart"][];
            /** @description Their sums by family. */
            families: {
                [key: string]: number;
            };
            /** @description For staff. */
            words: string;
        };
        ScorePart: {
            /** @description The signal or rule; basis is what every candidate begins with. */
            name: string;
            family: string;
            /** Format: int64 */
            millionths: number;
        };
        WhyNot: {
            product_id: string;
            title: string | null;
            is_recommended: boolean;
            /** @description In the list. */
            rank: number | null;
            /** @description The rule, filter or missing source that kept it out, such as banned, out_of_stock, in_cart, dismissed, just_bought, excluded, sibling_variant, category_full, ranked_lower, unknown_product or hold_out; null where it is recommended. */
            why_not: string | null;
            words: string;
            /** @description Its parts, where it was a candidate. */
            item: components["schemas"]["ExplainedItem"] | null;
        };
        ProductId: string;
        RecommendationRules: {
            /** @description Grows with every change; 0 while nobody changed anything. */
            version: number;
            /** Format: date-time */
            changed_at: string | null;
            changed_by: string | null;
            pins: components["schemas"]["PinOrBan"][];
            bans: components["schemas"]["PinOrBan"][];
            cross_sell: components["schemas"]["CrossSell"][];
            /** @description Only where it was asked for. */
            preview: components["schemas"]["RulesPreview"] | null;
        };
        PinOrBan: {
            product_id: string;
            /** @description Null for a product nobody knows. */
            title: string | null;
            /** @description Null on all of them. */
            surface: components["schemas"]["Surface"] | null;
            /** Format: date-time */
            from: string | null;
            /**
             * Format: date-time
             * @description Not any more from then on.
             */
            until: string | null;
            is_live: boolean;
            note: string | null;
            author: string;
            /**
             * Format: date-time
             * @description When the author set it.
             */
            at: string;
        };
        CrossSell: {
            /** @description Who has this product in the cart or looks at it, */
            bought: string;
            /** @description is likely to want this one. */
            then: string;
            /** @description Of the second. */
            title: string | null;
            /** Format: date-time */
            from: string | null;
            /** Format: date-time */
            until: string | null;
            is_live: boolean;
            note: string | null;
            author: string;
            /** Format: date-time */
            at: string;
            /** @description What the shop's own baskets say of it; null where too few hold both. */
            evidence: null | {
                /** @description Cosine of the two over baskets: 0 never together, 1 always. */
                strength: number;
            };
        };
        /** @description What the rules would change, were they in force now. */
        RulesPreview: {
            /** @description Lists that were looked at. */
            lists: number;
            changed: number;
            /** @description What will not do anything, and why. */
            notes: string[];
            /** @description The first that would change, 20 at most. */
            examples: {
                customer: string;
                surface: components["schemas"]["Surface"];
                added: string[];
                removed: string[];
                /** @description In both lists at another rank. */
                moved: string[];
            }[];
        };
        RecommendationRulesSet: {
            /** @description The version the caller has read; 409 where it is no longer the latest. */
            version?: number;
            /** @description Shown first, in this order, unless they may not be shown at all. */
            pins?: components["schemas"]["PinOrBanSet"][];
            bans?: components["schemas"]["PinOrBanSet"][];
            cross_sell?: components["schemas"]["CrossSellSet"][];
        };
        PinOrBanSet: {
            product_id: components["schemas"]["ProductId"];
            surface?: components["schemas"]["Surface"] | null;
            /** Format: date-time */
            from?: string | null;
            /** Format: date-time */
            until?: string | null;
            note?: string | null;
        };
        CrossSellSet: {
            bought: components["schemas"]["ProductId"];
            then: components["schemas"]["ProductId"];
            /** Format: date-time */
            from?: string | null;
            /** Format: date-time */
            until?: string | null;
            note?: string | null;
        };
        RunStart: {
            /** @enum {string} */
            name: "build" | "train";
        };
        Feedback: {
            /** @description The storefront key, where neither header nor URL has it. */
            key?: string;
            /**
             * Format: date-time
             * @description When the batch was sent, by the clock that dated its events: how old an event is is then told by that clock alone.
             */
            sent_at?: string;
            events: components["schemas"]["FeedbackEvent"][];
        };
        /** @description served and seen speak of the whole list where they name no product; all others need a product. */
        FeedbackEvent: {
            /** @description Identity of the event, unique in its list; a UUID. */
            id: string;
            event: components["schemas"]["FeedbackKind"];
            /** @description As the list has it. */
            recommendation_id: string;
            product_id?: components["schemas"]["ProductId"];
            /** @description Where it stood on the page, from 1. */
            position?: number;
            /** @description Of bought: the order, where the page knows it. */
            order_id?: string;
            /**
             * Format: date-time
             * @description When; now when left out. Older than three days is refused, later than now is now.
             */
            occurred_at?: string;
        };
        /** @enum {string} */
        FeedbackKind: "served" | "seen" | "clicked" | "added" | "bought" | "dismissed" | "not_for_me";
        FeedbackReport: {
            /** @description Events that are durable now, repetitions among them. */
            accepted: number;
            rejected: {
                /** @description Place in the batch from 0. */
                index: number;
                /** @description The event's id where it has one. */
                id: string | null;
                errors: components["schemas"]["FieldError"][];
            }[];
        };
        ExperimentList: {
            /** @description The share of customers who are shown no recommendations, whatever is tried. */
            hold_out_share: number;
            items: components["schemas"]["Experiment"][];
        };
        ExperimentSurfaces: components["schemas"]["Surface"][];
        ExperimentArm: {
            arm: string;
            /**
             * @description The first version, the second one, or no recommendations.
             * @enum {string}
             */
            variant: "v1" | "v2" | "none";
            /** @description A model of the second version; the one that is in force when left out. */
            model?: string | null;
            /** @description Share of those in the experiment; the arms' shares add up to one. */
            weight: number;
        };
        ExperimentSet: {
            experiment_id: string;
            name: string;
            surfaces: components["schemas"]["ExperimentSurfaces"];
            /** @description Experiments of one layer exclude one another; main when left out. */
            layer?: string;
            /** @description The first is the control. */
            arms: components["schemas"]["ExperimentArm"][];
            /** @description Share of the layer's customers in it; all when left out. */
            share?: number;
            /** @description Days after the first sight in which a purchase counts; 7 when left out. */
            window_days?: number;
            /** @description Days it runs at least; 14 when left out. */
            least_days?: number;
            /** @description The lift of conversion worth finding; 0.2 when left out. */
            expected_lift?: number;
        };
        Experiment: {
            experiment_id: string;
            name: string;
            surfaces: components["schemas"]["ExperimentSurfaces"];
            layer: string;
            arms: components["schemas"]["ExperimentArm"][];
            share: number;
            window_days: number;
            least_days: number;
            expected_lift: number;
            /** @enum {string} */
            state: "planned" | "running" | "stopped";
            /** Format: date-time */
            created_at: string;
            created_by: string;
            /** Format: date-time */
            started_at: string | null;
            /** Format: date-time */
            stopped_at: string | null;
            decision: components["schemas"]["StopDecision"] | null;
            decision_note: string | null;
            /** @description What was done to it, oldest first. */
            history: {
                /** @enum {string} */
                what: "planned" | "started" | "ramped" | "stopped";
                share: number;
                by: string;
                /** Format: date-time */
                at: string;
            }[];
        };
        /** @enum {string} */
        StopDecision: "ship" | "roll_back" | "no_difference" | "abandoned";
        ExperimentStop: {
            decision: components["schemas"]["StopDecision"];
            /** @description Which arm is shipped. */
            arm?: string;
            note?: string;
        };
        ExperimentRamp: {
            share: number;
        };
        RecommendationsPerformance: {
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
            reasons: components["schemas"]["Reasons"];
            hold_out_share: number;
            items: components["schemas"]["ExperimentResult"][];
            explain?: components["schemas"]["Explanation"];
        };
        ExperimentResult: {
            experiment: components["schemas"]["Experiment"];
            /**
             * Format: date-time
             * @description Whoever was first seen before it has had the whole window; only these count.
             */
            matured_until: string | null;
            arms: components["schemas"]["ArmResult"][];
            comparisons: components["schemas"]["Comparison"][];
            sample_ratio: {
                /** @description Chance of visitors so far from the arms' weights; below 0.001 no verdict is given. */
                p_value: number | null;
                is_healthy: boolean | null;
            };
            /** @description People who were in two arms, as a visitor and as a customer; they count in the first. More than a tenth of all, and no verdict is given. */
            crossed: number;
            decision: components["schemas"]["ExperimentVerdict"];
            reasons: components["schemas"]["Reasons"];
        };
        ArmResult: {
            arm: string;
            /** @enum {string} */
            variant: "v1" | "v2" | "none";
            is_control: boolean;
            /** @description Who was seen in it. */
            visitors: number;
            matured_visitors: number;
            /** @description Visitors with a purchase in their window. */
            conversion: components["schemas"]["Ratio"] | null;
            /** @description Net sales after refunds, winsorised at both ends. */
            revenue_per_visitor: components["schemas"]["AverageMoney"] | null;
            /** @description Net margin after refunds, winsorised at both ends; only with margin:read. */
            margin_per_visitor: components["schemas"]["AverageMoney"] | null;
            average_order_value: components["schemas"]["AverageMoney"] | null;
            /** @description Orders with more than one product. */
            attach_rate: components["schemas"]["Ratio"] | null;
            reasons: components["schemas"]["Reasons"];
        };
        Comparison: {
            arm: string;
            against: string;
            /** @enum {string} */
            metric: "conversion" | "revenue_per_visitor" | "margin_per_visitor" | "average_order_value" | "attach_rate";
            is_primary: boolean;
            /** @description Relative: 0.2 is 20 % more. */
            lift: number | null;
            /** @description Ends of the interval that holds at any moment it is looked at. */
            low: number | null;
            high: number | null;
            /** @description Of the interval: 0.96 of the conversion, which decides, 0.99 of the margin, which guards, so that both together err once in twenty; 0.95 of the others. Of more than two arms each may err by its part of that. */
            confidence: number;
            /** @description The p-value that goes with it and holds as well however often it is looked at. */
            p_value: number | null;
            /** @description Of all arms, without an opinion before; it is no test, and decides nothing. */
            probability_to_be_best: number | null;
            is_significant: boolean | null;
            /** @description What was done to it: sequential, cuped, winsorised, delta. */
            method: string;
            reasons: components["schemas"]["Reasons"];
        };
        ExperimentVerdict: {
            /** @enum {string} */
            verdict: "ship" | "roll_back" | "keep_running" | "unhealthy" | "not_started" | "ended";
            /** @description The reason as a code. */
            why: string;
            /** @description What is shipped or rolled back to. */
            arm: string | null;
            /** @description What to do and why, in plain words. */
            words: string;
            /** @description Until a verdict at the pace so far; null where nobody can tell. */
            days_left: number | null;
            /** @description In the smallest arm. */
            visitors_per_arm: number;
            /** @description How many more are needed, in all arms, to find the expected lift in four of five cases. */
            visitors_left: number | null;
            /** @description To find the expected lift in four of five cases, looked at every day; by what was seen so far, or by the base rate; null without one. */
            visitors_needed_per_arm: number | null;
            /** @description The same for who looks once, at the end: about 14,000 for a fifth more of 3 %. */
            visitors_needed_for_one_look: number | null;
            /** @description Conversion of the control. */
            base_rate: components["schemas"]["Ratio"] | null;
        };
        RecommendationsCoverage: {
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
            reasons: components["schemas"]["Reasons"];
            model: components["schemas"]["ModelVersion"];
            /** @description Whose lists were looked at. */
            customers: number;
            items: components["schemas"]["ListCoverage"][];
            /** @description The last training; null before the first, with the reason. */
            gate: components["schemas"]["GateReport"] | null;
            formulas: {
                [key: string]: string;
            };
            explain?: components["schemas"]["Explanation"];
        };
        ListCoverage: {
            surface: components["schemas"]["Surface"];
            /** @enum {string} */
            variant: "v1" | "v2";
            /** @description Lists with at least one product. */
            lists: number;
            /** @description Places in all of them, ten a list at most. */
            shown: number;
            /** @description Different products among them. */
            products: number;
            /** @description Of the products that sold in the 28 days before the build those that stand in a list. */
            coverage: components["schemas"]["Ratio"] | null;
            /** @description Different categories in a list, on average; products without one count as one. */
            categories_per_list: number | null;
            /** @description Mean of minus the binary logarithm of a product's share of sold lines: higher shows what is less known. */
            novelty_bits: number | null;
            /** @description Places with a product that had not sold for 84 days. */
            not_sold_lately: components["schemas"]["Ratio"] | null;
            /** @description Places that the ten products shown most take. */
            ten_most_shown: components["schemas"]["Ratio"] | null;
            reasons: components["schemas"]["Reasons"];
        };
        GateReport: {
            /** Format: date-time */
            judged_at: string;
            items: components["schemas"]["GateVerdict"][];
        };
        GateVerdict: {
            /** @description home, cart or discovery. */
            list: string;
            /** @description What was learned is served since. */
            passed: boolean;
            best: string;
            why: string;
            /** @description Whose visits it was judged by. */
            customers: number;
            /** @description That the best is better than what was served; null where nothing could be compared. */
            chance_better: number | null;
            /** @description NDCG of ten, 0 to 1: v1, current (what was served), and what was learned. */
            scores: {
                [key: string]: number;
            };
        };
        RecommendationsValue: {
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
            reasons: components["schemas"]["Reasons"];
            /** Format: date */
            from: string;
            /**
             * Format: date
             * @description Last shop day, inclusive.
             */
            to: string;
            /** @description What customers with recommendations brought beyond the standing hold-out, who saw none. */
            measured: {
                /** @description Customers and visitors. */
                recommended: number;
                held_out: number;
                net_sales: components["schemas"]["WorthOfRecommendations"];
                margin: components["schemas"]["WorthOfRecommendations"];
            };
            /** @description What nobody measured: some of it would have been bought anyway. */
            estimated: {
                /** @description Recommended items that were clicked or put in the cart from the list and bought within 14 days. */
                bought_after_click: number;
                net_sales_after_click: components["schemas"]["WorthOfRecommendations"];
            };
            formulas: {
                [key: string]: string;
            };
            explain?: components["schemas"]["Explanation"];
        };
        WorthOfRecommendations: {
            amount: components["schemas"]["Money"] | null;
            /** @description 95 % interval. */
            low: components["schemas"]["Money"] | null;
            high: components["schemas"]["Money"] | null;
            /** @description Why it is null. */
            reason: string | null;
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
        /**
         * @description Whose data the answer is made of; demo is an invented shop to look around in.
         * @enum {string}
         */
        Data: "shop" | "demo";
        /** @enum {string} */
        Basis: "accounting" | "order";
        /** @description A share of a number by a number, with what it was made of. */
        Ratio: {
            value: number;
            numerator: number;
            denominator: number;
        };
        Money: {
            /** @example 12.50 */
            amount: string;
            currency: string;
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
        /** @description What went wrong and what to do. */
        Problem: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description What the caller holds is still right. */
        NotModified: {
            headers: {
                [name: string]: unknown;
            };
            content?: never;
        };
    };
    parameters: {
        /** @description 1 adds how the answer was made (definitions, SQL, parameters, rows, exclusions, age). */
        Explain: "0" | "1";
        /** @description First shop day, from 1900 to 2199; needs `to`. */
        From: string;
        /** @description Last shop day, inclusive, from 1900 to 2199; needs `from`. */
        To: string;
    };
    requestBodies: never;
    headers: {
        /** @description Identity of this request in the logs. */
        RequestId: string;
        /** @description Changes when the answer changes; send it back as If-None-Match. */
        ETag: string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    takeFeedback: {
        parameters: {
            query?: {
                /** @description The storefront key, where no header can be sent. */
                key?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Feedback"];
                "text/plain": string;
            };
        };
        responses: {
            /** @description What was taken and what was not */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FeedbackReport"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    recommendationsPerformance: {
        parameters: {
            query?: {
                /** @description Only this experiment; all that run, and those that ended in the last 90 days, when left out. */
                experiment?: string;
                /** @description 1 adds how the answer was made (definitions, SQL, parameters, rows, exclusions, age). */
                explain?: components["parameters"]["Explain"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The results */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecommendationsPerformance"];
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
    recommendationsPerformanceCsv: {
        parameters: {
            query?: {
                /** @description Only this experiment; all that run, and those that ended in the last 90 days, when left out. */
                experiment?: string;
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
            404: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    recommendationsValue: {
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
                    "application/json": components["schemas"]["RecommendationsValue"];
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
    recommendationsValueCsv: {
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
    recommendationsCoverage: {
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
            /** @description The figures of the build that answers now */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecommendationsCoverage"];
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
    recommendationsCoverageCsv: {
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
    listExperiments: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The experiments and the standing hold-out */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExperimentList"];
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
    makeExperiment: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExperimentSet"];
            };
        };
        responses: {
            /** @description The experiment */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Experiment"];
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
    listExperimentsCsv: {
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
    startExperiment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                experiment_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The experiment as it is now */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Experiment"];
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
    stopExperiment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                experiment_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExperimentStop"];
            };
        };
        responses: {
            /** @description The experiment as it is now */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Experiment"];
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
    rampExperiment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                experiment_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExperimentRamp"];
            };
        };
        responses: {
            /** @description The experiment as it is now */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Experiment"];
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
    getRecommendationRules: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The rules as they stand */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecommendationRules"];
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
    setRecommendationRules: {
        parameters: {
            query?: {
                /** @description 1 changes nothing and tells what it would change. */
                preview?: "0" | "1";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RecommendationRulesSet"];
            };
        };
        responses: {
            /** @description The rules as they stand now, or with preview as they would */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecommendationRules"];
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
    getRecommendationRulesCsv: {
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
    startRecommendationsRun: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RunStart"];
            };
        };
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
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    getRecommendationsRun: {
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
    explainRecommendations: {
        parameters: {
            query?: {
                /** @description Where the list stands; home when left out. */
                surface?: components["schemas"]["Surface"];
                /** @description The product of the page; needed on the surface product. */
                viewing?: string;
                /** @description Why this product is recommended, or why it is not. */
                product?: string;
                /** @description Items in the list; 10 when left out. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description A customer's id, `visitor:<visitorId>`, or `anonymous`. An id that is a word of this API, that begins with `visitor:` or `id:`, or that ends in `.csv` is written `id:<customerId>`. Percent-encoded. */
                customer_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The list, every item with its parts */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Explained"];
                    "text/csv": string;
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    explainRecommendationsCsv: {
        parameters: {
            query?: {
                /** @description Where the list stands; home when left out. */
                surface?: components["schemas"]["Surface"];
                /** @description The product of the page; needed on the surface product. */
                viewing?: string;
                /** @description Why this product is recommended, or why it is not. */
                product?: string;
                /** @description Items in the list; 10 when left out. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description A customer's id, `visitor:<visitorId>`, or `anonymous`. An id that is a word of this API, that begins with `visitor:` or `id:`, or that ends in `.csv` is written `id:<customerId>`. Percent-encoded. */
                customer_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One row per item and part */
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
            503: components["responses"]["Problem"];
        };
    };
    recommend: {
        parameters: {
            query?: {
                /** @description Where the list stands; home when left out. */
                surface?: components["schemas"]["Surface"];
                /** @description The product of the page; needed on the surface product. */
                product?: string;
                /** @description Items in the list; 10 when left out. */
                limit?: number;
                /** @description Products that the page shows already, by id with commas between; 100 at most. */
                exclude?: string;
                /** @description The storefront key, where no header can be sent. */
                key?: string;
            };
            header?: never;
            path: {
                /** @description A customer's id, `visitor:<visitorId>`, or `anonymous`. An id that is a word of this API, that begins with `visitor:` or `id:`, or that ends in `.csv` is written `id:<customerId>`. Percent-encoded. */
                customer_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The list */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecommendationList"];
                    "text/csv": string;
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    recommendCsv: {
        parameters: {
            query?: {
                /** @description Where the list stands; home when left out. */
                surface?: components["schemas"]["Surface"];
                /** @description The product of the page; needed on the surface product. */
                product?: string;
                /** @description Items in the list; 10 when left out. */
                limit?: number;
                /** @description Products that the page shows already, by id with commas between; 100 at most. */
                exclude?: string;
                /** @description The storefront key, where no header can be sent. */
                key?: string;
            };
            header?: never;
            path: {
                /** @description A customer's id, `visitor:<visitorId>`, or `anonymous`. An id that is a word of this API, that begins with `visitor:` or `id:`, or that ends in `.csv` is written `id:<customerId>`. Percent-encoded. */
                customer_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One row per item */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                    "application/json": components["schemas"]["RecommendationList"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
}
