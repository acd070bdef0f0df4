-- What a generation says that customers will bring, by their number; without a generation nobody.
-- @value_generation STRING
SELECT c.code, v.as_of_date, v.value_12m, v.expected_purchases_90d
FROM customer_value AS v
JOIN customer_codes AS c ON c.customer_id = v.customer_id
WHERE v.generation_id = @value_generation
