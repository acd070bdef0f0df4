-- Takes away what refreshes wrote that never became the live one.
-- @unfinished ARRAY<STRING>
DELETE FROM segment_members
WHERE refresh_id IN UNNEST(@unfinished)
