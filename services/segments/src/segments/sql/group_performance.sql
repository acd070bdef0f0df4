-- What customers brought from @from_day to @to_day (inclusive), by whether they were members of a group on the first day: of
-- the segment @segment_id or with the tag @tag, as the refreshes up to @refresh_id left them. is_member null: in no segment on
-- that day. Days are those on which it happened or, with @by_order, those of the order it belongs to. repeaters had bought
-- before the first day, returned of them bought.
-- @from_day DATE
-- @to_day DATE
-- @segment_id STRING
-- @tag STRING
-- @by_order BOOL
-- @refresh_id STRING
WITH latest AS (
  SELECT customer_id, segment_id, tags, valid_to
  FROM segment_members
  WHERE valid_from <= @from_day AND refresh_id <= @refresh_id
  QUALIFY ROW_NUMBER() OVER (PARTITION BY customer_id, valid_from ORDER BY recorded_at DESC, refresh_id DESC) = 1
),
members AS (
  SELECT
    customer_id,
    COALESCE(segment_id = @segment_id, FALSE)
      OR COALESCE(STRPOS(CONCAT(',', tags, ','), CONCAT(',', @tag, ',')) > 0, FALSE) AS is_member
  FROM latest
  WHERE valid_to IS NULL OR valid_to > @from_day
),
brought AS (
  SELECT
    customer_id,
    SUM(gross_sales) AS gross_sales,
    SUM(discounts) AS discounts,
    SUM(net_sales) AS net_sales,
    SUM(net_sales_with_cost) AS net_sales_with_cost,
    SUM(cost) AS cost,
    SUM(costed) AS costed,
    SUM(orders) AS orders
  FROM daily_customer_sales
  WHERE customer_id IS NOT NULL
    AND local_date >= @from_day
    AND (@by_order OR local_date <= @to_day)
    AND (NOT @by_order OR (ordered_local_date >= @from_day AND ordered_local_date <= @to_day))
  GROUP BY customer_id
)
SELECT
  m.is_member,
  COUNT(*) AS customers,
  COUNTIF(b.orders > 0) AS purchasers,
  COUNTIF(f.first_date < @from_day) AS repeaters,
  COUNTIF(f.first_date < @from_day AND b.orders > 0) AS returned,
  CAST(SUM(b.orders) AS INT64) AS orders,
  SUM(b.gross_sales) AS gross_sales,
  SUM(b.discounts) AS discounts,
  SUM(b.net_sales) AS net_sales,
  SUM(b.net_sales_with_cost) AS net_sales_with_cost,
  SUM(b.cost) AS cost,
  CAST(SUM(b.costed) AS INT64) AS costed
FROM members AS m
FULL JOIN brought AS b ON b.customer_id = m.customer_id
LEFT JOIN customer_first_days AS f ON f.customer_id = COALESCE(m.customer_id, b.customer_id)
GROUP BY m.is_member
ORDER BY m.is_member
