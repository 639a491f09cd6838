-- Who did and who saw what. Each row is chained to the one before it in its chain: `hash` covers the row,
-- its subjects and `previous_hash` under the deployment's secret. A chain is chosen by actor, so that
-- writers rarely wait for each other.
CREATE TABLE audit_log (
    id INTEGER PRIMARY KEY NOT NULL,
    public_id BLOB NOT NULL UNIQUE,
    chain INTEGER NOT NULL,
    position BIGINT NOT NULL,
    at BIGINT NOT NULL,
    actor_id BIGINT,
    acted_as TEXT NOT NULL,
    action TEXT NOT NULL,
    kind TEXT NOT NULL,
    unit_id BIGINT REFERENCES units (id),
    request_id TEXT NOT NULL,
    detail TEXT NOT NULL,
    subject_count INTEGER NOT NULL,
    subjects_digest BLOB NOT NULL,
    previous_hash BLOB NOT NULL,
    hash BLOB NOT NULL,
    UNIQUE (chain, position)
);
CREATE INDEX audit_log_by_unit ON audit_log (unit_id, id);
CREATE INDEX audit_log_by_actor ON audit_log (actor_id, id);

-- The members whom a row is about.
CREATE TABLE audit_subjects (
    member_id BIGINT NOT NULL REFERENCES members (id),
    audit_id BIGINT NOT NULL REFERENCES audit_log (id),
    PRIMARY KEY (member_id, audit_id)
) WITHOUT ROWID;
CREATE INDEX audit_subjects_by_row ON audit_subjects (audit_id);

CREATE TABLE audit_chains (
    chain INTEGER PRIMARY KEY,
    length BIGINT NOT NULL,
    head BLOB NOT NULL
);
