DROP TABLE attempt_regrades;
DROP TABLE attempt_answers;
DROP TABLE attempts;
DROP TABLE quiz_items;
DROP TABLE quizzes;
DROP TABLE question_versions;
DROP TABLE questions;
DROP TABLE question_banks;
