-- Visits and events of two sets of shop days (period 1 and 2), put together by who they were, by what is asked for (@by) and by
-- what they did.
-- @by STRING
-- @from_day DATE
-- @to_day DATE
-- @days_1 ARRAY<DATE>
-- @days_2 ARRAY<DATE>
SELECT
  IF(local_date IN UNNEST(@days_1), 1, 2) AS period,
  traffic,
  CASE @by
    WHEN 'device' THEN device
    WHEN 'channel' THEN channel
    WHEN 'landing_page' THEN landing_page
    ELSE IF(is_returning, 'returning', IF(is_returning IS NULL, NULL, 'new'))
  END AS cut,
  has_viewed, has_added, has_checked_out, has_bought,
  SUM(visits) AS visits,
  SUM(events) AS events
FROM daily_visits
WHERE local_date >= @from_day AND local_date < @to_day
  AND (local_date IN UNNEST(@days_1) OR local_date IN UNNEST(@days_2))
  AND (visits > 0 OR events > 0)
GROUP BY period, traffic, cut, has_viewed, has_added, has_checked_out, has_bought
