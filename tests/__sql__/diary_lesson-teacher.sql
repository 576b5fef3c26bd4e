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
SELECT l.id, l.day, s.starts, s.ends, s.school_year_id, s.subject_code, s.title, m.label, c.is_cancelled, c.day, c.starts, c.ends, c.absent_id, c.teacher_id, (SELECT group_concat(t.teacher_id)
  FROM timetable_slotteacher t
  WHERE t.school_id = l.school_id AND t.slot_id = l.slot_id), COALESCE(p.homeroom_id, p.group_id), COALESCE((SELECT h.label
  FROM directory_homeroom h
  WHERE h.id = p.homeroom_id), (SELECT g.label
  FROM directory_studentgroup g
  WHERE g.id = p.group_id))
  FROM timetable_lesson l JOIN timetable_slot s ON s.school_id = l.school_id AND s.id = l.slot_id JOIN directory_school o ON o.id = l.school_id LEFT JOIN timetable_slotpupils p ON p.school_id = l.school_id AND p.slot_id = l.slot_id LEFT JOIN timetable_change c ON c.school_id = l.school_id AND c.lesson_id = l.id LEFT JOIN directory_subject m ON m.authority_id = o.authority_id AND m.code = s.subject_code
  WHERE l.school_id = ? AND l.id IN (…)

-- 4
SELECT "diary_entry"."id", "diary_entry"."school_id", "diary_entry"."school_year_id", "diary_entry"."lesson", "diary_entry"."day", "diary_entry"."starts", "diary_entry"."subject_code", "diary_entry"."subject", "diary_entry"."text", "diary_entry"."appears_at", "diary_entry"."published_at", "diary_entry"."attached", "diary_entry"."locked_at", "diary_entry"."version", "diary_entry"."changed_at", "diary_entry"."written_by", "diary_entry"."written_by_id", EXISTS(SELECT ? AS "a"
  FROM "diary_formertext" U0
  WHERE (U0."school_id" = ? AND U0."school_id" = ? AND U0."thing" = ("diary_entry"."id"))
  LIMIT ?) AS "has_former"
  FROM "diary_entry"
  WHERE ("diary_entry"."school_id" = ? AND "diary_entry"."lesson" = ? AND "diary_entry"."school_id" = ?)
  ORDER BY "diary_entry"."id" ASC
  LIMIT ?

-- 5
SELECT "diary_workunit"."id", "diary_workunit"."school_id", "diary_workunit"."work_id", "diary_workunit"."unit", "diary_workunit"."label", "diary_workunit"."due_on", "diary_workunit"."due_starts", "diary_workunit"."due_lesson", "diary_work"."id", "diary_work"."school_id", "diary_work"."school_year_id", "diary_work"."subject_code", "diary_work"."subject", "diary_work"."kind", "diary_work"."text", "diary_work"."minutes", "diary_work"."told_minutes", "diary_work"."given_on", "diary_work"."given_lesson", "diary_work"."appears_at", "diary_work"."published_at", "diary_work"."attached", "diary_work"."version", "diary_work"."changed_at", "diary_work"."written_by", "diary_work"."written_by_id"
  FROM "diary_workunit"
  INNER JOIN "diary_work" ON ("diary_workunit"."work_id" = "diary_work"."id")
  WHERE ("diary_workunit"."school_id" = ? AND "diary_workunit"."school_id" = ? AND "diary_work"."given_lesson" = ? AND "diary_work"."school_id" = ?)
  ORDER BY "diary_workunit"."work_id" ASC, "diary_workunit"."label" ASC

