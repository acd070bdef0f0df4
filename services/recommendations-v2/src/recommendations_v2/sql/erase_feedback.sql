-- Takes away what customers did with recommendations, by the digests of their ids, also as the visitors they were before.
-- @erased ARRAY<STRING>
-- @erasure_secret STRING
DELETE FROM recommendation_feedback
WHERE TO_HEX(SHA256(CONCAT(@erasure_secret, customer_id))) IN UNNEST(@erased)
  OR visitor_id IN (
    SELECT visitor_id
    FROM web_events
    WHERE visitor_id IS NOT NULL AND TO_HEX(SHA256(CONCAT(@erasure_secret, customer_id))) IN UNNEST(@erased)
  )
