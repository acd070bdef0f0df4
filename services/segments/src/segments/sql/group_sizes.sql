-- How many customers are in each segment and carry each tag, what they bought, and how many of them may be written to.
-- @generation_id STRING
WITH reachable AS (
  SELECT customer_id
  FROM (
    SELECT customer_id, email, marketing_consent
    FROM customers
    QUALIFY ROW_NUMBER() OVER (PARTITION BY customer_id ORDER BY recorded_at DESC, load_id DESC) = 1
  ) AS latest
  WHERE marketing_consent = 'subscribed' AND email IS NOT NULL
),
found AS (
  SELECT
    c.segment_id,
    c.tags,
    COUNT(*) AS customers,
    COUNT(r.customer_id) AS contactable,
    SUM(c.net_sales) AS net_sales
  FROM segment_customers AS c
  LEFT JOIN reachable AS r ON r.customer_id = c.customer_id
  WHERE c.generation_id = @generation_id
  GROUP BY c.segment_id, c.tags
)
SELECT
  group_id,
  SUM(customers) AS customers,
  SUM(contactable) AS contactable,
  SUM(net_sales) AS net_sales
FROM (
  SELECT segment_id AS group_id, customers, contactable, net_sales
  FROM found
  UNION ALL
  SELECT CONCAT('tag:', tag) AS group_id, found.customers, found.contactable, found.net_sales
  FROM found, UNNEST(SPLIT(found.tags, ',')) AS tag
  WHERE found.tags <> ''
) AS groups_found
GROUP BY group_id
ORDER BY group_id
