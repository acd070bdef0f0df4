-- What became of members at a target, from the staged `changed_members`.
INSERT INTO target_members (target, group_id, customer_id, state, reference, reason, since, export_id, recorded_at)
SELECT target, group_id, customer_id, state, reference, reason, since, export_id, recorded_at
FROM changed_members
