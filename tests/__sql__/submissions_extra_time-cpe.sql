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
SELECT "directory_affiliation"."id", "directory_affiliation"."school_id", "directory_affiliation"."person_id", "directory_affiliation"."profile", "directory_affiliation"."state", "directory_affiliation"."source_key", "directory_affiliation"."digest", "directory_affiliation"."starts_on", "directory_affiliation"."left_on", "directory_person"."id", "directory_person"."title", "directory_person"."family_name", "directory_person"."birth_name", "directory_person"."given_name", "directory_person"."search_name", "directory_person"."birth_date", "directory_person"."email", "directory_person"."mobile", "directory_person"."home_phone", "directory_person"."work_phone", "directory_person"."address", "directory_person"."postal_code", "directory_person"."city", "directory_person"."country", "directory_person"."shares_address", "directory_person"."takes_over_signatures_on", "directory_person"."closes_guardian_messages_on", "directory_person"."suspended_at", "directory_person"."erased_at"
  FROM "directory_affiliation"
  INNER JOIN "directory_person" ON ("directory_affiliation"."person_id" = "directory_person"."id")
  WHERE ("directory_affiliation"."school_id" = ? AND "directory_person"."erased_at" IS NULL AND "directory_affiliation"."person_id" IN (…) AND "directory_affiliation"."profile" = ? AND "directory_affiliation"."school_id" = ? AND "directory_affiliation"."state" = ?)

