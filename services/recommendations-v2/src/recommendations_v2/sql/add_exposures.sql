-- Appends the staged new_exposures, without those that are there already and those of customers who were erased meanwhile.
-- @erased ARRAY<STRING>
-- @erasure_secret STRING
-- @from_at TIMESTAMP
-- @to_at TIMESTAMP
INSERT INTO experiment_exposures (experiment_id, subject, customer_id, visitor_id, arm, surface, exposed_at)
SELECT n.experiment_id, n.subject, n.customer_id, n.visitor_id, n.arm, n.surface, n.exposed_at
FROM new_exposures AS n
LEFT JOIN (
  SELECT experiment_id, subject, exposed_at
  FROM experiment_exposures
  WHERE exposed_at >= @from_at AND exposed_at <= @to_at
) AS known
  ON known.experiment_id = n.experiment_id AND known.subject = n.subject AND known.exposed_at = n.exposed_at
WHERE known.subject IS NULL
  AND (n.customer_id IS NULL OR TO_HEX(SHA256(CONCAT(@erasure_secret, n.customer_id))) NOT IN UNNEST(@erased))
QUALIFY ROW_NUMBER() OVER (PARTITION BY n.experiment_id, n.subject, n.exposed_at ORDER BY n.surface, n.arm) = 1
