-- Everybody who has a number, in no order, and since when the shop knows them.
SELECT customer_id, created_at, code
FROM customer_codes
