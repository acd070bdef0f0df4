-- Units sold of each product on the shop days from @from_day until @to_day (exclusive), less those given back.
-- @from_day DATE
-- @to_day DATE
SELECT product_id, CAST(SUM(units) AS FLOAT64) AS units
FROM daily_product_sales
WHERE local_date >= @from_day
  AND local_date < @to_day
  AND product_id IS NOT NULL
GROUP BY product_id
