-- Of the new sales lines of a load what the steps after it ask for.
SELECT e._file, e.order_id, e.local_date, e.line_type, e.is_test, e.net_amount
FROM numbered_entries AS e
LEFT JOIN not_new_sales AS n ON n._file = e._file AND n._line = e._line
WHERE n._line IS NULL
