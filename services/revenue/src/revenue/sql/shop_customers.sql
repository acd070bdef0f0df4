-- Who placed the orders of a whole day, of up to three days until an instant each, and of the whole days of a month before
-- @month_until: customers, of them those new to this shop (a customer's first order counts for ever), of them those who had
-- not ordered in this month before, and orders of guests. A day that is not needed is 0001-01-01.
-- @whole_day DATE
-- @part_1 DATE
-- @until_1 TIMESTAMP
-- @part_2 DATE
-- @until_2 TIMESTAMP
-- @part_3 DATE
-- @until_3 TIMESTAMP
-- @month DATE
-- @month_until DATE
WITH placed AS (
  SELECT 'part' AS place, local_date AS day, customer_id, COUNT(*) AS orders
  FROM (
    SELECT local_date, customer_id
    FROM sales
    WHERE local_date = @part_1 AND occurred_at < @until_1 AND is_order_start
    UNION ALL
    SELECT local_date, customer_id
    FROM sales
    WHERE local_date = @part_2 AND occurred_at < @until_2 AND is_order_start
    UNION ALL
    SELECT local_date, customer_id
    FROM sales
    WHERE local_date = @part_3 AND occurred_at < @until_3 AND is_order_start
  ) AS started
  GROUP BY day, customer_id
  UNION ALL
  SELECT 'day' AS place, local_date AS day, customer_id, SUM(orders) AS orders
  FROM daily_customer_sales
  WHERE local_date = @whole_day AND orders > 0
  GROUP BY day, customer_id
)
SELECT
  p.place,
  p.day,
  COUNT(p.customer_id) AS customers,
  COUNTIF(f.customer_id IS NOT NULL) AS new_customers,
  COUNTIF(m.customer_id IS NOT NULL) AS first_in_month,
  SUM(IF(p.customer_id IS NULL, p.orders, 0)) AS guest_orders
FROM placed AS p
LEFT JOIN (
  SELECT customer_id, first_date
  FROM customer_first_days
  WHERE first_date IN (@whole_day, @part_1, @part_2, @part_3)
) AS f ON f.customer_id = p.customer_id AND f.first_date = p.day
LEFT JOIN (
  SELECT customer_id, first_date
  FROM monthly_customers
  WHERE month = @month AND first_date IN (@part_1, @part_2, @part_3)
) AS m ON m.customer_id = p.customer_id AND m.first_date = p.day
GROUP BY p.place, p.day
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
