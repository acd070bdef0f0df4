# Written by `python -m shared.contracts.generate` from openapi/ingestion.yaml; do not edit.

from __future__ import annotations
from enum import StrEnum
from typing import Annotated, Any
from pydantic import MISSING, AwareDatetime, BaseModel, ConfigDict, Field, RootModel
from shared.contracts.generated.components import FieldError, Money


class Entity(StrEnum):
    outlets = 'outlets'
    users = 'users'
    products = 'products'
    customers = 'customers'
    sales = 'sales'
    inventory = 'inventory'


class Example(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    id: Annotated[
        str, Field(description="Lightspeed's id of the item; ? where it has none.")
    ]
    reason: str
    field: str


class LightspeedReason(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    reason: str
    items: Annotated[int, Field(ge=1)]


class LightspeedReasons(RootModel[list[LightspeedReason]]):
    root: list[LightspeedReason]


class File(BaseModel):
    name: str
    table: str
    rows: int
    recognised: Annotated[
        dict[str, str], Field(description='Which column of the file fills which field.')
    ]
    ignored: Annotated[
        list[str] | MISSING,
        Field(description='Columns of the file nothing was made of.'),
    ] = MISSING


class Table(BaseModel):
    table: str
    read: int
    loaded: int
    known: Annotated[int, Field(description='Already there.')]
    rejected: int


class RejectedItem(BaseModel):
    table: str
    reason: str
    rows: int
    example: Annotated[
        str | MISSING, Field(description='File, line and value of the first one.')
    ] = MISSING


class ExcludedItem(BaseModel):
    reason: str
    rows: int
    net_amount: Money


class CountedApartItem(BaseModel):
    reason: str
    event: Annotated[
        str, Field(description='Name of the event, of not_ours; else empty.')
    ]
    rows: int


class MappedItem(BaseModel):
    table: str
    rows: list[dict[str, Any]]


class SourceRead(BaseModel):
    name: Annotated[str, Field(description='The table, or which SELECT.')]
    tables: Annotated[list[str], Field(description='The tables it fills.')]
    bytes: Annotated[
        int,
        Field(
            description='What BigQuery said beforehand that it would read, of the columns used.'
        ),
    ]
    rows: int
    since: Annotated[
        AwareDatetime | None,
        Field(description='Since when rows were read; null for all.'),
    ]
    watermark: Annotated[str | None, Field(description='The column that says so.')]
    until: Annotated[
        AwareDatetime | None,
        Field(description='The last watermark that was read; null without rows.'),
    ]
    mapped: Annotated[
        list[MappedItem] | None | MISSING,
        Field(
            description='In a dry run, for each table the first ten rows as they would be loaded; null without personal-data:read and margin:read, since a SELECT can call any column anything.'
        ),
    ] = MISSING
    reasons: Annotated[
        dict[str, str] | MISSING, Field(description='Why `mapped` is null.')
    ] = MISSING


class Waiting(BaseModel):
    facts: Annotated[
        int, Field(description='Facts in the inbox that no merge took yet.', ge=0)
    ]
    since: Annotated[
        AwareDatetime | None,
        Field(description='When the first of them came; null when none waits.'),
    ]


class SetAsideFact(BaseModel):
    recorded_at: AwareDatetime
    source: Annotated[str, Field(description='Where the event came from.')]
    event_id: Annotated[
        str, Field(description='Identity of the event within its source.')
    ]
    event_type: str
    entity_id: Annotated[
        str | None, Field(description='What it is about; null where nobody can tell.')
    ]
    reason: Annotated[
        str,
        Field(
            description='One word, such as fx_rate_missing; the README of ingestion lists them.'
        ),
    ]
    detail: str
    load_id: Annotated[str, Field(description="The load of that day's events.")]


class Status(StrEnum):
    loaded = 'loaded'
    undone = 'undone'


class Load(BaseModel):
    load_id: str
    status: Status
    recorded_at: AwareDatetime
    source: str
    files: list[str]
    read: int
    loaded: int
    known: int
    rejected: int
    net_amount: Money | None


class RejectedItem1(BaseModel):
    index: Annotated[int, Field(description='Place in the batch from 0.')]
    id: Annotated[str | None, Field(description="The event's id where it has one.")]
    errors: list[FieldError]


class Customer(StrEnum):
    none = 'none'
    kept = 'kept'
    no_consent = 'no_consent'
    unsigned = 'unsigned'
    expired = 'expired'
    expires_too_late = 'expires_too_late'
    wrong_signature = 'wrong_signature'
    no_signing_secret = 'no_signing_secret'
    erased = 'erased'


class WebEventReport(BaseModel):
    accepted: Annotated[
        int, Field(description='Events that are durable now, repetitions among them.')
    ]
    rejected: list[RejectedItem1]
    customer: Annotated[
        Customer,
        Field(
            description="What became of the customer's id; none where none was given."
        ),
    ]


class Outcome(StrEnum):
    taken = 'taken'
    repeated = 'repeated'
    unknown_topic = 'unknown topic'
    acknowledged = 'acknowledged'
    set_aside = 'set aside'


class ShopifyOutcome(BaseModel):
    outcome: Outcome


class ConsentTaken(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    changed: Annotated[
        int, Field(description='Customers who withdrew; it is told on.', ge=0)
    ]
    unknown: Annotated[int, Field(description='Addresses of nobody here.', ge=0)]
    ignored: Annotated[
        int, Field(description='What is no withdrawal, or names no address.', ge=0)
    ]


class Kind1(StrEnum):
    products = 'products'
    orders = 'orders'
    customers = 'customers'
    levels = 'levels'
    costs = 'costs'


class Kind(BaseModel):
    kind: Kind1
    changed: Annotated[
        int, Field(description='What changed in the time that was compared.', ge=0)
    ]
    missed: Annotated[
        int, Field(description='What no webhook had told; it is published now.', ge=0)
    ]
    refused: Annotated[int, Field(description='What cannot be taken.', ge=0)]


class Count(BaseModel):
    name: Annotated[str, Field(examples=['unknown topic: carts/update'])]
    times: Annotated[int, Field(ge=1)]


class ShopifyReport(BaseModel):
    shop: Annotated[str, Field(examples=['my-shop.myshopify.com'])]
    compared_until: Annotated[
        AwareDatetime,
        Field(
            description='Two minutes ago: what changed since may still be on its way.'
        ),
    ]
    kinds: list[Kind]
    counts: Annotated[
        list[Count],
        Field(
            description='Webhooks that nothing was made of, since the shop was connected.'
        ),
    ]
    set_aside: Annotated[
        int,
        Field(
            description='Webhooks that could not be read and are kept for a week.', ge=0
        ),
    ]
    notes: Annotated[
        list[str], Field(description='What could not be taken and why, twenty at most.')
    ]


class Table1(BaseModel):
    table: str
    rows: Annotated[
        int,
        Field(
            description="Rows that are gone (customers, entity_facts) or a guest's now (sales, order_facts, web_events)."
        ),
    ]


class ErasureReport(BaseModel):
    tables: list[Table1]
    days: Annotated[
        int, Field(description='Shop days whose daily figures were refreshed.')
    ]
    notes: Annotated[list[str], Field(description='What a person should know.')]


class Table2(BaseModel):
    table: str
    rows: int


class UndoReport(BaseModel):
    load_id: str
    tables: list[Table2]
    notes: list[str]


class Format(StrEnum):
    canonical = 'canonical'
    shopify = 'shopify'
    ga4 = 'ga4'


class DryRun(StrEnum):
    true = 'true'
    false = 'false'


class LoadFilesRequest(BaseModel):
    file: Annotated[
        list[bytes],
        Field(
            description="One part per file. Canonical files are named after their table, Shopify's are recognised by their header. Of a name the last 200 characters count, without folders and without what a spreadsheet would run.",
            max_length=200,
            min_length=1,
        ),
    ]
    format: Annotated[
        Format | MISSING,
        Field(
            description="canonical, shopify for Shopify's exports of orders, products, inventory and customers, or ga4 for rows of Google Analytics 4's BigQuery export as lines of JSON."
        ),
    ] = MISSING
    mapping: Annotated[
        str | MISSING,
        Field(
            description='The text of a mapping (YAML), or the name of one that is shipped. Not together with format.'
        ),
    ] = MISSING
    dry_run: DryRun | MISSING = MISSING


class Format1(StrEnum):
    ga4 = 'ga4'


class LoadBigQueryRequest(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    source: Annotated[
        str,
        Field(
            description='The dataset.',
            examples=['bigquery://my-project/shop'],
            max_length=2000,
            pattern='^bigquery://[a-z0-9][a-z0-9.:-]{0,98}[a-z0-9]/[A-Za-z0-9_]{1,1024}$',
        ),
    ]
    format: Annotated[
        Format1 | MISSING,
        Field(
            description="ga4 for the tables of Google Analytics 4's export, instead of a mapping."
        ),
    ] = MISSING
    mapping: Annotated[
        str | MISSING,
        Field(
            description='The text of a mapping (YAML) whose tables say from or select. Needed without format.',
            min_length=1,
        ),
    ] = MISSING
    since: Annotated[
        str | MISSING,
        Field(
            description='Only rows whose watermark is not older: a day (2024-01-31), a moment, or `last`, the last watermark of the loads before, less BIGQUERY_OVERLAP_DAYS. Without it all rows are read by a mapping, and of ga4 what last says.',
            examples=['last'],
            max_length=40,
        ),
    ] = MISSING
    dry_run: DryRun | MISSING = MISSING


class TakeShopifyWebhookRequest(BaseModel):
    pass


class TakeMailchimpWebhookRequest(BaseModel):
    type: Annotated[
        str | MISSING,
        Field(description='unsubscribe, cleaned, or another that is ignored.'),
    ] = MISSING
    fired_at: Annotated[
        str | MISSING, Field(description='When it happened; UTC without an offset.')
    ] = MISSING
    data_email_: Annotated[
        str | MISSING, Field(alias='data[email]', description='Whose address it is.')
    ] = MISSING


class TakeKlaviyoWebhookRequest(BaseModel):
    pass


class OpenapiResponse(BaseModel):
    pass


class LightspeedCounts(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    read: Annotated[int, Field(ge=0)]
    published: Annotated[int, Field(ge=0)]
    events: Annotated[int, Field(ge=0)]
    left_out: LightspeedReasons
    set_aside: LightspeedReasons


class LoadReport(BaseModel):
    load_id: str
    dry_run: bool
    source: Annotated[
        str, Field(description='Format, mapping, or the BigQuery dataset.')
    ]
    files: list[File]
    tables: list[Table]
    rejected: list[RejectedItem]
    excluded: Annotated[
        list[ExcludedItem], Field(description='Loaded into the ledger, but no sales.')
    ]
    net_amount: Annotated[
        Money | None,
        Field(
            description='Net total of the loaded ledger rows before exclusions; null when no sales were read.'
        ),
    ]
    data_until: AwareDatetime | None
    rejected_rows: Annotated[
        str | None | MISSING, Field(description='Where the rejected rows are listed.')
    ] = MISSING
    notes: Annotated[list[str], Field(description='What a person should know.')]
    sources: Annotated[
        list[SourceRead] | MISSING,
        Field(
            description='What was read of a BigQuery dataset; of a load of files it is not there.'
        ),
    ] = MISSING
    counted_apart: Annotated[
        list[CountedApartItem] | MISSING,
        Field(
            description="Of a load of ga4, how many rows of the export were consent_denied, consent_unknown, a bot's, without_session, without_product, purchase_without_order, had a user_id_is_an_email_address, or were not_ours, events that are not kept (by their name); a row may be counted more than once."
        ),
    ] = MISSING


class FactPage(BaseModel):
    waiting: Waiting
    items: list[SetAsideFact]
    next_cursor: str | None


class LoadPage(BaseModel):
    items: list[Load]
    next_cursor: str | None


class LightspeedEntity(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    entity: Entity
    from_version: Annotated[
        int,
        Field(
            description="Lightspeed's version number that had been read before; 0 the first time.",
            ge=0,
        ),
    ]
    to_version: Annotated[int, Field(ge=0)]
    read: Annotated[int, Field(ge=0)]
    published: Annotated[
        int, Field(description='Items that events were published of.', ge=0)
    ]
    events: Annotated[int, Field(ge=0)]
    left_out: LightspeedReasons
    set_aside: LightspeedReasons
    in_all: LightspeedCounts
    examples: Annotated[
        list[Example],
        Field(description='The first items that were set aside.', max_length=20),
    ]


class LightspeedReport(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    domain_prefix: Annotated[str, Field(description='Which Lightspeed shop.')]
    retailer: Annotated[str | None, Field(description='What it calls itself.')]
    entities: list[LightspeedEntity]
    set_aside: Annotated[
        int, Field(description='Items of this sync that could not be read.', ge=0)
    ]
    notes: list[str]
