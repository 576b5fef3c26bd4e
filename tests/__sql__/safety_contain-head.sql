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
SELECT s.id, s.kind, ? AS layer, ? AS school_kind, ? AS subject, ? AS key, ? AS value, CAST(NULL AS uuid) AS version, ? AS locked
  FROM directory_school s
  WHERE s.id IN (…)
  UNION ALL SELECT s.id, s.kind, ?, ?, x.subject, x.key, x.value, x.version, ?
  FROM access_schoolsetting x JOIN directory_school s ON s.id = x.school_id
  WHERE x.school_id IN (…)
  UNION ALL SELECT s.id, s.kind, ?, x.school_kind, x.subject, x.key, x.value, x.version, CASE WHEN x.locked THEN ? ELSE ? END
  FROM directory_school s JOIN access_authoritysetting x ON x.local_authority_id = s.local_authority_id
  WHERE s.id IN (…) AND (x.school_kind = ? OR x.school_kind = s.kind)
  UNION ALL SELECT r.school_id, ?, ?, ?, r.kind, r.name, ?, r.unit, ?
  FROM ( SELECT f.school_id, ? AS kind, f.code AS name, CAST(NULL AS uuid) AS unit
  FROM directory_affiliation a JOIN directory_stafffunction f ON f.affiliation_id = a.id AND f.school_id = a.school_id
  WHERE a.person_id = ? AND a.profile = ? AND a.state = ? AND a.school_id IN (…)
  UNION ALL SELECT t.school_id, ?, ?, t.homeroom_id
  FROM directory_homeroomteacher t JOIN directory_homeroom h ON h.id = t.homeroom_id AND h.school_year_id = ?
  WHERE t.person_id = ? AND t.school_id IN (…)
  UNION ALL SELECT d.school_id, ?, d."right", d.homeroom_id
  FROM access_delegation d
  WHERE d.school_id IN (…) AND d.person_id = ? AND d.ended_at IS NULL AND d.starts_on <= ? AND d.ends_on >= ?) r

-- 3
SELECT "messaging_delivery"."id", "messaging_delivery"."person_id", "messaging_delivery"."box", "messaging_delivery"."folder", "messaging_delivery"."message_id", "messaging_delivery"."thread", "messaging_delivery"."kind", "messaging_delivery"."profile", "messaging_delivery"."is_read", "messaging_delivery"."read_at", "messaging_delivery"."is_starred", "messaging_delivery"."binned_at", "messaging_delivery"."appears_at", "messaging_delivery"."own_id", "messaging_message"."id", "messaging_message"."thread", "messaging_message"."school_id", "messaging_message"."sender", "messaging_message"."sender_id", "messaging_message"."box", "messaging_message"."profile", "messaging_message"."state", "messaging_message"."version", "messaging_message"."answers_id", "messaging_message"."to_all", "messaging_message"."forwards_id", "messaging_message"."about_id", "messaging_message"."subject", "messaging_message"."text", "messaging_message"."html", "messaging_message"."expects_answer", "messaging_message"."is_automatic", "messaging_message"."attached", "messaging_message"."urgent_because", "messaging_message"."written_at", "messaging_message"."sent_at", "messaging_message"."delivers_at", "messaging_message"."delivered_at", "messaging_message"."recalled_at", "messaging_message"."readers", "messaging_message"."problem"
  FROM "messaging_delivery"
  INNER JOIN "messaging_message" ON ("messaging_delivery"."message_id" = "messaging_message"."id")
  WHERE (NOT ("messaging_delivery"."folder" = ?) AND "messaging_delivery"."box" = ? AND "messaging_delivery"."message_id" = ? AND "messaging_delivery"."person_id" = ? AND NOT ("messaging_message"."sender_id" = ? AND "messaging_message"."sender_id" IS NOT NULL))
  ORDER BY "messaging_delivery"."id" ASC
  LIMIT ?

