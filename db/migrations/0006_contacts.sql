-- Whom to call about a machine, or about everything in a place.

CREATE TABLE contact (
    id         integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    machine_id integer REFERENCES machine ON DELETE CASCADE,
    place_id   integer REFERENCES place ON DELETE CASCADE,
    position   integer NOT NULL,           -- the first one is called first
    role       text NOT NULL,
    name       text NOT NULL,
    phone      text,                       -- as people write it: +49 30 23125 017
    email      text,
    hours      text,                       -- when they can be reached, in words
    language   text,                       -- that they speak: de, pt-BR
    CONSTRAINT contact_has_one_owner CHECK (num_nonnulls(machine_id, place_id) = 1),
    CONSTRAINT contact_can_be_reached CHECK (num_nonnulls(phone, email) > 0),
    CONSTRAINT contact_of_machine UNIQUE (machine_id, position),
    CONSTRAINT contact_of_place UNIQUE (place_id, position)
);
