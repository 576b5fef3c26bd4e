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
SELECT "timetable_lesson"."id", "timetable_lesson"."school_id", "timetable_lesson"."slot_id", "timetable_lesson"."day", "directory_school"."id", "directory_school"."uai", "directory_school"."uai_is_valid", "directory_school"."name", "directory_school"."kind", "directory_school"."authority_id", "directory_school"."join_key", "directory_school"."local_authority_id", "directory_school"."joint_campus_id", "directory_school"."siret", "directory_school"."contract", "directory_school"."ministry_code", "directory_school"."street", "directory_school"."postal_code", "directory_school"."city", "directory_school"."phone", "directory_school"."email", "directory_school"."timezone", "directory_school"."record_digest", "directory_school"."tells_until", "directory_school"."told_at", "timetable_slot"."id", "timetable_slot"."school_id", "timetable_slot"."school_year_id", "timetable_slot"."subject_code", "timetable_slot"."title", "timetable_slot"."weekday", "timetable_slot"."starts", "timetable_slot"."ends", "timetable_slot"."letters", "timetable_slot"."weeks", "timetable_slot"."first_on", "timetable_slot"."last_on", "timetable_slot"."room_id", "timetable_slot"."source", "timetable_slot"."source_key", "timetable_slot"."made_until", "timetable_slot"."version"
  FROM "timetable_lesson"
  INNER JOIN "directory_school" ON ("timetable_lesson"."school_id" = "directory_school"."id")
  INNER JOIN "timetable_slot" ON ("timetable_lesson"."slot_id" = "timetable_slot"."id")
  WHERE ("timetable_lesson"."school_id" = ? AND "timetable_lesson"."id" = ?)
  ORDER BY "timetable_lesson"."id" ASC
  LIMIT ?

-- 4
SELECT "timetable_change"."id", "timetable_change"."school_id", "timetable_change"."lesson_id", "timetable_change"."is_cancelled", "timetable_change"."day", "timetable_change"."starts", "timetable_change"."ends", "timetable_change"."has_room", "timetable_change"."room_id", "timetable_change"."absent_id", "timetable_change"."teacher_id", "timetable_change"."is_remote", "timetable_change"."link", "timetable_change"."instructions", "timetable_change"."reason", "timetable_change"."source", "timetable_change"."replacement_id", "timetable_change"."version", "timetable_change"."changed_at"
  FROM "timetable_change"
  WHERE ("timetable_change"."school_id" = ? AND "timetable_change"."lesson_id" = ? AND "timetable_change"."school_id" = ?)
  ORDER BY "timetable_change"."id" ASC
  LIMIT ?

-- 5
SELECT "timetable_slotteacher"."teacher_id" AS "teacher_id"
  FROM "timetable_slotteacher"
  WHERE ("timetable_slotteacher"."school_id" = ? AND "timetable_slotteacher"."school_id" = ? AND "timetable_slotteacher"."slot_id" = ?)

-- 6
SELECT "directory_person"."id", "directory_person"."title", "directory_person"."family_name", "directory_person"."birth_name", "directory_person"."given_name", "directory_person"."search_name", "directory_person"."birth_date", "directory_person"."email", "directory_person"."mobile", "directory_person"."home_phone", "directory_person"."work_phone", "directory_person"."address", "directory_person"."postal_code", "directory_person"."city", "directory_person"."country", "directory_person"."shares_address", "directory_person"."takes_over_signatures_on", "directory_person"."closes_guardian_messages_on", "directory_person"."suspended_at", "directory_person"."erased_at"
  FROM "directory_person"
  WHERE "directory_person"."id" IN (SELECT U0."person_id" AS "person_id"
  FROM "directory_affiliation" U0
  WHERE (U0."school_id" = ? AND U0."profile" IN (…) AND U0."school_id" = ? AND U0."state" = ?))
  ORDER BY "directory_person"."search_name" ASC, "directory_person"."id" ASC

-- 7
SELECT "timetable_slotpupils"."id", "timetable_slotpupils"."school_id", "timetable_slotpupils"."slot_id", "timetable_slotpupils"."homeroom_id", "timetable_slotpupils"."group_id"
  FROM "timetable_slotpupils"
  WHERE ("timetable_slotpupils"."school_id" = ? AND "timetable_slotpupils"."school_id" = ? AND "timetable_slotpupils"."slot_id" = ?)
  ORDER BY "timetable_slotpupils"."homeroom_id" ASC, "timetable_slotpupils"."group_id" ASC
  LIMIT ?

-- 8
SELECT "timetable_slotpupils"."id", "timetable_slotpupils"."school_id", "timetable_slotpupils"."slot_id", "timetable_slotpupils"."homeroom_id", "timetable_slotpupils"."group_id", "directory_homeroom"."id", "directory_homeroom"."school_id", "directory_homeroom"."school_year_id", "directory_homeroom"."code", "directory_homeroom"."label", "directory_studentgroup"."id", "directory_studentgroup"."school_id", "directory_studentgroup"."school_year_id", "directory_studentgroup"."code", "directory_studentgroup"."label", "directory_studentgroup"."source", "directory_studentgroup"."rule"
  FROM "timetable_slotpupils"
  LEFT OUTER JOIN "directory_homeroom" ON ("timetable_slotpupils"."homeroom_id" = "directory_homeroom"."id")
  LEFT OUTER JOIN "directory_studentgroup" ON ("timetable_slotpupils"."group_id" = "directory_studentgroup"."id")
  WHERE ("timetable_slotpupils"."school_id" = ? AND "timetable_slotpupils"."school_id" = ? AND "timetable_slotpupils"."slot_id" = ?)

-- 9
SELECT "timetable_room"."id" AS "pk", "timetable_room"."name" AS "name", ("timetable_room"."id" IN (SELECT CASE WHEN (U6."has_room") THEN U6."room_id" ELSE U2."room_id" END AS "place"
  FROM "timetable_lesson" U0
  INNER JOIN "timetable_slot" U2 ON (U0."slot_id" = U2."id")
  LEFT OUTER JOIN "timetable_change" U6 ON (U0."id" = U6."lesson_id" AND (U6."school_id" = ?))
  WHERE (U0."school_id" = ? AND NOT (U0."id" = ?) AND U0."day" = ? AND U0."school_id" = ? AND U2."ends" > ? AND U2."school_id" = ? AND U2."school_year_id" = ? AND U2."starts" < ? AND (U6."id" IS NULL OR (U6."day" IS NULL AND NOT U6."is_cancelled")) AND NOT (CASE WHEN (U6."has_room") THEN U6."room_id" ELSE U2."room_id" END IS NULL))) OR "timetable_room"."id" IN (SELECT CASE WHEN (U0."has_room") THEN U0."room_id" ELSE U4."room_id" END AS "place"
  FROM "timetable_change" U0
  INNER JOIN "timetable_lesson" U2 ON (U0."lesson_id" = U2."id")
  INNER JOIN "timetable_slot" U4 ON (U2."slot_id" = U4."id")
  WHERE (U0."school_id" = ? AND NOT (U0."lesson_id" = ?) AND U0."day" = ? AND U0."ends" > ? AND NOT U0."is_cancelled" AND U0."school_id" = ? AND U0."starts" < ? AND NOT (CASE WHEN (U0."has_room") THEN U0."room_id" ELSE U4."room_id" END IS NULL)))) AS "is_taken"
  FROM "timetable_room"
  WHERE ("timetable_room"."school_id" = ? AND "timetable_room"."school_id" = ?)
  ORDER BY ? ASC, ? ASC
