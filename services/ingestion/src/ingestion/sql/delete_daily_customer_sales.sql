-- The rewrite of touched days in daily_customer_sales, first half.
-- @first_date DATE
-- @last_date DATE
-- @days ARRAY<DATE>
DELETE FROM daily_customer_sales
WHERE local_date BETWEEN @first_date AND @last_date
  AND local_date IN UNNEST(@days)