-- 4
SELECT m.kind, m.school_id, m.unit_id, m.person_id
  FROM (SELECT ? AS kind, a.school_id AS school_id, e.homeroom_id AS unit_id, a.person_id AS person_id
  FROM directory_affiliation a LEFT JOIN directory_enrollment e ON e.school_id = a.school_id AND e.student_id = a.person_id AND e.school_year_id = ? AND e.left_on IS NULL
  WHERE a.profile = ? AND a.state = ? AND a.school_id = ? AND a.person_id = ?
  UNION ALL SELECT ? AS kind, g.school_id AS school_id, e.homeroom_id AS unit_id, g.guardian_id AS person_id
  FROM directory_guardianship g JOIN directory_affiliation a ON a.school_id = g.school_id AND a.person_id = g.student_id AND a.profile = ? AND a.state = ? LEFT JOIN directory_enrollment e ON e.school_id = g.school_id AND e.student_id = g.student_id AND e.school_year_id = ? AND e.left_on IS NULL
  WHERE g.ended_at IS NULL AND g.reach IN (…) AND g.student_id NOT IN (SELECT c.id
  FROM directory_person c
  WHERE c.closes_guardian_messages_on <= ? AND c.birth_date <= ?) AND g.school_id = ? AND g.guardian_id = ?
  UNION ALL SELECT ? AS kind, a.school_id AS school_id, CAST(NULL AS uuid) AS unit_id, a.person_id AS person_id
  FROM directory_affiliation a
  WHERE a.state = ? AND a.profile IN (…) AND a.school_id = ? AND a.person_id = ?
  UNION ALL SELECT ? AS kind, a.school_id AS school_id, CAST(NULL AS uuid) AS unit_id, a.person_id AS person_id
  FROM directory_affiliation a
  WHERE a.state = ? AND a.profile IN (…) AND a.school_id = ? AND a.person_id = ?
  UNION ALL SELECT ? AS kind, a.school_id AS school_id, CAST(NULL AS uuid) AS unit_id, a.person_id AS person_id
  FROM directory_affiliation a
  WHERE a.state = ? AND a.profile IN (…) AND a.school_id = ? AND a.person_id = ?
  UNION ALL SELECT ? AS kind, a.school_id AS school_id, CAST(NULL AS uuid) AS unit_id, a.person_id AS person_id
  FROM directory_affiliation a
  WHERE a.state = ? AND a.profile IN (…) AND a.school_id = ? AND a.person_id = ?
  UNION ALL SELECT ? AS kind, a.school_id AS school_id, CAST(NULL AS uuid) AS unit_id, a.person_id AS person_id
  FROM directory_affiliation a
  WHERE a.state = ? AND a.profile IN (…) AND a.school_id = ? AND a.person_id = ?
  UNION ALL SELECT ? AS kind, t.school_id AS school_id, t.homeroom_id AS unit_id, t.person_id AS person_id
  FROM directory_homeroomteacher t JOIN directory_homeroom h ON h.id = t.homeroom_id AND h.school_year_id = ? JOIN directory_affiliation a ON a.school_id = t.school_id AND a.person_id = t.person_id AND a.state = ? AND a.profile IN (…)
  WHERE ? = ? AND t.school_id = ? AND t.person_id = ?
  UNION ALL SELECT ? AS kind, m.school_id AS school_id, m.homeroom_id AS unit_id, m.person_id AS person_id
  FROM access_mandate m JOIN directory_enrollment e ON e.school_id = m.school_id AND e.student_id = m.person_id AND e.school_year_id = ? AND e.left_on IS NULL AND (m.homeroom_id IS NULL OR e.homeroom_id = m.homeroom_id) JOIN directory_affiliation a ON a.school_id = m.school_id AND a.person_id = m.person_id AND a.profile = ? AND a.state = ?
  WHERE m.kind = ? AND m.ended_at IS NULL AND m.school_year_id = ? AND ? = ? AND m.school_id = ? AND m.person_id = ?
  UNION ALL SELECT ? AS kind, m.school_id AS school_id, m.homeroom_id AS unit_id, m.person_id AS person_id
  FROM access_mandate m JOIN directory_guardianship g ON g.school_id = m.school_id AND g.guardian_id = m.person_id AND g.ended_at IS NULL AND g.reach IN (…) JOIN directory_affiliation a ON a.school_id = m.school_id AND a.person_id = g.student_id AND a.profile = ? AND a.state = ? LEFT JOIN directory_enrollment e ON e.school_id = g.school_id AND e.student_id = g.student_id AND e.school_year_id = ? AND e.left_on IS NULL
  WHERE m.kind = ? AND m.ended_at IS NULL AND m.school_year_id = ? AND (m.homeroom_id IS NULL OR e.homeroom_id = m.homeroom_id) AND ? = ? AND m.school_id = ? AND m.person_id = ?
  UNION ALL SELECT ? AS kind, e.school_id AS school_id, e.homeroom_id AS unit_id, e.student_id AS person_id
  FROM directory_enrollment e JOIN directory_affiliation a ON a.school_id = e.school_id AND a.person_id = e.student_id AND a.profile = ? AND a.state = ?
  WHERE e.school_year_id = ? AND e.left_on IS NULL AND e.homeroom_id IS NOT NULL AND e.school_id = ? AND e.student_id = ?
  UNION ALL SELECT ? AS kind, e.school_id AS school_id, e.homeroom_id AS unit_id, g.guardian_id AS person_id
  FROM directory_enrollment e JOIN directory_affiliation a ON a.school_id = e.school_id AND a.person_id = e.student_id AND a.profile = ? AND a.state = ? JOIN directory_guardianship g ON g.school_id = e.school_id AND g.student_id = e.student_id AND g.ended_at IS NULL AND g.reach IN (…)
  WHERE e.school_year_id = ? AND e.left_on IS NULL AND e.homeroom_id IS NOT NULL AND e.student_id NOT IN (SELECT c.id
  FROM directory_person c
  WHERE c.closes_guardian_messages_on <= ? AND c.birth_date <= ?) AND e.school_id = ? AND g.guardian_id = ?
  UNION ALL SELECT ? AS kind, t.school_id AS school_id, t.homeroom_id AS unit_id, t.teacher_id AS person_id
  FROM directory_section t JOIN directory_affiliation a ON a.school_id = t.school_id AND a.person_id = t.teacher_id AND a.state = ? AND a.profile IN (…)
  WHERE t.school_year_id = ? AND t.homeroom_id IS NOT NULL AND t.school_id = ? AND t.teacher_id = ?
  UNION ALL SELECT ? AS kind, d.school_id AS school_id, d.homeroom_id AS unit_id, d.person_id AS person_id
  FROM access_delegation d JOIN directory_affiliation a ON a.school_id = d.school_id AND a.person_id = d.person_id AND a.state = ? AND a.profile IN (…)
  WHERE d.homeroom_id IS NOT NULL AND d.ended_at IS NULL AND d.starts_on <= ? AND d.ends_on >= ? AND d.school_id = ? AND d.person_id = ?
  UNION ALL SELECT ? AS kind, m.school_id AS school_id, m.homeroom_id AS unit_id, m.person_id AS person_id
  FROM access_mandate m JOIN directory_enrollment e ON e.school_id = m.school_id AND e.student_id = m.person_id AND e.school_year_id = ? AND e.left_on IS NULL AND (m.homeroom_id IS NULL OR e.homeroom_id = m.homeroom_id) JOIN directory_affiliation a ON a.school_id = m.school_id AND a.person_id = m.person_id AND a.profile = ? AND a.state = ?
  WHERE m.kind = ? AND m.ended_at IS NULL AND m.school_year_id = ? AND m.homeroom_id IS NOT NULL AND m.school_id = ? AND m.person_id = ?
  UNION ALL SELECT ? AS kind, m.school_id AS school_id, m.homeroom_id AS unit_id, m.person_id AS person_id
  FROM access_mandate m JOIN directory_guardianship g ON g.school_id = m.school_id AND g.guardian_id = m.person_id AND g.ended_at IS NULL AND g.reach IN (…) JOIN directory_affiliation a ON a.school_id = m.school_id AND a.person_id = g.student_id AND a.profile = ? AND a.state = ? LEFT JOIN directory_enrollment e ON e.school_id = g.school_id AND e.student_id = g.student_id AND e.school_year_id = ? AND e.left_on IS NULL
  WHERE m.kind = ? AND m.ended_at IS NULL AND m.school_year_id = ? AND (m.homeroom_id IS NULL OR e.homeroom_id = m.homeroom_id) AND m.homeroom_id IS NOT NULL AND m.school_id = ? AND m.person_id = ?
  UNION ALL SELECT ? AS kind, gm.school_id AS school_id, gm.group_id AS unit_id, gm.student_id AS person_id
  FROM directory_groupmembership gm JOIN directory_studentgroup sg ON sg.id = gm.group_id AND sg.school_year_id = ? JOIN directory_affiliation a ON a.school_id = gm.school_id AND a.person_id = gm.student_id AND a.profile = ? AND a.state = ?
  WHERE ? = ? AND gm.school_id = ? AND gm.student_id = ?
  UNION ALL SELECT ? AS kind, gm.school_id AS school_id, gm.group_id AS unit_id, g.guardian_id AS person_id
  FROM directory_groupmembership gm JOIN directory_studentgroup sg ON sg.id = gm.group_id AND sg.school_year_id = ? JOIN directory_affiliation a ON a.school_id = gm.school_id AND a.person_id = gm.student_id AND a.profile = ? AND a.state = ? JOIN directory_guardianship g ON g.school_id = gm.school_id AND g.student_id = gm.student_id AND g.ended_at IS NULL AND g.reach IN (…)
  WHERE gm.student_id NOT IN (SELECT c.id
  FROM directory_person c
  WHERE c.closes_guardian_messages_on <= ? AND c.birth_date <= ?) AND gm.school_id = ? AND g.guardian_id = ?
  UNION ALL SELECT ? AS kind, t.school_id AS school_id, t.group_id AS unit_id, t.teacher_id AS person_id
  FROM directory_section t JOIN directory_affiliation a ON a.school_id = t.school_id AND a.person_id = t.teacher_id AND a.state = ? AND a.profile IN (…)
  WHERE t.school_year_id = ? AND t.group_id IS NOT NULL AND t.school_id = ? AND t.teacher_id = ?
  UNION ALL SELECT ? AS kind, gs.school_id AS school_id, gs.group_id AS unit_id, gs.person_id AS person_id
  FROM directory_groupstaff gs JOIN directory_studentgroup sg ON sg.id = gs.group_id AND sg.school_year_id = ? JOIN directory_affiliation a ON a.school_id = gs.school_id AND a.person_id = gs.person_id AND a.state = ? AND a.profile IN (…)
  WHERE ? = ? AND gs.school_id = ? AND gs.person_id = ?) m JOIN directory_person p ON p.id = m.person_id AND p.suspended_at IS NULL AND p.erased_at IS NULL

-- 5
SELECT "submissions_extratime"."id", "submissions_extratime"."school_id", "submissions_extratime"."pupil_id", "submissions_extratime"."hours", "submissions_extratime"."version", "submissions_extratime"."set_at", "submissions_extratime"."set_by", "submissions_extratime"."set_by_id"
  FROM "submissions_extratime"
  WHERE ("submissions_extratime"."school_id" = ? AND "submissions_extratime"."pupil_id" = ? AND "submissions_extratime"."school_id" = ?)
  ORDER BY "submissions_extratime"."id" ASC
  LIMIT ?
