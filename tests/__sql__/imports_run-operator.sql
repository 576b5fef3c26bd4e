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
SELECT "imports_importrun"."id", "imports_importrun"."authority_id", "imports_importrun"."kind", "imports_importrun"."state", "imports_importrun"."dry_run", "imports_importrun"."source", "imports_importrun"."source_digest", "imports_importrun"."files", "imports_importrun"."kinds_complete", "imports_importrun"."totals", "imports_importrun"."refusal_count", "imports_importrun"."refusals_beyond", "imports_importrun"."actor_label", "imports_importrun"."actor_id", "imports_importrun"."confirmed", "imports_importrun"."report", "imports_importrun"."started_at", "imports_importrun"."read_at", "imports_importrun"."finished_at", "imports_importrun"."message", "directory_educationauthority"."code", "directory_educationauthority"."name", "directory_educationauthority"."holiday_zone"
  FROM "imports_importrun"
  LEFT OUTER JOIN "directory_educationauthority" ON ("imports_importrun"."authority_id" = "directory_educationauthority"."code")
  WHERE "imports_importrun"."id" = ?
  ORDER BY "imports_importrun"."started_at" DESC
  LIMIT ?

-- 3
SELECT "directory_school"."uai" AS "school__uai", "imports_importschoolstep"."state" AS "state"
  FROM "imports_importschoolstep"
  INNER JOIN "directory_school" ON ("imports_importschoolstep"."school_id" = "directory_school"."id")
  WHERE ("imports_importschoolstep"."run_id" = ? AND NOT ("imports_importschoolstep"."state" = ?))

-- 4
SELECT "imports_importrefusal"."cause" AS "cause", COUNT("imports_importrefusal"."id") AS "many"
  FROM "imports_importrefusal"
  WHERE "imports_importrefusal"."run_id" = ?
  GROUP BY ?

-- 5
SELECT "imports_importrefusal"."id", "imports_importrefusal"."school_id", "imports_importrefusal"."run_id", "imports_importrefusal"."cause", "imports_importrefusal"."is_warning", "imports_importrefusal"."record_kind", "imports_importrefusal"."join_key", "imports_importrefusal"."file", "imports_importrefusal"."line", "imports_importrefusal"."reason", "directory_school"."id", "directory_school"."uai", "directory_school"."uai_is_valid", "directory_school"."name", "directory_school"."kind", "directory_school"."authority_id", "directory_school"."join_key", "directory_school"."local_authority_id", "directory_school"."joint_campus_id", "directory_school"."siret", "directory_school"."contract", "directory_school"."ministry_code", "directory_school"."street", "directory_school"."postal_code", "directory_school"."city", "directory_school"."phone", "directory_school"."email", "directory_school"."timezone", "directory_school"."record_digest", "directory_school"."tells_until", "directory_school"."told_at"
  FROM "imports_importrefusal"
  LEFT OUTER JOIN "directory_school" ON ("imports_importrefusal"."school_id" = "directory_school"."id")
  WHERE ("imports_importrefusal"."run_id" = ? AND "imports_importrefusal"."cause" = ?)
  ORDER BY "imports_importrefusal"."file" ASC, "imports_importrefusal"."line" ASC, "imports_importrefusal"."id" ASC
  LIMIT ?

-- 6
SELECT "imports_importrefusal"."id", "imports_importrefusal"."school_id", "imports_importrefusal"."run_id", "imports_importrefusal"."cause", "imports_importrefusal"."is_warning", "imports_importrefusal"."record_kind", "imports_importrefusal"."join_key", "imports_importrefusal"."file", "imports_importrefusal"."line", "imports_importrefusal"."reason", "directory_school"."id", "directory_school"."uai", "directory_school"."uai_is_valid", "directory_school"."name", "directory_school"."kind", "directory_school"."authority_id", "directory_school"."join_key", "directory_school"."local_authority_id", "directory_school"."joint_campus_id", "directory_school"."siret", "directory_school"."contract", "directory_school"."ministry_code", "directory_school"."street", "directory_school"."postal_code", "directory_school"."city", "directory_school"."phone", "directory_school"."email", "directory_school"."timezone", "directory_school"."record_digest", "directory_school"."tells_until", "directory_school"."told_at"
  FROM "imports_importrefusal"
  LEFT OUTER JOIN "directory_school" ON ("imports_importrefusal"."school_id" = "directory_school"."id")
  WHERE ("imports_importrefusal"."run_id" = ? AND "imports_importrefusal"."cause" = ?)
  ORDER BY "imports_importrefusal"."file" ASC, "imports_importrefusal"."line" ASC, "imports_importrefusal"."id" ASC
  LIMIT ?

-- 7
SELECT "imports_importrefusal"."id", "imports_importrefusal"."school_id", "imports_importrefusal"."run_id", "imports_importrefusal"."cause", "imports_importrefusal"."is_warning", "imports_importrefusal"."record_kind", "imports_importrefusal"."join_key", "imports_importrefusal"."file", "imports_importrefusal"."line", "imports_importrefusal"."reason", "directory_school"."id", "directory_school"."uai", "directory_school"."uai_is_valid", "directory_school"."name", "directory_school"."kind", "directory_school"."authority_id", "directory_school"."join_key", "directory_school"."local_authority_id", "directory_school"."joint_campus_id", "directory_school"."siret", "directory_school"."contract", "directory_school"."ministry_code", "directory_school"."street", "directory_school"."postal_code", "directory_school"."city", "directory_school"."phone", "directory_school"."email", "directory_school"."timezone", "directory_school"."record_digest", "directory_school"."tells_until", "directory_school"."told_at"
  FROM "imports_importrefusal"
  LEFT OUTER JOIN "directory_school" ON ("imports_importrefusal"."school_id" = "directory_school"."id")
  WHERE ("imports_importrefusal"."run_id" = ? AND "imports_importrefusal"."cause" = ?)
  ORDER BY "imports_importrefusal"."file" ASC, "imports_importrefusal"."line" ASC, "imports_importrefusal"."id" ASC
  LIMIT ?

