-- Staged customers without those that were erased.
SELECT s.*
FROM staged_customers AS s
LEFT JOIN erased_customers AS e ON e._file = s._file AND e._line = s._line
WHERE e._line IS NULL
