-- What is to be studied, by whom and until when. Only members whom the audience admits and whose standing counts are
-- enrolled (progress). `pass_after` is the row key of the member whom the running pass over the members has reached; NULL
-- when none is running. `passed_at` is when the last one ended: role grants begin and end by the calendar alone.
CREATE TABLE assignments (
    id INTEGER PRIMARY KEY NOT NULL,
    public_id BLOB NOT NULL UNIQUE,
    owner_unit_id BIGINT NOT NULL REFERENCES units (id),
    title TEXT NOT NULL,
    note TEXT,
    audience_id BIGINT NOT NULL REFERENCES audiences (id),
    ordered BOOLEAN NOT NULL,
    late_joiners TEXT NOT NULL,
    late_days INTEGER,
    opens_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    state TEXT NOT NULL,
    pass_after BIGINT,
    passed_at BIGINT,
    created_by BIGINT,
    created_at BIGINT NOT NULL,
    opened_at BIGINT,
    closed_at BIGINT,
    revision BIGINT NOT NULL DEFAULT 1,
    updated_at BIGINT NOT NULL
);
CREATE INDEX assignments_by_owner ON assignments (owner_unit_id, id);
CREATE INDEX assignments_by_state ON assignments (state, opens_at);

-- What it asks for. A major edition adds a requirement that replaces the one for the edition before (`replaces_id`): the
-- old one and who met it stay.
CREATE TABLE assignment_requirements (
    id INTEGER PRIMARY KEY NOT NULL,
    public_id BLOB NOT NULL UNIQUE,
    assignment_id BIGINT NOT NULL REFERENCES assignments (id),
    place INTEGER NOT NULL,
    kind TEXT NOT NULL,
    document_id BIGINT REFERENCES documents (id),
    edition_id BIGINT REFERENCES editions (id),
    quiz_id BIGINT REFERENCES quizzes (id),
    title TEXT,
    added_at BIGINT NOT NULL,
    replaces_id BIGINT UNIQUE REFERENCES assignment_requirements (id)
);
CREATE INDEX assignment_requirements_by_assignment ON assignment_requirements (assignment_id, place);
CREATE INDEX assignment_requirements_by_edition ON assignment_requirements (edition_id);
CREATE INDEX assignment_requirements_by_document ON assignment_requirements (document_id);
CREATE INDEX assignment_requirements_by_quiz ON assignment_requirements (quiz_id);

-- Other deadlines for parts of the tree: the nearest unit at or above a member's cell wins.
CREATE TABLE assignment_deadlines (
    assignment_id BIGINT NOT NULL REFERENCES assignments (id),
    unit_id BIGINT NOT NULL REFERENCES units (id),
    due_at BIGINT NOT NULL,
    PRIMARY KEY (assignment_id, unit_id)
) WITHOUT ROWID;

-- Why somebody need not, and from when to when; without an assignment it holds for all. A row is never changed but ended.
CREATE TABLE excuses (
    id INTEGER PRIMARY KEY NOT NULL,
    public_id BLOB NOT NULL UNIQUE,
    member_id BIGINT NOT NULL REFERENCES members (id),
    assignment_id BIGINT REFERENCES assignments (id),
    kind TEXT NOT NULL,
    reason TEXT NOT NULL,
    from_on DATE NOT NULL,
    to_on DATE,
    recorded_by BIGINT,
    recorded_at BIGINT NOT NULL,
    ended_by BIGINT,
    ended_at BIGINT
);
CREATE INDEX excuses_by_member ON excuses (member_id, id);
