-- Sales of some whole days per channel, location, member of staff or country (@by), by the day it happened or by the day
-- of the order. Bounds are half-open; the axis that does not matter is left wide open.
-- @by STRING
-- @local_from DATE
-- @local_to DATE
-- @ordered_from DATE
-- @ordered_to DATE
-- @location STRING
-- @channel STRING
SELECT
  CASE @by WHEN 'staff' THEN staff_id WHEN 'country' THEN country WHEN 'location' THEN location_id ELSE channel END AS cut,
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
FROM daily_cut_sales
WHERE local_date >= @local_from
  AND local_date < @local_to
  AND ordered_local_date >= @ordered_from
  AND ordered_local_date < @ordered_to
  AND (@location IS NULL OR location_id = @location)
  AND (@channel IS NULL OR channel = @channel)
GROUP BY cut
