-- What a generation says that customers will bring; without a generation nobody.
-- @value_generation STRING
SELECT customer_id, as_of_date, value_12m, expected_purchases_90d
FROM customer_value
WHERE generation_id = @value_generation
