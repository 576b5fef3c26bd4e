-- 1
SELECT ? AS "a"
  FROM "identity_schoolnetwork"
  WHERE "identity_schoolnetwork"."network" IN (…)
  LIMIT ?
