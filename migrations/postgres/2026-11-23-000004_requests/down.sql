DROP TABLE job_files;
DROP TABLE jobs;
DROP TABLE idempotency_keys;
