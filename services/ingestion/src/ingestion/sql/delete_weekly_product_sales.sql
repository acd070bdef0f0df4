-- The rewrite of touched weeks, first half. The dates are the first and the last day of these weeks.
-- @first_date DATE
-- @last_date DATE
-- @weeks ARRAY<DATE>
DELETE FROM weekly_product_sales
WHERE week_start BETWEEN @first_date AND @last_date
  AND week_start IN UNNEST(@weeks)
