-- The first and the last shop day with sales; null without any.
SELECT MIN(local_date) AS first_day, MAX(local_date) AS last_day
FROM daily_shop_sales
