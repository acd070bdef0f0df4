-- The products that articles and videos show.
SELECT latest.content_id, product_id
FROM (
  SELECT content_id, product_ids
  FROM content
  QUALIFY ROW_NUMBER() OVER (PARTITION BY content_id ORDER BY recorded_at DESC, load_id DESC) = 1
) AS latest, UNNEST(latest.product_ids) AS product_id
