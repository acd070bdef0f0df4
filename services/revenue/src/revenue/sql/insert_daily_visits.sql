-- The rewrite of one shop day in daily_visits, second half.
INSERT INTO daily_visits (
  local_date, traffic, device, channel, landing_page, is_returning, has_viewed, has_added, has_checked_out, has_bought,
  order_id, bought_at, visits, events
)
SELECT
  local_date, traffic, device, channel, landing_page, is_returning, has_viewed, has_added, has_checked_out, has_bought,
  order_id, bought_at, visits, events
FROM visits_of_day
