-- What daily_visits holds of one shop day, from the events; of those with one id the latest counts. A visit is the events of
-- one session id of one visitor from @seen_from (8 hours before the day) until @seen_to (8 hours after it, or the moment asked
-- for); it is the day's if the first of them happened on it. Who denied consent is in none; one with an event of a program is a
-- program's. `landing_page` and `channel` are those of the first event that names one; is_returning is told for events since
-- @returning_from, which is @day_to where it is not asked. A glance is a visit that sees one product at once and does nothing
-- else; those of an hour look like a program's when they are @crowd or more, at least six of ten visits and twice the share that
-- calm hours have, and see a product four times each at the most.
-- @day DATE
-- @day_from TIMESTAMP
-- @day_to TIMESTAMP
-- @seen_from TIMESTAMP
-- @seen_to TIMESTAMP
-- @returning_from TIMESTAMP
-- @crowd INT64
WITH twice AS (
  SELECT event_id, MAX(recorded_at) AS recorded_at
  FROM web_events WHERE occurred_at >= @seen_from AND occurred_at < @seen_to GROUP BY event_id HAVING COUNT(*) > 1
),
told AS (
  SELECT
    occurred_at, session_id, event, product_id, page, device, source, medium, consent, is_bot,
    COALESCE(visitor_id, '') AS visitor, session_id IS NOT NULL AND consent <> 'denied' AS is_visit,
    IF(event = 'purchase', order_id, NULL) AS order_id
  FROM web_events AS e LEFT JOIN twice AS l ON l.event_id = e.event_id
  WHERE occurred_at >= @seen_from AND occurred_at < @seen_to AND (l.event_id IS NULL OR l.recorded_at = e.recorded_at)
),
begun AS (
  SELECT
    visitor, session_id, MIN(occurred_at) AS started_at, MIN(device) AS device,
    MIN(IF(page IS NULL, NULL, occurred_at)) AS page_at, MIN(IF(COALESCE(source, medium) IS NULL, NULL, occurred_at)) AS origin_at,
    IF(COUNTIF(is_bot) > 0, 'bots', 'people') AS traffic,
    COUNTIF(event = 'product_view') > 0 AS has_viewed, COUNTIF(event = 'add_to_cart') > 0 AS has_added,
    COUNTIF(event = 'begin_checkout') > 0 AS has_checked_out, COUNTIF(event = 'purchase') > 0 AS has_bought,
    TIMESTAMP_DIFF(MIN(occurred_at), @day_from, HOUR) AS hour, MIN(product_id) AS product_id,
    COUNTIF(event = 'product_view') = 1 AND COUNTIF(event IN ('session_start', 'page_view')) = COUNT(*) - 1
      AND TIMESTAMP_DIFF(MAX(occurred_at), MIN(occurred_at), SECOND) <= 5 AS is_glance
  FROM told WHERE is_visit GROUP BY visitor, session_id
  HAVING MIN(occurred_at) >= @day_from AND MIN(occurred_at) < @day_to
),
hours AS (
  SELECT
    hour, COUNT(*) AS visits, COUNTIF(is_glance) AS glances, COUNT(DISTINCT IF(is_glance, product_id, NULL)) AS products
  FROM begun WHERE traffic = 'people' GROUP BY hour
),
crowded AS (
  SELECT h.hour
  FROM hours AS h
  JOIN (SELECT SUM(visits) AS visits, SUM(glances) AS glances FROM hours WHERE 10 * glances < 6 * visits) AS calm
    ON 2 * calm.glances * h.visits <= h.glances * calm.visits
  WHERE h.glances >= @crowd AND 10 * h.glances >= 6 * h.visits AND 4 * h.products >= h.glances
),
seen AS (
  SELECT visitor_id AS visitor, MIN(occurred_at) AS first_at
  FROM web_events
  WHERE occurred_at >= @returning_from AND occurred_at < @day_to AND visitor_id IN (SELECT visitor FROM begun) GROUP BY visitor_id
),
came AS (
  SELECT
    b.visitor, b.session_id, b.device, b.has_viewed, b.has_added, b.has_checked_out, b.has_bought,
    IF(b.traffic = 'people' AND b.is_glance AND MIN(c.hour) IS NOT NULL, 'suspected_bots', b.traffic) AS traffic,
    COALESCE(MIN(IF(t.occurred_at = b.origin_at, t.source, NULL)), '') AS source,
    COALESCE(MIN(IF(t.occurred_at = b.origin_at, t.medium, NULL)), '') AS medium,
    MIN(IF(t.occurred_at = b.page_at, t.page, NULL)) AS landing_page,
    IF(b.visitor = '', NULL, COALESCE(MIN(s.first_at) < MIN(b.started_at), FALSE)) AS is_returning
  FROM begun AS b JOIN told AS t ON t.is_visit AND t.visitor = b.visitor AND t.session_id = b.session_id
  LEFT JOIN seen AS s ON s.visitor = b.visitor
  LEFT JOIN crowded AS c ON c.hour = b.hour
  GROUP BY
    b.visitor, b.session_id, b.device, b.has_viewed, b.has_added, b.has_checked_out, b.has_bought, b.traffic, b.is_glance
),
origins AS (
  SELECT
    source, medium,
    CASE
      WHEN source = '(data deleted)' OR medium = '(data deleted)' THEN 'unknown'
      WHEN REGEXP_CONTAINS(LOWER(medium), r'^(.*cp.*|ppc|paid.*|retargeting|display|banner)$') THEN 'paid'
      WHEN REGEXP_CONTAINS(LOWER(CONCAT(source, ' ', medium)), r'e-?mail|newsletter') THEN 'email'
      WHEN LOWER(medium) IN ('affiliate', 'affiliates') THEN 'affiliate'
      WHEN LOWER(medium) = 'organic' THEN 'search'
      WHEN LOWER(medium) IN ('social', 'social-network', 'social-media', 'sm') THEN 'social'
      WHEN REGEXP_CONTAINS(
        LOWER(source),
        r'(^|\.)(facebook|instagram|pinterest|tiktok|youtube|twitter|linkedin|reddit|threads)(\.|$)|^(x\.com|t\.co|lnkd\.in)$'
      ) THEN 'social'
      WHEN REGEXP_CONTAINS(LOWER(source), r'(^|\.)(google|bing|duckduckgo|yahoo|ecosia|qwant|startpage|baidu|yandex)(\.|$)')
        THEN 'search'
      WHEN source IN ('', '(direct)') AND medium IN ('', '(none)', '(not set)') THEN 'direct'
      ELSE 'referral'
    END AS channel
  FROM (SELECT DISTINCT source, medium FROM came) AS each_origin
),
visits AS (
  SELECT c.* EXCEPT (source, medium), o.channel FROM came AS c JOIN origins AS o ON o.source = c.source AND o.medium = c.medium
)
SELECT
  @day AS local_date, traffic, device, channel, landing_page, is_returning, has_viewed, has_added, has_checked_out, has_bought,
  CAST(NULL AS STRING) AS order_id, CAST(NULL AS TIMESTAMP) AS bought_at, COUNT(*) AS visits, 0 AS events
