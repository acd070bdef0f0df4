-- Everybody whom the shop knows, and since when (the earliest moment it ever said), customers whose digest is in @erased
-- left out.
-- @any_erased BOOL
-- @erased ARRAY<STRING>
SELECT customer_id, MIN(created_at) AS created_at
FROM customers
GROUP BY customer_id
HAVING NOT @any_erased OR TO_HEX(MD5(customer_id)) NOT IN UNNEST(@erased)
