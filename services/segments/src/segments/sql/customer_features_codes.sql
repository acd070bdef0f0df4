-- A number for everybody who is in customer_sums, or whom the shop knows: from 0 on, in no order, none left out. By it
-- files speak of customers instead of their ids. Customers whose digest is in @erased have none.
-- @any_erased BOOL
-- @erased ARRAY<STRING>
SELECT customer_id, ROW_NUMBER() OVER () - 1 AS code
FROM (
  SELECT customer_id FROM customer_sums
  UNION DISTINCT
  SELECT customer_id FROM customers
) AS everybody
WHERE NOT @any_erased OR TO_HEX(MD5(customer_id)) NOT IN UNNEST(@erased)
