-- The rewrite of a customer's lines as a guest's, first half.
-- @customer_id STRING
DELETE FROM sales
WHERE customer_id = @customer_id