-- 8
SELECT "imports_importrefusal"."id", "imports_importrefusal"."school_id", "imports_importrefusal"."run_id", "imports_importrefusal"."cause", "imports_importrefusal"."is_warning", "imports_importrefusal"."record_kind", "imports_importrefusal"."join_key", "imports_importrefusal"."file", "imports_importrefusal"."line", "imports_importrefusal"."reason", "directory_school"."id", "directory_school"."uai", "directory_school"."uai_is_valid", "directory_school"."name", "directory_school"."kind", "directory_school"."authority_id", "directory_school"."join_key", "directory_school"."local_authority_id", "directory_school"."joint_campus_id", "directory_school"."siret", "directory_school"."contract", "directory_school"."ministry_code", "directory_school"."street", "directory_school"."postal_code", "directory_school"."city", "directory_school"."phone", "directory_school"."email", "directory_school"."timezone", "directory_school"."record_digest", "directory_school"."tells_until", "directory_school"."told_at"
  FROM "imports_importrefusal"
  LEFT OUTER JOIN "directory_school" ON ("imports_importrefusal"."school_id" = "directory_school"."id")
  WHERE ("imports_importrefusal"."run_id" = ? AND "imports_importrefusal"."cause" = ?)
  ORDER BY "imports_importrefusal"."file" ASC, "imports_importrefusal"."line" ASC, "imports_importrefusal"."id" ASC
  LIMIT ?

-- 9
SELECT COUNT("imports_importschoolstep"."id") FILTER (WHERE "imports_importschoolstep"."state" = ?) AS "going", COUNT("imports_importschoolstep"."id") FILTER (WHERE "imports_importschoolstep"."state" = ?) AS "done"
  FROM "imports_importschoolstep"
  WHERE "imports_importschoolstep"."run_id" = ?

-- 10
SELECT "imports_pendingchange"."id", "imports_pendingchange"."school_id", "imports_pendingchange"."run_id", "imports_pendingchange"."kind", "imports_pendingchange"."state", "imports_pendingchange"."count", "imports_pendingchange"."subject_key", "imports_pendingchange"."payload", "imports_pendingchange"."created_at", "imports_pendingchange"."decided_at", "imports_pendingchange"."decided_by", "imports_pendingchange"."batch", "imports_pendingchange"."obstacle", "directory_school"."id", "directory_school"."uai", "directory_school"."uai_is_valid", "directory_school"."name", "directory_school"."kind", "directory_school"."authority_id", "directory_school"."join_key", "directory_school"."local_authority_id", "directory_school"."joint_campus_id", "directory_school"."siret", "directory_school"."contract", "directory_school"."ministry_code", "directory_school"."street", "directory_school"."postal_code", "directory_school"."city", "directory_school"."phone", "directory_school"."email", "directory_school"."timezone", "directory_school"."record_digest", "directory_school"."tells_until", "directory_school"."told_at", "imports_importrun"."id", "imports_importrun"."authority_id", "imports_importrun"."kind", "imports_importrun"."state", "imports_importrun"."dry_run", "imports_importrun"."source", "imports_importrun"."source_digest", "imports_importrun"."files", "imports_importrun"."kinds_complete", "imports_importrun"."totals", "imports_importrun"."refusal_count", "imports_importrun"."refusals_beyond", "imports_importrun"."actor_label", "imports_importrun"."actor_id", "imports_importrun"."confirmed", "imports_importrun"."report", "imports_importrun"."started_at", "imports_importrun"."read_at", "imports_importrun"."finished_at", "imports_importrun"."message"
  FROM "imports_pendingchange"
  INNER JOIN "imports_importrun" ON ("imports_pendingchange"."run_id" = "imports_importrun"."id")
  INNER JOIN "directory_school" ON ("imports_pendingchange"."school_id" = "directory_school"."id")
  WHERE ("imports_pendingchange"."state" = ? AND ("imports_pendingchange"."batch" IS NULL OR NOT ("imports_pendingchange"."obstacle" = ?)) AND "imports_pendingchange"."run_id" = ?)

-- 11
SELECT "directory_school"."uai" AS "school__uai", "imports_importschoolstep"."school_id" AS "school_id"
  FROM "imports_importschoolstep"
  INNER JOIN "directory_school" ON ("imports_importschoolstep"."school_id" = "directory_school"."id")
  WHERE "imports_importschoolstep"."run_id" = ?

-- 12
SELECT ? AS "a"
  FROM "imports_importschoolstep"
  WHERE ("imports_importschoolstep"."applied_at" >= ? AND "imports_importschoolstep"."run_id" = ? AND "imports_importschoolstep"."state" = ? AND "imports_importschoolstep"."undo" IS NOT NULL)
  LIMIT ?

-- 13
SELECT "imports_importschoolstep"."conflicts" AS "conflicts"
  FROM "imports_importschoolstep"
  WHERE ("imports_importschoolstep"."conflicts" IS NOT NULL AND "imports_importschoolstep"."run_id" = ?)
