-- As of which shop day and of what the live predictions of customers' value are; no row without any.
-- @value_generation STRING
SELECT MAX(as_of_date) AS as_of_date, MAX(basis) AS basis, COUNT(*) AS customers
FROM customer_value
WHERE generation_id = @value_generation
HAVING COUNT(*) > 0
