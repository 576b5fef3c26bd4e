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
SELECT g.student_id, p.given_name, p.family_name, p.birth_date, p.takes_over_signatures_on, p.closes_guardian_messages_on, g.reach, h.id, h.label, s.id, s.uai, s.name, s.kind, s.timezone, s.local_authority_id, l.name, l.brand_color, l.accent_color, z.holiday_zone, l.logo, l.logo_alt, l.icon, s.tells_until, s.told_at
  FROM directory_guardianship g JOIN directory_person p ON p.id = g.student_id JOIN directory_affiliation a ON a.school_id = g.school_id AND a.person_id = g.student_id AND a.profile = ? AND a.state = ? JOIN directory_school s ON s.id = g.school_id JOIN directory_educationauthority z ON z.code = s.authority_id LEFT JOIN directory_localauthority l ON l.id = s.local_authority_id LEFT JOIN directory_enrollment e ON e.school_id = g.school_id AND e.school_year_id = ? AND e.student_id = g.student_id AND e.left_on IS NULL LEFT JOIN directory_homeroom h ON h.id = e.homeroom_id
  WHERE g.guardian_id = ? AND g.ended_at IS NULL AND g.reach IN (…)
  ORDER BY p.birth_date, p.given_name, s.name

-- 3
SELECT "directory_enrollment"."school_id" AS "school_id", "directory_enrollment"."student_id" AS "student_id", "directory_enrollment"."homeroom_id" AS "homeroom_id"
  FROM "directory_enrollment"
  WHERE ("directory_enrollment"."school_id" IN (…) AND "directory_enrollment"."left_on" IS NULL AND "directory_enrollment"."school_id" IN (…) AND "directory_enrollment"."school_year_id" = ? AND "directory_enrollment"."student_id" IN (…) AND NOT ("directory_enrollment"."homeroom_id" IS NULL))

-- 4
SELECT "directory_groupmembership"."school_id" AS "school_id", "directory_groupmembership"."student_id" AS "student_id", "directory_groupmembership"."group_id" AS "group_id"
  FROM "directory_groupmembership"
  WHERE ("directory_groupmembership"."school_id" IN (…) AND "directory_groupmembership"."school_id" IN (…) AND "directory_groupmembership"."student_id" IN (…))

-- 5
SELECT "diary_entryunit"."id", "diary_entryunit"."school_id", "diary_entryunit"."entry_id", "diary_entryunit"."unit", "diary_entryunit"."label", "diary_entryunit"."day", "diary_entry"."id", "diary_entry"."school_id", "diary_entry"."school_year_id", "diary_entry"."lesson", "diary_entry"."day", "diary_entry"."starts", "diary_entry"."subject_code", "diary_entry"."subject", "diary_entry"."text", "diary_entry"."appears_at", "diary_entry"."published_at", "diary_entry"."attached", "diary_entry"."locked_at", "diary_entry"."version", "diary_entry"."changed_at", "diary_entry"."written_by", "diary_entry"."written_by_id"
  FROM "diary_entryunit"
  INNER JOIN "diary_entry" ON ("diary_entryunit"."entry_id" = "diary_entry"."id")
  WHERE ("diary_entryunit"."school_id" IN (…) AND "diary_entryunit"."day" BETWEEN ? AND ? AND "diary_entryunit"."school_id" IN (…) AND "diary_entryunit"."unit" IN (…) AND "diary_entry"."appears_at" <= ?)

-- 6
SELECT "diary_workunit"."id", "diary_workunit"."school_id", "diary_workunit"."work_id", "diary_workunit"."unit", "diary_workunit"."label", "diary_workunit"."due_on", "diary_workunit"."due_starts", "diary_workunit"."due_lesson", "diary_work"."id", "diary_work"."school_id", "diary_work"."school_year_id", "diary_work"."subject_code", "diary_work"."subject", "diary_work"."kind", "diary_work"."text", "diary_work"."minutes", "diary_work"."told_minutes", "diary_work"."given_on", "diary_work"."given_lesson", "diary_work"."appears_at", "diary_work"."published_at", "diary_work"."attached", "diary_work"."version", "diary_work"."changed_at", "diary_work"."written_by", "diary_work"."written_by_id"
  FROM "diary_workunit"
  INNER JOIN "diary_work" ON ("diary_workunit"."work_id" = "diary_work"."id")
  WHERE ("diary_workunit"."school_id" IN (…) AND "diary_workunit"."due_on" >= ? AND "diary_workunit"."school_id" IN (…) AND "diary_workunit"."unit" IN (…) AND "diary_work"."given_on" BETWEEN ? AND ? AND "diary_work"."school_id" IN (…) AND "diary_work"."appears_at" <= ?)
