-- Takes away what customers did with recommendations, by the digests of their ids, also as the visitors they were before.
-- @erased ARRAY<STRING>
DELETE FROM recommendation_feedback
WHERE TO_HEX(MD5(customer_id)) IN UNNEST(@erased)
  OR visitor_id IN (
    SELECT visitor_id
    FROM web_events
    WHERE visitor_id IS NOT NULL AND TO_HEX(MD5(customer_id)) IN UNNEST(@erased)
  )
