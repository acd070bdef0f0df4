-- The rewrite of the ledger in another time zone, second half.
INSERT INTO sales
SELECT * FROM rezoned_entries
