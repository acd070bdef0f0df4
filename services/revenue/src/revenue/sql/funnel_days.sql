-- How many visits of people did each step on each of some shop days, whatever they had done before, the earliest day first.
-- @from_day DATE
-- @to_day DATE
-- @days ARRAY<DATE>
SELECT
  local_date,
  SUM(visits) AS visits,
  SUM(IF(has_viewed, visits, 0)) AS viewed,
  SUM(IF(has_added, visits, 0)) AS added,
  SUM(IF(has_checked_out, visits, 0)) AS checked_out,
  SUM(IF(has_bought, visits, 0)) AS bought
FROM daily_visits
WHERE local_date >= @from_day AND local_date < @to_day AND local_date IN UNNEST(@days) AND traffic = 'people' AND visits > 0
GROUP BY local_date
ORDER BY local_date
