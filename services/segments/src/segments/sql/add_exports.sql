-- Changes of exports, from the staged `changed_exports`.
INSERT INTO exports (
  export_id, recorded_at, target, group_id, name, kind, reverts, state, hold_out_share, requested_by, requested_at, run_id,
  made_from, finished_at, members, contactable, held_out, already_there, to_add, to_remove, left_out, error)
SELECT
  export_id, recorded_at, target, group_id, name, kind, reverts, state, hold_out_share, requested_by, requested_at, run_id,
  made_from, finished_at, members, contactable, held_out, already_there, to_add, to_remove, left_out, error
FROM changed_exports
