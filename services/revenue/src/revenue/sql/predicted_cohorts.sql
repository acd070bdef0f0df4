-- What customers are expected to bring, summed up by the month of their first order. First orders lie from @first_from until
-- @first_to; with @location or @channel, those of customers who ordered there on that day, which lies from @there_from (else
-- 9999-12-31: nothing is read).
-- @generation_id STRING
-- @first_from DATE
-- @first_to DATE
-- @there_from DATE
-- @location STRING
-- @channel STRING
SELECT
  DATE_TRUNC(f.first_date, MONTH) AS month,
  COUNT(*) AS customers,
  SUM(v.expected_purchases_90d) AS expected_purchases_90d,
  SUM(v.value_12m) AS value_12m
FROM customer_value AS v
JOIN customer_first_days AS f ON f.customer_id = v.customer_id
WHERE v.generation_id = @generation_id
  AND f.first_date >= @first_from
  AND f.first_date < @first_to
  AND ((@location IS NULL AND @channel IS NULL) OR f.customer_id IN (
    SELECT d.customer_id
    FROM daily_customer_sales AS d
    JOIN customer_first_days AS c ON c.customer_id = d.customer_id AND c.first_date = d.local_date
    WHERE d.local_date >= @there_from
      AND d.local_date < @first_to
      AND d.orders > 0
      AND (@location IS NULL OR d.location_id = @location)
      AND (@channel IS NULL OR d.channel = @channel)
  ))
GROUP BY month
ORDER BY month
