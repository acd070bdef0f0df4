-- Of the new sales lines of a load what the steps after it ask for.
SELECT s._file, s.order_id, s.local_date, e.line_type, s.is_test, s.net_amount
FROM staged_sales AS s
JOIN numbered_entries AS e ON e._file = s._file AND e._line = s._line
LEFT JOIN not_new_sales AS n ON n._file = s._file AND n._line = s._line
WHERE n._line IS NULL
