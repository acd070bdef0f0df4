-- Staged sales lines (staged_entries.sql), those of erased customers as a guest's.
SELECT * REPLACE (
  IF(customer_id IN (SELECT value FROM erased_identities WHERE kind = 'id'), NULL, customer_id) AS customer_id
)
FROM staged_entries
