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
SELECT s.id, s.kind, ? AS layer, ? AS school_kind, ? AS subject, ? AS key, ? AS value, CAST(NULL AS uuid) AS version, ? AS locked
  FROM directory_school s
  WHERE s.id IN (…)
  UNION ALL SELECT s.id, s.kind, ?, ?, x.subject, x.key, x.value, x.version, ?
  FROM access_schoolsetting x JOIN directory_school s ON s.id = x.school_id
  WHERE x.school_id IN (…)
  UNION ALL SELECT s.id, s.kind, ?, x.school_kind, x.subject, x.key, x.value, x.version, CASE WHEN x.locked THEN ? ELSE ? END
  FROM directory_school s JOIN access_authoritysetting x ON x.local_authority_id = s.local_authority_id
  WHERE s.id IN (…) AND (x.school_kind = ? OR x.school_kind = s.kind)
  UNION ALL SELECT r.school_id, ?, ?, ?, r.kind, r.name, ?, r.unit, ?
  FROM ( SELECT f.school_id, ? AS kind, f.code AS name, CAST(NULL AS uuid) AS unit
  FROM directory_affiliation a JOIN directory_stafffunction f ON f.affiliation_id = a.id AND f.school_id = a.school_id
  WHERE a.person_id = ? AND a.profile = ? AND a.state = ? AND a.school_id IN (…)
  UNION ALL SELECT t.school_id, ?, ?, t.homeroom_id
  FROM directory_homeroomteacher t JOIN directory_homeroom h ON h.id = t.homeroom_id AND h.school_year_id = ?
  WHERE t.person_id = ? AND t.school_id IN (…)
  UNION ALL SELECT d.school_id, ?, d."right", d.homeroom_id
  FROM access_delegation d
  WHERE d.school_id IN (…) AND d.person_id = ? AND d.ended_at IS NULL AND d.starts_on <= ? AND d.ends_on >= ?) r

-- 3
SELECT "attendance_absence"."id", "attendance_absence"."school_id", "attendance_absence"."pupil_id", "attendance_absence"."first_on", "attendance_absence"."starts", "attendance_absence"."last_on", "attendance_absence"."ends", "attendance_absence"."origin", "attendance_absence"."reason", "attendance_absence"."is_over", "attendance_absence"."is_void", "attendance_absence"."told", "attendance_absence"."told_at", "attendance_absence"."version", "directory_person"."id", "directory_person"."title", "directory_person"."family_name", "directory_person"."birth_name", "directory_person"."given_name", "directory_person"."search_name", "directory_person"."birth_date", "directory_person"."email", "directory_person"."mobile", "directory_person"."home_phone", "directory_person"."work_phone", "directory_person"."address", "directory_person"."postal_code", "directory_person"."city", "directory_person"."country", "directory_person"."shares_address", "directory_person"."takes_over_signatures_on", "directory_person"."closes_guardian_messages_on", "directory_person"."suspended_at", "directory_person"."erased_at"
  FROM "attendance_absence"
  INNER JOIN "directory_person" ON ("attendance_absence"."pupil_id" = "directory_person"."id")
  WHERE ("attendance_absence"."school_id" = ? AND NOT "attendance_absence"."is_void" AND "attendance_absence"."id" = ?)
  ORDER BY "attendance_absence"."id" ASC
  LIMIT ?

-- 4
SELECT "directory_affiliation"."id", "directory_affiliation"."school_id", "directory_affiliation"."person_id", "directory_affiliation"."profile", "directory_affiliation"."state", "directory_affiliation"."source_key", "directory_affiliation"."digest", "directory_affiliation"."starts_on", "directory_affiliation"."left_on", "directory_person"."id", "directory_person"."title", "directory_person"."family_name", "directory_person"."birth_name", "directory_person"."given_name", "directory_person"."search_name", "directory_person"."birth_date", "directory_person"."email", "directory_person"."mobile", "directory_person"."home_phone", "directory_person"."work_phone", "directory_person"."address", "directory_person"."postal_code", "directory_person"."city", "directory_person"."country", "directory_person"."shares_address", "directory_person"."takes_over_signatures_on", "directory_person"."closes_guardian_messages_on", "directory_person"."suspended_at", "directory_person"."erased_at"
  FROM "directory_affiliation"
  INNER JOIN "directory_person" ON ("directory_affiliation"."person_id" = "directory_person"."id")
  WHERE ("directory_affiliation"."school_id" = ? AND "directory_person"."erased_at" IS NULL AND "directory_affiliation"."person_id" IN (…) AND "directory_affiliation"."profile" = ? AND "directory_affiliation"."school_id" = ? AND "directory_affiliation"."state" = ?)

