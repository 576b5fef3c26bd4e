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
SELECT g.student_id, p.given_name, p.family_name, p.birth_date, p.takes_over_signatures_on, p.closes_guardian_messages_on, g.reach, h.id, h.label, s.id, s.uai, s.name, s.kind, s.timezone, s.local_authority_id, l.name, l.brand_color, l.accent_color, z.holiday_zone, l.logo, l.logo_alt, l.icon
  FROM directory_guardianship g JOIN directory_person p ON p.id = g.student_id JOIN directory_affiliation a ON a.school_id = g.school_id AND a.person_id = g.student_id AND a.profile = ? AND a.state = ? JOIN directory_school s ON s.id = g.school_id JOIN directory_educationauthority z ON z.code = s.authority_id LEFT JOIN directory_localauthority l ON l.id = s.local_authority_id LEFT JOIN directory_enrollment e ON e.school_id = g.school_id AND e.school_year_id = ? AND e.student_id = g.student_id AND e.left_on IS NULL LEFT JOIN directory_homeroom h ON h.id = e.homeroom_id
  WHERE g.guardian_id = ? AND g.ended_at IS NULL AND g.reach IN (…)
  ORDER BY p.birth_date, p.given_name, s.name

-- 3
SELECT "messaging_delivery"."id", "messaging_delivery"."person_id", "messaging_delivery"."box", "messaging_delivery"."folder", "messaging_delivery"."message_id", "messaging_delivery"."thread", "messaging_delivery"."kind", "messaging_delivery"."profile", "messaging_delivery"."is_read", "messaging_delivery"."read_at", "messaging_delivery"."is_starred", "messaging_delivery"."binned_at", "messaging_message"."id", "messaging_message"."thread", "messaging_message"."school_id", "messaging_message"."sender", "messaging_message"."sender_id", "messaging_message"."box", "messaging_message"."profile", "messaging_message"."state", "messaging_message"."version", "messaging_message"."answers_id", "messaging_message"."to_all", "messaging_message"."forwards_id", "messaging_message"."about_id", "messaging_message"."subject", "messaging_message"."text", "messaging_message"."expects_answer", "messaging_message"."written_at", "messaging_message"."sent_at", "messaging_message"."delivers_at", "messaging_message"."delivered_at", "messaging_message"."recalled_at", "messaging_message"."readers", "messaging_message"."problem"
  FROM "messaging_delivery"
  INNER JOIN "messaging_message" ON ("messaging_delivery"."message_id" = "messaging_message"."id")
  WHERE ("messaging_delivery"."box" = ? AND "messaging_delivery"."message_id" = ? AND "messaging_delivery"."person_id" = ? AND NOT ("messaging_message"."sender_id" = ? AND "messaging_message"."sender_id" IS NOT NULL))
  ORDER BY "messaging_delivery"."id" ASC
  LIMIT ?

-- 4
SELECT "messaging_delivery"."id", "messaging_delivery"."person_id", "messaging_delivery"."box", "messaging_delivery"."folder", "messaging_delivery"."message_id", "messaging_delivery"."thread", "messaging_delivery"."kind", "messaging_delivery"."profile", "messaging_delivery"."is_read", "messaging_delivery"."read_at", "messaging_delivery"."is_starred", "messaging_delivery"."binned_at", "messaging_message"."id", "messaging_message"."thread", "messaging_message"."school_id", "messaging_message"."sender", "messaging_message"."sender_id", "messaging_message"."box", "messaging_message"."profile", "messaging_message"."state", "messaging_message"."version", "messaging_message"."answers_id", "messaging_message"."to_all", "messaging_message"."forwards_id", "messaging_message"."about_id", "messaging_message"."subject", "messaging_message"."text", "messaging_message"."expects_answer", "messaging_message"."written_at", "messaging_message"."sent_at", "messaging_message"."delivers_at", "messaging_message"."delivered_at", "messaging_message"."recalled_at", "messaging_message"."readers", "messaging_message"."problem", "directory_school"."id", "directory_school"."uai", "directory_school"."uai_is_valid", "directory_school"."name", "directory_school"."kind", "directory_school"."authority_id", "directory_school"."join_key", "directory_school"."local_authority_id", "directory_school"."joint_campus_id", "directory_school"."siret", "directory_school"."contract", "directory_school"."ministry_code", "directory_school"."street", "directory_school"."postal_code", "directory_school"."city", "directory_school"."phone", "directory_school"."email", "directory_school"."timezone", "directory_school"."record_digest", T5."id", T5."thread", T5."school_id", T5."sender", T5."sender_id", T5."box", T5."profile", T5."state", T5."version", T5."answers_id", T5."to_all", T5."forwards_id", T5."about_id", T5."subject", T5."text", T5."expects_answer", T5."written_at", T5."sent_at", T5."delivers_at", T5."delivered_at", T5."recalled_at", T5."readers", T5."problem", T6."id", T6."thread", T6."school_id", T6."sender", T6."sender_id", T6."box", T6."profile", T6."state", T6."version", T6."answers_id", T6."to_all", T6."forwards_id", T6."about_id", T6."subject", T6."text", T6."expects_answer", T6."written_at", T6."sent_at", T6."delivers_at", T6."delivered_at", T6."recalled_at", T6."readers", T6."problem", T7."id", T7."thread", T7."school_id", T7."sender", T7."sender_id", T7."box", T7."profile", T7."state", T7."version", T7."answers_id", T7."to_all", T7."forwards_id", T7."about_id", T7."subject", T7."text", T7."expects_answer", T7."written_at", T7."sent_at", T7."delivers_at", T7."delivered_at", T7."recalled_at", T7."readers", T7."problem"
  FROM "messaging_delivery"
  INNER JOIN "messaging_message" ON ("messaging_delivery"."message_id" = "messaging_message"."id")
  LEFT OUTER JOIN "directory_school" ON ("messaging_message"."school_id" = "directory_school"."id")
  LEFT OUTER JOIN "messaging_message" T5 ON ("messaging_message"."forwards_id" = T5."id")
  LEFT OUTER JOIN "messaging_message" T6 ON (T5."forwards_id" = T6."id")
  LEFT OUTER JOIN "messaging_message" T7 ON (T6."forwards_id" = T7."id")
  WHERE ("messaging_delivery"."box" = ? AND "messaging_delivery"."person_id" = ? AND "messaging_delivery"."thread" = ?)
  ORDER BY "messaging_delivery"."id" DESC
  LIMIT ?

