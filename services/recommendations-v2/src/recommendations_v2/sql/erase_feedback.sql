-- Takes away what customers did with recommendations, by the digests of their ids. Also what they did as visitors, as far as the
-- shop's events still say who that was: once they do not, nothing ties it to anybody.
-- @erased ARRAY<STRING>
-- @erasure_secret STRING
-- @visitors ARRAY<STRING>
DELETE FROM recommendation_feedback
WHERE TO_HEX(SHA256(CONCAT(@erasure_secret, customer_id))) IN UNNEST(@erased)
  OR visitor_id IN UNNEST(@visitors)
  OR visitor_id IN (
    SELECT visitor_id
    FROM web_events
    WHERE occurred_at >= TIMESTAMP '1970-01-01 00:00:00+00'
      AND visitor_id IS NOT NULL AND TO_HEX(SHA256(CONCAT(@erasure_secret, customer_id))) IN UNNEST(@erased)
  )