-- 5
SELECT "directory_guardianship"."id", "directory_guardianship"."school_id", "directory_guardianship"."student_id", "directory_guardianship"."guardian_id", "directory_guardianship"."source_reach", "directory_guardianship"."head_reach", "directory_guardianship"."reach", "directory_guardianship"."relation_code", "directory_guardianship"."contact_rank", "directory_guardianship"."pays_fees", "directory_guardianship"."receives_aid", "directory_guardianship"."shares_address", "directory_guardianship"."ended_at", "directory_person"."id", "directory_person"."title", "directory_person"."family_name", "directory_person"."birth_name", "directory_person"."given_name", "directory_person"."search_name", "directory_person"."birth_date", "directory_person"."email", "directory_person"."mobile", "directory_person"."home_phone", "directory_person"."work_phone", "directory_person"."address", "directory_person"."postal_code", "directory_person"."city", "directory_person"."country", "directory_person"."shares_address", "directory_person"."takes_over_signatures_on", "directory_person"."closes_guardian_messages_on", "directory_person"."suspended_at", "directory_person"."erased_at"
  FROM "directory_guardianship"
  INNER JOIN "directory_person" ON ("directory_guardianship"."guardian_id" = "directory_person"."id")
  WHERE ("directory_guardianship"."school_id" = ? AND "directory_guardianship"."ended_at" IS NULL AND "directory_person"."erased_at" IS NULL AND "directory_person"."suspended_at" IS NULL AND "directory_guardianship"."reach" IN (…) AND "directory_guardianship"."school_id" = ? AND "directory_guardianship"."student_id" IN (…))
  ORDER BY "directory_guardianship"."contact_rank" ASC, "directory_person"."family_name" ASC, "directory_guardianship"."guardian_id" ASC

-- 6
SELECT "directory_enrollment"."student_id" AS "student_id", "directory_homeroom"."label" AS "homeroom__label"
  FROM "directory_enrollment"
  INNER JOIN "directory_homeroom" ON ("directory_enrollment"."homeroom_id" = "directory_homeroom"."id")
  WHERE ("directory_enrollment"."school_id" = ? AND "directory_enrollment"."left_on" IS NULL AND "directory_enrollment"."school_id" = ? AND "directory_enrollment"."school_year_id" = ? AND "directory_enrollment"."student_id" IN (…) AND NOT ("directory_enrollment"."homeroom_id" IS NULL))

-- 7
SELECT "attendance_justification"."id", "attendance_justification"."school_id", "attendance_justification"."means", "attendance_justification"."entered_by", "attendance_justification"."entered_by_id", "attendance_justification"."contested_at", "attendance_justification"."absence_id", "attendance_justification"."by_id", "attendance_justification"."reason", "attendance_justification"."text", "attendance_justification"."at", "directory_person"."id", "directory_person"."title", "directory_person"."family_name", "directory_person"."birth_name", "directory_person"."given_name", "directory_person"."search_name", "directory_person"."birth_date", "directory_person"."email", "directory_person"."mobile", "directory_person"."home_phone", "directory_person"."work_phone", "directory_person"."address", "directory_person"."postal_code", "directory_person"."city", "directory_person"."country", "directory_person"."shares_address", "directory_person"."takes_over_signatures_on", "directory_person"."closes_guardian_messages_on", "directory_person"."suspended_at", "directory_person"."erased_at"
  FROM "attendance_justification"
  LEFT OUTER JOIN "directory_person" ON ("attendance_justification"."by_id" = "directory_person"."id")
  WHERE ("attendance_justification"."school_id" = ? AND "attendance_justification"."absence_id" = ? AND "attendance_justification"."school_id" = ?)
  ORDER BY "attendance_justification"."at" DESC, "attendance_justification"."id" DESC

-- 8
SELECT "directory_guardianship"."id", "directory_guardianship"."school_id", "directory_guardianship"."student_id", "directory_guardianship"."guardian_id", "directory_guardianship"."source_reach", "directory_guardianship"."head_reach", "directory_guardianship"."reach", "directory_guardianship"."relation_code", "directory_guardianship"."contact_rank", "directory_guardianship"."pays_fees", "directory_guardianship"."receives_aid", "directory_guardianship"."shares_address", "directory_guardianship"."ended_at", "directory_person"."id", "directory_person"."title", "directory_person"."family_name", "directory_person"."birth_name", "directory_person"."given_name", "directory_person"."search_name", "directory_person"."birth_date", "directory_person"."email", "directory_person"."mobile", "directory_person"."home_phone", "directory_person"."work_phone", "directory_person"."address", "directory_person"."postal_code", "directory_person"."city", "directory_person"."country", "directory_person"."shares_address", "directory_person"."takes_over_signatures_on", "directory_person"."closes_guardian_messages_on", "directory_person"."suspended_at", "directory_person"."erased_at"
  FROM "directory_guardianship"
  INNER JOIN "directory_person" ON ("directory_guardianship"."guardian_id" = "directory_person"."id")
  WHERE ("directory_guardianship"."school_id" = ? AND "directory_guardianship"."ended_at" IS NULL AND "directory_person"."erased_at" IS NULL AND "directory_person"."suspended_at" IS NULL AND "directory_guardianship"."reach" IN (…) AND "directory_guardianship"."school_id" = ? AND "directory_guardianship"."student_id" IN (…))
  ORDER BY "directory_guardianship"."contact_rank" ASC, "directory_person"."family_name" ASC, "directory_guardianship"."guardian_id" ASC
