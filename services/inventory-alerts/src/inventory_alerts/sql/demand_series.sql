-- What a forecasting engine takes of products that sell more than @least_weekly units a week at a location: units of every day from
-- the first sale on. A day without a sale is nought, so that no engine fills it with demand that never was. A day without stock in
-- the morning and without a sale says nothing about demand (`is_masked`): it holds what the last eight such weekdays in stock sold
-- on average. Series end before @today (`days_ago` 0) and, to be compared with what was sold then, before @past_day. Stock of a morning is
-- the last count, plus what came in since, less what was sold; where nothing was counted every day counts.
-- @first_day DATE
-- @today DATE
-- @past_day DATE
-- @least_weekly FLOAT64
WITH sold AS (
  SELECT product_id, COALESCE(location_id, '') AS location_id, local_date AS day, GREATEST(SUM(units - bulk_units), 0) AS units
  FROM demand_days
  GROUP BY product_id, COALESCE(location_id, ''), local_date
),
items AS (
  SELECT product_id, location_id, MIN(day) AS first_sale
  FROM sold
  GROUP BY product_id, location_id
  HAVING SUM(IF(day >= DATE_SUB(@today, INTERVAL 56 DAY), units, 0)) > 8 * @least_weekly
),
counted AS (
  SELECT product_id, COALESCE(location_id, '') AS location_id, local_date AS day, counted_units
  FROM stock_moves
  WHERE counted_units IS NOT NULL
  QUALIFY ROW_NUMBER() OVER (
    PARTITION BY product_id, COALESCE(location_id, ''), local_date ORDER BY moved_at DESC, recorded_at DESC) = 1
),
received AS (
  SELECT product_id, COALESCE(location_id, '') AS location_id, local_date AS day, SUM(received_units) AS units
  FROM stock_moves
  WHERE received_units IS NOT NULL
  GROUP BY product_id, COALESCE(location_id, ''), local_date
),
calendar AS (
  SELECT day
  FROM UNNEST(GENERATE_DATE_ARRAY(@first_day, DATE_SUB(@today, INTERVAL 1 DAY))) AS day
),
days AS (
  SELECT
    i.product_id, i.location_id, i.first_sale, a.day, COALESCE(s.units, 0) AS units, c.counted_units,
    COALESCE(r.units, 0) - COALESCE(s.units, 0) AS flow
  FROM items AS i
  CROSS JOIN calendar AS a
  LEFT JOIN sold AS s ON s.product_id = i.product_id AND s.location_id = i.location_id AND s.day = a.day
  LEFT JOIN counted AS c ON c.product_id = i.product_id AND c.location_id = i.location_id AND c.day = a.day
  LEFT JOIN received AS r ON r.product_id = i.product_id AND r.location_id = i.location_id AND r.day = a.day
),
flows AS (
  SELECT
    d.*,
    COALESCE(SUM(flow) OVER (
      PARTITION BY product_id, location_id ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS flow_before,
    COUNT(counted_units) OVER (PARTITION BY product_id, location_id ORDER BY day) AS counts
  FROM days AS d
),
mornings AS (
  SELECT
    f.*,
    flow_before + MAX(counted_units - flow_before) OVER (PARTITION BY product_id, location_id, counts) AS morning
  FROM flows AS f
),
masked AS (
  SELECT m.*, COALESCE(morning <= 0 AND units <= 0, FALSE) AS is_masked
  FROM mornings AS m
  WHERE day >= first_sale
),
filled AS (
  SELECT
    m.*,
    AVG(IF(is_masked, NULL, units)) OVER (
      PARTITION BY product_id, location_id, EXTRACT(DAYOFWEEK FROM day)
      ORDER BY day ROWS BETWEEN 8 PRECEDING AND 1 PRECEDING) AS usual
  FROM masked AS m
)
SELECT
  DATE_DIFF(@today, o.origin, DAY) AS days_ago,
  f.product_id,
  f.location_id,
  f.day,
  IF(f.is_masked, COALESCE(f.usual, 0), f.units) AS value,
  f.is_masked
FROM filled AS f
JOIN (SELECT @today AS origin UNION ALL SELECT @past_day) AS o ON f.day < o.origin
WHERE DATE_DIFF(o.origin, f.first_sale, DAY) >= 28
ORDER BY days_ago, f.product_id, f.location_id, f.day
