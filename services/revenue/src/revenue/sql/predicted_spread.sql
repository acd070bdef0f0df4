-- How what customers are expected to bring is spread: customers, total, extremes, the least value that at least so many per
-- cent of them do not exceed, and what the top 1, 10 and 20 % bring (a fraction of a customer counts as one). Customers as
-- in predicted_cohorts.
-- @generation_id STRING
-- @first_from DATE
-- @first_to DATE
-- @there_from DATE
-- @location STRING
-- @channel STRING
WITH ranked AS (
  SELECT v.value_12m AS value, ROW_NUMBER() OVER (ORDER BY v.value_12m) AS place, COUNT(*) OVER () AS customers
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
)
SELECT
  COUNT(*) AS customers,
  SUM(value) AS total,
  MIN(value) AS lowest,
  MAX(value) AS highest,
  MIN(IF(place * 100 >= customers * 10, value, NULL)) AS p10,
  MIN(IF(place * 100 >= customers * 25, value, NULL)) AS p25,
  MIN(IF(place * 100 >= customers * 50, value, NULL)) AS p50,
  MIN(IF(place * 100 >= customers * 75, value, NULL)) AS p75,
  MIN(IF(place * 100 >= customers * 90, value, NULL)) AS p90,
  MIN(IF(place * 100 >= customers * 95, value, NULL)) AS p95,
  MIN(IF(place * 100 >= customers * 99, value, NULL)) AS p99,
  SUM(IF((customers - place) * 100 < customers, value, 0)) AS top_1,
  SUM(IF((customers - place) * 10 < customers, value, 0)) AS top_10,
  SUM(IF((customers - place) * 5 < customers, value, 0)) AS top_20
FROM ranked
