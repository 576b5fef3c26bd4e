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
SELECT "notifications_choice"."id", "notifications_choice"."person_id", "notifications_choice"."about_id", "notifications_choice"."kind", "notifications_choice"."channel", "notifications_choice"."pace"
  FROM "notifications_choice"
  WHERE "notifications_choice"."person_id" = ?

-- 3
SELECT "notifications_habits"."person_id", "notifications_habits"."digest_at", "notifications_habits"."digest_off", "notifications_habits"."with_content", "notifications_habits"."night_from", "notifications_habits"."night_to", "notifications_habits"."weekend", "notifications_habits"."digest_on", "notifications_habits"."digest_due"
  FROM "notifications_habits"
  WHERE "notifications_habits"."person_id" = ?
  ORDER BY "notifications_habits"."person_id" ASC
  LIMIT ?

-- 4
SELECT "notifications_deadaddress"."address" AS "address"
  FROM "notifications_deadaddress"
  WHERE "notifications_deadaddress"."person_id" = ?

-- 5
SELECT "notifications_pushdevice"."id", "notifications_pushdevice"."person_id", "notifications_pushdevice"."endpoint", "notifications_pushdevice"."endpoint_digest", "notifications_pushdevice"."public_key", "notifications_pushdevice"."auth_secret", "notifications_pushdevice"."name", "notifications_pushdevice"."session", "notifications_pushdevice"."device_id", "notifications_pushdevice"."added_at"
  FROM "notifications_pushdevice"
  WHERE "notifications_pushdevice"."person_id" = ?
  ORDER BY "notifications_pushdevice"."added_at" DESC
