-- How many customers there are of each kind of consent, by what holds for each now.
SELECT marketing_consent, COUNT(*) AS customers
FROM (
  SELECT marketing_consent
  FROM customers
  QUALIFY ROW_NUMBER() OVER (PARTITION BY customer_id ORDER BY recorded_at DESC, load_id DESC) = 1
) AS latest
GROUP BY marketing_consent
ORDER BY marketing_consent
