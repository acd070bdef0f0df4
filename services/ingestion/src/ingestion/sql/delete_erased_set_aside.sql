-- Erasure of a customer: that facts about them were set aside.
-- @customer_id STRING
DELETE FROM set_aside_facts
WHERE entity_id = @customer_id
