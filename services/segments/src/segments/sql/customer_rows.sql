-- Some customers as a refresh found them, by id.
-- @generation_id STRING
-- @ids ARRAY<STRING>
SELECT *
FROM segment_customers
WHERE generation_id = @generation_id AND customer_id IN (SELECT asked FROM UNNEST(@ids) AS asked)
ORDER BY customer_id
