-- Known customers who bought since a day, those who bought last first.
-- @since DATE
-- @most INT64
SELECT customer_id
FROM daily_customer_sales
WHERE local_date >= @since AND customer_id IS NOT NULL
GROUP BY customer_id
ORDER BY MAX(local_date) DESC, customer_id
LIMIT @most
