# Written by `python -m shared.contracts.generate` from openapi/segments.yaml; do not edit.

from __future__ import annotations
from datetime import date
from enum import StrEnum
from typing import Annotated
from pydantic import MISSING, BaseModel, ConfigDict, Field, RootModel
from shared.contracts.generated.components import Basis


class Kind(StrEnum):
    segment = 'segment'
    tag = 'tag'


class Of(StrEnum):
    product = 'product'
    category = 'category'


class TargetName(StrEnum):
    mailchimp = 'mailchimp'
    klaviyo = 'klaviyo'
    csv = 'csv'


class ExportAsk(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    target: TargetName
    segment: Annotated[
        str,
        Field(
            description='A group: vip, tag:was-vip, cluster:..., affinity:...',
            max_length=200,
            min_length=1,
        ),
    ]
    hold_out: Annotated[
        float | MISSING,
        Field(
            description='Share that is left out at random, to tell the lift by; as the settings say when left out.',
            ge=0.0,
            le=0.5,
        ),
    ] = MISSING
    dry_run: Annotated[
        bool | MISSING, Field(description='Send nothing, and tell what would be sent.')
    ] = MISSING


class Target(StrEnum):
    mailchimp = 'mailchimp'
    klaviyo = 'klaviyo'


class Item4(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    target: Target
    segment: Annotated[str, Field(max_length=200, min_length=1)]
    hold_out: Annotated[float | None | MISSING, Field(ge=0.0, le=0.5)] = MISSING


class StandingExportsSet(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    items: Annotated[list[Item4], Field(max_length=100)]


class RecencyCut(RootModel[float]):
    root: Annotated[float, Field(ge=0.0, le=100000.0)]


class FrequencyCut(RootModel[float]):
    root: Annotated[float, Field(ge=0.0, le=1000000.0)]


class MonetaryCut(RootModel[float]):
    root: Annotated[float, Field(ge=-1000000000.0, le=1000000000.0)]


class Operator(StrEnum):
    at_least = 'at_least'
    at_most = 'at_most'
    more_than = 'more_than'
    less_than = 'less_than'
    is_ = 'is'
    is_not = 'is_not'
    is_any_of = 'is_any_of'
    known = 'known'
    top_share = 'top_share'


class Value(RootModel[float]):
    root: Annotated[
        float,
        Field(
            description='A number, a text, true or false, or for is_any_of a list of texts.',
            ge=-1000000000.0,
            le=1000000000.0,
        ),
    ]


class Value1(RootModel[str]):
    root: Annotated[
        str,
        Field(
            description='A number, a text, true or false, or for is_any_of a list of texts.',
            max_length=200,
            min_length=1,
            pattern='^[^\\x00-\\x1f\\x7f-\\x9f]+$',
        ),
    ]


class Value2Item(RootModel[str]):
    root: Annotated[
        str, Field(max_length=200, min_length=1, pattern='^[^\\x00-\\x1f\\x7f-\\x9f]+$')
    ]


class Value2(RootModel[list[Value2Item]]):
    root: Annotated[
        list[Value2Item],
        Field(
            description='A number, a text, true or false, or for is_any_of a list of texts.',
            max_length=100,
            min_length=1,
        ),
    ]


class SegmentCondition(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    feature: Annotated[
        str,
        Field(
            description='Such as days_since_last, purchase_days, net_sales, top_category; the README has all.',
            max_length=40,
            min_length=1,
        ),
    ]
    operator: Operator
    value: Annotated[
        Value | bool | Value1 | Value2,
        Field(
            description='A number, a text, true or false, or for is_any_of a list of texts.'
        ),
    ]


class Explain(StrEnum):
    field_0 = '0'
    field_1 = '1'


class ListSegmentsParametersQuery(BaseModel):
    kind: Kind | MISSING = MISSING
    explain: Explain | MISSING = MISSING


class ListSegmentsCsvParametersQuery(BaseModel):
    kind: Kind | MISSING = MISSING


class GetCustomerParametersQuery(BaseModel):
    explain: Explain | MISSING = MISSING


class ListMembersParametersQuery(BaseModel):
    cursor: Annotated[
        str | MISSING, Field(max_length=4000, min_length=1, pattern='^[A-Za-z0-9_=-]+$')
    ] = MISSING
    limit: Annotated[int | MISSING, Field(ge=1, le=500)] = MISSING
    explain: Explain | MISSING = MISSING


class SegmentPerformanceParametersQuery(BaseModel):
    from_: Annotated[date | MISSING, Field(alias='from')] = MISSING
    to: date | MISSING = MISSING
    basis: Basis | MISSING = MISSING
    explain: Explain | MISSING = MISSING


class SegmentPerformanceCsvParametersQuery(BaseModel):
    from_: Annotated[date | MISSING, Field(alias='from')] = MISSING
    to: date | MISSING = MISSING
    basis: Basis | MISSING = MISSING


class SegmentTrendParametersQuery(BaseModel):
    from_: Annotated[date | MISSING, Field(alias='from')] = MISSING
    to: date | MISSING = MISSING
    basis: Basis | MISSING = MISSING
    explain: Explain | MISSING = MISSING


class SegmentTrendCsvParametersQuery(BaseModel):
    from_: Annotated[date | MISSING, Field(alias='from')] = MISSING
    to: date | MISSING = MISSING
    basis: Basis | MISSING = MISSING


class SegmentMovementParametersQuery(BaseModel):
    from_: Annotated[date | MISSING, Field(alias='from')] = MISSING
    to: date | MISSING = MISSING
    explain: Explain | MISSING = MISSING


class SegmentMovementCsvParametersQuery(BaseModel):
    from_: Annotated[date | MISSING, Field(alias='from')] = MISSING
    to: date | MISSING = MISSING


class RfmGridParametersQuery(BaseModel):
    explain: Explain | MISSING = MISSING


class SegmentsValueParametersQuery(BaseModel):
    from_: Annotated[date | MISSING, Field(alias='from')] = MISSING
    to: date | MISSING = MISSING
    explain: Explain | MISSING = MISSING


class SegmentsValueCsvParametersQuery(BaseModel):
    from_: Annotated[date | MISSING, Field(alias='from')] = MISSING
    to: date | MISSING = MISSING


class ListClustersParametersQuery(BaseModel):
    explain: Explain | MISSING = MISSING


class ListAffinitiesParametersQuery(BaseModel):
    of: Of | MISSING = MISSING
    explain: Explain | MISSING = MISSING


class ListAffinitiesCsvParametersQuery(BaseModel):
    of: Of | MISSING = MISSING


class ListExportsParametersQuery(BaseModel):
    cursor: Annotated[
        str | MISSING, Field(max_length=4000, min_length=1, pattern='^[A-Za-z0-9_=-]+$')
    ] = MISSING
    limit: Annotated[int | MISSING, Field(ge=1, le=500)] = MISSING
    explain: Explain | MISSING = MISSING


class GetExportParametersQuery(BaseModel):
    explain: Explain | MISSING = MISSING


class ListReceiptsParametersQuery(BaseModel):
    cursor: Annotated[
        str | MISSING, Field(max_length=4000, min_length=1, pattern='^[A-Za-z0-9_=-]+$')
    ] = MISSING
    limit: Annotated[int | MISSING, Field(ge=1, le=500)] = MISSING


class Profile(StrEnum):
    people = 'people'
    machine = 'machine'


class ExportFileParametersQuery(BaseModel):
    profile: Profile | MISSING = MISSING


class ListStandingExportsParametersQuery(BaseModel):
    explain: Explain | MISSING = MISSING


class SegmentRule(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    segment_id: Annotated[
        str,
        Field(
            description="None of the built-in ids, no word of this API's paths, neither segment nor segments, and none that begins with was-, tag-, cluster- or affinity-.",
            pattern='^[a-z][a-z0-9-]{0,39}$',
        ),
    ]
    name: Annotated[
        str, Field(max_length=60, min_length=1, pattern='^[^\\x00-\\x1f\\x7f-\\x9f]+$')
    ]
    definition: Annotated[
        str | MISSING,
        Field(
            description='In words; made from the conditions when left out or empty.',
            max_length=300,
            pattern='^[^\\x00-\\x1f\\x7f-\\x9f]*$',
        ),
    ] = MISSING
    before: Annotated[
        str | None | MISSING,
        Field(
            description='The segment it is tried before.', max_length=40, min_length=1
        ),
    ] = MISSING
    when: Annotated[
        list[SegmentCondition],
        Field(
            description='Every one of these has to hold.', max_length=10, min_length=1
        ),
    ]


class SegmentSettingsSet(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    version: Annotated[
        int | MISSING,
        Field(
            description='The version the caller has read; 409 where it is no longer the latest.',
            ge=0,
        ),
    ] = MISSING
    window_days: Annotated[
        int | None | MISSING, Field(description='Days of the scores.', ge=30, le=1095)
    ] = MISSING
    new_for_days: Annotated[
        int | None | MISSING,
        Field(
            description='Days after the first purchase in which a customer is new.',
            ge=1,
            le=90,
        ),
    ] = MISSING
    vip_share: Annotated[
        float | None | MISSING,
        Field(
            description='The share of buyers, by lifetime value, among whom VIPs are.',
            ge=0.01,
            le=0.5,
        ),
    ] = MISSING
    vip_frequency: Annotated[
        int | None | MISSING,
        Field(description='The frequency score a VIP has at least.', ge=1, le=5),
    ] = MISSING
    loyal_purchase_days: Annotated[
        int | None | MISSING,
        Field(description='Days with a purchase that make a loyalist.', ge=3, le=50),
    ] = MISSING
    steady_spread: Annotated[
        float | None | MISSING,
        Field(
            description='The spread of gaps between purchases, over their mean, up to which a cadence is steady.',
            ge=0.1,
            le=1.0,
        ),
    ] = MISSING
    active_purchase_days: Annotated[
        int | None | MISSING,
        Field(
            description='Days with a purchase from which a customer was active.',
            ge=3,
            le=50,
        ),
    ] = MISSING
    inactive_after_days: Annotated[
        int | None | MISSING,
        Field(
            description='Days without a purchase after which a customer is inactive.',
            ge=90,
            le=1095,
        ),
    ] = MISSING
    hold_out: Annotated[
        float | None | MISSING,
        Field(
            description='The share of members who are not exported, to tell the lift by.',
            ge=0.0,
            le=0.5,
        ),
    ] = MISSING
    recency_cuts: Annotated[
        list[RecencyCut] | None | MISSING,
        Field(
            description="Days since the last purchase up to which the score is 5, 4, 3, 2; rising. Null are the shop's own quintiles.",
            max_length=4,
            min_length=4,
        ),
    ] = MISSING
    frequency_cuts: Annotated[
        list[FrequencyCut] | None | MISSING,
        Field(
            description='Purchase days from which the score is 2, 3, 4, 5; rising.',
            max_length=4,
            min_length=4,
        ),
    ] = MISSING
    monetary_cuts: Annotated[
        list[MonetaryCut] | None | MISSING,
        Field(
            description='Money in shop currency from which the score is 2, 3, 4, 5; rising.',
            max_length=4,
            min_length=4,
        ),
    ] = MISSING
    rules: Annotated[
        list[SegmentRule] | None | MISSING,
        Field(
            description="The shop's own segments, all of them at once.", max_length=50
        ),
    ] = MISSING
