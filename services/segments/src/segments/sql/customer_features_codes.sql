-- A number for everybody who is in customer_sums, or whom the shop knows, and since when it does: the earliest moment it ever
-- said. Numbers are from 0 on, in no order, none left out; by them files speak of customers instead of their ids. Customers
-- whose digest is in @erased have none.
-- @any_erased BOOL
-- @erased ARRAY<STRING>
-- @erasure_secret STRING
SELECT customer_id, created_at, ROW_NUMBER() OVER () - 1 AS code
FROM (
  SELECT customer_id, MIN(created_at) AS created_at
  FROM (
    SELECT customer_id, CAST(NULL AS TIMESTAMP) AS created_at FROM customer_sums
    UNION ALL
    SELECT customer_id, created_at FROM customers
  ) AS told
  GROUP BY customer_id
) AS everybody
WHERE NOT @any_erased OR TO_HEX(SHA256(CONCAT(@erasure_secret, customer_id))) NOT IN UNNEST(@erased)
