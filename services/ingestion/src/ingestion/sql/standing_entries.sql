-- The ledger's lines that the facts of merged orders make or replace: of an order whose state events told, all of them,
-- whoever brought them; of one that only has a refund from events, those that events made. The days are those they are on.
-- @first_date DATE
-- @last_date DATE
SELECT s.*
FROM sales AS s
JOIN merged_orders AS o ON o.order_id = s.order_id
WHERE s.local_date BETWEEN @first_date AND @last_date
  AND (o.is_told OR (s.entry_id >= 'event:' AND s.entry_id < 'event;'))
