-- Appends what a refresh changed about memberships.
INSERT INTO segment_members (customer_id, segment_id, tags, valid_from, valid_to, recorded_at, refresh_id)
SELECT customer_id, segment_id, tags, valid_from, valid_to, recorded_at, refresh_id
FROM changed_memberships
