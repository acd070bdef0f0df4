-- The rewrite of touched days in daily_quarter_sales, second half, from daily_moment_sales. Quarters of an hour are counted
-- since 1970: from the year 1, so that none before 1970 is rounded up, less those of its 719162 days until then.
-- @first_date DATE
-- @last_date DATE
-- @days ARRAY<DATE>
INSERT INTO daily_quarter_sales (
  local_date, quarter, location_id, channel, gross_sales, discounts, refunds, net_sales,
  net_sales_with_cost, cost, costed, units, units_refunded, orders
)
SELECT
  local_date,
  DIV(TIMESTAMP_DIFF(occurred_at, TIMESTAMP '0001-01-01 00:00:00+00', MINUTE), 15) - 69039552 AS quarter,
  location_id,
  channel,
  SUM(gross_sales) AS gross_sales,
  SUM(discounts) AS discounts,
  SUM(refunds) AS refunds,
  SUM(net_sales) AS net_sales,
  SUM(net_sales_with_cost) AS net_sales_with_cost,
  SUM(cost) AS cost,
  SUM(costed) AS costed,
  SUM(units) AS units,
  SUM(units_refunded) AS units_refunded,
  SUM(orders) AS orders
FROM daily_moment_sales
WHERE local_date BETWEEN @first_date AND @last_date
  AND local_date IN UNNEST(@days)
GROUP BY local_date, quarter, location_id, channel
ORDER BY local_date
