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
SELECT "directory_person"."id", "directory_person"."title", "directory_person"."family_name", "directory_person"."birth_name", "directory_person"."given_name", "directory_person"."search_name", "directory_person"."birth_date", "directory_person"."email", "directory_person"."mobile", "directory_person"."home_phone", "directory_person"."work_phone", "directory_person"."address", "directory_person"."postal_code", "directory_person"."city", "directory_person"."country", "directory_person"."shares_address", "directory_person"."takes_over_signatures_on", "directory_person"."closes_guardian_messages_on", "directory_person"."suspended_at", "directory_person"."erased_at"
  FROM "directory_person"
  WHERE "directory_person"."id" IN (…)

-- 3
SELECT "people_dataexport"."id", "people_dataexport"."subject_id", "people_dataexport"."asked_by_id", "people_dataexport"."state", "people_dataexport"."language", "people_dataexport"."size", "people_dataexport"."asked_at", "people_dataexport"."ready_at"
  FROM "people_dataexport"
  WHERE ("people_dataexport"."asked_by_id" = ? AND "people_dataexport"."subject_id" IN (…))

-- 4
SELECT "people_correctionrequest"."id", "people_correctionrequest"."school_id", "people_correctionrequest"."person_id", "people_correctionrequest"."asked_by_id", "people_correctionrequest"."field", "people_correctionrequest"."proposed", "people_correctionrequest"."reason", "people_correctionrequest"."state", "people_correctionrequest"."answer", "people_correctionrequest"."asked_at", "people_correctionrequest"."decided_at", "people_correctionrequest"."decided_by", "people_correctionrequest"."decided_by_id"
  FROM "people_correctionrequest"
  WHERE ("people_correctionrequest"."school_id" = ? AND "people_correctionrequest"."person_id" IN (…))
  ORDER BY "people_correctionrequest"."asked_at" DESC
  LIMIT ?

-- 5
SELECT "directory_filereading"."student_id" AS "student_id", "directory_filereading"."profile" AS "profile", COUNT(DISTINCT "directory_filereading"."day") AS "days", MAX("directory_filereading"."day") AS "last"
  FROM "directory_filereading"
  WHERE ("directory_filereading"."school_id" = ? AND "directory_filereading"."student_id" IN (…))
  GROUP BY ?, ?
  ORDER BY ? DESC, ? ASC
