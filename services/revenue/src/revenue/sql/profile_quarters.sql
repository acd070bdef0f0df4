-- Net sales in each quarter of an hour (counted since 1970) of some shop days: how days are spread over their hours.
-- @days_from DATE
-- @days_to DATE
SELECT
  DIV(TIMESTAMP_DIFF(occurred_at, TIMESTAMP '1970-01-01 00:00:00+00', MINUTE), 15) AS quarter,
  SUM(net_amount) AS net_sales
FROM sales
WHERE local_date >= @days_from
  AND local_date < @days_to
  AND kind = 'sale'
  AND line_type = 'merchandise'
  AND NOT is_test
GROUP BY quarter
ORDER BY quarter
