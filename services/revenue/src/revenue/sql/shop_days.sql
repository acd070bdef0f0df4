-- What the shop sold on each whole day, by the day it happened or by the day of the order. Bounds are half-open; the
-- axis that does not matter is left wide open.
-- @basis STRING
-- @local_from DATE
-- @local_to DATE
-- @ordered_from DATE
-- @ordered_to DATE
-- @location STRING
-- @channel STRING
SELECT
  IF(@basis = 'order', ordered_local_date, local_date) AS basis_day,
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
FROM daily_shop_sales
WHERE local_date >= @local_from
  AND local_date < @local_to
  AND ordered_local_date >= @ordered_from
  AND ordered_local_date < @ordered_to
  AND (@location IS NULL OR location_id = @location)
  AND (@channel IS NULL OR channel = @channel)
GROUP BY basis_day
