-- Days, in UTC, of what events said about some products, customers, purchase orders or receipts: as fact_days_of_orders.
-- @entity_ids ARRAY<STRING>
SELECT DISTINCT DATE(occurred_at) AS utc_date
FROM entity_facts
WHERE entity_id IN UNNEST(@entity_ids)
