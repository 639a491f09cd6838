-- Mails that are to be sent. `sealed` (to whom, in which language, what it says) is encrypted with the deployment's secret and
-- emptied when the mail is over. A worker that takes one moves `due_at` on and counts `attempt` up;
-- `tries` are those that failed for the mail itself. A row without a member is no mail but a request for a code, until it was
-- looked at whom it means.
CREATE TABLE mail_outbox (
    id INTEGER PRIMARY KEY NOT NULL,
    public_id BLOB NOT NULL UNIQUE,
    member_id BIGINT REFERENCES members (id),
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    sealed BLOB,
    attempt INTEGER NOT NULL,
    tries INTEGER NOT NULL,
    due_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    ended_at BIGINT,
    reply INTEGER
);
CREATE INDEX mail_outbox_due ON mail_outbox (due_at) WHERE ended_at IS NULL;
CREATE INDEX mail_outbox_expired ON mail_outbox (expires_at) WHERE ended_at IS NULL;
CREATE INDEX mail_outbox_ended ON mail_outbox (ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX mail_outbox_by_member ON mail_outbox (member_id, kind, id);

-- What a member settled of his mail himself: the address that he has confirmed (a keyed digest, so that another one is not
-- confirmed by it), since when he wants no weekly digest; and the Monday of the last one.
CREATE TABLE mail_settings (
    member_id BIGINT PRIMARY KEY NOT NULL REFERENCES members (id),
    confirmed_digest BLOB,
    digest_off_at BIGINT,
    digest_on DATE
);

-- An address that a member wants to have, until he types the code that was sent there.
CREATE TABLE mail_address_changes (
    member_id BIGINT PRIMARY KEY NOT NULL REFERENCES members (id),
    sealed_address BLOB NOT NULL,
    code_digest BLOB NOT NULL,
    tries INTEGER NOT NULL,
    expires_at BIGINT NOT NULL
);
