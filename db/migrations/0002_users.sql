-- The people who may sign in, their ended sessions, and the attempts to sign in.

CREATE TABLE users (
    id              integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name            text NOT NULL CHECK (name ~ '^[A-Za-z0-9._@+-]{1,64}$'),   -- to sign in with
    full_name       text NOT NULL DEFAULT '' CHECK (length(full_name) <= 200),
    password_hash   text NOT NULL,
    role            text NOT NULL CHECK (role IN ('viewer', 'technician', 'admin')),
    active          boolean NOT NULL DEFAULT true,
    language        text,                          -- null: what the browser asks for
    theme           text NOT NULL DEFAULT 'auto' CHECK (theme IN ('auto', 'light', 'dark')),
    session_version integer NOT NULL DEFAULT 1,    -- counted up: all sessions of this user end
    created_at      timestamptz NOT NULL DEFAULT now(),
    last_login_at   timestamptz
);
CREATE UNIQUE INDEX users_name_unique ON users (lower(name));

CREATE TABLE login_attempt (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at        timestamptz NOT NULL,
    name      text NOT NULL,                       -- lower case, as typed: there may be no such user
    address   text NOT NULL,
    succeeded boolean NOT NULL DEFAULT false
);
CREATE INDEX login_attempt_name ON login_attempt (name, at);
CREATE INDEX login_attempt_address ON login_attempt (address, at);
CREATE INDEX login_attempt_at ON login_attempt (at);

-- Sessions live in signed cookies; one that was signed out is kept here until its cookie has expired anyway.
CREATE TABLE ended_session (
    id       text PRIMARY KEY,
    ended_at timestamptz NOT NULL DEFAULT now()
);
