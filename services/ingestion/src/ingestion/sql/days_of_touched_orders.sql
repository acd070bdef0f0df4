-- The first and the last shop day with lines of touched orders; null where none has any. Narrow columns of the whole ledger,
-- so that whole lines are read of these days.
SELECT MIN(local_date) AS first_date, MAX(local_date) AS last_date
FROM sales
WHERE order_id IN (SELECT order_id FROM touched_orders)
