-- Shop days whose rollups no longer equal the ledger: days with new lines, with redated ones, and days before or after
-- a product's cost became known or changed.
SELECT local_date FROM changed_days
UNION DISTINCT
SELECT local_date FROM redated_entries
UNION DISTINCT
SELECT s.local_date
FROM sales AS s
WHERE s.unit_cost IS NULL AND s.product_id IN (SELECT product_id FROM recosted_products)
