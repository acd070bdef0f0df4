-- Orders that stand in more than one file of a load.
SELECT COUNT(*) AS orders
FROM (
  SELECT order_id
  FROM staged_sales
  GROUP BY order_id
  HAVING COUNT(DISTINCT _file) > 1
) AS split
