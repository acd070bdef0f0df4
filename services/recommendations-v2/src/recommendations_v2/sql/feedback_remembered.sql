-- What people said of products that counts with their next list: whatever they ever dismissed, and what they said they bought since
-- @bought_since. One row for each person, product and kind; what nobody in particular said counts with no list.
-- @bought_since TIMESTAMP
SELECT customer_id, visitor_id, product_id, event <> 'bought' AS is_dismissal, MAX(occurred_at) AS occurred_at,
  MIN(feedback_id) AS feedback_id
FROM recommendation_feedback
WHERE event IN ('dismissed', 'not_for_me', 'bought')
  AND (event <> 'bought' OR occurred_at >= @bought_since)
  AND product_id IS NOT NULL
  AND (customer_id IS NOT NULL OR visitor_id IS NOT NULL)
GROUP BY customer_id, visitor_id, product_id, event <> 'bought'
