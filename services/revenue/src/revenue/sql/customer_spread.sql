-- How value is spread over customers: of those whose first order lies from @first_from until @first_to, with @location or
-- @channel those who ordered there on that day (from @there_from, else 9999-12-31: nothing is read), what they brought
-- until @known_until, wherever it was: gross margin with @by_margin, else net sales. A quantile is the least value that at
-- least this share of customers does not exceed; of the customers with the highest value a fraction counts as one. One
-- row; without customers all of it but `customers` is null.
-- @basis STRING
-- @today DATE
-- @known_until TIMESTAMP
-- @first_from DATE
-- @first_to DATE
-- @there_from DATE
-- @location STRING
-- @channel STRING
-- @by_margin BOOL
WITH lines AS (
  SELECT
    s.customer_id, IF(@basis = 'order', s.ordered_local_date, s.local_date) AS day, s.location_id, s.channel,
    s.is_order_start, s.net_amount AS net_sales,
    IF(COALESCE(s.unit_cost, c.unit_cost) IS NULL, 0, s.net_amount) AS net_sales_with_cost,
    COALESCE(CAST(s.quantity * COALESCE(s.unit_cost, c.unit_cost) AS NUMERIC), 0) AS cost
  FROM sales AS s
  LEFT JOIN product_costs AS c
    ON s.unit_cost IS NULL AND c.product_id = s.product_id AND c.valid_from <= s.ordered_at AND s.ordered_at < c.valid_to
  WHERE s.local_date = @today
    AND s.occurred_at < @known_until
    AND s.line_type = 'merchandise'
    AND NOT s.is_test
    AND s.customer_id IS NOT NULL
),
there AS (
  SELECT d.customer_id
  FROM daily_customer_sales AS d
  JOIN customer_first_days AS f ON f.customer_id = d.customer_id AND f.first_date = d.local_date
  WHERE d.local_date >= @there_from
    AND d.local_date < @today
    AND d.orders > 0
    AND (@location IS NULL OR d.location_id = @location)
    AND (@channel IS NULL OR d.channel = @channel)
  UNION ALL
  SELECT customer_id
  FROM lines
  WHERE is_order_start
    AND customer_id IN (SELECT customer_id FROM customer_first_days WHERE first_date = @today)
    AND (@location IS NULL OR location_id = @location)
    AND (@channel IS NULL OR channel = @channel)
),
firsts AS (
  SELECT customer_id, first_date
  FROM customer_first_days
  WHERE first_date >= @first_from
    AND first_date < @first_to
    AND (first_date < @today
      OR (first_date = @today AND customer_id IN (SELECT customer_id FROM lines WHERE is_order_start)))
    AND ((@location IS NULL AND @channel IS NULL) OR customer_id IN (SELECT customer_id FROM there))
),
valued AS (
  SELECT bought.customer_id, SUM(bought.value) AS value
  FROM (
    SELECT customer_id, IF(@by_margin, net_sales_with_cost - cost, net_sales) AS value
    FROM daily_customer_sales
    WHERE local_date < @today
    UNION ALL
    SELECT customer_id, IF(@by_margin, net_sales_with_cost - cost, net_sales)
    FROM lines
  ) AS bought
  JOIN firsts ON firsts.customer_id = bought.customer_id
  GROUP BY bought.customer_id
),
ranked AS (
  SELECT value, ROW_NUMBER() OVER (ORDER BY value) AS place, COUNT(*) OVER () AS customers
  FROM valued
)
SELECT
  COUNT(*) AS customers,
  SUM(value) AS total,
  MIN(value) AS lowest,
  MAX(value) AS highest,
  MIN(IF(place * 100 >= customers * 10, value, NULL)) AS p10,
  MIN(IF(place * 100 >= customers * 25, value, NULL)) AS p25,
  MIN(IF(place * 100 >= customers * 50, value, NULL)) AS p50,
  MIN(IF(place * 100 >= customers * 75, value, NULL)) AS p75,
  MIN(IF(place * 100 >= customers * 90, value, NULL)) AS p90,
  MIN(IF(place * 100 >= customers * 95, value, NULL)) AS p95,
  MIN(IF(place * 100 >= customers * 99, value, NULL)) AS p99,
  SUM(IF((customers - place) * 100 < customers, value, 0)) AS top_1,
  SUM(IF((customers - place) * 10 < customers, value, 0)) AS top_10,
  SUM(IF((customers - place) * 5 < customers, value, 0)) AS top_20
FROM ranked
