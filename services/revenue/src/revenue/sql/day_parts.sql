-- What the shop sold on up to three days until an instant each, by the day it happened, per cut (@by channel, location, or
-- null for all of it): quarters of an hour that were over (those before @quarter, counted since 1970), and of the running one
-- the moments from its start (@from) until @until. A day that is not needed is 0001-01-01. An order counts at its first line.
-- @by STRING
-- @day_1 DATE
-- @quarter_1 INT64
-- @from_1 TIMESTAMP
-- @until_1 TIMESTAMP
-- @day_2 DATE
-- @quarter_2 INT64
-- @from_2 TIMESTAMP
-- @until_2 TIMESTAMP
-- @day_3 DATE
-- @quarter_3 INT64
-- @from_3 TIMESTAMP
-- @until_3 TIMESTAMP
-- @location STRING
-- @channel STRING
WITH counted AS (
  SELECT local_date, location_id, channel, gross_sales, discounts, refunds, net_sales, net_sales_with_cost, cost, units,
    units_refunded, orders, costed
  FROM daily_quarter_sales
  WHERE (local_date = @day_1 AND quarter < @quarter_1)
    OR (local_date = @day_2 AND quarter < @quarter_2)
    OR (local_date = @day_3 AND quarter < @quarter_3)
  UNION ALL
  SELECT local_date, location_id, channel, gross_sales, discounts, refunds, net_sales, net_sales_with_cost, cost, units,
    units_refunded, orders, costed
  FROM daily_moment_sales
  WHERE local_date = @day_1 AND occurred_at >= @from_1 AND occurred_at < @until_1
  UNION ALL
  SELECT local_date, location_id, channel, gross_sales, discounts, refunds, net_sales, net_sales_with_cost, cost, units,
    units_refunded, orders, costed
  FROM daily_moment_sales
  WHERE local_date = @day_2 AND occurred_at >= @from_2 AND occurred_at < @until_2
  UNION ALL
  SELECT local_date, location_id, channel, gross_sales, discounts, refunds, net_sales, net_sales_with_cost, cost, units,
    units_refunded, orders, costed
  FROM daily_moment_sales
  WHERE local_date = @day_3 AND occurred_at >= @from_3 AND occurred_at < @until_3
)
SELECT
  local_date AS basis_day,
  CASE @by WHEN 'location' THEN location_id WHEN 'channel' THEN channel END AS cut,
  SUM(gross_sales) AS gross_sales,
  SUM(discounts) AS discounts,
  SUM(refunds) AS refunds,
  SUM(net_sales) AS net_sales,
  SUM(net_sales_with_cost) AS net_sales_with_cost,
  SUM(cost) AS cost,
  SUM(units) AS units,
  SUM(units_refunded) AS units_refunded,
  SUM(orders) AS orders,
  SUM(costed) AS costed
FROM counted
WHERE (@location IS NULL OR location_id = @location)
  AND (@channel IS NULL OR channel = @channel)
GROUP BY basis_day, cut
