-- Sales of some whole days per channel, location or category (@by), of every product, of one or of a category, by the day
-- it happened or by the day of the order. Bounds are half-open; the axis that does not matter is left wide open. `orders`
-- counts an order once for each of its products: right for one product only.
-- @by STRING
-- @local_from DATE
-- @local_to DATE
-- @ordered_from DATE
-- @ordered_to DATE
-- @location STRING
-- @channel STRING
-- @category STRING
-- @product STRING
WITH latest AS (
  SELECT product_id, category
  FROM products
  QUALIFY ROW_NUMBER() OVER (PARTITION BY product_id ORDER BY recorded_at DESC, load_id DESC) = 1
),
sold AS (
  SELECT
    IF(@by = 'category', product_id, NULL) AS sold_product,
    CASE @by WHEN 'channel' THEN channel WHEN 'location' THEN location_id END AS place,
    SUM(gross_sales) AS gross_sales,
    SUM(discounts) AS discounts,
    SUM(refunds) AS refunds,
    SUM(net_sales) AS net_sales,
    SUM(net_sales_with_cost) AS net_sales_with_cost,
    SUM(cost) AS cost,
    SUM(units) AS units,
    SUM(units_refunded) AS units_refunded,
    SUM(orders) AS orders,
    SUM(costed) AS costed
  FROM daily_product_sales
  WHERE local_date >= @local_from
    AND local_date < @local_to
    AND ordered_local_date >= @ordered_from
    AND ordered_local_date < @ordered_to
    AND (@location IS NULL OR location_id = @location)
    AND (@channel IS NULL OR channel = @channel)
    AND (@product IS NULL OR product_id = @product)
    AND (@category IS NULL OR product_id IN (SELECT product_id FROM latest WHERE category = @category))
  GROUP BY sold_product, place
)
SELECT
  IF(@by = 'category', latest.category, sold.place) AS cut,
  SUM(sold.gross_sales) AS gross_sales,
  SUM(sold.discounts) AS discounts,
  SUM(sold.refunds) AS refunds,
  SUM(sold.net_sales) AS net_sales,
  SUM(sold.net_sales_with_cost) AS net_sales_with_cost,
  SUM(sold.cost) AS cost,
  SUM(sold.units) AS units,
  SUM(sold.units_refunded) AS units_refunded,
  SUM(sold.orders) AS orders,
  SUM(sold.costed) AS costed
FROM sold
LEFT JOIN latest ON latest.product_id = sold.sold_product
GROUP BY cut
