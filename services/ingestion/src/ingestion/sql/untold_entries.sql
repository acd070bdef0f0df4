-- Numbered sales lines without those of orders that events told.
SELECT n.*
FROM numbered_entries AS n
LEFT JOIN told_entries AS t ON t._file = n._file AND t._line = n._line
WHERE t._line IS NULL
