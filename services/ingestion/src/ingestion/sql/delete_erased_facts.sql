-- Erasure of a customer: what events said about them. What was said about their orders stays, as a guest's.
-- @customer_id STRING
DELETE FROM entity_facts
WHERE kind = 'customer' AND entity_id = @customer_id
