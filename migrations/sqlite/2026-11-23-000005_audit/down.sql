DROP TABLE audit_chains;
DROP TABLE audit_subjects;
DROP TABLE audit_log;
