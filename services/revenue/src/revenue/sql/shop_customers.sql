-- Who placed the orders of a whole day, of up to three other days until an instant each, and of the whole days of a month
-- before @month_until: customers, of them those new to this shop (a customer's first order counts for ever), of them those
-- who had not ordered in this month before, and orders of guests. A day that is not needed is 0001-01-01.
-- @whole_day DATE
-- @part_1 DATE
-- @until_1 TIMESTAMP
-- @part_2 DATE
-- @until_2 TIMESTAMP
-- @part_3 DATE
-- @until_3 TIMESTAMP
-- @month DATE
-- @month_until DATE
WITH counted AS (
  SELECT local_date AS day, COUNTIF(guest_orders = 0) AS customers, 0 AS new_customers, 0 AS first_in_month,
    SUM(guest_orders) AS guest_orders
  FROM daily_first_orders
  WHERE local_date = @whole_day
    OR (local_date = @part_1 AND first_at < @until_1)
    OR (local_date = @part_2 AND first_at < @until_2)
    OR (local_date = @part_3 AND first_at < @until_3)
  GROUP BY day
  UNION ALL
  SELECT first_date AS day, 0, COUNT(*), 0, 0
  FROM customer_first_days
  WHERE first_date = @whole_day
    OR (first_date = @part_1 AND first_at < @until_1)
    OR (first_date = @part_2 AND first_at < @until_2)
    OR (first_date = @part_3 AND first_at < @until_3)
  GROUP BY day
  UNION ALL
  SELECT first_date AS day, 0, 0, COUNT(*), 0
  FROM monthly_customers
  WHERE month = @month
    AND ((first_date = @part_1 AND first_at < @until_1)
    OR (first_date = @part_2 AND first_at < @until_2)
    OR (first_date = @part_3 AND first_at < @until_3))
  GROUP BY day
)
SELECT IF(day = @whole_day, 'day', 'part') AS place, day, SUM(customers) AS customers, SUM(new_customers) AS new_customers,
  SUM(first_in_month) AS first_in_month, SUM(guest_orders) AS guest_orders
FROM counted
GROUP BY day
UNION ALL
SELECT
  'month' AS place,
  @month AS day,
  COUNT(*) AS customers,
  (SELECT COUNT(*) FROM customer_first_days WHERE first_date >= @month AND first_date < @month_until) AS new_customers,
  COUNT(*) AS first_in_month,
  (
    SELECT COALESCE(SUM(orders), 0)
    FROM daily_guest_sales
    WHERE local_date >= @month AND local_date < @month_until
  ) AS guest_orders
FROM monthly_customers
WHERE month = @month AND first_date < @month_until
