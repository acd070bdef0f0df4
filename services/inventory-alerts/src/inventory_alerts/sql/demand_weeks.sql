-- Units of each product at each location by week, over years: what the time of the year is told by. `weeks_ago` is 0 for the
-- seven shop days before @today; @first_day is a whole number of weeks before it. Bundles count as their components, and what
-- was sold where a product is never counted belongs to the location that holds most of it.
-- @first_day DATE
-- @today DATE
-- @known_until TIMESTAMP
WITH parts AS (
  SELECT product_id, component_product_id, quantity
  FROM product_components
  QUALIFY ROW_NUMBER() OVER (PARTITION BY product_id, component_product_id ORDER BY recorded_at DESC, load_id DESC) = 1
),
places AS (
  SELECT
    product_id, location_id,
    ROW_NUMBER() OVER (PARTITION BY product_id ORDER BY on_hand DESC, location_id) = 1 AS is_main
  FROM (
    SELECT product_id, location_id, on_hand
    FROM stock_counts
    WHERE counted_at < @known_until
    QUALIFY ROW_NUMBER() OVER (PARTITION BY product_id, location_id ORDER BY counted_at DESC, recorded_at DESC, load_id DESC) = 1
  ) AS counted
),
weeks AS (
  SELECT
    product_id, location_id, CAST(FLOOR((DATE_DIFF(@today, ordered_local_date, DAY) - 1) / 7) AS INT64) AS weeks_ago, SUM(units) AS units
  FROM daily_product_sales
  WHERE local_date >= @first_day
    AND ordered_local_date >= @first_day
    AND ordered_local_date < @today
    AND product_id IS NOT NULL
  GROUP BY 1, 2, 3
)
SELECT
  COALESCE(parts.component_product_id, w.product_id) AS product_id,
  COALESCE(own.location_id, mains.location_id, w.location_id, '') AS location_id,
  w.weeks_ago,
  CAST(SUM(w.units * COALESCE(parts.quantity, 1)) AS FLOAT64) AS units
FROM weeks AS w
LEFT JOIN parts ON parts.product_id = w.product_id
LEFT JOIN places AS own
  ON own.product_id = COALESCE(parts.component_product_id, w.product_id) AND own.location_id = w.location_id
LEFT JOIN places AS mains
  ON mains.product_id = COALESCE(parts.component_product_id, w.product_id) AND mains.is_main
GROUP BY 1, 2, 3
