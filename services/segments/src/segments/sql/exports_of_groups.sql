-- The last export of each group to each target that could set marks there: what the group is called there, and of which
-- generation the last standing one was.
SELECT target, group_id, kind, export_id, name, made_from, state
FROM (
  SELECT *
  FROM exports
  QUALIFY ROW_NUMBER() OVER (PARTITION BY export_id ORDER BY recorded_at DESC) = 1
) AS latest
WHERE kind IN ('once', 'standing')
QUALIFY ROW_NUMBER() OVER (PARTITION BY target, group_id, kind ORDER BY requested_at DESC, export_id DESC) = 1
ORDER BY target, group_id, kind
