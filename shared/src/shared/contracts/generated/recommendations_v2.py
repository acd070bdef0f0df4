# Written by `python -m shared.contracts.generate` from openapi/recommendations-v2.yaml; do not edit.

from __future__ import annotations
from datetime import date
from enum import StrEnum
from typing import Annotated
from pydantic import MISSING, AwareDatetime, BaseModel, ConfigDict, Field, RootModel


class Surface(StrEnum):
    home = 'home'
    product = 'product'
    cart = 'cart'
    email = 'email'
    discovery = 'discovery'


class Variant(StrEnum):
    v1 = 'v1'
    v2 = 'v2'
    none = 'none'


class ProductId(RootModel[str]):
    root: Annotated[
        str, Field(max_length=300, min_length=1, pattern='^[^\\x00-\\x1f\\x7f-\\x9f]+$')
    ]


class PinOrBanSet(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    product_id: ProductId
    surface: Surface | None | MISSING = MISSING
    from_: Annotated[AwareDatetime | None | MISSING, Field(alias='from')] = MISSING
    until: AwareDatetime | None | MISSING = MISSING
    note: Annotated[
        str | None | MISSING,
        Field(max_length=300, pattern='^[^\\x00-\\x1f\\x7f-\\x9f]*$'),
    ] = MISSING


class CrossSellSet(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    bought: ProductId
    then: ProductId
    from_: Annotated[AwareDatetime | None | MISSING, Field(alias='from')] = MISSING
    until: AwareDatetime | None | MISSING = MISSING
    note: Annotated[
        str | None | MISSING,
        Field(max_length=300, pattern='^[^\\x00-\\x1f\\x7f-\\x9f]*$'),
    ] = MISSING


class Name(StrEnum):
    build = 'build'
    train = 'train'


class RunStart(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    name: Name


class FeedbackKind(StrEnum):
    served = 'served'
    seen = 'seen'
    clicked = 'clicked'
    added = 'added'
    bought = 'bought'
    dismissed = 'dismissed'
    not_for_me = 'not_for_me'


class ExperimentSurfaces(RootModel[list[Surface]]):
    root: Annotated[list[Surface], Field(max_length=5, min_length=1)]


class ExperimentArm(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    arm: Annotated[str, Field(pattern='^[a-z0-9][a-z0-9-]{0,39}$')]
    variant: Annotated[
        Variant,
        Field(description='The first version, the second one, or no recommendations.'),
    ]
    model: Annotated[
        str | None | MISSING,
        Field(
            description='A model of the second version; the one that is in force when left out.',
            max_length=100,
        ),
    ] = MISSING
    weight: Annotated[
        float,
        Field(
            description="Share of those in the experiment; the arms' shares add up to one.",
            ge=0.01,
            le=1.0,
        ),
    ]


class ExperimentSet(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    experiment_id: Annotated[str, Field(pattern='^[a-z0-9][a-z0-9-]{0,39}$')]
    name: Annotated[
        str, Field(max_length=100, min_length=1, pattern='^[^\\x00-\\x1f\\x7f-\\x9f]+$')
    ]
    surfaces: ExperimentSurfaces
    layer: Annotated[
        str | MISSING,
        Field(
            description='Experiments of one layer exclude one another; main when left out.',
            pattern='^[a-z0-9][a-z0-9-]{0,39}$',
        ),
    ] = MISSING
    arms: Annotated[
        list[ExperimentArm],
        Field(description='The first is the control.', max_length=5, min_length=2),
    ]
    share: Annotated[
        float | MISSING,
        Field(
            description="Share of the layer's customers in it; all when left out.",
            ge=0.01,
            le=1.0,
        ),
    ] = MISSING
    window_days: Annotated[
        int | MISSING,
        Field(
            description='Days after the first sight in which a purchase counts; 7 when left out.',
            ge=1,
            le=60,
        ),
    ] = MISSING
    least_days: Annotated[
        int | MISSING,
        Field(description='Days it runs at least; 14 when left out.', ge=7, le=90),
    ] = MISSING
    expected_lift: Annotated[
        float | MISSING,
        Field(
            description='The lift of conversion worth finding; 0.2 when left out.',
            ge=0.01,
            le=2.0,
        ),
    ] = MISSING


class StopDecision(StrEnum):
    ship = 'ship'
    roll_back = 'roll_back'
    no_difference = 'no_difference'
    abandoned = 'abandoned'


class ExperimentStop(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    decision: StopDecision
    arm: Annotated[
        str | MISSING,
        Field(description='Which arm is shipped.', pattern='^[a-z0-9][a-z0-9-]{0,39}$'),
    ] = MISSING
    note: Annotated[
        str | MISSING, Field(max_length=500, pattern='^[^\\x00-\\x1f\\x7f-\\x9f]*$')
    ] = MISSING


class ExperimentRamp(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    share: Annotated[float, Field(ge=0.01, le=1.0)]


class TakeFeedbackParametersQuery(BaseModel):
    key: Annotated[str | MISSING, Field(max_length=100, min_length=1)] = MISSING


class Explain(StrEnum):
    field_0 = '0'
    field_1 = '1'


class RecommendationsPerformanceParametersQuery(BaseModel):
    experiment: Annotated[str | MISSING, Field(pattern='^[a-z0-9][a-z0-9-]{0,39}$')] = (
        MISSING
    )
    explain: Explain | MISSING = MISSING


class RecommendationsPerformanceCsvParametersQuery(BaseModel):
    experiment: Annotated[str | MISSING, Field(pattern='^[a-z0-9][a-z0-9-]{0,39}$')] = (
        MISSING
    )


class RecommendationsValueParametersQuery(BaseModel):
    from_: Annotated[date | MISSING, Field(alias='from')] = MISSING
    to: date | MISSING = MISSING
    explain: Explain | MISSING = MISSING


class RecommendationsValueCsvParametersQuery(BaseModel):
    from_: Annotated[date | MISSING, Field(alias='from')] = MISSING
    to: date | MISSING = MISSING


class RecommendationsCoverageParametersQuery(BaseModel):
    explain: Explain | MISSING = MISSING


class Preview(StrEnum):
    field_0 = '0'
    field_1 = '1'


class SetRecommendationRulesParametersQuery(BaseModel):
    preview: Preview | MISSING = MISSING


class ExplainRecommendationsParametersQuery(BaseModel):
    surface: Surface | MISSING = MISSING
    viewing: Annotated[
        str | MISSING,
        Field(max_length=300, min_length=1, pattern='^[^\\x00-\\x1f\\x7f-\\x9f]+$'),
    ] = MISSING
    product: Annotated[
        str | MISSING,
        Field(max_length=300, min_length=1, pattern='^[^\\x00-\\x1f\\x7f-\\x9f]+$'),
    ] = MISSING
    limit: Annotated[int | MISSING, Field(ge=1, le=50)] = MISSING


class ExplainRecommendationsCsvParametersQuery(BaseModel):
    surface: Surface | MISSING = MISSING
    viewing: Annotated[
        str | MISSING,
        Field(max_length=300, min_length=1, pattern='^[^\\x00-\\x1f\\x7f-\\x9f]+$'),
    ] = MISSING
    product: Annotated[
        str | MISSING,
        Field(max_length=300, min_length=1, pattern='^[^\\x00-\\x1f\\x7f-\\x9f]+$'),
    ] = MISSING
    limit: Annotated[int | MISSING, Field(ge=1, le=50)] = MISSING


class RecommendParametersQuery(BaseModel):
    surface: Surface | MISSING = MISSING
    product: Annotated[
        str | MISSING,
        Field(max_length=300, min_length=1, pattern='^[^\\x00-\\x1f\\x7f-\\x9f]+$'),
    ] = MISSING
    limit: Annotated[int | MISSING, Field(ge=1, le=50)] = MISSING
    exclude: Annotated[
        str | MISSING,
        Field(max_length=4000, min_length=1, pattern='^[^\\x00-\\x1f\\x7f-\\x9f]+$'),
    ] = MISSING
    key: Annotated[str | MISSING, Field(max_length=100, min_length=1)] = MISSING


class RecommendCsvParametersQuery(BaseModel):
    surface: Surface | MISSING = MISSING
    product: Annotated[
        str | MISSING,
        Field(max_length=300, min_length=1, pattern='^[^\\x00-\\x1f\\x7f-\\x9f]+$'),
    ] = MISSING
    limit: Annotated[int | MISSING, Field(ge=1, le=50)] = MISSING
    exclude: Annotated[
        str | MISSING,
        Field(max_length=4000, min_length=1, pattern='^[^\\x00-\\x1f\\x7f-\\x9f]+$'),
    ] = MISSING
    key: Annotated[str | MISSING, Field(max_length=100, min_length=1)] = MISSING


class RecommendationRulesSet(BaseModel):
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
    pins: Annotated[
        list[PinOrBanSet] | MISSING,
        Field(
            description='Shown first, in this order, unless they may not be shown at all.',
            max_length=50,
        ),
    ] = MISSING
    bans: Annotated[list[PinOrBanSet] | MISSING, Field(max_length=1000)] = MISSING
    cross_sell: Annotated[list[CrossSellSet] | MISSING, Field(max_length=1000)] = (
        MISSING
    )


class FeedbackEvent(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    id: Annotated[
        str,
        Field(
            description='Identity of the event, unique in its list; a UUID.',
            max_length=100,
            min_length=8,
            pattern='^[A-Za-z0-9._:-]+$',
        ),
    ]
    event: FeedbackKind
    recommendation_id: Annotated[
        str,
        Field(
            description='As the list has it.',
            max_length=2500,
            min_length=1,
            pattern='^[A-Za-z0-9_-]+$',
        ),
    ]
    product_id: ProductId | MISSING = MISSING
    position: Annotated[
        int | MISSING,
        Field(description='Where it stood on the page, from 1.', ge=1, le=500),
    ] = MISSING
    order_id: Annotated[
        str | MISSING,
        Field(
            description='Of bought: the order, where the page knows it.',
            max_length=300,
            min_length=1,
            pattern='^[^\\x00-\\x1f\\x7f-\\x9f]+$',
        ),
    ] = MISSING
    occurred_at: Annotated[
        AwareDatetime | MISSING,
        Field(
            description='When; now when left out. Older than three days is refused, later than now is now.'
        ),
    ] = MISSING


class Feedback(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    key: Annotated[
        str | MISSING,
        Field(
            description='The storefront key, where neither header nor URL has it.',
            max_length=100,
        ),
    ] = MISSING
    sent_at: Annotated[
        AwareDatetime | MISSING,
        Field(
            description='When the batch was sent, by the clock that dated its events: how old an event is is then told by that clock alone.'
        ),
    ] = MISSING
    events: Annotated[list[FeedbackEvent], Field(max_length=500, min_length=1)]
