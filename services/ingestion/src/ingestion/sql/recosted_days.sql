-- As touched_days, and days of lines whose product's cost became known or changed: narrow columns of the whole ledger, which
-- is why a change without such products asks for the others alone.
SELECT local_date FROM changed_days
UNION DISTINCT
SELECT local_date FROM redated_entries
UNION DISTINCT
SELECT s.local_date
FROM sales AS s
WHERE s.unit_cost IS NULL AND s.product_id IN (SELECT product_id FROM recosted_products)
