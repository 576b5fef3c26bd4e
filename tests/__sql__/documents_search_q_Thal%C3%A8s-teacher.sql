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
SELECT DISTINCT t.subject_code, COALESCE(m.label, t.subject_code)
  FROM directory_section t JOIN directory_affiliation a ON a.school_id = t.school_id AND a.person_id = t.teacher_id AND a.state = ? AND a.profile <> ? JOIN directory_school s ON s.id = t.school_id LEFT JOIN directory_subject m ON m.authority_id = s.authority_id AND m.code = t.subject_code
  WHERE t.school_id = ? AND t.school_year_id = ? AND t.teacher_id = ?

-- 3
WITH told (school_id, person_id) AS MATERIALIZED (VALUES (…)), mine AS MATERIALIZED (SELECT u.school_id, u.key, u.other_key, u.third_key
  FROM (SELECT told.school_id, told.person_id, ? || replace(CAST(t.homeroom_id AS text), ?, ?) AS key, ? || replace(CAST(t.homeroom_id AS text), ?, ?) AS other_key, CAST(NULL AS text) AS third_key
  FROM told, directory_section t
  WHERE t.school_year_id = ? AND t.homeroom_id IS NOT NULL AND t.school_id = told.school_id AND t.teacher_id = told.person_id
  UNION ALL SELECT told.school_id, told.person_id, ? || replace(CAST(t.homeroom_id AS text), ?, ?), ? || replace(CAST(t.homeroom_id AS text), ?, ?), NULL
  FROM told, directory_homeroomteacher t JOIN directory_homeroom h ON h.id = t.homeroom_id AND h.school_year_id = ?
  WHERE ? = ? AND t.school_id = told.school_id AND t.person_id = told.person_id
  UNION ALL SELECT told.school_id, told.person_id, ? || replace(CAST(d.homeroom_id AS text), ?, ?), NULL, NULL
  FROM told, access_delegation d
  WHERE d.homeroom_id IS NOT NULL AND d.ended_at IS NULL AND d.starts_on <= ? AND d.ends_on >= ? AND d.school_id = told.school_id AND d.person_id = told.person_id
  UNION ALL SELECT told.school_id, told.person_id, ? || replace(CAST(t.group_id AS text), ?, ?), NULL, NULL
  FROM told, directory_section t
  WHERE t.school_year_id = ? AND t.group_id IS NOT NULL AND t.school_id = told.school_id AND t.teacher_id = told.person_id
  UNION ALL SELECT told.school_id, told.person_id, ? || replace(CAST(gs.group_id AS text), ?, ?), NULL, NULL
  FROM told, directory_groupstaff gs JOIN directory_studentgroup sg ON sg.id = gs.group_id AND sg.school_year_id = ?
  WHERE ? = ? AND gs.school_id = told.school_id AND gs.person_id = told.person_id) u JOIN directory_person p ON p.id = u.person_id AND p.suspended_at IS NULL AND p.erased_at IS NULL) SELECT *
  FROM mine

-- 4
SELECT "documents_node"."id" AS "pk"
  FROM "documents_node"
  WHERE ("documents_node"."school_id" = ? AND "documents_node"."owner_id" = ? AND "documents_node"."parent_id" IS NULL AND "documents_node"."school_id" IN (…))

-- 5
SELECT id, label
  FROM directory_homeroom
  WHERE school_id = ? AND school_year_id = ?
  UNION ALL SELECT id, label
  FROM directory_studentgroup
  WHERE school_id = ? AND school_year_id = ?

-- 6
SELECT "documents_share"."node_id" AS "node_id"
  FROM "documents_share"
  WHERE ("documents_share"."school_id" = ? AND ("documents_share"."person_id" = ? OR ("documents_share"."key" IN (?class_staff:?, ?class_teachers:?, ?, ?) AND "documents_share"."school_id" = ?)) AND ("documents_share"."ends_on" IS NULL OR "documents_share"."ends_on" >= ?) AND "documents_share"."school_id" IN (…) AND NOT ("documents_share"."gives" = ?))

-- 7
SELECT "documents_node"."id", "documents_node"."school_id", "documents_node"."parent_id", "documents_node"."root_id", "documents_node"."is_folder", "documents_node"."name", "documents_node"."folded", "documents_node"."owner_id", "documents_node"."space", "documents_node"."file_id", "documents_node"."size", "documents_node"."edition", "documents_node"."made_by", "documents_node"."made_by_id", "documents_node"."made_at", "documents_node"."changed_at", "documents_node"."changed_by", "documents_node"."changed_by_id", "documents_node"."deleted_at", "documents_node"."deleted_by", "documents_node"."deleted_by_id", T4."id", T4."school_id", T4."parent_id", T4."root_id", T4."is_folder", T4."name", T4."folded", T4."owner_id", T4."space", T4."file_id", T4."size", T4."edition", T4."made_by", T4."made_by_id", T4."made_at", T4."changed_at", T4."changed_by", T4."changed_by_id", T4."deleted_at", T4."deleted_by", T4."deleted_by_id"
  FROM "documents_node"
  INNER JOIN "documents_node" T4 ON ("documents_node"."parent_id" = T4."id")
  WHERE ("documents_node"."school_id" = ? AND ("documents_node"."root_id" IN (…) OR (NOT "documents_node"."is_folder" AND "documents_node"."made_by_id" = ?)) AND "documents_node"."deleted_at" IS NULL AND "documents_node"."parent_id" IS NOT NULL AND "documents_node"."school_id" IN (…) AND "documents_node"."folded" LIKE ?)
  ORDER BY "documents_node"."changed_at" DESC
  LIMIT ?
