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
SELECT COUNT(*), MIN(created_at)
  FROM imports_pendingchange
  WHERE state = ? AND school_id IN (…)

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
  WHERE ? = ? AND gs.school_id = told.school_id AND gs.person_id = told.person_id) u JOIN directory_person p ON p.id = u.person_id AND p.suspended_at IS NULL AND p.erased_at IS NULL) SELECT w.id, w.title, w.text, w.starts_at, w.name, w.is_pinned, w.sort, w.waits, p.file_id, p.says, b.preview_id IS NOT NULL, b.scan
  FROM ( SELECT i.id, i.school_id, i.title, i.text, i.starts_at, s.name, i.is_pinned, i.sort, ROW_NUMBER() OVER (
  ORDER BY i.sort <> ?, i.is_pinned DESC, i.starts_at DESC, i.id) AS place, i.is_flash AND NOT EXISTS ( SELECT ?
  FROM news_acknowledgement k
  WHERE k.school_id = i.school_id AND k.item_id = i.id AND k.person_id = ?) AS waits
  FROM news_newsitem i JOIN directory_school s ON s.id = i.school_id
  WHERE i.school_id IN (SELECT school_id
  FROM told) AND i.state = ? AND i.starts_at <= ? AND (i.ends_at IS NULL OR i.ends_at > ?) AND EXISTS (SELECT ?
  FROM news_newsaudience a
  WHERE a.school_id = i.school_id AND a.item_id = i.id AND (a.key IN (…) OR EXISTS (SELECT ?
  FROM mine
  WHERE mine.school_id = a.school_id AND a.key IN (mine.key, mine.other_key, mine.third_key)))) ) w LEFT JOIN news_newspicture p ON p.id = ( SELECT q.id
  FROM news_newspicture q
  WHERE q.school_id = w.school_id AND q.item_id = w.id
  ORDER BY q.id
  LIMIT ?) LEFT JOIN files_storedfile f ON f.id = p.file_id LEFT JOIN files_blob b ON b.digest = f.blob_id
  WHERE w.place <= ? OR w.waits OR w.sort = ?
  ORDER BY w.place
  LIMIT ?

-- 4
WITH here AS MATERIALIZED (SELECT id
  FROM directory_school
  WHERE id = ?) SELECT ?, CAST(homeroom_id AS text), ?, COUNT(*), ?
  FROM directory_enrollment
  WHERE school_id = (SELECT id
  FROM here) AND school_year_id = ? AND left_on IS NULL
  GROUP BY homeroom_id
  UNION ALL SELECT ?, CAST(id AS text), label, ?, ?
  FROM directory_homeroom
  WHERE school_id = (SELECT id
  FROM here) AND school_year_id = ?
  UNION ALL SELECT ?, CAST(NULL AS text), profile, COUNT(*), ?
  FROM directory_affiliation
  WHERE school_id = (SELECT id
  FROM here) AND profile IN (…) AND state = ?
  GROUP BY profile
  UNION ALL SELECT ?, CAST(NULL AS text), CAST(computed_at AS text), students + guardians + staff, accounts_used
  FROM portal_schoolfigures
  WHERE school_id = (SELECT id
  FROM here)
  UNION ALL SELECT ?, CAST(p.id AS text), p.given_name || ? || p.family_name, CASE WHEN p.takes_over_signatures_on >= ? THEN ? ELSE ? END, CASE WHEN p.closes_guardian_messages_on >= ? THEN ? ELSE ? END
  FROM portal_adultchoice c JOIN directory_person p ON p.id = c.student_id
  WHERE c.school_id = (SELECT id
  FROM here) AND c.told_on >= ? AND EXISTS (SELECT ?
  FROM directory_affiliation a
  WHERE a.school_id = c.school_id AND a.person_id = c.student_id AND a.profile = ? AND a.state = ?)
