-- 1
SELECT m.*, f.profile, s.id, s.uai, s.name, s.kind, s.timezone, s.local_authority_id, l.name, l.brand_color, l.accent_color, z.holiday_zone, l.logo, l.logo_alt, l.icon, s.tells_until, s.told_at
  FROM ( SELECT n.session_data, n.seen_at, a.id, a.person_id, a.login, a.password, a.is_active, a.preferences, a.session_epoch, a.demo_label, a.reset_asked_at, p.id, p.title, p.given_name, p.family_name, p.suspended_at, p.erased_at, (SELECT MAX(CASE WHEN o.local_authority_id IS NULL AND NOT o.is_support THEN ? ELSE ? END)
  FROM identity_office o
  WHERE o.person_id = a.person_id AND o.ended_at IS NULL), EXISTS (SELECT ?
  FROM directory_guardianship g
  WHERE g.guardian_id = a.person_id AND g.ended_at IS NULL), (SELECT COUNT(*)
  FROM identity_secondfactor f
  WHERE f.account_id = a.id AND f.confirmed_at IS NOT NULL), EXISTS (SELECT ?
  FROM identity_devicenotice d
  WHERE d.recipient_id = a.person_id AND d.answered_at IS NULL), EXISTS (SELECT ?
  FROM identity_lock k
  WHERE k.person_id = a.person_id AND k.closed_at IS NULL AND k.kind = ?) OR EXISTS (SELECT ?
  FROM directory_affiliation f JOIN identity_lock k ON k.school_id = f.school_id
  WHERE f.person_id = a.person_id AND f.state = ? AND k.closed_at IS NULL AND k.kind = ?) OR EXISTS (SELECT ?
  FROM directory_guardianship g JOIN identity_lock k ON k.school_id = g.school_id
  WHERE g.guardian_id = a.person_id AND g.ended_at IS NULL AND k.closed_at IS NULL AND k.kind = ?), (SELECT COUNT(*)
  FROM notifications_notice w
  WHERE w.person_id = a.person_id AND w.read_at IS NULL AND w.ended_at IS NULL), (SELECT group_concat(u.line, char(?))
  FROM ( SELECT d.box || ? || COUNT(*) AS line
  FROM messaging_delivery d
  WHERE d.person_id = a.person_id AND NOT d.is_read AND d.folder = ?
  GROUP BY d.box) u)
  FROM identity_session n LEFT JOIN (identity_account a JOIN directory_person p ON p.id = a.person_id) ON a.id = n.account_id
  WHERE n.session_key = ? AND n.expire_date > ?
  LIMIT ?) m LEFT JOIN (directory_affiliation f JOIN directory_school s ON s.id = f.school_id JOIN directory_educationauthority z ON z.code = s.authority_id LEFT JOIN directory_localauthority l ON l.id = s.local_authority_id) ON f.person_id = m.person_id AND f.state = ?

-- 2
SELECT COUNT(*) AS "__count"
  FROM "safety_report"
  WHERE ("safety_report"."climbed" = ? AND NOT EXISTS(SELECT ? AS "a"
  FROM "safety_involved" U0
  WHERE (U0."person_id" = ? AND U0."report_id" = ("safety_report"."id"))
  LIMIT ?) AND NOT ("safety_report"."reported_by_id" = ? AND "safety_report"."reported_by_id" IS NOT NULL) AND "safety_report"."state" = ?)

-- 3
SELECT "directory_recordmatch"."id", "directory_recordmatch"."kept_id", "directory_recordmatch"."merged_id", "directory_recordmatch"."state", "directory_recordmatch"."proof", "directory_recordmatch"."moved", "directory_recordmatch"."created_at", "directory_recordmatch"."joined_at", "directory_recordmatch"."undone_at", "directory_person"."id", "directory_person"."title", "directory_person"."family_name", "directory_person"."birth_name", "directory_person"."given_name", "directory_person"."search_name", "directory_person"."birth_date", "directory_person"."email", "directory_person"."mobile", "directory_person"."home_phone", "directory_person"."work_phone", "directory_person"."address", "directory_person"."postal_code", "directory_person"."city", "directory_person"."country", "directory_person"."shares_address", "directory_person"."takes_over_signatures_on", "directory_person"."closes_guardian_messages_on", "directory_person"."suspended_at", "directory_person"."erased_at", T3."id", T3."title", T3."family_name", T3."birth_name", T3."given_name", T3."search_name", T3."birth_date", T3."email", T3."mobile", T3."home_phone", T3."work_phone", T3."address", T3."postal_code", T3."city", T3."country", T3."shares_address", T3."takes_over_signatures_on", T3."closes_guardian_messages_on", T3."suspended_at", T3."erased_at"
  FROM "directory_recordmatch"
  INNER JOIN "directory_person" ON ("directory_recordmatch"."kept_id" = "directory_person"."id")
  INNER JOIN "directory_person" T3 ON ("directory_recordmatch"."merged_id" = T3."id")
  WHERE ("directory_recordmatch"."state" = ? OR ("directory_recordmatch"."joined_at" >= ? AND "directory_recordmatch"."state" = ?))
  ORDER BY "directory_recordmatch"."created_at" DESC, "directory_recordmatch"."id" DESC
  LIMIT ?

