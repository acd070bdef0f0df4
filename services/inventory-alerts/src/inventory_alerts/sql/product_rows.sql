-- Products at their locations as the last run saw them, in the order asked for: by the number or the text that @sort names,
-- unknown ones last, then by product and location; at most @row_limit after the place of the page before (@after_is_unknown,
-- @after_number, @after_text, @after_product, @after_location). `total` counts what fits on all pages. @runs_out_days takes in
-- what is out already; @unsold_days asks for what is in stock; @search for a part of name, SKU or id, in small letters.
-- @generation_id STRING
-- @sort STRING
-- @descending BOOL
-- @product STRING
-- @location STRING
-- @category STRING
-- @supplier STRING
-- @search STRING
-- @runs_out_days INT64
-- @unsold_days INT64
-- @after_is_unknown BOOL
-- @after_number FLOAT64
-- @after_text STRING
-- @after_product STRING
-- @after_location STRING
-- @row_limit INT64
WITH seen AS (
  SELECT
    product_id, location_id, title, sku, category, supplier_id, price, unit_cost, on_hand, counted_at, stock_assumed,
    committed, available, incoming, position, days_until_stockout, days_until_stockout_low, days_until_stockout_high,
    velocity_7, velocity_30, velocity_90, week_over_week, turnover_days, unsold_days, missed_low, missed_units, missed_high,
    reorder_point, lead_time_days, lead_time_from, next_7_mean, next_7_q50, next_7_q80, next_7_q90, next_7_q95, next_28_mean, next_28_q95,
    COALESCE(velocity_30, velocity_7, velocity_90) AS velocity
  FROM product_forecasts
  WHERE generation_id = @generation_id
    AND (@product IS NULL OR product_id = @product)
    AND (@location IS NULL OR location_id = @location)
    AND (@category IS NULL OR category = @category)
    AND (@supplier IS NULL OR supplier_id = @supplier)
    AND (@search IS NULL OR STRPOS(LOWER(CONCAT(COALESCE(title, ''), ' ', COALESCE(sku, ''), ' ', product_id)), @search) > 0)
    AND (@runs_out_days IS NULL OR days_until_stockout <= @runs_out_days OR available <= 0)
    AND (@unsold_days IS NULL OR (unsold_days >= @unsold_days AND on_hand > 0))
),
valued AS (
  SELECT
    *,
    IF(velocity > 0, IF(available > 0, available, 0) / velocity, NULL) AS days_of_cover,
    on_hand * CAST(unit_cost AS FLOAT64) AS stock_worth
  FROM seen
),
sorted AS (
  SELECT
    *,
    CASE @sort
      WHEN 'days_of_cover' THEN days_of_cover
      WHEN 'velocity' THEN velocity
      WHEN 'on_hand' THEN on_hand
      WHEN 'stock_value' THEN stock_worth
      WHEN 'unsold_days' THEN CAST(unsold_days AS FLOAT64)
    END AS sort_value,
    IF(@sort = 'title', title, NULL) AS sort_text
  FROM valued
),
placed AS (
  SELECT
    *,
    sort_value IS NULL AND sort_text IS NULL AS is_unknown,
    COALESCE(IF(@descending, -sort_value, sort_value), 0) AS sort_number,
    COUNT(*) OVER () AS total
  FROM sorted
)
SELECT *
FROM placed
WHERE @after_product IS NULL
  OR (is_unknown AND NOT @after_is_unknown)
  OR (is_unknown = @after_is_unknown AND (
    sort_number > @after_number
    OR (sort_number = @after_number AND (
      (COALESCE(sort_text, '') > @after_text AND NOT @descending)
      OR (COALESCE(sort_text, '') < @after_text AND @descending)
      OR (COALESCE(sort_text, '') = @after_text AND (
        product_id > @after_product OR (product_id = @after_product AND location_id > @after_location)))))))
ORDER BY
  is_unknown, sort_number, IF(@descending, NULL, sort_text), IF(@descending, sort_text, NULL) DESC, product_id, location_id
LIMIT @row_limit
