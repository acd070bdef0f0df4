-- Lines of merged orders that follow from what is known and are not there yet.
SELECT m.*
FROM merged_entries AS m
LEFT JOIN kept_entries AS k ON k.entry_id = m.entry_id
WHERE k.entry_id IS NULL
