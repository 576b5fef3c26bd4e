-- 1
SELECT "directory_formermailbox"."id", "directory_formermailbox"."person_id", "directory_formermailbox"."email", "directory_formermailbox"."changed_at", "directory_formermailbox"."told_at", "directory_formermailbox"."disputed_at", "directory_person"."id", "directory_person"."title", "directory_person"."family_name", "directory_person"."birth_name", "directory_person"."given_name", "directory_person"."search_name", "directory_person"."birth_date", "directory_person"."email", "directory_person"."mobile", "directory_person"."home_phone", "directory_person"."work_phone", "directory_person"."address", "directory_person"."postal_code", "directory_person"."city", "directory_person"."country", "directory_person"."shares_address", "directory_person"."takes_over_signatures_on", "directory_person"."closes_guardian_messages_on", "directory_person"."suspended_at", "directory_person"."erased_at"
  FROM "directory_formermailbox"
  INNER JOIN "directory_person" ON ("directory_formermailbox"."person_id" = "directory_person"."id")
  WHERE "directory_formermailbox"."id" = ?
  ORDER BY "directory_formermailbox"."id" ASC
  LIMIT ?

-- 2
SELECT ? AS "a"
  FROM "directory_formermailbox"
  WHERE ("directory_formermailbox"."person_id" IN (…) AND "directory_formermailbox"."told_at" IS NOT NULL AND ("directory_formermailbox"."changed_at" > ? OR "directory_formermailbox"."disputed_at" IS NOT NULL) AND "directory_formermailbox"."id" = ?)
  LIMIT ?

-- 3
SELECT "identity_onetimecode"."person_id" AS "person_id", MAX("identity_onetimecode"."spent_at") AS "spent_at__max"
  FROM "identity_onetimecode"
  WHERE ("identity_onetimecode"."person_id" IN (…) AND "identity_onetimecode"."road" = ? AND "identity_onetimecode"."slip_id" IS NULL AND "identity_onetimecode"."spent_at" IS NOT NULL)
  GROUP BY ?

-- 4
SELECT "identity_account"."password", "identity_account"."last_login", "identity_account"."id", "identity_account"."person_id", "identity_account"."login", "identity_account"."is_active", "identity_account"."demo_label", "identity_account"."demo_group", "identity_account"."session_epoch", "identity_account"."joining", "identity_account"."preferences", "identity_account"."factor_failures", "identity_account"."factor_failed_at", "identity_account"."reset_asked_at", "identity_account"."created_at", "directory_person"."id", "directory_person"."title", "directory_person"."family_name", "directory_person"."birth_name", "directory_person"."given_name", "directory_person"."search_name", "directory_person"."birth_date", "directory_person"."email", "directory_person"."mobile", "directory_person"."home_phone", "directory_person"."work_phone", "directory_person"."address", "directory_person"."postal_code", "directory_person"."city", "directory_person"."country", "directory_person"."shares_address", "directory_person"."takes_over_signatures_on", "directory_person"."closes_guardian_messages_on", "directory_person"."suspended_at", "directory_person"."erased_at"
  FROM "identity_account"
  INNER JOIN "directory_person" ON ("identity_account"."person_id" = "directory_person"."id")
  WHERE "identity_account"."person_id" = ?
  ORDER BY "identity_account"."id" ASC
  LIMIT ?
