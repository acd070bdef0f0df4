-- Net total of the new sales lines per file, before exclusions.
SELECT _file AS file, SUM(net_amount) AS net_amount
FROM new_entries
GROUP BY file
ORDER BY file
