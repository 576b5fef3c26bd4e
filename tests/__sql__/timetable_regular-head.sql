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
SELECT "directory_homeroom"."id", "directory_homeroom"."school_id", "directory_homeroom"."school_year_id", "directory_homeroom"."code", "directory_homeroom"."label"
  FROM "directory_homeroom"
  WHERE ("directory_homeroom"."school_id" = ? AND "directory_homeroom"."id" = ? AND "directory_homeroom"."school_year_id" = ?)
  ORDER BY "directory_homeroom"."id" ASC
  LIMIT ?

-- 4
SELECT "directory_subject"."code" AS "code", "directory_subject"."label" AS "label"
  FROM "directory_subject"
  WHERE "directory_subject"."authority_id" IN (SELECT U0."authority_id" AS "authority_id"
  FROM "directory_school" U0
  WHERE U0."id" = ?)

-- 5
SELECT "timetable_slot"."id", "timetable_slot"."school_id", "timetable_slot"."school_year_id", "timetable_slot"."subject_code", "timetable_slot"."title", "timetable_slot"."weekday", "timetable_slot"."starts", "timetable_slot"."ends", "timetable_slot"."letters", "timetable_slot"."weeks", "timetable_slot"."first_on", "timetable_slot"."last_on", "timetable_slot"."room_id", "timetable_slot"."source", "timetable_slot"."source_key", "timetable_slot"."made_until", "timetable_slot"."version", "timetable_room"."id", "timetable_room"."school_id", "timetable_room"."code", "timetable_room"."name"
  FROM "timetable_slot"
  LEFT OUTER JOIN "timetable_room" ON ("timetable_slot"."room_id" = "timetable_room"."id")
  WHERE ("timetable_slot"."school_id" = ? AND "timetable_slot"."last_on" >= ? AND "timetable_slot"."id" IN (SELECT U0."slot_id" AS "slot_id"
  FROM "timetable_slotpupils" U0
  WHERE (U0."school_id" = ? AND U0."homeroom_id" = ? AND U0."school_id" = ?)) AND "timetable_slot"."school_id" = ?)
  ORDER BY "timetable_slot"."weekday" ASC, "timetable_slot"."starts" ASC, "timetable_slot"."first_on" ASC

-- 6
SELECT "timetable_slotteacher"."id", "timetable_slotteacher"."school_id", "timetable_slotteacher"."slot_id", "timetable_slotteacher"."teacher_id"
  FROM "timetable_slotteacher"
  WHERE ("timetable_slotteacher"."school_id" = ? AND "timetable_slotteacher"."slot_id" IN (…))

-- 7
SELECT "directory_person"."id", "directory_person"."title", "directory_person"."family_name", "directory_person"."birth_name", "directory_person"."given_name", "directory_person"."search_name", "directory_person"."birth_date", "directory_person"."email", "directory_person"."mobile", "directory_person"."home_phone", "directory_person"."work_phone", "directory_person"."address", "directory_person"."postal_code", "directory_person"."city", "directory_person"."country", "directory_person"."shares_address", "directory_person"."takes_over_signatures_on", "directory_person"."closes_guardian_messages_on", "directory_person"."suspended_at", "directory_person"."erased_at"
  FROM "directory_person"
  WHERE ("directory_person"."id" = ? OR "directory_person"."id" = ? OR "directory_person"."id" = ? OR "directory_person"."id" = ? OR "directory_person"."id" = ? OR "directory_person"."id" = ? OR "directory_person"."id" = ? OR "directory_person"."id" = ? OR "directory_person"."id" = ?)

-- 8
SELECT "timetable_slot"."starts" AS "starts"
  FROM "timetable_slot"
  WHERE ("timetable_slot"."school_id" = ? AND "timetable_slot"."last_on" >= ? AND "timetable_slot"."school_id" = ? AND "timetable_slot"."school_year_id" = ?)
  GROUP BY ?
  ORDER BY COUNT("timetable_slot"."id") DESC, ? ASC
  LIMIT ?
