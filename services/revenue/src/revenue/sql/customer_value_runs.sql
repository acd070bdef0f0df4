-- What the runs of one generation said of all customers together, from a day on, the earliest first.
-- @generation_id STRING
-- @from_day DATE
SELECT as_of_date, made_at, customers, expected_purchases_90d, value_12m, basis, method, summary
FROM customer_value_runs
WHERE generation_id = @generation_id AND as_of_date >= @from_day
ORDER BY as_of_date
