-- The replacement of product_costs, first half.
DELETE FROM product_costs
WHERE TRUE
