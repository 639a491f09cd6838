-- Answers to requests that carried an Idempotency-Key; sealed, kept for 48 hours.
CREATE TABLE idempotency_keys (
    member_id BIGINT NOT NULL,
    idempotency_key TEXT NOT NULL,
    fingerprint BLOB NOT NULL,
    sealed_answer BLOB,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (member_id, idempotency_key)
) WITHOUT ROWID;
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);

-- Long work: claimed by a worker under a lease; `attempt` fences a worker that lost its lease.
CREATE TABLE jobs (
    id INTEGER PRIMARY KEY NOT NULL,
    public_id BLOB NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    owner_id BIGINT,
    unit_id BIGINT REFERENCES units (id),
    input TEXT NOT NULL,
    percent INTEGER NOT NULL DEFAULT 0,
    result TEXT,
    problem_code TEXT,
    attempt INTEGER NOT NULL DEFAULT 0,
    lease_until BIGINT,
    created_at BIGINT NOT NULL,
    started_at BIGINT,
    finished_at BIGINT,
    expires_at BIGINT NOT NULL
);
CREATE INDEX jobs_by_state ON jobs (state, id);
CREATE INDEX jobs_by_owner ON jobs (owner_id, id);
CREATE INDEX jobs_by_expiry ON jobs (expires_at);

-- What a job reads or wrote (an uploaded sheet, an export); sealed, removed when the job expires.
CREATE TABLE job_files (
    job_id BIGINT NOT NULL REFERENCES jobs (id),
    role TEXT NOT NULL,
    file_name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    sealed_content BLOB NOT NULL,
    PRIMARY KEY (job_id, role)
);
