-- Everybody who has a number, in no order.
SELECT customer_id, code
FROM customer_codes
