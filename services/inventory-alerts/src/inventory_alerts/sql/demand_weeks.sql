-- Units of each product by the location they were sold at and by week, over years: what the time of the year is told by.
-- `weeks_ago` is 0 for the seven shop days before @today; @first_day is a whole number of weeks before it. Bundles count as
-- their components. As in demand_days rows add up.
-- @first_day DATE
-- @today DATE
WITH named AS (
  SELECT product_id, component_product_id, quantity
  FROM product_components
  QUALIFY ROW_NUMBER() OVER (PARTITION BY product_id, component_product_id ORDER BY recorded_at DESC, load_id DESC) = 1
),
parts AS (
  SELECT
    a.product_id, COALESCE(c.component_product_id, b.component_product_id, a.component_product_id) AS component_product_id,
    CAST(a.quantity AS FLOAT64) * COALESCE(CAST(b.quantity AS FLOAT64), 1) * COALESCE(CAST(c.quantity AS FLOAT64), 1) AS quantity
  FROM named AS a
  LEFT JOIN named AS b ON b.product_id = a.component_product_id
  LEFT JOIN named AS c ON c.product_id = b.component_product_id
),
weeks AS (
  SELECT
    product_id, location_id, CAST(FLOOR((DATE_DIFF(@today, ordered_local_date, DAY) - 1) / 7) AS INT64) AS weeks_ago,
    SUM(CAST(units AS FLOAT64)) AS units
  FROM daily_product_sales
  WHERE local_date >= @first_day
    AND ordered_local_date >= @first_day
    AND ordered_local_date < @today
    AND product_id IS NOT NULL
  GROUP BY 1, 2, 3
)
SELECT
  COALESCE(parts.component_product_id, w.product_id) AS product_id,
  w.location_id,
  w.weeks_ago,
  w.units * COALESCE(parts.quantity, 1) AS units
FROM weeks AS w
LEFT JOIN parts ON parts.product_id = w.product_id
