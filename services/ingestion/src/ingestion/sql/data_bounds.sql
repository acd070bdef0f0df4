-- The first and the last instant the ledger speaks of.
SELECT MIN(occurred_at) AS data_from, MAX(occurred_at) AS data_until
FROM sales
