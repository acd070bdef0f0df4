-- The memberships that go on, as the refreshes up to one of them left them; `code` is null of whom nothing is known any more.
-- Of rows with one key that of the last refresh counts, and refreshes after the first write few rows: only those are sought.
-- @refresh_id STRING
WITH last_told AS (
  SELECT customer_id, valid_from, MAX(refresh_id) AS refresh_id
  FROM segment_members
  WHERE refresh_id <= @refresh_id
    AND refresh_id > (SELECT MIN(refresh_id) FROM segment_members)
  GROUP BY customer_id, valid_from
)
SELECT m.customer_id, m.segment_id, m.tags, m.valid_from, c.code
FROM segment_members AS m
LEFT JOIN last_told AS l ON l.customer_id = m.customer_id AND l.valid_from = m.valid_from
LEFT JOIN customer_codes AS c ON c.customer_id = m.customer_id
WHERE m.refresh_id <= @refresh_id
  AND m.valid_to IS NULL
  AND (l.refresh_id IS NULL OR l.refresh_id = m.refresh_id)
