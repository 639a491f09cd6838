DROP TABLE excuses;
DROP TABLE assignment_deadlines;
DROP TABLE assignment_requirements;
DROP TABLE assignments;
