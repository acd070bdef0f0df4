-- The rewrite of a customer's web events, second half.
INSERT INTO web_events
SELECT * FROM erased_events
