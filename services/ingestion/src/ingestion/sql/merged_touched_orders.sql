-- Merged orders whose dates, line types or start may follow from more than their facts: an order that a file told of, lines
-- of gift cards; and orders of products that a merge made gift cards, or none. Where it rewrote no product the dates are two
-- between which no day lies, and the ledger is not read.
-- @first_date DATE
-- @last_date DATE
SELECT order_id FROM merged_orders WHERE NOT is_told
UNION DISTINCT
SELECT order_id FROM merged_entries WHERE product_id IN (SELECT product_id FROM gift_cards)
UNION DISTINCT
SELECT s.order_id
FROM sales AS s
LEFT JOIN gift_cards AS g ON g.product_id = s.product_id
WHERE s.local_date BETWEEN @first_date AND @last_date
  AND s.product_id IN (SELECT product_id FROM merged_products)
  AND s.line_type <> IF(s.line_type_given = 'merchandise' AND g.product_id IS NOT NULL, 'gift_card', s.line_type_given)
