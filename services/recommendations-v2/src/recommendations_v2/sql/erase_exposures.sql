-- Takes away what was kept of customers' arms, by the digests of their ids, and what was kept of the visitors they were
-- before, as far as the shop's events still say who that was: once they do not, nothing ties it to anybody.
-- @erased ARRAY<STRING>
-- @erasure_secret STRING
-- @visitors ARRAY<STRING>
DELETE FROM experiment_exposures
WHERE TO_HEX(SHA256(CONCAT(@erasure_secret, customer_id))) IN UNNEST(@erased)
  OR visitor_id IN UNNEST(@visitors)
  OR visitor_id IN (
    SELECT visitor_id
    FROM web_events
    WHERE occurred_at >= TIMESTAMP '1970-01-01 00:00:00+00'
      AND visitor_id IS NOT NULL AND TO_HEX(SHA256(CONCAT(@erasure_secret, customer_id))) IN UNNEST(@erased)
  )
