-- Shop days a load adds lines to.
SELECT DISTINCT local_date
FROM new_entries
