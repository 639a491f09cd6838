-- A member who has set a password. No row: never activated.
CREATE TABLE accounts (
    member_id BIGINT PRIMARY KEY NOT NULL REFERENCES members (id),
    password_hash TEXT NOT NULL,
    password_set_at BIGINT NOT NULL,
    activated_at BIGINT NOT NULL,
    language TEXT NOT NULL
);

-- One-time codes for activation and password reset; only a keyed digest is kept. Wrong tries are not counted here: a
-- count that anyone can raise would let a stranger spoil a member's code.
CREATE TABLE account_codes (
    id INTEGER PRIMARY KEY NOT NULL,
    member_id BIGINT NOT NULL REFERENCES members (id),
    purpose TEXT NOT NULL,
    code_digest BLOB NOT NULL,
    issued_by BIGINT,
    issued_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE INDEX account_codes_by_member ON account_codes (member_id, purpose, id);
CREATE INDEX account_codes_by_expiry ON account_codes (expires_at);

-- A signed-in device; the family of its refresh tokens.
CREATE TABLE sessions (
    id INTEGER PRIMARY KEY NOT NULL,
    public_id BLOB NOT NULL UNIQUE,
    member_id BIGINT NOT NULL REFERENCES members (id),
    device_name TEXT NOT NULL,
    platform TEXT NOT NULL,
    network_digest BLOB NOT NULL,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    ended_at BIGINT,
    end_reason TEXT
);
CREATE INDEX sessions_by_member ON sessions (member_id, id);
CREATE INDEX sessions_by_expiry ON sessions (expires_at) WHERE ended_at IS NULL;
CREATE INDEX sessions_by_end ON sessions (ended_at) WHERE ended_at IS NOT NULL;

-- Only keyed digests. A token that was used has a successor, which the server can derive again from it.
CREATE TABLE refresh_tokens (
    digest BLOB PRIMARY KEY,
    session_id BIGINT NOT NULL REFERENCES sessions (id),
    issued_at BIGINT NOT NULL,
    rotated_at BIGINT
) WITHOUT ROWID;
CREATE INDEX refresh_tokens_by_session ON refresh_tokens (session_id);
CREATE INDEX refresh_tokens_by_rotation ON refresh_tokens (rotated_at) WHERE rotated_at IS NOT NULL;

-- Keys that sign access tokens; the private half is sealed with the deployment's secret.
CREATE TABLE signing_keys (
    id INTEGER PRIMARY KEY NOT NULL,
    kid TEXT NOT NULL UNIQUE,
    public_key BLOB NOT NULL,
    sealed_private_key BLOB NOT NULL,
    created_at BIGINT NOT NULL,
    signs_from BIGINT NOT NULL,
    retired_at BIGINT
);
