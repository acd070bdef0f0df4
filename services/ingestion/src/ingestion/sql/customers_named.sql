-- Every customer that any of the shop's tables names, by id.
SELECT customer_id FROM customers
UNION DISTINCT
SELECT customer_id FROM sales WHERE customer_id IS NOT NULL
UNION DISTINCT
SELECT customer_id FROM web_events
WHERE customer_id IS NOT NULL
  AND occurred_at >= TIMESTAMP '1970-01-01 00:00:00+00' -- all of them: the table is not read without a bound
ORDER BY customer_id
