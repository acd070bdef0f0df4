-- How many stock counts there were before @known_until, when the last one was, and since when counts tell the stock at
-- @opening_at: the earliest of the last counts before it of each product and location; null without one.
-- @opening_at TIMESTAMP
-- @known_until TIMESTAMP
SELECT
  COALESCE(SUM(counts), 0) AS counts,
  MAX(last_counted_at) AS last_counted_at,
  MIN(opening_counted_at) AS opening_counted_at
FROM (
  SELECT
    COUNT(*) AS counts,
    MAX(counted_at) AS last_counted_at,
    MAX(IF(counted_at < @opening_at, counted_at, NULL)) AS opening_counted_at
  FROM stock_counts
  WHERE counted_at < @known_until
  GROUP BY product_id, location_id
) AS places
