-- 1
SELECT s.session_data, s.seen_at, s.expire_date, a.id, a.person_id, a.login, a.password, a.is_active, a.preferences, a.session_epoch, a.demo_label, a.reset_asked_at, p.id, p.title, p.given_name, p.family_name, p.suspended_at, p.erased_at, (SELECT MAX(CASE WHEN o.local_authority_id IS NULL AND NOT o.is_support THEN ? ELSE ? END)
  FROM identity_office o
  WHERE o.person_id = a.person_id AND o.ended_at IS NULL), EXISTS (SELECT ?
  FROM directory_affiliation f
  WHERE f.person_id = a.person_id AND f.state = ?), EXISTS (SELECT ?
  FROM directory_guardianship g
  WHERE g.guardian_id = a.person_id AND g.ended_at IS NULL), (SELECT COUNT(*)
  FROM identity_secondfactor f
  WHERE f.account_id = a.id AND f.confirmed_at IS NOT NULL), (SELECT COUNT(*)
  FROM identity_lock k
  WHERE k.closed_at IS NULL)
  FROM identity_session s LEFT JOIN (identity_account a JOIN directory_person p ON p.id = a.person_id) ON a.id = s.account_id
  WHERE s.session_key = ? AND s.expire_date > ?

-- 2
SELECT o.title, o.local_authority_id, o.is_support, l.name, l.brand_color, l.accent_color, (SELECT group_concat(s.id)
  FROM directory_school s
  WHERE s.local_authority_id = o.local_authority_id)
  FROM identity_office o LEFT JOIN directory_localauthority l ON l.id = o.local_authority_id
  WHERE o.person_id = ? AND o.ended_at IS NULL
  ORDER BY o.id

-- 3
SELECT "identity_devicenotice"."id", "identity_devicenotice"."recipient_id", "identity_devicenotice"."account_id", "identity_devicenotice"."device_id", "identity_devicenotice"."device_name", "identity_devicenotice"."at", "identity_devicenotice"."answered_at", "identity_account"."password", "identity_account"."last_login", "identity_account"."id", "identity_account"."person_id", "identity_account"."login", "identity_account"."is_active", "identity_account"."demo_label", "identity_account"."demo_group", "identity_account"."session_epoch", "identity_account"."joining", "identity_account"."preferences", "identity_account"."factor_failures", "identity_account"."factor_failed_at", "identity_account"."reset_asked_at", "identity_account"."created_at", T4."id", T4."title", T4."family_name", T4."birth_name", T4."given_name", T4."search_name", T4."birth_date", T4."email", T4."mobile", T4."home_phone", T4."work_phone", T4."address", T4."postal_code", T4."city", T4."country", T4."shares_address", T4."takes_over_signatures_on", T4."closes_guardian_messages_on", T4."suspended_at", T4."erased_at"
  FROM "identity_devicenotice"
  INNER JOIN "identity_account" ON ("identity_devicenotice"."account_id" = "identity_account"."id")
  INNER JOIN "directory_person" T4 ON ("identity_account"."person_id" = T4."id")
  WHERE ("identity_devicenotice"."answered_at" IS NULL AND "identity_devicenotice"."recipient_id" = ?)
  ORDER BY "identity_devicenotice"."at" DESC
  LIMIT ?

-- 4
SELECT s.kind, COUNT(*), COALESCE(SUM(f.students), ?), COALESCE(SUM(f.guardians), ?), COALESCE(SUM(f.staff), ?), COALESCE(SUM(f.accounts_used), ?), MIN(f.computed_at)
  FROM directory_school s LEFT JOIN portal_schoolfigures f ON f.school_id = s.id
  WHERE s.local_authority_id = ?
  GROUP BY s.kind

-- 5
SELECT r.id, r.created_at, r.page, r.text, r.reply_to, p.given_name, p.family_name
  FROM portal_contactrequest r LEFT JOIN directory_person p ON p.id = r.person_id
  WHERE r.answered_at IS NULL AND r.local_authority_id = ?
  ORDER BY r.created_at
  LIMIT ?
