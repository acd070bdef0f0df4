-- Sales lines that claim to have happened after @latest: a wrong date, not a sale.
-- @latest TIMESTAMP
SELECT _file AS file, _line AS line
FROM staged_sales
WHERE occurred_at > @latest
ORDER BY file, line