-- 5
SELECT "messaging_concern"."id", "messaging_concern"."delivery_id", "messaging_concern"."child_id", "directory_person"."id", "directory_person"."title", "directory_person"."family_name", "directory_person"."birth_name", "directory_person"."given_name", "directory_person"."search_name", "directory_person"."birth_date", "directory_person"."email", "directory_person"."mobile", "directory_person"."home_phone", "directory_person"."work_phone", "directory_person"."address", "directory_person"."postal_code", "directory_person"."city", "directory_person"."country", "directory_person"."shares_address", "directory_person"."takes_over_signatures_on", "directory_person"."closes_guardian_messages_on", "directory_person"."suspended_at", "directory_person"."erased_at"
  FROM "messaging_concern"
  INNER JOIN "directory_person" ON ("messaging_concern"."child_id" = "directory_person"."id")
  WHERE "messaging_concern"."delivery_id" IN (…)

-- 6
SELECT "messaging_recipient"."id", "messaging_recipient"."message_id", "messaging_recipient"."kind", "messaging_recipient"."person_id", "messaging_recipient"."group", "messaging_recipient"."title", "directory_person"."id", "directory_person"."title", "directory_person"."family_name", "directory_person"."birth_name", "directory_person"."given_name", "directory_person"."search_name", "directory_person"."birth_date", "directory_person"."email", "directory_person"."mobile", "directory_person"."home_phone", "directory_person"."work_phone", "directory_person"."address", "directory_person"."postal_code", "directory_person"."city", "directory_person"."country", "directory_person"."shares_address", "directory_person"."takes_over_signatures_on", "directory_person"."closes_guardian_messages_on", "directory_person"."suspended_at", "directory_person"."erased_at"
  FROM "messaging_recipient"
  LEFT OUTER JOIN "directory_person" ON ("messaging_recipient"."person_id" = "directory_person"."id")
  WHERE "messaging_recipient"."message_id" IN (…)

-- 7
SELECT "access_delegation"."person_id" AS "person_id"
  FROM "access_delegation"
  WHERE ("access_delegation"."school_id" IN (…) AND "access_delegation"."ended_at" IS NULL AND "access_delegation"."ends_on" >= ? AND "access_delegation"."homeroom_id" IS NULL AND "access_delegation"."right" = ? AND "access_delegation"."school_id" = ? AND "access_delegation"."starts_on" <= ?)

-- 8
SELECT "directory_affiliation"."id", "directory_affiliation"."school_id", "directory_affiliation"."person_id", "directory_affiliation"."profile", "directory_affiliation"."state", "directory_affiliation"."source_key", "directory_affiliation"."digest", "directory_affiliation"."starts_on", "directory_affiliation"."left_on", "directory_person"."id", "directory_person"."title", "directory_person"."family_name", "directory_person"."birth_name", "directory_person"."given_name", "directory_person"."search_name", "directory_person"."birth_date", "directory_person"."email", "directory_person"."mobile", "directory_person"."home_phone", "directory_person"."work_phone", "directory_person"."address", "directory_person"."postal_code", "directory_person"."city", "directory_person"."country", "directory_person"."shares_address", "directory_person"."takes_over_signatures_on", "directory_person"."closes_guardian_messages_on", "directory_person"."suspended_at", "directory_person"."erased_at"
  FROM "directory_affiliation"
  INNER JOIN "directory_person" ON ("directory_affiliation"."person_id" = "directory_person"."id")
  WHERE ("directory_affiliation"."school_id" IN (…) AND "directory_affiliation"."profile" IN (…) AND "directory_affiliation"."school_id" = ? AND "directory_affiliation"."state" = ?)
  ORDER BY "directory_person"."family_name" ASC, "directory_person"."given_name" ASC, "directory_affiliation"."profile" ASC
