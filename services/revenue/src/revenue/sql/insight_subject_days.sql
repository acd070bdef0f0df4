-- Net sales and refunds per day of what an insight is about: the shop, a location (or a place, which is a location on a
-- channel), a channel, a category or a product. Bounds are half-open.
-- @dimension STRING
-- @subject STRING
-- @from_day DATE
-- @to_day DATE
SELECT found.local_date, SUM(found.net_sales) AS net_sales, SUM(found.refunds) AS refunds
FROM (
  SELECT local_date, net_sales, refunds
  FROM daily_shop_sales
  WHERE local_date >= @from_day
    AND local_date < @to_day
    AND (
      @dimension = 'shop'
      OR (@dimension = 'channel' AND channel = @subject)
      OR (@dimension = 'location' AND location_id = @subject)
      OR (@dimension = 'location' AND CONCAT(location_id, ' / ', channel) = @subject)
    )
  UNION ALL
  SELECT local_date, net_sales, refunds
  FROM daily_product_sales
  WHERE local_date >= @from_day
    AND local_date < @to_day
    AND (
      (@dimension = 'product' AND product_id = @subject)
      OR (@dimension = 'category' AND product_id IN (
        SELECT latest.product_id
        FROM (
          SELECT product_id, category
          FROM products
          QUALIFY ROW_NUMBER() OVER (PARTITION BY product_id ORDER BY recorded_at DESC, load_id DESC) = 1
        ) AS latest
        WHERE latest.category = @subject
      ))
    )
) AS found
GROUP BY found.local_date
ORDER BY found.local_date