-- 6
SELECT "directory_section"."id", "directory_section"."school_id", "directory_section"."school_year_id", "directory_section"."teacher_id", "directory_section"."subject_code", "directory_section"."homeroom_id", "directory_section"."group_id", "directory_homeroom"."id", "directory_homeroom"."school_id", "directory_homeroom"."school_year_id", "directory_homeroom"."code", "directory_homeroom"."label", "directory_studentgroup"."id", "directory_studentgroup"."school_id", "directory_studentgroup"."school_year_id", "directory_studentgroup"."code", "directory_studentgroup"."label", "directory_studentgroup"."source", "directory_studentgroup"."rule"
  FROM "directory_section"
  LEFT OUTER JOIN "directory_homeroom" ON ("directory_section"."homeroom_id" = "directory_homeroom"."id")
  LEFT OUTER JOIN "directory_studentgroup" ON ("directory_section"."group_id" = "directory_studentgroup"."id")
  WHERE ("directory_section"."school_id" = ? AND "directory_section"."school_id" = ? AND "directory_section"."school_year_id" = ? AND "directory_section"."teacher_id" = ?)

-- 7
SELECT l.id, l.day, s.starts, s.ends, s.school_year_id, s.subject_code, s.title, m.label, c.is_cancelled, c.day, c.starts, c.ends, c.absent_id, c.teacher_id, (SELECT group_concat(t.teacher_id)
  FROM timetable_slotteacher t
  WHERE t.school_id = l.school_id AND t.slot_id = l.slot_id), COALESCE(p.homeroom_id, p.group_id), COALESCE((SELECT h.label
  FROM directory_homeroom h
  WHERE h.id = p.homeroom_id), (SELECT g.label
  FROM directory_studentgroup g
  WHERE g.id = p.group_id))
  FROM timetable_lesson l JOIN timetable_slot s ON s.school_id = l.school_id AND s.id = l.slot_id JOIN directory_school o ON o.id = l.school_id LEFT JOIN timetable_slotpupils p ON p.school_id = l.school_id AND p.slot_id = l.slot_id LEFT JOIN timetable_change c ON c.school_id = l.school_id AND c.lesson_id = l.id LEFT JOIN directory_subject m ON m.authority_id = o.authority_id AND m.code = s.subject_code
  WHERE l.school_id = ? AND l.slot_id IN (SELECT x.slot_id
  FROM timetable_slotpupils x
  WHERE x.school_id = ? AND (x.homeroom_id IN (…) OR x.group_id IN (…))) AND s.subject_code = ? AND s.title = ? AND (l.day BETWEEN ? AND ? OR c.day BETWEEN ? AND ?)

-- 8
WITH told (unit, n) AS MATERIALIZED (VALUES (…), (…)), pupils AS ( SELECT t.n, e.student_id
  FROM told t JOIN directory_enrollment e ON e.school_id = ? AND e.homeroom_id = t.unit AND e.left_on IS NULL
  UNION SELECT t.n, m.student_id
  FROM told t JOIN directory_groupmembership m ON m.school_id = ? AND m.group_id = t.unit), theirs AS ( SELECT p.n, p.student_id, e.homeroom_id AS unit
  FROM pupils p JOIN directory_enrollment e ON e.school_id = ? AND e.student_id = p.student_id AND e.left_on IS NULL AND e.school_year_id = ?
  UNION SELECT p.n, p.student_id, m.group_id
  FROM pupils p JOIN directory_groupmembership m ON m.school_id = ? AND m.student_id = p.student_id), due AS ( SELECT DISTINCT t.n, t.student_id, u.due_on, w.id, COALESCE(w.told_minutes, w.minutes, ?) AS minutes, CASE WHEN w.kind = ? THEN ? ELSE ? END AS test
  FROM theirs t JOIN diary_workunit u ON u.school_id = ? AND u.unit = t.unit AND u.due_on BETWEEN ? AND ? JOIN diary_work w ON w.id = u.work_id AND w.id <> ?), evenings AS ( SELECT n, student_id, due_on, SUM(minutes) AS minutes, SUM(test) AS tests
  FROM due
  GROUP BY n, student_id, due_on) SELECT n, due_on, MAX(minutes), MAX(tests)
  FROM evenings
  GROUP BY n, due_on
