-- No new sales line: a load without sales.
SELECT 0 AS _file, order_id, local_date, line_type, is_test, net_amount
FROM sales
WHERE FALSE
