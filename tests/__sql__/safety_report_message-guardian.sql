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
SELECT "messaging_delivery"."id", "messaging_delivery"."person_id", "messaging_delivery"."box", "messaging_delivery"."folder", "messaging_delivery"."message_id", "messaging_delivery"."thread", "messaging_delivery"."kind", "messaging_delivery"."profile", "messaging_delivery"."is_read", "messaging_delivery"."read_at", "messaging_delivery"."is_starred", "messaging_delivery"."binned_at", "messaging_delivery"."appears_at", "messaging_delivery"."own_id", "messaging_message"."id", "messaging_message"."thread", "messaging_message"."school_id", "messaging_message"."sender", "messaging_message"."sender_id", "messaging_message"."box", "messaging_message"."profile", "messaging_message"."state", "messaging_message"."version", "messaging_message"."answers_id", "messaging_message"."to_all", "messaging_message"."forwards_id", "messaging_message"."about_id", "messaging_message"."subject", "messaging_message"."text", "messaging_message"."html", "messaging_message"."expects_answer", "messaging_message"."is_automatic", "messaging_message"."attached", "messaging_message"."urgent_because", "messaging_message"."written_at", "messaging_message"."sent_at", "messaging_message"."delivers_at", "messaging_message"."delivered_at", "messaging_message"."recalled_at", "messaging_message"."readers", "messaging_message"."problem"
  FROM "messaging_delivery"
  INNER JOIN "messaging_message" ON ("messaging_delivery"."message_id" = "messaging_message"."id")
  WHERE (NOT ("messaging_delivery"."folder" = ?) AND "messaging_delivery"."box" = ? AND "messaging_delivery"."message_id" = ? AND "messaging_delivery"."person_id" = ? AND NOT ("messaging_message"."sender_id" = ? AND "messaging_message"."sender_id" IS NOT NULL))
  ORDER BY "messaging_delivery"."id" ASC
  LIMIT ?

-- 4
SELECT d.id, d.thread, d.folder, d.kind, d.is_read, d.is_starred, m.id, m.sender, m.subject, m.state, m.sent_at, m.delivered_at, m.delivers_at, m.recalled_at, m.expects_answer, m.attached, m.readers, m.problem, m.box, m.forwards_id, s.name, m.text, m.html, m.urgent_because <> ?, m.about_id, a.given_name, a.family_name, (SELECT group_concat(p.given_name, char(?))
  FROM messaging_concern c JOIN directory_person p ON p.id = c.child_id
  WHERE c.delivery_id = d.id)
  FROM (SELECT *
  FROM messaging_delivery d
  WHERE d.person_id = ? AND d.box = ? AND d.thread = ? AND d.folder <> ?
  ORDER BY d.id DESC
  LIMIT ?) d JOIN messaging_message m ON m.id = d.message_id LEFT JOIN directory_school s ON s.id = m.school_id LEFT JOIN directory_person a ON a.id = m.about_id
  ORDER BY d.id DESC

-- 5
SELECT r.message_id, r.kind, r.person_id, r.title, p.given_name, p.family_name
  FROM messaging_recipient r LEFT JOIN directory_person p ON p.id = r.person_id
  WHERE r.message_id = ?
  ORDER BY r.id

-- 6
SELECT "access_delegation"."person_id" AS "person_id"
  FROM "access_delegation"
  WHERE ("access_delegation"."school_id" IN (…) AND "access_delegation"."ended_at" IS NULL AND "access_delegation"."ends_on" >= ? AND "access_delegation"."homeroom_id" IS NULL AND "access_delegation"."right" = ? AND "access_delegation"."school_id" = ? AND "access_delegation"."starts_on" <= ?)

-- 7
SELECT "directory_affiliation"."id", "directory_affiliation"."school_id", "directory_affiliation"."person_id", "directory_affiliation"."profile", "directory_affiliation"."state", "directory_affiliation"."source_key", "directory_affiliation"."digest", "directory_affiliation"."starts_on", "directory_affiliation"."left_on", "directory_person"."id", "directory_person"."title", "directory_person"."family_name", "directory_person"."birth_name", "directory_person"."given_name", "directory_person"."search_name", "directory_person"."birth_date", "directory_person"."email", "directory_person"."mobile", "directory_person"."home_phone", "directory_person"."work_phone", "directory_person"."address", "directory_person"."postal_code", "directory_person"."city", "directory_person"."country", "directory_person"."shares_address", "directory_person"."takes_over_signatures_on", "directory_person"."closes_guardian_messages_on", "directory_person"."suspended_at", "directory_person"."erased_at"
  FROM "directory_affiliation"
  INNER JOIN "directory_person" ON ("directory_affiliation"."person_id" = "directory_person"."id")
  WHERE ("directory_affiliation"."school_id" IN (…) AND "directory_affiliation"."profile" IN (…) AND "directory_affiliation"."school_id" = ? AND "directory_affiliation"."state" = ?)
  ORDER BY "directory_person"."family_name" ASC, "directory_person"."given_name" ASC, "directory_affiliation"."profile" ASC
