-- Which of some customers an export is done with.
-- @export_id STRING
-- @ids ARRAY<STRING>
SELECT DISTINCT customer_id
FROM export_audit
WHERE export_id = @export_id AND customer_id IN (SELECT asked FROM UNNEST(@ids) AS asked)
