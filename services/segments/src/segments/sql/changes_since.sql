-- How many customers came into each segment and tag since a shop day and how many left it, members of that day against
-- those of now. Only who has an interval that began or ended after the day can have moved.
-- @since DATE
SELECT
  group_id,
  COUNTIF(is_now AND NOT was_then) AS entered,
  COUNTIF(was_then AND NOT is_now) AS gone
FROM (
  SELECT
    group_id,
    customer_id,
    LOGICAL_OR(valid_from <= @since AND (valid_to IS NULL OR valid_to > @since)) AS was_then,
    LOGICAL_OR(valid_to IS NULL) AS is_now
  FROM (
    SELECT customer_id, segment_id AS group_id, valid_from, valid_to
    FROM (
      SELECT customer_id, segment_id, valid_from, valid_to
      FROM segment_members
      WHERE customer_id IN (
        SELECT customer_id FROM segment_members WHERE valid_from > @since OR valid_to > @since
      )
      QUALIFY ROW_NUMBER() OVER (PARTITION BY customer_id, valid_from ORDER BY recorded_at DESC, refresh_id DESC) = 1
    ) AS latest
    UNION ALL
    SELECT latest.customer_id, CONCAT('tag:', tag) AS group_id, latest.valid_from, latest.valid_to
    FROM (
      SELECT customer_id, tags, valid_from, valid_to
      FROM segment_members
      WHERE customer_id IN (
        SELECT customer_id FROM segment_members WHERE valid_from > @since OR valid_to > @since
      )
      QUALIFY ROW_NUMBER() OVER (PARTITION BY customer_id, valid_from ORDER BY recorded_at DESC, refresh_id DESC) = 1
    ) AS latest, UNNEST(SPLIT(latest.tags, ',')) AS tag
    WHERE latest.tags <> ''
  ) AS memberships
  GROUP BY group_id, customer_id
) AS customers
GROUP BY group_id
ORDER BY group_id
