-- Until when sales and stock are known at @known_until: the last sale, the last count, the day of the earliest of the last
-- counts of each product and location, whether receipts are ever told, and the first shop day with a sale.
-- @known_until TIMESTAMP
-- @time_zone STRING
SELECT
  (SELECT MIN(local_date) FROM daily_product_sales) AS first_sale_on,
  (SELECT MAX(local_date) FROM daily_product_sales) AS last_sale_on,
  (SELECT MAX(counted_at) FROM stock_counts WHERE counted_at < @known_until) AS last_counted_at,
  (
    SELECT DATE(MIN(counted_at), @time_zone)
    FROM (
      SELECT MAX(counted_at) AS counted_at
      FROM stock_counts
      WHERE counted_at < @known_until
      GROUP BY product_id, location_id
    ) AS latest
  ) AS counted_on,
  (SELECT COUNT(*) FROM receipts WHERE received_at < @known_until) AS receipts
