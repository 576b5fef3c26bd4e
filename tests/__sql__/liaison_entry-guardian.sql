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
SELECT "liaison_entry"."id", "liaison_entry"."school_id", "liaison_entry"."means", "liaison_entry"."entered_by", "liaison_entry"."entered_by_id", "liaison_entry"."contested_at", "liaison_entry"."pupil_id", "liaison_entry"."person_id", "liaison_entry"."act", "liaison_entry"."says", "liaison_entry"."undone", "liaison_entry"."thing_id", "liaison_entry"."before", "liaison_entry"."at", "directory_school"."id", "directory_school"."uai", "directory_school"."uai_is_valid", "directory_school"."name", "directory_school"."kind", "directory_school"."authority_id", "directory_school"."join_key", "directory_school"."local_authority_id", "directory_school"."joint_campus_id", "directory_school"."siret", "directory_school"."contract", "directory_school"."ministry_code", "directory_school"."street", "directory_school"."postal_code", "directory_school"."city", "directory_school"."phone", "directory_school"."email", "directory_school"."timezone", "directory_school"."record_digest", "directory_school"."tells_until", "directory_school"."told_at", "directory_person"."id", "directory_person"."title", "directory_person"."family_name", "directory_person"."birth_name", "directory_person"."given_name", "directory_person"."search_name", "directory_person"."birth_date", "directory_person"."email", "directory_person"."mobile", "directory_person"."home_phone", "directory_person"."work_phone", "directory_person"."address", "directory_person"."postal_code", "directory_person"."city", "directory_person"."country", "directory_person"."shares_address", "directory_person"."takes_over_signatures_on", "directory_person"."closes_guardian_messages_on", "directory_person"."suspended_at", "directory_person"."erased_at", T4."id", T4."title", T4."family_name", T4."birth_name", T4."given_name", T4."search_name", T4."birth_date", T4."email", T4."mobile", T4."home_phone", T4."work_phone", T4."address", T4."postal_code", T4."city", T4."country", T4."shares_address", T4."takes_over_signatures_on", T4."closes_guardian_messages_on", T4."suspended_at", T4."erased_at"
  FROM "liaison_entry"
  INNER JOIN "directory_school" ON ("liaison_entry"."school_id" = "directory_school"."id")
  INNER JOIN "directory_person" ON ("liaison_entry"."pupil_id" = "directory_person"."id")
  INNER JOIN "directory_person" T4 ON ("liaison_entry"."person_id" = T4."id")
  WHERE ("liaison_entry"."school_id" IN (…) AND "liaison_entry"."id" = ?)
  ORDER BY "liaison_entry"."id" ASC
  LIMIT ?

-- 4
SELECT "liaison_entry"."id", "liaison_entry"."school_id", "liaison_entry"."means", "liaison_entry"."entered_by", "liaison_entry"."entered_by_id", "liaison_entry"."contested_at", "liaison_entry"."pupil_id", "liaison_entry"."person_id", "liaison_entry"."act", "liaison_entry"."says", "liaison_entry"."undone", "liaison_entry"."thing_id", "liaison_entry"."before", "liaison_entry"."at"
  FROM "liaison_entry"
  WHERE ("liaison_entry"."school_id" IN (…) AND "liaison_entry"."id" = ?)
  ORDER BY "liaison_entry"."id" ASC
  LIMIT ?
