-- name: role_exists
-- Whether the stack's own user is there already.
SELECT 1 FROM pg_roles WHERE rolname = 'stethos';

-- name: hold_password
-- CREATE ROLE takes no parameters, so the password is handed over as a setting of this session.
SELECT set_config('stethos.password', %(password)s, false);

-- name: create_role
-- The stack works as a user that owns its database and nothing else.
DO $$ BEGIN
    EXECUTE format('CREATE ROLE stethos LOGIN PASSWORD %L', current_setting('stethos.password'));
END $$;

-- name: grant_settings
-- It may look whether the server has loaded TimescaleDB.
GRANT pg_read_all_settings TO stethos;

-- name: database_exists
-- Whether the stack's database is there already.
SELECT 1 FROM pg_database WHERE datname = 'stethos';

-- name: create_database
-- The one database of the stack.
CREATE DATABASE stethos OWNER stethos;
