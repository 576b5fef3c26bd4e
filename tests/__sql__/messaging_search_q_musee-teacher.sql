-- 1
SELECT m.*, f.profile, s.id, s.uai, s.name, s.kind, s.timezone, s.local_authority_id, l.name, l.brand_color, l.accent_color, z.holiday_zone, l.logo, l.logo_alt, l.icon
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
  WHERE w.person_id = a.person_id AND w.read_at IS NULL AND w.ended_at IS NULL)
  FROM identity_session n LEFT JOIN (identity_account a JOIN directory_person p ON p.id = a.person_id) ON a.id = n.account_id
  WHERE n.session_key = ? AND n.expire_date > ?
  LIMIT ?) m LEFT JOIN (directory_affiliation f JOIN directory_school s ON s.id = f.school_id JOIN directory_educationauthority z ON z.code = s.authority_id LEFT JOIN directory_localauthority l ON l.id = s.local_authority_id) ON f.person_id = m.person_id AND f.state = ?

-- 2
WITH seen AS (SELECT id, message_id, kind
  FROM ( SELECT *
  FROM (SELECT id, message_id, kind
  FROM messaging_delivery
  WHERE person_id = ? AND box = ? AND folder = ?
  ORDER BY id DESC
  LIMIT ?) AS inbox
  UNION ALL SELECT *
  FROM (SELECT id, message_id, kind
  FROM messaging_delivery
  WHERE person_id = ? AND box = ? AND folder = ?
  ORDER BY id DESC
  LIMIT ?) AS sent
  UNION ALL SELECT *
  FROM (SELECT id, message_id, kind
  FROM messaging_delivery
  WHERE person_id = ? AND box = ? AND folder = ?
  ORDER BY id DESC
  LIMIT ?) AS archive) AS each_folder
  ORDER BY id DESC
  LIMIT ?) SELECT id, ?
  FROM ( SELECT seen.id
  FROM seen JOIN messaging_words AS w ON w.message_id = seen.message_id
  WHERE CASE WHEN seen.kind = ? THEN w.id IN (SELECT rowid
  FROM messaging_words_found
  WHERE messaging_words_found MATCH ?) ELSE w.id IN (SELECT rowid
  FROM messaging_words_found
  WHERE messaging_words_found MATCH ? || ? || ?) END
  ORDER BY seen.id DESC
  LIMIT ?) AS found
  UNION ALL SELECT id, (SELECT count(*)
  FROM seen)
  FROM (SELECT id
  FROM seen
  ORDER BY id
  LIMIT ?) AS last_one

-- 3
SELECT "messaging_delivery"."id", "messaging_delivery"."person_id", "messaging_delivery"."folder", "messaging_delivery"."message_id", "messaging_delivery"."thread", "messaging_delivery"."kind", "messaging_delivery"."is_read", "messaging_delivery"."is_starred", "messaging_message"."id", "messaging_message"."school_id", "messaging_message"."sender", "messaging_message"."box", "messaging_message"."state", "messaging_message"."about_id", "messaging_message"."subject", "messaging_message"."expects_answer", "messaging_message"."attached", "messaging_message"."sent_at", "messaging_message"."delivers_at", "messaging_message"."delivered_at", "messaging_message"."recalled_at", "directory_school"."id", "directory_school"."name"
  FROM "messaging_delivery"
  INNER JOIN "messaging_message" ON ("messaging_delivery"."message_id" = "messaging_message"."id")
  LEFT OUTER JOIN "directory_school" ON ("messaging_message"."school_id" = "directory_school"."id")
  WHERE ("messaging_delivery"."box" = ? AND "messaging_delivery"."person_id" = ? AND "messaging_delivery"."id" IN (…))
  ORDER BY "messaging_delivery"."id" DESC

-- 4
SELECT "messaging_concern"."id", "messaging_concern"."delivery_id", "messaging_concern"."child_id", "directory_person"."id", "directory_person"."title", "directory_person"."family_name", "directory_person"."birth_name", "directory_person"."given_name", "directory_person"."search_name", "directory_person"."birth_date", "directory_person"."email", "directory_person"."mobile", "directory_person"."home_phone", "directory_person"."work_phone", "directory_person"."address", "directory_person"."postal_code", "directory_person"."city", "directory_person"."country", "directory_person"."shares_address", "directory_person"."takes_over_signatures_on", "directory_person"."closes_guardian_messages_on", "directory_person"."suspended_at", "directory_person"."erased_at"
  FROM "messaging_concern"
  INNER JOIN "directory_person" ON ("messaging_concern"."child_id" = "directory_person"."id")
  WHERE "messaging_concern"."delivery_id" IN (…)

-- 5
SELECT "messaging_recipient"."id", "messaging_recipient"."message_id", "messaging_recipient"."kind", "messaging_recipient"."person_id", "messaging_recipient"."group", "messaging_recipient"."title", "directory_person"."id", "directory_person"."title", "directory_person"."family_name", "directory_person"."birth_name", "directory_person"."given_name", "directory_person"."search_name", "directory_person"."birth_date", "directory_person"."email", "directory_person"."mobile", "directory_person"."home_phone", "directory_person"."work_phone", "directory_person"."address", "directory_person"."postal_code", "directory_person"."city", "directory_person"."country", "directory_person"."shares_address", "directory_person"."takes_over_signatures_on", "directory_person"."closes_guardian_messages_on", "directory_person"."suspended_at", "directory_person"."erased_at"
  FROM "messaging_recipient"
  LEFT OUTER JOIN "directory_person" ON ("messaging_recipient"."person_id" = "directory_person"."id")
  WHERE "messaging_recipient"."message_id" IN (…)
