-- 1
SELECT ? AS "a"
  FROM "identity_schoolnetwork"
  WHERE "identity_schoolnetwork"."network" IN (…)
  LIMIT ?

-- 2
SELECT "identity_account"."password", "identity_account"."last_login", "identity_account"."id", "identity_account"."person_id", "identity_account"."login", "identity_account"."is_active", "identity_account"."demo_label", "identity_account"."demo_group", "identity_account"."session_epoch", "identity_account"."joining", "identity_account"."preferences", "identity_account"."factor_failures", "identity_account"."factor_failed_at", "identity_account"."reset_asked_at", "identity_account"."created_at", "directory_person"."id", "directory_person"."title", "directory_person"."family_name", "directory_person"."birth_name", "directory_person"."given_name", "directory_person"."search_name", "directory_person"."birth_date", "directory_person"."email", "directory_person"."mobile", "directory_person"."home_phone", "directory_person"."work_phone", "directory_person"."address", "directory_person"."postal_code", "directory_person"."city", "directory_person"."country", "directory_person"."shares_address", "directory_person"."takes_over_signatures_on", "directory_person"."closes_guardian_messages_on", "directory_person"."suspended_at", "directory_person"."erased_at"
  FROM "identity_account"
  INNER JOIN "directory_person" ON ("identity_account"."person_id" = "directory_person"."id")
  WHERE (NOT ("identity_account"."demo_label" = ?) AND "identity_account"."is_active" AND "directory_person"."suspended_at" IS NULL)
  ORDER BY "identity_account"."created_at" ASC, "identity_account"."id" ASC
