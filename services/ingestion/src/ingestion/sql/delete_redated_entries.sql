-- The rewrite of an order's own rows, first half. The days are those the rows are on.
-- @first_date DATE
-- @last_date DATE
DELETE FROM sales
WHERE local_date BETWEEN @first_date AND @last_date
  AND entry_id IN (SELECT entry_id FROM redated_entries)
