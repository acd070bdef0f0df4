-- Who was sent where, from the staged `sent_members`.
INSERT INTO export_audit (export_id, customer_id, target, group_id, action, reason, sent_at, sent_by)
SELECT export_id, customer_id, target, group_id, action, reason, sent_at, sent_by
FROM sent_members
