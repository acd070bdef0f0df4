-- The first and the last instant the ledger speaks of. The one lies on the first day with sales or before it, the other on the
-- last or after it: of a ledger of years either engine reads these days only.
-- @first_day DATE
-- @last_day DATE
SELECT
  (SELECT MIN(occurred_at) FROM sales WHERE local_date <= @first_day) AS data_from,
  (SELECT MAX(occurred_at) FROM sales WHERE local_date >= @last_day) AS data_until
