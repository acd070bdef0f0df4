-- The rewrite of an order's own rows, second half.
INSERT INTO sales
SELECT * FROM redated_entries
