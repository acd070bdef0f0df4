-- Alerts as they stand with what the last run says of their products: those that fit the filters, act before watch, then by
-- money at stake, unknown money last; at most @row_limit after the place (@after_severity, @after_money, @after_id) of the page
-- before. @state 'all' is every state; @runs_out_days and @unsold_days ask for products. `total` counts what fits on all pages.
-- What was decided before @since is not looked at, where it is given.
-- @candidates STRING
-- @forecasts STRING
-- @alert_id STRING
-- @kind STRING
-- @severity STRING
-- @state STRING
-- @location STRING
-- @category STRING
-- @product STRING
-- @runs_out_days INT64
-- @unsold_days INT64
-- @assigned_to STRING
-- @since TIMESTAMP
-- @after_severity STRING
-- @after_money NUMERIC
-- @after_id STRING
-- @row_limit INT64
WITH latest AS (
  SELECT *
  FROM alert_states
  WHERE (@since IS NULL OR recorded_at >= @since)
    AND (@kind IS NULL OR kind = @kind)
    AND (@product IS NULL OR product_id = @product)
    AND (@location IS NULL OR location_id = @location)
    AND (@alert_id IS NULL OR alert_id = @alert_id)
  QUALIFY ROW_NUMBER() OVER (PARTITION BY alert_id ORDER BY recorded_at DESC) = 1
),
fitting AS (
  SELECT
    l.alert_id, l.kind, l.severity, l.state, l.product_id, l.location_id, l.opened_at, l.changed_at, l.predicted_at,
    l.why, l.run_id, l.is_pushed, l.snoozed_until, l.assigned_to, l.dismissed_reason, l.note, l.pace,
    COALESCE(c.probability, l.probability) AS probability,
    COALESCE(c.horizon_days, l.horizon_days) AS horizon_days,
    COALESCE(c.money_at_stake, l.money_at_stake) AS money_at_stake,
    COALESCE(c.money_kind, l.money_kind) AS money_kind,
    COALESCE(c.evidence, l.evidence) AS evidence,
    COALESCE(c.money_at_stake, l.money_at_stake, -1) AS money_place,
    p.title, p.sku, p.category, p.supplier_id, p.days_until_stockout, p.days_until_stockout_low, p.days_until_stockout_high,
    p.turnover_days, p.week_over_week, p.unsold_days, p.on_hand, p.counted_at, p.available,
    COALESCE(p.velocity_30, p.velocity_7, p.velocity_90) AS velocity
  FROM latest AS l
  LEFT JOIN alert_candidates AS c
    ON c.generation_id = @candidates AND c.kind = l.kind AND c.product_id = l.product_id AND c.location_id = l.location_id
      AND l.state IN ('open', 'snoozed')
  LEFT JOIN product_forecasts AS p
    ON p.generation_id = @forecasts AND p.product_id = l.product_id AND p.location_id = l.location_id
  WHERE (@severity IS NULL OR l.severity = @severity)
    AND (@state = 'all' OR l.state = @state)
    AND (@assigned_to IS NULL OR l.assigned_to = @assigned_to)
    AND (@category IS NULL OR p.category = @category)
    AND (@runs_out_days IS NULL OR p.days_until_stockout <= @runs_out_days OR p.available <= 0)
    AND (@unsold_days IS NULL OR (p.unsold_days >= @unsold_days AND p.on_hand > 0))
),
counted AS (
  SELECT *, COUNT(*) OVER () AS total
  FROM fitting
)
SELECT *
FROM counted
WHERE @after_id IS NULL
  OR severity > @after_severity
  OR (severity = @after_severity AND money_place < @after_money)
  OR (severity = @after_severity AND money_place = @after_money AND alert_id > @after_id)
ORDER BY severity, money_place DESC, alert_id
LIMIT @row_limit
