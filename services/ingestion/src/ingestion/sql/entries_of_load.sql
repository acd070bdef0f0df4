-- Of the sales lines a load brought what the steps after its undo ask for, kept before they go.
-- @load_id STRING
SELECT 0 AS _file, order_id, local_date, line_type, is_test, net_amount
FROM sales
WHERE load_id = @load_id
