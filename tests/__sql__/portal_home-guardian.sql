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
WITH told (school_id, who, n) AS MATERIALIZED (VALUES (…), (…), (…)), mine AS ( SELECT t.school_id, t.n, p.slot_id
  FROM told t JOIN directory_enrollment e ON e.school_id = t.school_id AND e.student_id = t.who AND e.left_on IS NULL AND e.school_year_id BETWEEN ? AND ? JOIN timetable_slotpupils p ON p.school_id = e.school_id AND p.homeroom_id = e.homeroom_id
  UNION SELECT t.school_id, t.n, p.slot_id
  FROM told t JOIN directory_groupmembership m ON m.school_id = t.school_id AND m.student_id = t.who JOIN timetable_slotpupils p ON p.school_id = m.school_id AND p.group_id = m.group_id), picked AS ( SELECT mine.school_id, mine.n, l.id, l.slot_id, l.day
  FROM mine JOIN timetable_lesson l ON l.school_id = mine.school_id AND l.slot_id = mine.slot_id AND l.day BETWEEN ? AND ?
  UNION SELECT mine.school_id, mine.n, l.id, l.slot_id, l.day
  FROM told t JOIN timetable_change c ON c.school_id = t.school_id AND c.day BETWEEN ? AND ? JOIN timetable_lesson l ON l.id = c.lesson_id JOIN mine ON mine.school_id = t.school_id AND mine.n = t.n AND mine.slot_id = l.slot_id ), near AS ( SELECT k.*, k.day AS held, NULL AS ends
  FROM picked k
  UNION ALL SELECT k.*, c.day, c.ends
  FROM picked k JOIN timetable_change c ON c.school_id = k.school_id AND c.lesson_id = k.id AND c.day IS NOT NULL), soonest AS ( SELECT n, MIN(held) AS held
  FROM near
  WHERE held <= ? AND (held > ? OR (held = ? AND ? < COALESCE( ends, (SELECT s.ends
  FROM timetable_slot s
  WHERE s.id = near.slot_id))))
  GROUP BY n), shown AS ( SELECT DISTINCT o.school_id, o.n, o.id, o.slot_id, o.day
  FROM near o JOIN soonest f ON f.n = o.n AND f.held = o.held) SELECT CAST(k.id AS text), k.day, s.starts, s.ends, s.title, m.label, r.name, CASE WHEN c.has_room THEN r.id END, (SELECT group_concat(p.given_name || ? || p.family_name, char(?))
  FROM timetable_slotteacher t JOIN directory_person p ON p.id = t.teacher_id
  WHERE t.school_id = s.school_id AND t.slot_id = s.id), NULL, c.version, c.is_cancelled, c.day, c.starts, c.ends, c.has_room, CASE WHEN c.has_room THEN (SELECT cr.name
  FROM timetable_room cr
  WHERE cr.id = c.room_id) END, c.room_id, c.absent_id, (SELECT p.given_name || ? || p.family_name
  FROM directory_person p
  WHERE p.id = c.absent_id), c.teacher_id, (SELECT p.given_name || ? || p.family_name
  FROM directory_person p
  WHERE p.id = c.teacher_id), c.is_remote, c.link, c.instructions, c.reason, k.n
  FROM shown k JOIN timetable_slot s ON s.id = k.slot_id AND s.school_id = k.school_id JOIN directory_school o ON o.id = k.school_id LEFT JOIN directory_subject m ON m.authority_id = o.authority_id AND m.code = s.subject_code LEFT JOIN timetable_room r ON r.id = s.room_id LEFT JOIN timetable_change c ON c.school_id = k.school_id AND c.lesson_id = k.id
  WHERE k.day BETWEEN ? AND ? OR c.day BETWEEN ? AND ?

-- 4
WITH told (school_id, pupil_id) AS MATERIALIZED (VALUES (…), (…), (…)) SELECT w.id, p.pupil_id, w.title, w.due_on, w.school_id, NULL
  FROM told JOIN liaison_wordpupil p ON p.school_id = told.school_id AND p.pupil_id = told.pupil_id JOIN liaison_word w ON w.id = p.word_id AND w.school_id = p.school_id
  WHERE w.state = ? AND w.buttons <> ? AND NOT EXISTS (SELECT ?
  FROM liaison_answer a
  WHERE a.school_id = p.school_id AND a.word_id = p.word_id AND a.pupil_id = p.pupil_id AND a.contested_at IS NULL AND (w.quorum = ? OR a.signer_id = ?))
  ORDER BY w.due_on IS NULL, w.due_on, w.sent_at, w.id
  LIMIT ?

