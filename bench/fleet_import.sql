-- name: drop_words
-- What finds a change by its words, with its index.
ALTER TABLE audit DROP COLUMN words;

-- name: drop_newest
-- The order of all pages.
DROP INDEX audit_newest;

-- name: drop_person
-- The order of the changes of one person.
DROP INDEX audit_of_person;

-- name: drop_kind
-- The order of the changes of one kind of thing.
DROP INDEX audit_of_kind;

-- name: drop_action
-- The order of the changes of one action.
DROP INDEX audit_of_action;
