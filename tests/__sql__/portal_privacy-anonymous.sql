-- 1
SELECT "people_privacynotice"."id", "people_privacynotice"."local_authority_id", "people_privacynotice"."school_id", "people_privacynotice"."version", "people_privacynotice"."controller", "people_privacynotice"."controller_address", "people_privacynotice"."dpo_name", "people_privacynotice"."dpo_email", "people_privacynotice"."dpo_phone", "people_privacynotice"."dpo_address", "people_privacynotice"."published_at", "people_privacynotice"."published_by", "people_privacynotice"."published_by_id"
  FROM "people_privacynotice"
  WHERE ("people_privacynotice"."school_id" IS NULL AND "people_privacynotice"."local_authority_id" IS NULL)
  ORDER BY "people_privacynotice"."version" DESC
  LIMIT ?
