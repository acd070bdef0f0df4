// Generated from openapi/ by `npm run types`: change the contract, not this file.

export interface paths {
    "/api/ingest/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Load files, or say what loading them would do
         * @description The upload is streamed to disk and loaded in one atomic change. With `Accept: application/x-ndjson` the answer is a line of progress at a time, then one line with `report` or with `problem`. Files are CSV (also with gzip) or Parquet; an upload holds MAX_UPLOAD_MB at most and has to come in at 8 kB a second at least. What unpacks to far more than a table can hold, or needs more memory than reading a table does, is refused (422), and so are files of which more than a million rows cannot be taken. A page of the suite's own may send it with its session; one of another origin is refused (403).
         */
        post: operations["loadFiles"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ingest/bigquery": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Load a BigQuery dataset, or say what loading it would do
         * @description Reads what the mapping names (tables or SELECTs of one dataset), changes nothing there, and loads it by the rules that files are loaded by, in one atomic change. What would be read is asked of BigQuery beforehand, and refused beyond BIGQUERY_MAX_GB. A dry run reads too: BigQuery answers the load after it from its cache. With `Accept: application/x-ndjson` the answer is a line of progress at a time, then one line with `report` or with `problem`.
         */
        post: operations["loadBigQuery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ingest/lightspeed/sync": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Bring over what is new at Lightspeed
         * @description Reads the connected Lightspeed shop's outlets, users, products, customers, sales and stock from where the last sync stopped, the first time from the beginning, and publishes what they say as events; the tables follow within seconds. Stopped anywhere, the next one goes on from there. What cannot be read is set aside, counted by reason. With `Accept: application/x-ndjson` the answer is a line of progress at a time, then one line with `report` or with `problem`.
         */
        post: operations["syncLightspeed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ingest/loads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The loads so far, newest first */
        get: operations["listLoads"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ingest/loads.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every load as a file */
        get: operations["listLoadsCsv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ingest/facts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How many facts wait to be merged, and which could not be, newest first */
        get: operations["listFacts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ingest/facts.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every fact that was set aside as a file */
        get: operations["listFactsCsv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ingest/loads/{load_id}/undo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take one load back exactly */
        post: operations["undoLoad"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ingest/loads/{load_id}/rejected.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The rows a load rejected, with file, line, field and reason */
        get: operations["rejectedRows"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ingest/customers/{customer_id}/erase": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Erase a customer; the money stays, the person goes
         * @description In one atomic change every version of the customer's row goes, their sales and web events become a guest's, and what was said about their orders goes. Before it, keyed digests of the id and of every e-mail address and telephone number known for it are put on the suppression list, which every later load is checked against. Asked again, or for an id nobody knows, it touches no row and keeps the id from coming in.
         */
        post: operations["eraseCustomer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ingest/events": {
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
    "/api/ingest/web-events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take what visitors did in the online shop
         * @description Answered when the events are durable. An event is told by its id: the same one sent again, in another batch too, is a repetition. What is wrong with one event is said of that event, and the others are taken. Browsers send the storefront key as a bearer token, as `key` in the URL, or as `key` in the body; the page's origin has to be among the key's and among ALLOWED_ORIGINS. A body of type text/plain is read as JSON, so that sendBeacon works without a preflight. Without consent (`granted`) nothing is kept that tells one visitor from another. A customer's id counts only with the shop's signature of it, here or in the headers X-Customer-Signature and X-Customer-Expires. Bots are flagged and kept.
         */
        post: operations["receiveWebEvents"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ingest/shopify/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Where Shopify sends its webhooks
         * @description 2xx says that what the webhook tells is durable (its events are published), or that there is nothing to do: a repetition, a topic that nothing is made of, or a payload that is not as documented, which is set aside and counted. It is answered in under a second; 503 asks Shopify to send it again. The signature stands over the raw body, the shop's domain has to be the connected one, and X-Shopify-Triggered-At at most 48 hours ago.
         */
        post: operations["takeShopifyWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ingest/shopify/reconcile": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Compare with Shopify, and take what no webhook told
         * @description What the job reconcile-shopify does each hour: asks the Admin API of the connected shop for what changed since the last time, publishes what was missed as the events the webhooks would have made, and answers the difference. The first time it reads all products and stock; orders and customers of before are the exports', unless `since` is given. With `Accept: application/x-ndjson` the answer is a line of progress at a time, then one line with `report` or with `problem`.
         */
        post: operations["reconcileShopify"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ingest/mailchimp/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What Mailchimp asks before it takes an address for webhooks */
        get: operations["probeMailchimpWebhook"];
        put?: never;
        /**
         * Where Mailchimp tells who unsubscribed, and whose address mail cannot reach
         * @description 2xx says that what it tells is durable, or that there is nothing to do: an address of nobody here, or something other than `unsubscribe` and `cleaned`. Mailchimp signs nothing: the secret that `shopsight connect mailchimp` shows is part of the address.
         */
        post: operations["takeMailchimpWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ingest/klaviyo/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** That somebody listens here */
        get: operations["probeKlaviyoWebhook"];
        put?: never;
        /**
         * Where Klaviyo tells who unsubscribed or was suppressed, and whose address mail cannot reach
         * @description 2xx says that what it tells is durable, or that there is nothing to do, as for Mailchimp. The signature stands over the raw body and Klaviyo-Timestamp, which is at most 48 hours ago.
         */
        post: operations["takeKlaviyoWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ingest/snippet.js": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The script that a shop's pages send their events with */
        get: operations["snippet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ingest/health/live": {
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
    "/api/ingest/health/ready": {
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
    "/api/ingest/openapi.json": {
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
    "/api/ingest/docs": {
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
        LightspeedReport: {
            /** @description Which Lightspeed shop. */
            domain_prefix: string;
            /** @description What it calls itself. */
            retailer: string | null;
            entities: components["schemas"]["LightspeedEntity"][];
            /** @description Items of this sync that could not be read. */
            set_aside: number;
            notes: string[];
        };
        /** @description What became of one kind of item; read = published + left_out + set_aside. */
        LightspeedEntity: {
            /** @enum {string} */
            entity: "outlets" | "users" | "products" | "customers" | "sales" | "inventory";
            /** @description Lightspeed's version number that had been read before; 0 the first time. */
            from_version: number;
            to_version: number;
            read: number;
            /** @description Items that events were published of. */
            published: number;
            events: number;
            left_out: components["schemas"]["LightspeedReasons"];
            set_aside: components["schemas"]["LightspeedReasons"];
            in_all: components["schemas"]["LightspeedCounts"];
            /** @description The first items that were set aside. */
            examples: {
                /** @description Lightspeed's id of the item; ? where it has none. */
                id: string;
                reason: string;
                field: string;
            }[];
        };
        /** @description The same counts over all syncs so far. */
        LightspeedCounts: {
            read: number;
            published: number;
            events: number;
            left_out: components["schemas"]["LightspeedReasons"];
            set_aside: components["schemas"]["LightspeedReasons"];
        };
        LightspeedReasons: {
            reason: string;
            items: number;
        }[];
        LoadReport: {
            load_id: string;
            dry_run: boolean;
            /** @description Format, mapping, or the BigQuery dataset. */
            source: string;
            files: {
                name: string;
                table: string;
                rows: number;
                /** @description Which column of the file fills which field. */
                recognised: {
                    [key: string]: string;
                };
                /** @description Columns of the file nothing was made of. */
                ignored?: string[];
            }[];
            tables: {
                table: string;
                read: number;
                loaded: number;
                /** @description Already there. */
                known: number;
                rejected: number;
            }[];
            rejected: {
                table: string;
                reason: string;
                rows: number;
                /** @description File, line and value of the first one. */
                example?: string;
            }[];
            /** @description Loaded into the ledger, but no sales. */
            excluded: {
                reason: string;
                rows: number;
                net_amount: components["schemas"]["Money"];
            }[];
            /** @description Net total of the loaded ledger rows before exclusions; null when no sales were read. */
            net_amount: components["schemas"]["Money"] | null;
            /** Format: date-time */
            data_until: string | null;
            /** @description Where the rejected rows are listed. */
            rejected_rows?: string | null;
            /** @description What a person should know. */
            notes: string[];
            /** @description What was read of a BigQuery dataset; of a load of files it is not there. */
            sources?: components["schemas"]["SourceRead"][];
            /** @description Of a load of ga4, how many rows of the export were consent_denied, consent_unknown, a bot's, without_session, without_product, purchase_without_order, had a user_id_is_an_email_address, or were not_ours, events that are not kept (by their name); a row may be counted more than once. */
            counted_apart?: {
                reason: string;
                /** @description Name of the event, of not_ours; else empty. */
                event: string;
                rows: number;
            }[];
        };
        /** @description One table or SELECT of a BigQuery dataset. */
        SourceRead: {
            /** @description The table, or which SELECT. */
            name: string;
            /** @description The tables it fills. */
            tables: string[];
            /** @description What BigQuery said beforehand that it would read, of the columns used. */
            bytes: number;
            rows: number;
            /**
             * Format: date-time
             * @description Since when rows were read; null for all.
             */
            since: string | null;
            /** @description The column that says so. */
            watermark: string | null;
            /**
             * Format: date-time
             * @description The last watermark that was read; null without rows.
             */
            until: string | null;
            /** @description In a dry run, for each table the first ten rows as they would be loaded; null without personal-data:read and margin:read, since a SELECT can call any column anything. */
            mapped?: {
                table: string;
                rows: {
                    [key: string]: unknown;
                }[];
            }[] | null;
            /** @description Why `mapped` is null. */
            reasons?: {
                [key: string]: string;
            };
        };
        FactPage: {
            waiting: {
                /** @description Facts in the inbox that no merge took yet. */
                facts: number;
                /**
                 * Format: date-time
                 * @description When the first of them came; null when none waits.
                 */
                since: string | null;
            };
            items: components["schemas"]["SetAsideFact"][];
            next_cursor: string | null;
        };
        /** @description A fact that came as an event and could not be merged; nothing of what it said. */
        SetAsideFact: {
            /** Format: date-time */
            recorded_at: string;
            /** @description Where the event came from. */
            source: string;
            /** @description Identity of the event within its source. */
            event_id: string;
            event_type: string;
            /** @description What it is about; null where nobody can tell. */
            entity_id: string | null;
            /** @description One word, such as fx_rate_missing; the README of ingestion lists them. */
            reason: string;
            detail: string;
            /** @description The load of that day's events. */
            load_id: string;
        };
        LoadPage: {
            items: components["schemas"]["Load"][];
            next_cursor: string | null;
        };
        Load: {
            load_id: string;
            /** @enum {string} */
            status: "loaded" | "undone";
            /** Format: date-time */
            recorded_at: string;
            source: string;
            files: string[];
            read: number;
            loaded: number;
            known: number;
            rejected: number;
            net_amount: components["schemas"]["Money"] | null;
        };
        /** @description Events of one visitor, as a page sends them. */
        WebEvents: {
            /** @description The storefront key, where neither header nor URL has it. */
            key?: string;
            /**
             * Format: date-time
             * @description When the batch was sent, by the visitor's clock. How old an event is is then told by that clock alone, however wrong it goes.
             */
            sent_at?: string;
            /**
             * @description Whether the visitor agreed to be known; unknown when left out.
             * @enum {string}
             */
            consent?: "granted" | "denied" | "unknown";
            /** @description The browser; kept only with consent. */
            visitor_id?: string;
            /** @description The visit; kept only with consent. */
            session_id?: string;
            customer?: components["schemas"]["SignedCustomer"];
            /**
             * @description Told from the user agent when left out.
             * @enum {string}
             */
            device?: "desktop" | "mobile" | "tablet";
            /** @description Where the visit came from: utm_source, or the host of the page before, which says nothing when it is the shop's own. */
            source?: string | null;
            medium?: string | null;
            campaign?: string | null;
            /** @description The browser says that a program drives it; its events are flagged as a bot's. */
            automated?: boolean;
            /** @description The visitor's, where a shop's server sends for them; it is looked at and not kept. */
            user_agent?: string;
            events: components["schemas"]["WebEvent"][];
        };
        /** @description Who is signed in to the shop, with the shop's word for it: hex HMAC-SHA256 of `customer_id.expires` under the signing secret. What does not hold is left out of the events, and the answer says why. */
        SignedCustomer: {
            customer_id: string;
            /** @description Seconds since 1970, at most a day ahead; else in X-Customer-Expires. */
            expires?: number;
            /** @description Else in X-Customer-Signature. */
            signature?: string;
        };
        /** @description product_view, add_to_cart and remove_from_cart need a product_id, content_view and content_progress a content_id, content_progress its progress and search its query. */
        WebEvent: {
            /** @description Identity of the event, unique in the shop; a UUID. */
            id: string;
            /** @enum {string} */
            event: "session_start" | "page_view" | "product_view" | "content_view" | "content_progress" | "search" | "add_to_cart" | "remove_from_cart" | "begin_checkout" | "purchase";
            /**
             * Format: date-time
             * @description When, by the visitor's clock; now when left out. Older than three days is refused, later than now is now.
             */
            occurred_at?: string;
            /** @description The page's path; what stands after ? or # is cut off. */
            page?: string;
            product_id?: string;
            /** @description Units put in or taken out of the cart; one when left out. */
            quantity?: number;
            content_id?: string;
            /** @description Share read or watched. */
            progress?: number;
            /** @description What was searched for; e-mail addresses and telephone numbers are taken out. */
            query?: string;
            /** @description The order of a purchase; kept only with consent. */
            order_id?: string;
        };
        WebEventReport: {
            /** @description Events that are durable now, repetitions among them. */
            accepted: number;
            rejected: {
                /** @description Place in the batch from 0. */
                index: number;
                /** @description The event's id where it has one. */
                id: string | null;
                errors: components["schemas"]["FieldError"][];
            }[];
            /**
             * @description What became of the customer's id; none where none was given.
             * @enum {string}
             */
            customer: "none" | "kept" | "no_consent" | "unsigned" | "expired" | "expires_too_late" | "wrong_signature" | "no_signing_secret" | "erased";
        };
        /** @description What became of a webhook. */
        ShopifyOutcome: {
            /** @enum {string} */
            outcome: "taken" | "repeated" | "unknown topic" | "acknowledged" | "set aside";
        };
        /** @description What became of a webhook of a marketing platform. */
        ConsentTaken: {
            /** @description Customers who withdrew; it is told on. */
            changed: number;
            /** @description Addresses of nobody here. */
            unknown: number;
            /** @description What is no withdrawal, or names no address. */
            ignored: number;
        };
        /** @description What Shopify says has changed, beside what webhooks told. */
        ShopifyReport: {
            /** @example my-shop.myshopify.com */
            shop: string;
            /**
             * Format: date-time
             * @description Two minutes ago: what changed since may still be on its way.
             */
            compared_until: string;
            kinds: {
                /** @enum {string} */
                kind: "products" | "orders" | "customers" | "levels" | "costs";
                /** @description What changed in the time that was compared. */
                changed: number;
                /** @description What no webhook had told; it is published now. */
                missed: number;
                /** @description What cannot be taken. */
                refused: number;
            }[];
            /** @description Webhooks that nothing was made of, since the shop was connected. */
            counts: {
                /** @example unknown topic: carts/update */
                name: string;
                times: number;
            }[];
            /** @description Webhooks that could not be read and are kept for a week. */
            set_aside: number;
            /** @description What could not be taken and why, twenty at most. */
            notes: string[];
        };
        /** @description What was erased. It does not name whom. */
        ErasureReport: {
            tables: {
                table: string;
                /** @description Rows that are gone (customers, entity_facts) or a guest's now (sales, order_facts, web_events). */
                rows: number;
            }[];
            /** @description Shop days whose daily figures were refreshed. */
            days: number;
            /** @description What a person should know. */
            notes: string[];
        };
        UndoReport: {
            load_id: string;
            tables: {
                table: string;
                rows: number;
            }[];
            notes: string[];
        };
        Money: {
            /** @example 12.50 */
            amount: string;
            currency: string;
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
    };
    parameters: {
        /** @description Where the last page ended (`next_cursor`). */
        Cursor: string;
        /** @description Items on a page; 50 when left out. */
        Limit: number;
    };
    requestBodies: never;
    headers: {
        /** @description Identity of this request in the logs. */
        RequestId: string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    loadFiles: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /** @description One part per file. Canonical files are named after their table, Shopify's are recognised by their header. Of a name the last 200 characters count, without folders and without what a spreadsheet would run. */
                    file: string[];
                    /**
                     * @description canonical, shopify for Shopify's exports of orders, products, inventory and customers, or ga4 for rows of Google Analytics 4's BigQuery export as lines of JSON.
                     * @enum {string}
                     */
                    format?: "canonical" | "shopify" | "ga4";
                    /** @description The text of a mapping (YAML), or the name of one that is shipped. Not together with format. */
                    mapping?: string;
                    /** @enum {string} */
                    dry_run?: "true" | "false";
                };
            };
        };
        responses: {
            /** @description What the files hold and what was done, or would be done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoadReport"];
                    "application/x-ndjson": string;
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    loadBigQuery: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /**
                     * @description The dataset.
                     * @example bigquery://my-project/shop
                     */
                    source: string;
                    /**
                     * @description ga4 for the tables of Google Analytics 4's export, instead of a mapping.
                     * @enum {string}
                     */
                    format?: "ga4";
                    /** @description The text of a mapping (YAML) whose tables say from or select. Needed without format. */
                    mapping?: string;
                    /**
                     * @description Only rows whose watermark is not older: a day (2024-01-31), a moment, or `last`, the last watermark of the loads before, less BIGQUERY_OVERLAP_DAYS. Without it all rows are read by a mapping, and of ga4 what last says.
                     * @example last
                     */
                    since?: string;
                    /** @enum {string} */
                    dry_run?: "true" | "false";
                };
            };
        };
        responses: {
            /** @description What was read and what was done, or would be done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoadReport"];
                    "application/x-ndjson": string;
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    syncLightspeed: {
        parameters: {
            query?: {
                /** @description Read everything again; what is known stays as it is. */
                from_start?: "true" | "false";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was read and what became of it */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LightspeedReport"];
                    "application/x-ndjson": string;
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    listLoads: {
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
            /** @description A page of loads */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoadPage"];
                    "text/csv": string;
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    listLoadsCsv: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One row per load */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    listFacts: {
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
            /** @description What waits, and a page of what was set aside */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FactPage"];
                    "text/csv": string;
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    listFactsCsv: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One row per fact */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    undoLoad: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                load_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was taken back */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UndoReport"];
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
    rejectedRows: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                load_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One row per rejected row */
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
        };
    };
    eraseCustomer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id as the shop's files have it; percent-encoded, a slash too. */
                customer_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was erased */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErasureReport"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            /** @description No customer has an id with a line break in it */
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
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
    receiveWebEvents: {
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
                "application/json": components["schemas"]["WebEvents"];
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
                    "application/json": components["schemas"]["WebEventReport"];
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
    takeShopifyWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @example orders/updated */
                "X-Shopify-Topic"?: string;
                /** @example my-shop.myshopify.com */
                "X-Shopify-Shop-Domain"?: string;
                /** @description Tells a repetition, of one topic; X-Shopify-Webhook-Id where it is missing. */
                "X-Shopify-Event-Id"?: string;
                "X-Shopify-Webhook-Id"?: string;
                /** @example 2026-03-02T10:15:00.123456789Z */
                "X-Shopify-Triggered-At"?: string;
            };
            path?: never;
            cookie?: never;
        };
        /** @description 5 MB at most. */
        requestBody: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description It need not be sent again */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShopifyOutcome"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    reconcileShopify: {
        parameters: {
            query?: {
                /**
                 * @description From when on everything that changed is compared; from the last time on when left out.
                 * @example 2026-03-01T00:00:00Z
                 */
                since?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What had been missed */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShopifyReport"];
                    "application/x-ndjson": string;
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    probeMailchimpWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It need not be sent again */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConsentTaken"];
                };
            };
            401: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    takeMailchimpWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description A form, 5 MB at most. */
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": {
                    /** @description unsubscribe, cleaned, or another that is ignored. */
                    type?: string;
                    /** @description When it happened; UTC without an offset. */
                    fired_at?: string;
                    /** @description Whose address it is. */
                    "data[email]"?: string;
                };
            };
        };
        responses: {
            /** @description It need not be sent again */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConsentTaken"];
                };
            };
            401: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    probeKlaviyoWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It need not be sent again */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConsentTaken"];
                };
            };
            503: components["responses"]["Problem"];
        };
    };
    takeKlaviyoWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @example Mon, 02 Mar 2026 10:15:00 GMT */
                "Klaviyo-Timestamp"?: string;
            };
            path?: never;
            cookie?: never;
        };
        /** @description 5 MB at most. */
        requestBody: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description It need not be sent again */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConsentTaken"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    snippet: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description JavaScript, under 3 KB */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/javascript": string;
                };
            };
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
