-- What is said of how one shop day of daily_visits was made.
-- @day DATE
DELETE FROM visit_days
WHERE local_date = @day
