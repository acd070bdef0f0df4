-- What each product sold and earned in the window, and its mean stock: each count less the units sold since, over the days
-- until the next count. A unit sold on a day is missing on that day and on every later one of its stretch.
WITH sold AS (
  SELECT product_id, {rollup_sums}
  FROM daily_product_sales
  WHERE local_date >= $first AND local_date < $today
  GROUP BY product_id
  UNION ALL
  SELECT s.product_id, {ledger_sums}
  FROM {costed_sales}
  WHERE s.local_date = $today AND s.occurred_at < $as_of AND s.line_type = 'merchandise' AND NOT s.is_test
  GROUP BY s.product_id
), counted AS (
  SELECT product_id, location_id, CAST(timezone('Europe/London', counted_at) AS DATE) AS counted_on, on_hand
  FROM stock_counts
  WHERE counted_at < $as_of
  QUALIFY row_number() OVER (PARTITION BY product_id, location_id, counted_on ORDER BY counted_at DESC) = 1
), stretches AS (
  SELECT product_id, location_id, counted_on, on_hand, greatest(counted_on, $first) AS since,
    coalesce(lead(counted_on) OVER (PARTITION BY product_id, location_id ORDER BY counted_on) - 1, $today) AS until
  FROM counted
), wanted AS (
  SELECT * FROM stretches WHERE until >= $first
), moved AS (
  SELECT product_id, coalesce(location_id, 'north') AS location_id, local_date, sum(units) AS units
  FROM daily_product_sales
  WHERE local_date > (SELECT min(counted_on) FROM wanted) AND local_date < $today
  GROUP BY ALL
  UNION ALL
  SELECT product_id, coalesce(location_id, 'north'), local_date, sum(quantity)
  FROM sales
  WHERE local_date = $today AND occurred_at < $as_of AND line_type = 'merchandise' AND NOT is_test
  GROUP BY ALL
), held AS (
  SELECT product_id, sum(unit_days) / (CAST($today AS DATE) - CAST($first AS DATE) + 1) AS average_units
  FROM (
    SELECT product_id, on_hand * (until - since + 1) AS unit_days FROM wanted
    UNION ALL
    SELECT product_id, -units * (until - greatest(local_date, since) + 1)
    FROM wanted JOIN moved USING (product_id, location_id)
    WHERE local_date > counted_on AND local_date <= until
  )
  GROUP BY product_id
)
SELECT product_id, {rollup_sums}, any_value(average_units) AS average_units, any_value(unit_cost) AS unit_cost
FROM sold FULL JOIN held USING (product_id) LEFT JOIN product_costs USING (product_id)
GROUP BY product_id
ORDER BY units DESC