-- 4
SELECT "directory_directoryrecord"."id", "directory_directoryrecord"."authority_id", "directory_directoryrecord"."kind", "directory_directoryrecord"."join_key", "directory_directoryrecord"."person_id", "directory_directoryrecord"."digest", "directory_educationauthority"."code", "directory_educationauthority"."name", "directory_educationauthority"."holiday_zone"
  FROM "directory_directoryrecord"
  INNER JOIN "directory_educationauthority" ON ("directory_directoryrecord"."authority_id" = "directory_educationauthority"."code")
  WHERE "directory_directoryrecord"."person_id" IN (…)
  ORDER BY "directory_directoryrecord"."id" ASC

-- 5
SELECT "directory_affiliation"."id", "directory_affiliation"."school_id", "directory_affiliation"."person_id", "directory_affiliation"."profile", "directory_affiliation"."state", "directory_affiliation"."source_key", "directory_affiliation"."digest", "directory_affiliation"."starts_on", "directory_affiliation"."left_on", "directory_school"."id", "directory_school"."uai", "directory_school"."uai_is_valid", "directory_school"."name", "directory_school"."kind", "directory_school"."authority_id", "directory_school"."join_key", "directory_school"."local_authority_id", "directory_school"."joint_campus_id", "directory_school"."siret", "directory_school"."contract", "directory_school"."ministry_code", "directory_school"."street", "directory_school"."postal_code", "directory_school"."city", "directory_school"."phone", "directory_school"."email", "directory_school"."timezone", "directory_school"."record_digest", "directory_school"."tells_until", "directory_school"."told_at"
  FROM "directory_affiliation"
  INNER JOIN "directory_school" ON ("directory_affiliation"."school_id" = "directory_school"."id")
  WHERE "directory_affiliation"."person_id" IN (…)
  ORDER BY "directory_affiliation"."id" ASC

-- 6
SELECT "directory_guardianship"."id", "directory_guardianship"."school_id", "directory_guardianship"."student_id", "directory_guardianship"."guardian_id", "directory_guardianship"."source_reach", "directory_guardianship"."head_reach", "directory_guardianship"."reach", "directory_guardianship"."relation_code", "directory_guardianship"."contact_rank", "directory_guardianship"."pays_fees", "directory_guardianship"."receives_aid", "directory_guardianship"."shares_address", "directory_guardianship"."ended_at", "directory_school"."id", "directory_school"."uai", "directory_school"."uai_is_valid", "directory_school"."name", "directory_school"."kind", "directory_school"."authority_id", "directory_school"."join_key", "directory_school"."local_authority_id", "directory_school"."joint_campus_id", "directory_school"."siret", "directory_school"."contract", "directory_school"."ministry_code", "directory_school"."street", "directory_school"."postal_code", "directory_school"."city", "directory_school"."phone", "directory_school"."email", "directory_school"."timezone", "directory_school"."record_digest", "directory_school"."tells_until", "directory_school"."told_at", T4."id", T4."title", T4."family_name", T4."birth_name", T4."given_name", T4."search_name", T4."birth_date", T4."email", T4."mobile", T4."home_phone", T4."work_phone", T4."address", T4."postal_code", T4."city", T4."country", T4."shares_address", T4."takes_over_signatures_on", T4."closes_guardian_messages_on", T4."suspended_at", T4."erased_at"
  FROM "directory_guardianship"
  INNER JOIN "directory_school" ON ("directory_guardianship"."school_id" = "directory_school"."id")
  INNER JOIN "directory_person" T4 ON ("directory_guardianship"."student_id" = T4."id")
  WHERE "directory_guardianship"."guardian_id" IN (…)
  ORDER BY "directory_guardianship"."id" ASC

-- 7
SELECT COUNT(*) AS "__count"
  FROM "console_firsthead"
  WHERE "console_firsthead"."state" = ?

-- 8
SELECT COUNT(*) AS "__count"
  FROM "imports_pendingchange"
  WHERE "imports_pendingchange"."state" = ?
