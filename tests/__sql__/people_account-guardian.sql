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
SELECT "identity_secondfactor"."id", "identity_secondfactor"."account_id", "identity_secondfactor"."kind", "identity_secondfactor"."name", "identity_secondfactor"."credential_key", "identity_secondfactor"."credential", "identity_secondfactor"."sign_count", "identity_secondfactor"."secret", "identity_secondfactor"."last_step", "identity_secondfactor"."device_id", "identity_secondfactor"."created_at", "identity_secondfactor"."confirmed_at", "identity_secondfactor"."last_used_at"
  FROM "identity_secondfactor"
  WHERE ("identity_secondfactor"."account_id" = ? AND NOT ("identity_secondfactor"."confirmed_at" IS NULL))
  ORDER BY "identity_secondfactor"."kind" ASC, "identity_secondfactor"."id" ASC

-- 4
SELECT COUNT(*) AS "__count"
  FROM "identity_recoverycode"
  WHERE ("identity_recoverycode"."account_id" = ? AND "identity_recoverycode"."used_at" IS NULL)

-- 5
SELECT "identity_knowndevice"."id", "identity_knowndevice"."account_id", "identity_knowndevice"."device_key", "identity_knowndevice"."name", "identity_knowndevice"."first_seen_at", "identity_knowndevice"."last_seen_at", "identity_knowndevice"."trusted_until", "identity_knowndevice"."at_school"
  FROM "identity_knowndevice"
  WHERE "identity_knowndevice"."account_id" = ?
  ORDER BY "identity_knowndevice"."last_seen_at" DESC

-- 6
SELECT "identity_devicenotice"."id", "identity_devicenotice"."recipient_id", "identity_devicenotice"."account_id", "identity_devicenotice"."device_id", "identity_devicenotice"."device_name", "identity_devicenotice"."at", "identity_devicenotice"."answered_at", "identity_account"."password", "identity_account"."last_login", "identity_account"."id", "identity_account"."person_id", "identity_account"."login", "identity_account"."is_active", "identity_account"."demo_label", "identity_account"."demo_group", "identity_account"."session_epoch", "identity_account"."joining", "identity_account"."preferences", "identity_account"."factor_failures", "identity_account"."factor_failed_at", "identity_account"."reset_asked_at", "identity_account"."created_at", T4."id", T4."title", T4."family_name", T4."birth_name", T4."given_name", T4."search_name", T4."birth_date", T4."email", T4."mobile", T4."home_phone", T4."work_phone", T4."address", T4."postal_code", T4."city", T4."country", T4."shares_address", T4."takes_over_signatures_on", T4."closes_guardian_messages_on", T4."suspended_at", T4."erased_at"
  FROM "identity_devicenotice"
  INNER JOIN "identity_account" ON ("identity_devicenotice"."account_id" = "identity_account"."id")
  INNER JOIN "directory_person" T4 ON ("identity_account"."person_id" = T4."id")
  WHERE ("identity_devicenotice"."answered_at" IS NULL AND "identity_devicenotice"."recipient_id" = ?)
  ORDER BY "identity_devicenotice"."at" DESC, "identity_devicenotice"."id" DESC
  LIMIT ?
