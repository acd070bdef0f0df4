-- What every customer did until the ends of three days, a window apart each: until @until_0, one window before, and two.
-- A purchase day is a shop day on which the customer ordered; its value is what those orders brought until then, refunds
-- and later changes in. Per end: purchase days, the last of them, their value (margin with @by_margin, else net sales),
-- and of those in the window before the end how many there were and what they brought. Null or 0 before the first order.
-- Customers whose digest is in @erased are left out. Numbers for arithmetic, so FLOAT64 and no money.
-- @until_0 DATE
-- @until_1 DATE
-- @until_2 DATE
-- @until_3 DATE
-- @by_margin BOOL
-- @any_erased BOOL
-- @erased ARRAY<STRING>
-- @erasure_secret STRING
WITH purchases AS (
  SELECT
    customer_id,
    ordered_local_date AS day,
    MIN(IF(orders > 0, local_date, NULL)) AS known,
    SUM(IF(@by_margin, net_sales_with_cost - cost, net_sales)) AS value_0,
    SUM(IF(local_date <= @until_1, IF(@by_margin, net_sales_with_cost - cost, net_sales), 0)) AS value_1,
    SUM(IF(local_date <= @until_2, IF(@by_margin, net_sales_with_cost - cost, net_sales), 0)) AS value_2
  FROM daily_customer_sales
  WHERE local_date <= @until_0
    AND customer_id IS NOT NULL
  GROUP BY customer_id, day
  HAVING SUM(orders) > 0
)
SELECT
  customer_id,
  MIN(day) AS first_day,
  MAX(day) AS last_day_0,
  MAX(IF(known <= @until_1, day, NULL)) AS last_day_1,
  MAX(IF(known <= @until_2, day, NULL)) AS last_day_2,
  COUNT(*) AS days_0,
  COUNTIF(known <= @until_1) AS days_1,
  COUNTIF(known <= @until_2) AS days_2,
  CAST(SUM(value_0) AS FLOAT64) AS value_0,
  CAST(SUM(IF(known <= @until_1, value_1, 0)) AS FLOAT64) AS value_1,
  CAST(SUM(IF(known <= @until_2, value_2, 0)) AS FLOAT64) AS value_2,
  COUNTIF(day > @until_1) AS recent_days_0,
  COUNTIF(day > @until_2 AND known <= @until_1) AS recent_days_1,
  COUNTIF(day > @until_3 AND known <= @until_2) AS recent_days_2,
  CAST(SUM(IF(day > @until_1, value_0, 0)) AS FLOAT64) AS recent_value_0,
  CAST(SUM(IF(day > @until_2 AND known <= @until_1, value_1, 0)) AS FLOAT64) AS recent_value_1,
  CAST(SUM(IF(day > @until_3 AND known <= @until_2, value_2, 0)) AS FLOAT64) AS recent_value_2
FROM purchases
GROUP BY customer_id
HAVING NOT @any_erased OR TO_HEX(SHA256(CONCAT(@erasure_secret, customer_id))) NOT IN UNNEST(@erased)
