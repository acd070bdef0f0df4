-- Takes away what was kept of customers' arms, by the digests of their ids, and of the visitors they were before they signed in.
-- @erased ARRAY<STRING>
DELETE FROM experiment_exposures
WHERE TO_HEX(MD5(customer_id)) IN UNNEST(@erased)
  OR visitor_id IN (
    SELECT visitor_id
    FROM web_events
    WHERE visitor_id IS NOT NULL AND TO_HEX(MD5(customer_id)) IN UNNEST(@erased)
  )
