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
SELECT "messaging_message"."id", "messaging_message"."thread", "messaging_message"."school_id", "messaging_message"."sender", "messaging_message"."sender_id", "messaging_message"."box", "messaging_message"."profile", "messaging_message"."state", "messaging_message"."version", "messaging_message"."answers_id", "messaging_message"."to_all", "messaging_message"."forwards_id", "messaging_message"."about_id", "messaging_message"."subject", "messaging_message"."text", "messaging_message"."html", "messaging_message"."expects_answer", "messaging_message"."is_automatic", "messaging_message"."attached", "messaging_message"."urgent_because", "messaging_message"."written_at", "messaging_message"."sent_at", "messaging_message"."delivers_at", "messaging_message"."delivered_at", "messaging_message"."recalled_at", "messaging_message"."readers", "messaging_message"."problem", T2."id", T2."thread", T2."school_id", T2."sender", T2."sender_id", T2."box", T2."profile", T2."state", T2."version", T2."answers_id", T2."to_all", T2."forwards_id", T2."about_id", T2."subject", T2."text", T2."html", T2."expects_answer", T2."is_automatic", T2."attached", T2."urgent_because", T2."written_at", T2."sent_at", T2."delivers_at", T2."delivered_at", T2."recalled_at", T2."readers", T2."problem", T3."id", T3."thread", T3."school_id", T3."sender", T3."sender_id", T3."box", T3."profile", T3."state", T3."version", T3."answers_id", T3."to_all", T3."forwards_id", T3."about_id", T3."subject", T3."text", T3."html", T3."expects_answer", T3."is_automatic", T3."attached", T3."urgent_because", T3."written_at", T3."sent_at", T3."delivers_at", T3."delivered_at", T3."recalled_at", T3."readers", T3."problem", T4."id", T4."thread", T4."school_id", T4."sender", T4."sender_id", T4."box", T4."profile", T4."state", T4."version", T4."answers_id", T4."to_all", T4."forwards_id", T4."about_id", T4."subject", T4."text", T4."html", T4."expects_answer", T4."is_automatic", T4."attached", T4."urgent_because", T4."written_at", T4."sent_at", T4."delivers_at", T4."delivered_at", T4."recalled_at", T4."readers", T4."problem", T5."id", T5."thread", T5."school_id", T5."sender", T5."sender_id", T5."box", T5."profile", T5."state", T5."version", T5."answers_id", T5."to_all", T5."forwards_id", T5."about_id", T5."subject", T5."text", T5."html", T5."expects_answer", T5."is_automatic", T5."attached", T5."urgent_because", T5."written_at", T5."sent_at", T5."delivers_at", T5."delivered_at", T5."recalled_at", T5."readers", T5."problem"
  FROM "messaging_message"
  LEFT OUTER JOIN "messaging_message" T2 ON ("messaging_message"."answers_id" = T2."id")
  LEFT OUTER JOIN "messaging_message" T3 ON ("messaging_message"."forwards_id" = T3."id")
  LEFT OUTER JOIN "messaging_message" T4 ON (T3."forwards_id" = T4."id")
  LEFT OUTER JOIN "messaging_message" T5 ON (T4."forwards_id" = T5."id")
  WHERE ("messaging_message"."box" = ? AND "messaging_message"."id" = ? AND "messaging_message"."sender_id" = ?)
  ORDER BY "messaging_message"."id" ASC
  LIMIT ?

-- 3
SELECT "messaging_delivery"."id", "messaging_delivery"."person_id", "messaging_delivery"."box", "messaging_delivery"."folder", "messaging_delivery"."message_id", "messaging_delivery"."thread", "messaging_delivery"."kind", "messaging_delivery"."profile", "messaging_delivery"."is_read", "messaging_delivery"."read_at", "messaging_delivery"."is_starred", "messaging_delivery"."binned_at", "messaging_delivery"."appears_at", "messaging_delivery"."own_id", "directory_person"."id", "directory_person"."title", "directory_person"."family_name", "directory_person"."birth_name", "directory_person"."given_name", "directory_person"."search_name", "directory_person"."birth_date", "directory_person"."email", "directory_person"."mobile", "directory_person"."home_phone", "directory_person"."work_phone", "directory_person"."address", "directory_person"."postal_code", "directory_person"."city", "directory_person"."country", "directory_person"."shares_address", "directory_person"."takes_over_signatures_on", "directory_person"."closes_guardian_messages_on", "directory_person"."suspended_at", "directory_person"."erased_at"
  FROM "messaging_delivery"
  INNER JOIN "directory_person" ON ("messaging_delivery"."person_id" = "directory_person"."id")
  WHERE ("messaging_delivery"."message_id" = ? AND NOT ("messaging_delivery"."kind" = ?))
  ORDER BY "messaging_delivery"."read_at" ASC, "directory_person"."family_name" ASC, "directory_person"."given_name" ASC
  LIMIT ?

-- 4
SELECT "messaging_concern"."id", "messaging_concern"."delivery_id", "messaging_concern"."child_id"
  FROM "messaging_concern"
  WHERE "messaging_concern"."delivery_id" IN (…)

-- 5
SELECT "directory_person"."id", "directory_person"."title", "directory_person"."family_name", "directory_person"."birth_name", "directory_person"."given_name", "directory_person"."search_name", "directory_person"."birth_date", "directory_person"."email", "directory_person"."mobile", "directory_person"."home_phone", "directory_person"."work_phone", "directory_person"."address", "directory_person"."postal_code", "directory_person"."city", "directory_person"."country", "directory_person"."shares_address", "directory_person"."takes_over_signatures_on", "directory_person"."closes_guardian_messages_on", "directory_person"."suspended_at", "directory_person"."erased_at"
  FROM "directory_person"
  WHERE "directory_person"."id" = ?
