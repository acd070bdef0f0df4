-- The rewrite of one shop day in daily_visits, first half.
-- @day DATE
DELETE FROM daily_visits
WHERE local_date = @day
