-- Shop days a customer has lines on.
SELECT DISTINCT local_date
FROM erased_entries
