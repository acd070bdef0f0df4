-- Of orders that only files told of: who bought, where and through which channel, as their first sale line says. Lines that
-- events made begin with 'event:'; ';' follows ':'. The days are those their lines are on.
-- @order_ids ARRAY<STRING>
-- @first_date DATE
-- @last_date DATE
SELECT order_id, customer_id, channel, location_id, staff_id, country, is_test
FROM sales
WHERE local_date BETWEEN @first_date AND @last_date
  AND order_id IN UNNEST(@order_ids)
  AND kind = 'sale'
  AND (entry_id < 'event:' OR entry_id >= 'event;')
QUALIFY ROW_NUMBER() OVER (PARTITION BY order_id ORDER BY occurred_at, line_no IS NULL, line_no, entry_id) = 1
