-- Orders of which what holds of the load alone may not hold of all: it adds lines to them and they had lines before, or
-- a product of theirs became a gift card, or is none any more.
-- @load_id STRING
SELECT order_id
FROM sales
WHERE load_id <> @load_id AND order_id IN (SELECT order_id FROM new_entries)
UNION DISTINCT
SELECT s.order_id
FROM sales AS s
LEFT JOIN gift_cards AS g ON g.product_id = s.product_id
WHERE s.line_type <> IF(s.line_type_given = 'merchandise' AND g.product_id IS NOT NULL, 'gift_card', s.line_type_given)