-- 4
SELECT ? AS "a"
  FROM "safety_report"
  WHERE ("safety_report"."school_id" = ? AND "safety_report"."school_id" IN (…) AND NOT EXISTS(SELECT ? AS "a"
  FROM "safety_involved" U0
  WHERE (U0."school_id" = ? AND U0."person_id" = ? AND U0."report_id" = ("safety_report"."id"))
  LIMIT ?) AND NOT ("safety_report"."reported_by_id" = ? AND "safety_report"."reported_by_id" IS NOT NULL) AND "safety_report"."message_id" = ?)
  LIMIT ?

-- 5
SELECT "messaging_message"."id", "messaging_message"."thread", "messaging_message"."school_id", "messaging_message"."sender", "messaging_message"."sender_id", "messaging_message"."box", "messaging_message"."profile", "messaging_message"."state", "messaging_message"."version", "messaging_message"."answers_id", "messaging_message"."to_all", "messaging_message"."forwards_id", "messaging_message"."about_id", "messaging_message"."subject", "messaging_message"."text", "messaging_message"."html", "messaging_message"."expects_answer", "messaging_message"."is_automatic", "messaging_message"."attached", "messaging_message"."urgent_because", "messaging_message"."written_at", "messaging_message"."sent_at", "messaging_message"."delivers_at", "messaging_message"."delivered_at", "messaging_message"."recalled_at", "messaging_message"."readers", "messaging_message"."problem"
  FROM "messaging_message"
  WHERE "messaging_message"."id" = ?
  ORDER BY "messaging_message"."id" ASC
  LIMIT ?

-- 6
SELECT ? AS "a"
  FROM "directory_affiliation"
  WHERE ("directory_affiliation"."school_id" = ? AND "directory_affiliation"."person_id" = ? AND "directory_affiliation"."school_id" = ? AND "directory_affiliation"."state" = ? AND NOT ("directory_affiliation"."profile" = ?))
  LIMIT ?

-- 7
SELECT COUNT(*) AS "__count"
  FROM "messaging_message"
  WHERE ("messaging_message"."sender_id" = ? AND "messaging_message"."sent_at" >= ? AND "messaging_message"."state" = ?)

-- 8
SELECT COUNT(*)
  FROM (SELECT DISTINCT "messaging_delivery"."person_id" AS "person_id"
  FROM "messaging_delivery"
  WHERE (NOT ("messaging_delivery"."folder" = ?) AND "messaging_delivery"."message_id" IN (SELECT U0."id"
  FROM "messaging_message" U0
  WHERE (U0."sender_id" = ? AND U0."sent_at" >= ? AND U0."state" = ?)) AND NOT ("messaging_delivery"."kind" = ?))) subquery

-- 9
SELECT COUNT(*)
  FROM (SELECT DISTINCT "messaging_delivery"."person_id" AS "person_id"
  FROM "messaging_delivery"
  WHERE (NOT ("messaging_delivery"."folder" = ?) AND "messaging_delivery"."message_id" IN (SELECT U0."id"
  FROM "messaging_message" U0
  WHERE (U0."sender_id" = ? AND U0."sent_at" >= ? AND U0."state" = ?)) AND NOT ("messaging_delivery"."kind" = ?) AND "messaging_delivery"."is_read")) subquery

-- 10
SELECT COUNT(*) AS "__count"
  FROM "messaging_message"
  WHERE ("messaging_message"."sender_id" = ? AND "messaging_message"."sent_at" >= ? AND "messaging_message"."state" = ?)

-- 11
SELECT COUNT(*)
  FROM (SELECT DISTINCT "messaging_delivery"."person_id" AS "person_id"
  FROM "messaging_delivery"
  WHERE (NOT ("messaging_delivery"."folder" = ?) AND "messaging_delivery"."message_id" IN (SELECT U0."id"
  FROM "messaging_message" U0
  WHERE (U0."sender_id" = ? AND U0."sent_at" >= ? AND U0."state" = ?)) AND NOT ("messaging_delivery"."kind" = ?))) subquery

