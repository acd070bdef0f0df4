-- The rewrite of an order's own rows, first half.
DELETE FROM sales
WHERE entry_id IN (SELECT entry_id FROM redated_entries)
