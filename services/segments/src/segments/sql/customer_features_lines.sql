-- What customers bought of: for each line of a sale of the days after @window_from and until @until whose category is known,
-- the number of the customer times 2 ** 24, plus the place of the category (product_places); in no order.
-- @until DATE
-- @window_from DATE
SELECT c.code * 16777216 + p.place AS line
FROM sales AS s
JOIN product_places AS p ON p.product_id = s.product_id
JOIN customer_codes AS c ON c.customer_id = s.customer_id
WHERE s.local_date > @window_from
  AND s.local_date <= @until
  AND s.kind = 'sale'
  AND s.line_type = 'merchandise'
  AND NOT s.is_test