-- 12
SELECT COUNT(*)
  FROM (SELECT DISTINCT "messaging_delivery"."person_id" AS "person_id"
  FROM "messaging_delivery"
  WHERE (NOT ("messaging_delivery"."folder" = ?) AND "messaging_delivery"."message_id" IN (SELECT U0."id"
  FROM "messaging_message" U0
  WHERE (U0."sender_id" = ? AND U0."sent_at" >= ? AND U0."state" = ?)) AND NOT ("messaging_delivery"."kind" = ?) AND "messaging_delivery"."is_read")) subquery

-- 13
SELECT COUNT(*) AS "__count"
  FROM "messaging_message"
  WHERE ("messaging_message"."sender_id" = ? AND "messaging_message"."sent_at" >= ? AND "messaging_message"."state" = ?)

-- 14
SELECT COUNT(*)
  FROM (SELECT DISTINCT "messaging_delivery"."person_id" AS "person_id"
  FROM "messaging_delivery"
  WHERE (NOT ("messaging_delivery"."folder" = ?) AND "messaging_delivery"."message_id" IN (SELECT U0."id"
  FROM "messaging_message" U0
  WHERE (U0."sender_id" = ? AND U0."sent_at" >= ? AND U0."state" = ?)) AND NOT ("messaging_delivery"."kind" = ?))) subquery

-- 15
SELECT COUNT(*)
  FROM (SELECT DISTINCT "messaging_delivery"."person_id" AS "person_id"
  FROM "messaging_delivery"
  WHERE (NOT ("messaging_delivery"."folder" = ?) AND "messaging_delivery"."message_id" IN (SELECT U0."id"
  FROM "messaging_message" U0
  WHERE (U0."sender_id" = ? AND U0."sent_at" >= ? AND U0."state" = ?)) AND NOT ("messaging_delivery"."kind" = ?) AND "messaging_delivery"."is_read")) subquery

-- 16
SELECT "safety_containment"."id", "safety_containment"."school_id", "safety_containment"."person_id", "safety_containment"."since", "safety_containment"."made_at", "safety_containment"."made_by", "safety_containment"."made_by_id", "safety_containment"."lock_id", "safety_containment"."digest", "safety_containment"."messages", "safety_containment"."readers", "safety_containment"."read", "safety_containment"."mailed", "safety_containment"."ended", "safety_containment"."reopened_at", "safety_containment"."reopened_by", "safety_containment"."reopened_by_id", "directory_school"."id", "directory_school"."uai", "directory_school"."uai_is_valid", "directory_school"."name", "directory_school"."kind", "directory_school"."authority_id", "directory_school"."join_key", "directory_school"."local_authority_id", "directory_school"."joint_campus_id", "directory_school"."siret", "directory_school"."contract", "directory_school"."ministry_code", "directory_school"."street", "directory_school"."postal_code", "directory_school"."city", "directory_school"."phone", "directory_school"."email", "directory_school"."timezone", "directory_school"."record_digest", "directory_school"."tells_until", "directory_school"."told_at", "directory_person"."id", "directory_person"."title", "directory_person"."family_name", "directory_person"."birth_name", "directory_person"."given_name", "directory_person"."search_name", "directory_person"."birth_date", "directory_person"."email", "directory_person"."mobile", "directory_person"."home_phone", "directory_person"."work_phone", "directory_person"."address", "directory_person"."postal_code", "directory_person"."city", "directory_person"."country", "directory_person"."shares_address", "directory_person"."takes_over_signatures_on", "directory_person"."closes_guardian_messages_on", "directory_person"."suspended_at", "directory_person"."erased_at"
  FROM "safety_containment"
  INNER JOIN "directory_school" ON ("safety_containment"."school_id" = "directory_school"."id")
  INNER JOIN "directory_person" ON ("safety_containment"."person_id" = "directory_person"."id")
  WHERE ("safety_containment"."school_id" = ? AND "safety_containment"."school_id" IN (…) AND NOT ("safety_containment"."person_id" = ?))
  ORDER BY "safety_containment"."made_at" DESC, "safety_containment"."id" ASC
  LIMIT ?
