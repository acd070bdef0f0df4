-- The first and the last shop day with lines of some orders; null where none has any.
-- @order_ids ARRAY<STRING>
SELECT MIN(local_date) AS first_date, MAX(local_date) AS last_date
FROM sales
WHERE order_id IN UNNEST(@order_ids)
