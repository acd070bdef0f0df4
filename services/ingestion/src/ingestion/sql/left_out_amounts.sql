-- What the sales lines come to that were staged and not appended, per file: known ones by the load that brought them, the
-- others by why they were refused, among them those that claim to have happened after @latest.
-- @latest TIMESTAMP
WITH left_out AS (
  SELECT
    s._file AS file,
    IF(n._outcome = 'known', 'known', 'rejected') AS outcome,
    IF(n._outcome = 'known', n._known_load_id, n._outcome) AS reason,
    s.net_amount
  FROM not_new_sales AS n
  JOIN staged_sales AS s ON s._file = n._file AND s._line = n._line
  UNION ALL
  SELECT _file, 'rejected', 'in_the_future', net_amount
  FROM staged_sales
  WHERE occurred_at > @latest
)
SELECT file, outcome, reason, COUNT(*) AS row_count, SUM(net_amount) AS net_amount
FROM left_out
GROUP BY file, outcome, reason
ORDER BY file, outcome, reason
