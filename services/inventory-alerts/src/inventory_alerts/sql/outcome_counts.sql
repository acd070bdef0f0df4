-- How predictions came out, by kind, pace, severity, whether people were told, probability in steps of 0.01 (null where none
-- was stated) and whether what was found lasted (null where that is no question): `recent` of those scored since @since, `ever`
-- of all.
-- @since TIMESTAMP
SELECT
  kind, pace, severity, was_pushed, outcome, CAST(FLOOR(probability * 100) AS INT64) AS step, lasted,
  COUNTIF(scored_at >= @since) AS recent, COUNT(*) AS ever
FROM alert_outcomes
GROUP BY 1, 2, 3, 4, 5, 6, 7
ORDER BY 1, 2, 3, 4, 5, 6, 7
