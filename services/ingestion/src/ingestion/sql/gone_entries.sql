-- Lines of merged orders that no longer follow from what is known.
SELECT s.entry_id, s.local_date, s.net_amount, s.load_id
FROM standing_entries AS s
LEFT JOIN kept_entries AS k ON k.entry_id = s.entry_id
WHERE k.entry_id IS NULL
