-- What the shop sold on each whole day of up to two runs of days, by the day it happened or by the day of the order. Bounds
-- are half-open; the axis that does not matter is left wide open, and a run that is not needed is empty.
-- @basis STRING
-- @local_from_1 DATE
-- @local_to_1 DATE
-- @ordered_from_1 DATE
-- @ordered_to_1 DATE
-- @local_from_2 DATE
-- @local_to_2 DATE
-- @ordered_from_2 DATE
-- @ordered_to_2 DATE
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
WHERE (
    (
      local_date >= @local_from_1
      AND local_date < @local_to_1
      AND ordered_local_date >= @ordered_from_1
      AND ordered_local_date < @ordered_to_1
    )
    OR (
      local_date >= @local_from_2
      AND local_date < @local_to_2
      AND ordered_local_date >= @ordered_from_2
      AND ordered_local_date < @ordered_to_2
    )
  )
  AND (@location IS NULL OR location_id = @location)
  AND (@channel IS NULL OR channel = @channel)
GROUP BY basis_day
