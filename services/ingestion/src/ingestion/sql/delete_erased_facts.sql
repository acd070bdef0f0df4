-- Erasure of a customer: what was said about their orders, for it names them.
DELETE FROM order_facts
WHERE order_id IN (SELECT order_id FROM erased_entries)
