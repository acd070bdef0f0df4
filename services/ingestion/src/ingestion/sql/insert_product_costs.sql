-- The replacement of product_costs, second half.
INSERT INTO product_costs (product_id, valid_from, valid_to, unit_cost)
SELECT product_id, valid_from, valid_to, unit_cost
FROM current_product_costs
