-- How many customers came to what in some exports, by reason.
-- @export_ids ARRAY<STRING>
SELECT export_id, action, reason, COUNT(DISTINCT customer_id) AS customers
FROM export_audit
WHERE export_id IN UNNEST(@export_ids)
GROUP BY export_id, action, reason
ORDER BY export_id, action, reason
