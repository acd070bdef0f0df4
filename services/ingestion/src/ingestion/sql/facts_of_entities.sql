-- What events said about some products, customers, purchase orders or receipts between two moments.
-- @entity_ids ARRAY<STRING>
-- @first_at TIMESTAMP
-- @last_at TIMESTAMP
SELECT kind, entity_id, event_type, version, occurred_at, payload, load_id
FROM entity_facts
WHERE occurred_at BETWEEN @first_at AND @last_at
  AND entity_id IN UNNEST(@entity_ids)
