-- Who has the e-mail address of a customer who is to be erased and had refused it may not be written to either, unless they
-- agreed later: the row that says so goes, so theirs says it from now on. It goes with theirs when their load is taken back.
-- @customer_id STRING
-- @recorded_at TIMESTAMP
INSERT INTO customers (
  customer_id, email, phone, first_name, last_name, country, marketing_consent, consent_updated_at, created_at, load_id,
  recorded_at
)
SELECT
  o.customer_id, o.email, o.phone, o.first_name, o.last_name, o.country, r.marketing_consent,
  COALESCE(r.consent_updated_at, @recorded_at), o.created_at, o.load_id, @recorded_at
FROM (
  SELECT *
  FROM customers
  WHERE customer_id <> @customer_id
  QUALIFY ROW_NUMBER() OVER (PARTITION BY customer_id ORDER BY recorded_at DESC, load_id DESC) = 1
) AS o
JOIN (
  SELECT *
  FROM customers
  WHERE customer_id = @customer_id
  QUALIFY ROW_NUMBER() OVER (PARTITION BY customer_id ORDER BY recorded_at DESC, load_id DESC) = 1
) AS r ON LOWER(TRIM(r.email)) = LOWER(TRIM(o.email))
WHERE r.marketing_consent IN ('unsubscribed', 'cleaned')
  AND TRIM(r.email) <> ''
  AND o.marketing_consent = 'subscribed'
  AND (o.consent_updated_at IS NULL OR r.consent_updated_at IS NULL OR o.consent_updated_at <= r.consent_updated_at)
