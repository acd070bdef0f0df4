-- Customers who once agreed to marketing and what holds for them now, unless that is that nobody asked, after one of
-- them: a page.
-- @after STRING
-- @row_limit INT64
SELECT customer_id, marketing_consent
FROM (
  SELECT customer_id, marketing_consent
  FROM customers
  WHERE customer_id > @after
  QUALIFY ROW_NUMBER() OVER (PARTITION BY customer_id ORDER BY recorded_at DESC, load_id DESC) = 1
) AS latest
WHERE marketing_consent <> 'never_asked'
ORDER BY customer_id
LIMIT @row_limit