FROM visits
GROUP BY traffic, device, channel, landing_page, is_returning, has_viewed, has_added, has_checked_out, has_bought
UNION ALL
SELECT
  @day AS local_date, v.traffic, v.device, v.channel, v.landing_page, v.is_returning, v.has_viewed, v.has_added,
  v.has_checked_out, v.has_bought, t.order_id, MIN(t.occurred_at) AS bought_at, 0 AS visits, 0 AS events
FROM visits AS v
JOIN told AS t ON t.is_visit AND t.visitor = v.visitor AND t.session_id = v.session_id
WHERE t.order_id IS NOT NULL
GROUP BY
  v.traffic, v.device, v.channel, v.landing_page, v.is_returning, v.has_viewed, v.has_added, v.has_checked_out, v.has_bought,
  t.order_id
UNION ALL
SELECT
  @day AS local_date,
  CASE WHEN is_bot THEN 'bots' WHEN consent = 'denied' THEN 'consent_denied' ELSE 'without_session' END AS traffic,
  CAST(NULL AS STRING) AS device, CAST(NULL AS STRING) AS channel, CAST(NULL AS STRING) AS landing_page,
  CAST(NULL AS BOOL) AS is_returning, event = 'product_view' AS has_viewed, event = 'add_to_cart' AS has_added,
  event = 'begin_checkout' AS has_checked_out, event = 'purchase' AS has_bought, order_id,
  IF(order_id IS NULL, NULL, MIN(occurred_at)) AS bought_at, 0 AS visits, COUNT(*) AS events
FROM told
WHERE NOT is_visit AND occurred_at >= @day_from AND occurred_at < @day_to
GROUP BY traffic, has_viewed, has_added, has_checked_out, has_bought, order_id