-- 5
WITH told (school_id, person_id) AS MATERIALIZED (VALUES (…), (…), (…)), mine AS MATERIALIZED (SELECT u.school_id, u.key, u.other_key, u.third_key
  FROM (SELECT told.school_id, told.person_id, ? AS key, CASE WHEN e.level_label <> ? THEN ? || e.level_label END AS other_key, ? || replace(CAST(e.homeroom_id AS text), ?, ?) AS third_key
  FROM told, directory_affiliation a LEFT JOIN directory_enrollment e ON e.school_id = a.school_id AND e.student_id = a.person_id AND e.school_year_id = ? AND e.left_on IS NULL
  WHERE a.profile = ? AND a.state = ? AND a.school_id = told.school_id AND a.person_id = told.person_id
  UNION ALL SELECT told.school_id, told.person_id, ? || replace(CAST(gm.group_id AS text), ?, ?), NULL, NULL
  FROM told, directory_groupmembership gm JOIN directory_studentgroup sg ON sg.id = gm.group_id AND sg.school_year_id = ? JOIN directory_affiliation a ON a.school_id = gm.school_id AND a.person_id = gm.student_id AND a.profile = ? AND a.state = ?
  WHERE ? = ? AND gm.school_id = told.school_id AND gm.student_id = told.person_id) u JOIN directory_person p ON p.id = u.person_id AND p.suspended_at IS NULL AND p.erased_at IS NULL) SELECT w.id, w.title, w.text, w.starts_at, w.name, w.is_pinned, w.sort, w.waits, p.file_id, p.says, b.preview_id IS NOT NULL, b.scan
  FROM ( SELECT i.id, i.school_id, i.title, i.text, i.starts_at, s.name, i.is_pinned, i.sort, ROW_NUMBER() OVER (
  ORDER BY i.sort <> ?, i.is_pinned DESC, i.starts_at DESC, i.id) AS place, i.is_flash AND NOT EXISTS ( SELECT ?
  FROM news_acknowledgement k
  WHERE k.school_id = i.school_id AND k.item_id = i.id AND k.person_id = ?) AS waits
  FROM news_newsitem i JOIN directory_school s ON s.id = i.school_id
  WHERE i.school_id IN (SELECT school_id
  FROM told) AND i.state = ? AND i.starts_at <= ? AND (i.ends_at IS NULL OR i.ends_at > ?) AND EXISTS (SELECT ?
  FROM news_newsaudience a
  WHERE a.school_id = i.school_id AND a.item_id = i.id AND EXISTS (SELECT ?
  FROM mine
  WHERE mine.school_id = a.school_id AND a.key IN (mine.key, mine.other_key, mine.third_key))) ) w LEFT JOIN news_newspicture p ON p.id = ( SELECT q.id
  FROM news_newspicture q
  WHERE q.school_id = w.school_id AND q.item_id = w.id
  ORDER BY q.id
  LIMIT ?) LEFT JOIN files_storedfile f ON f.id = p.file_id LEFT JOIN files_blob b ON b.digest = f.blob_id
  WHERE w.place <= ? OR w.waits OR w.sort = ?
  ORDER BY w.place
  LIMIT ?

-- 6
SELECT ? AS rank, t.homeroom_id AS owner, t.school_id, p.title, p.given_name, p.family_name, ? AS reach
  FROM directory_homeroomteacher t JOIN directory_person p ON p.id = t.person_id
  WHERE t.school_id IN (…) AND t.homeroom_id IN (…)
  UNION ALL SELECT ? + g.contact_rank, g.student_id, g.school_id, ?, p.given_name, p.family_name, g.reach
  FROM directory_guardianship g JOIN directory_person p ON p.id = g.guardian_id
  WHERE g.school_id IN (…) AND g.student_id IN (…) AND g.guardian_id <> ? AND g.ended_at IS NULL AND g.reach IN (…)
  ORDER BY ?, ?, ?
