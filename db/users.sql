-- name: user_by_id
-- One user.
SELECT id, name, full_name, role, active, language, theme, session_version, created_at, last_login_at
FROM users WHERE id = %(id)s;

-- name: user_by_name
-- One user, whatever the case of the letters.
SELECT id, name, full_name, role, active, language, theme, session_version, created_at, last_login_at
FROM users WHERE lower(name) = lower(%(name)s);

-- name: all_users
-- Everybody, by name.
SELECT id, name, full_name, role, active, language, theme, session_version, created_at, last_login_at
FROM users ORDER BY lower(name);

-- name: password_hash
-- The hash of one user's password.
SELECT password_hash FROM users WHERE id = %(id)s;

-- name: insert_user
-- A new user; no row if the name is taken.
INSERT INTO users (name, full_name, password_hash, role)
VALUES (%(name)s, %(full_name)s, %(password_hash)s, %(role)s)
ON CONFLICT (lower(name)) DO NOTHING RETURNING id;

-- name: set_active
-- Let a user in or keep them out; who is kept out loses every session.
UPDATE users SET active = %(active)s, session_version = session_version + (NOT %(active)s)::integer
WHERE id = %(id)s;

-- name: set_password
-- A new password ends every session.
UPDATE users SET password_hash = %(password_hash)s, session_version = session_version + 1 WHERE id = %(id)s;

-- name: set_password_hash
-- The same password hashed with today's parameters: only if nobody changed it meanwhile.
UPDATE users SET password_hash = %(password_hash)s WHERE id = %(id)s AND password_hash = %(before)s;

-- name: set_theme
-- How the screens look for this user.
UPDATE users SET theme = %(theme)s WHERE id = %(id)s;

-- name: set_last_login
-- When this user came in.
UPDATE users SET last_login_at = %(at)s WHERE id = %(id)s;

-- name: lock_attempts
-- Attempts on one account, and from one address, are counted one after the other by all workers.
SELECT pg_advisory_xact_lock(hashtext('login ' || key)) FROM unnest(%(keys)s::text[]) AS key;

-- name: account_failures
-- Failures of one account since it was last signed in.
SELECT count(*), max(at) FROM login_attempt
WHERE name = %(name)s AND at > %(since)s AND NOT succeeded
  AND at > coalesce((SELECT max(at) FROM login_attempt
                     WHERE name = %(name)s AND at > %(since)s AND succeeded), '-infinity');

-- name: address_failures
-- Failures from one address, on whatever account.
SELECT count(*), max(at) FROM login_attempt
WHERE address = %(address)s AND at > %(since)s AND NOT succeeded;

-- name: insert_attempt
-- Counts as failed until it has succeeded: attempts side by side cannot outrun the count.
INSERT INTO login_attempt (at, name, address) VALUES (%(at)s, %(name)s, %(address)s) RETURNING id;

-- name: set_attempt_succeeded
-- The password was right.
UPDATE login_attempt SET succeeded = true WHERE id = %(id)s;

-- name: delete_attempts
-- Forget what counts no longer.
DELETE FROM login_attempt WHERE at < %(before)s;

-- name: insert_ended_session
-- This session was signed out.
INSERT INTO ended_session (id) VALUES (%(id)s) ON CONFLICT DO NOTHING;

-- name: delete_ended_sessions
-- Forget sessions whose cookie has expired.
DELETE FROM ended_session WHERE ended_at < now() - make_interval(hours => %(hours)s);

-- name: ended_sessions
-- The sessions that are refused although their cookie is still good.
SELECT id FROM ended_session;
