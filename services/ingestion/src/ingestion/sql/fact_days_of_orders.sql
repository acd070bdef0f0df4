-- Days, in UTC, of what is known of some orders: narrow columns of all there is, so that what is wide is read of these days.
-- @order_ids ARRAY<STRING>
SELECT DISTINCT DATE(occurred_at) AS utc_date
FROM order_facts
WHERE order_id IN UNNEST(@order_ids)
