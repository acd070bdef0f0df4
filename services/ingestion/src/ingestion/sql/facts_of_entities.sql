-- Everything that events said about some products, customers, purchase orders or receipts.
-- @entity_ids ARRAY<STRING>
SELECT kind, entity_id, event_type, version, occurred_at, payload, load_id
FROM entity_facts
WHERE entity_id IN UNNEST(@entity_ids)
