-- What a batch names and the suppression list forbids.
-- @ids ARRAY<STRING>
-- @emails ARRAY<STRING>
-- @phones ARRAY<STRING>
SELECT 'id' AS kind, value
FROM UNNEST(@ids) AS value
UNION ALL
SELECT 'email' AS kind, value
FROM UNNEST(@emails) AS value
UNION ALL
SELECT 'phone' AS kind, value
FROM UNNEST(@phones) AS value
