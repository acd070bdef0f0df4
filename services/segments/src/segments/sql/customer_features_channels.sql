-- The channels that sales come by, those of most orders first.
-- @until DATE
SELECT channel
FROM daily_cut_sales
WHERE local_date <= @until
  AND channel IS NOT NULL
GROUP BY channel
ORDER BY SUM(orders) DESC, channel
