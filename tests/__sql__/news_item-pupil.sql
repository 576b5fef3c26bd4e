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
WITH told (school_id, person_id) AS MATERIALIZED (VALUES (…)), mine AS MATERIALIZED (SELECT u.school_id, u.key, u.other_key, u.third_key
  FROM (SELECT told.school_id, told.person_id, ? AS key, CASE WHEN e.level_label <> ? THEN ? || e.level_label END AS other_key, ? || replace(CAST(e.homeroom_id AS text), ?, ?) AS third_key
  FROM told, directory_affiliation a LEFT JOIN directory_enrollment e ON e.school_id = a.school_id AND e.student_id = a.person_id AND e.school_year_id = ? AND e.left_on IS NULL
  WHERE a.profile = ? AND a.state = ? AND a.school_id = told.school_id AND a.person_id = told.person_id
  UNION ALL SELECT told.school_id, told.person_id, ? || replace(CAST(gm.group_id AS text), ?, ?), NULL, NULL
  FROM told, directory_groupmembership gm JOIN directory_studentgroup sg ON sg.id = gm.group_id AND sg.school_year_id = ? JOIN directory_affiliation a ON a.school_id = gm.school_id AND a.person_id = gm.student_id AND a.profile = ? AND a.state = ?
  WHERE ? = ? AND gm.school_id = told.school_id AND gm.student_id = told.person_id) u JOIN directory_person p ON p.id = u.person_id AND p.suspended_at IS NULL AND p.erased_at IS NULL) SELECT *
  FROM mine

-- 3
SELECT "news_newsitem"."id", "news_newsitem"."school_id", "news_newsitem"."state", "news_newsitem"."sort", "news_newsitem"."title", "news_newsitem"."text", "news_newsitem"."is_flash", "news_newsitem"."is_public", "news_newsitem"."is_pinned", "news_newsitem"."starts_at", "news_newsitem"."ends_at", "news_newsitem"."edition", "news_newsitem"."reminded_on", "news_newsitem"."remark", "news_newsitem"."changed_at", "news_newsitem"."written_by", "news_newsitem"."written_by_id", "news_newsitem"."published_by", "news_newsitem"."published_by_id", "news_newsitem"."circular_id", "news_newsitem"."asks_agreement", EXISTS(SELECT ? AS "a"
  FROM "news_acknowledgement" U0
  WHERE (U0."school_id" = ? AND U0."item_id" = ("news_newsitem"."id") AND U0."person_id" = ? AND U0."school_id" = ("news_newsitem"."school_id"))
  LIMIT ?) AS "read", "directory_school"."id", "directory_school"."uai", "directory_school"."uai_is_valid", "directory_school"."name", "directory_school"."kind", "directory_school"."authority_id", "directory_school"."join_key", "directory_school"."local_authority_id", "directory_school"."joint_campus_id", "directory_school"."siret", "directory_school"."contract", "directory_school"."ministry_code", "directory_school"."street", "directory_school"."postal_code", "directory_school"."city", "directory_school"."phone", "directory_school"."email", "directory_school"."timezone", "directory_school"."record_digest", "directory_school"."tells_until", "directory_school"."told_at"
  FROM "news_newsitem"
  INNER JOIN "directory_school" ON ("news_newsitem"."school_id" = "directory_school"."id")
  WHERE ("news_newsitem"."school_id" = ? AND "news_newsitem"."starts_at" <= ? AND "news_newsitem"."state" = ? AND ("news_newsitem"."ends_at" IS NULL OR "news_newsitem"."ends_at" > ?) AND EXISTS(SELECT ? AS "a"
  FROM "news_newsaudience" U0
  WHERE (U0."school_id" = ? AND (U0."id" IS NULL OR (U0."key" IN (?group_students:?, ?students?students@2DE GENERALE ET TECHNOLOGIQUE') AND U0."school_id" = ?)) AND U0."item_id" = ("news_newsitem"."id") AND U0."school_id" = ("news_newsitem"."school_id"))
  LIMIT ?) AND "news_newsitem"."school_id" IN (…) AND "news_newsitem"."id" = ?)
  ORDER BY "news_newsitem"."starts_at" DESC, "news_newsitem"."id" ASC
  LIMIT ?

-- 4
SELECT "news_newspicture"."id", "news_newspicture"."school_id", "news_newspicture"."item_id", "news_newspicture"."file_id", "news_newspicture"."says"
  FROM "news_newspicture"
  WHERE ("news_newspicture"."school_id" = ? AND "news_newspicture"."item_id" IN (…) AND "news_newspicture"."school_id" IN (…))
  ORDER BY "news_newspicture"."id" ASC

-- 5
SELECT "files_storedfile"."id", "files_storedfile"."school_id", "files_storedfile"."holder_id", "files_storedfile"."kind", "files_storedfile"."thing", "files_storedfile"."name", "files_storedfile"."size", "files_storedfile"."counted", "files_storedfile"."blob_id", "files_storedfile"."kept_at", "files_blob"."digest", "files_blob"."size", "files_blob"."content", "files_blob"."width", "files_blob"."height", "files_blob"."kept_at", "files_blob"."scan", "files_blob"."threat", "files_blob"."drawing", "files_blob"."preview_id", "files_blob"."unused_since"
  FROM "files_storedfile"
  INNER JOIN "files_blob" ON ("files_storedfile"."blob_id" = "files_blob"."digest")
  WHERE ("files_storedfile"."school_id" = ? AND "files_storedfile"."kind" = ? AND "files_storedfile"."thing" IN (…) AND "files_storedfile"."school_id" IN (…))
  ORDER BY "files_storedfile"."kept_at" ASC, "files_storedfile"."id" ASC

-- 6
SELECT "news_poll"."id", "news_poll"."school_id", "news_poll"."item_id", "news_poll"."question", "news_poll"."answers", "news_poll"."takes_several", "news_poll"."ends_at", "news_poll"."counts", "news_poll"."people"
  FROM "news_poll"
  WHERE ("news_poll"."school_id" = ? AND "news_poll"."item_id" = ? AND "news_poll"."school_id" = ?)
  ORDER BY "news_poll"."id" ASC
  LIMIT ?
