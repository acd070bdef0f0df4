-- Shop days a load adds lines to, or an undo takes lines from.
SELECT DISTINCT local_date
FROM new_entries
