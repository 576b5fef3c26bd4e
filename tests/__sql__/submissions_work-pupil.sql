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
SELECT "diary_work"."id", "diary_work"."school_id", "diary_work"."school_year_id", "diary_work"."subject_code", "diary_work"."subject", "diary_work"."kind", "diary_work"."text", "diary_work"."minutes", "diary_work"."told_minutes", "diary_work"."given_on", "diary_work"."given_lesson", "diary_work"."appears_at", "diary_work"."published_at", "diary_work"."attached", "diary_work"."version", "diary_work"."changed_at", "diary_work"."written_by", "diary_work"."written_by_id"
  FROM "diary_work"
  WHERE ("diary_work"."school_id" = ? AND "diary_work"."appears_at" <= ? AND "diary_work"."id" = ?)
  ORDER BY "diary_work"."id" ASC
  LIMIT ?

-- 3
SELECT "diary_workunit"."id", "diary_workunit"."school_id", "diary_workunit"."work_id", "diary_workunit"."unit", "diary_workunit"."label", "diary_workunit"."due_on", "diary_workunit"."due_starts", "diary_workunit"."due_lesson"
  FROM "diary_workunit"
  WHERE ("diary_workunit"."school_id" = ? AND "diary_workunit"."school_id" = ? AND "diary_workunit"."work_id" = ?)
  ORDER BY "diary_workunit"."due_on" ASC, "diary_workunit"."label" ASC, "diary_workunit"."id" ASC

-- 4
WITH told (school_id, who, n) AS MATERIALIZED (VALUES (…)), mine AS ( SELECT t.school_id, t.who, t.n, e.homeroom_id AS unit
  FROM told t JOIN directory_enrollment e ON e.school_id = t.school_id AND e.student_id = t.who AND e.left_on IS NULL AND e.school_year_id = ? AND e.homeroom_id IS NOT NULL
  UNION SELECT t.school_id, t.who, t.n, m.group_id
  FROM told t JOIN directory_groupmembership m ON m.school_id = t.school_id AND m.student_id = t.who) SELECT n, unit
  FROM mine

-- 5
SELECT "submissions_assignment"."id", "submissions_assignment"."school_id", "submissions_assignment"."work", "submissions_assignment"."subject", "submissions_assignment"."takes", "submissions_assignment"."in_groups", "submissions_assignment"."due_minute", "submissions_assignment"."late_days", "submissions_assignment"."replaces", "submissions_assignment"."closed_at", "submissions_assignment"."return_at", "submissions_assignment"."scale", "submissions_assignment"."out_of", "submissions_assignment"."is_anonymous", "submissions_assignment"."marked_twice", "submissions_assignment"."peer_reviews", "submissions_assignment"."guardian_hours", "submissions_assignment"."reminded_on", "submissions_assignment"."version", "submissions_assignment"."asked_at", "submissions_assignment"."asked_by", "submissions_assignment"."asked_by_id"
  FROM "submissions_assignment"
  WHERE ("submissions_assignment"."school_id" = ? AND "submissions_assignment"."school_id" = ? AND "submissions_assignment"."work" = ?)
  ORDER BY "submissions_assignment"."id" ASC
  LIMIT ?

-- 6
SELECT "directory_school"."timezone" AS "timezone"
  FROM "directory_school"
  WHERE "directory_school"."id" = ?
  LIMIT ?

-- 7
SELECT "submissions_copy"."id", "submissions_copy"."school_id", "submissions_copy"."assignment_id", "submissions_copy"."pupil_id", "submissions_copy"."team_id", "submissions_copy"."unit", "submissions_copy"."current", "submissions_copy"."handed_at", "submissions_copy"."late_minutes", "submissions_copy"."paper_at", "submissions_copy"."paper_by", "submissions_copy"."paper_by_id", "submissions_copy"."open_until", "submissions_copy"."returned_at"
  FROM "submissions_copy"
  WHERE ("submissions_copy"."school_id" = ? AND "submissions_copy"."assignment_id" = ? AND "submissions_copy"."school_id" = ? AND "submissions_copy"."pupil_id" = ?)
  ORDER BY "submissions_copy"."id" ASC
  LIMIT ?

-- 8
SELECT "submissions_extratime"."pupil_id" AS "pupil_id", "submissions_extratime"."hours" AS "hours"
  FROM "submissions_extratime"
  WHERE ("submissions_extratime"."school_id" = ? AND "submissions_extratime"."hours" > ? AND "submissions_extratime"."pupil_id" IN (…) AND "submissions_extratime"."school_id" = ?)
