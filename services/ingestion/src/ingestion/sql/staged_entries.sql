-- Staged sales lines as the ledger takes them.
SELECT
  s.* EXCEPT (entry_id, line_type, ordered_at, ordered_local_date, _line_key),
  s.line_type AS line_type_given,
  n.line_type,
  n.entry_id,
  n.ordered_at,
  n.ordered_local_date,
  n.is_order_start
FROM staged_sales AS s
JOIN numbered_entries AS n ON n._file = s._file AND n._line = s._line
