-- Who is to do an assignment: a row for each member whom its audience admits, made when it opens. `counted` says where he
-- stands in the figures: `counted` (the denominator), `excused`, `exempt`, or `left` (counted nowhere: he left the audience).
-- `state` is how far he is, whatever `counted` says. `overdue` is no state: not completed and `due_at` has come.
-- `completed_before` is when he had finished before a new edition asked for more. `asked` is how many of the assignment's
-- requirements, in the order of their keys, the figures count him under: one that is added reaches him a little later.
CREATE TABLE enrolments (
    member_id BIGINT NOT NULL REFERENCES members (id),
    assignment_id BIGINT NOT NULL REFERENCES assignments (id),
    cell_id BIGINT NOT NULL REFERENCES units (id),
    due_at BIGINT NOT NULL,
    entered_at BIGINT NOT NULL,
    state TEXT NOT NULL,
    counted TEXT NOT NULL,
    asked INTEGER NOT NULL,
    opened_at BIGINT,
    completed_at BIGINT,
    completed_before BIGINT,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (member_id, assignment_id)
) WITHOUT ROWID;
CREATE INDEX enrolments_by_cell ON enrolments (assignment_id, cell_id, counted, state, member_id);

-- How far a member is with a requirement. `done_at` is when he did it; `met_at` is when it counted, later than `done_at`
-- where the order asks for another one first. Both only ever become earlier, but for a correction.
CREATE TABLE requirement_results (
    member_id BIGINT NOT NULL REFERENCES members (id),
    requirement_id BIGINT NOT NULL REFERENCES assignment_requirements (id),
    step TEXT NOT NULL,
    done_at BIGINT,
    met_at BIGINT,
    late BOOLEAN NOT NULL,
    source TEXT NOT NULL,
    seconds INTEGER NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (member_id, requirement_id)
) WITHOUT ROWID;
CREATE INDEX requirement_results_by_requirement ON requirement_results (requirement_id, member_id);

-- What phones report, as it came; deleted after a while, oldest first.
CREATE TABLE progress_events (
    id INTEGER PRIMARY KEY NOT NULL,
    member_id BIGINT NOT NULL REFERENCES members (id),
    client_id BLOB NOT NULL,
    edition_id BIGINT NOT NULL REFERENCES editions (id),
    kind TEXT NOT NULL,
    anchor TEXT,
    permille INTEGER,
    device_at BIGINT NOT NULL,
    server_at BIGINT NOT NULL,
    credited_seconds INTEGER NOT NULL,
    UNIQUE (member_id, client_id)
);

-- Who says he has read which edition, whether or not anything asked for it: kept, so that what opens later counts it.
CREATE TABLE editions_read (
    member_id BIGINT NOT NULL REFERENCES members (id),
    edition_id BIGINT NOT NULL REFERENCES editions (id),
    read_at BIGINT NOT NULL,
    PRIMARY KEY (member_id, edition_id)
) WITHOUT ROWID;

-- What a secretary recorded for a member: never rewritten, the later one holds. `met` is false only in a correction.
CREATE TABLE study_records (
    id INTEGER PRIMARY KEY NOT NULL,
    public_id BLOB NOT NULL UNIQUE,
    member_id BIGINT NOT NULL REFERENCES members (id),
    requirement_id BIGINT NOT NULL REFERENCES assignment_requirements (id),
    kind TEXT NOT NULL,
    met BOOLEAN NOT NULL,
    studied_on DATE NOT NULL,
    reason TEXT NOT NULL,
    recorded_by BIGINT,
    recorded_at BIGINT NOT NULL
);
CREATE INDEX study_records_by_member ON study_records (member_id, requirement_id, id);

-- What a member handed in: never rewritten, the later one is what he says now.
CREATE TABLE reflections (
    id INTEGER PRIMARY KEY NOT NULL,
    public_id BLOB NOT NULL UNIQUE,
    member_id BIGINT NOT NULL REFERENCES members (id),
    requirement_id BIGINT NOT NULL REFERENCES assignment_requirements (id),
    text TEXT NOT NULL,
    handed_in_at BIGINT NOT NULL
);
CREATE INDEX reflections_by_member ON reflections (member_id, requirement_id, id);

-- Figures of a cell, moved in the transaction that moves a member; parents add their cells over the range of `units.lft`.
-- `requirement_id` 0 is the assignment as a whole. `counted`, `excused` and `exempt` are people; the others are those of
-- `counted` who are so far: `opened` and `in_progress` not further than that, `met` who have finished, late or not, and of
-- them `met_late`. Who has not begun: counted - opened - in_progress - met.
CREATE TABLE completion_counts (
    assignment_id BIGINT NOT NULL REFERENCES assignments (id),
    requirement_id BIGINT NOT NULL,
    cell_id BIGINT NOT NULL REFERENCES units (id),
    counted BIGINT NOT NULL,
    excused BIGINT NOT NULL,
    exempt BIGINT NOT NULL,
    opened BIGINT NOT NULL,
    in_progress BIGINT NOT NULL,
    met BIGINT NOT NULL,
    met_late BIGINT NOT NULL,
    PRIMARY KEY (assignment_id, requirement_id, cell_id)
) WITHOUT ROWID;

-- The figures of an assignment as they stood at a deadline (`due_at` says which: the common one, or that of a part of the
-- tree), or when somebody asked for it. What happens later does not change them.
CREATE TABLE report_snapshots (
    id INTEGER PRIMARY KEY NOT NULL,
    public_id BLOB NOT NULL UNIQUE,
    assignment_id BIGINT NOT NULL REFERENCES assignments (id),
    taken_at BIGINT NOT NULL,
    reason TEXT NOT NULL,
    due_at BIGINT,
    UNIQUE (assignment_id, due_at)
);
CREATE TABLE report_snapshot_counts (
    snapshot_id BIGINT NOT NULL REFERENCES report_snapshots (id),
    requirement_id BIGINT NOT NULL,
    cell_id BIGINT NOT NULL REFERENCES units (id),
    counted BIGINT NOT NULL,
    excused BIGINT NOT NULL,
    exempt BIGINT NOT NULL,
    opened BIGINT NOT NULL,
    in_progress BIGINT NOT NULL,
    met BIGINT NOT NULL,
    met_late BIGINT NOT NULL,
    PRIMARY KEY (snapshot_id, requirement_id, cell_id)
) WITHOUT ROWID;
