-- Pictures and documents of machines and places. Who removes one retires it: the row stays, its bytes go after 30 days.

-- Pictures as they are shown: turned upright, in sRGB, made small, and without what a camera adds. The first is the face.
CREATE TABLE picture (
    id         integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    machine_id integer REFERENCES machine ON DELETE CASCADE,
    place_id   integer REFERENCES place ON DELETE CASCADE,
    position   integer NOT NULL,
    caption    text NOT NULL DEFAULT '',
    width      integer NOT NULL CHECK (width > 0),
    height     integer NOT NULL CHECK (height > 0),
    digest     text NOT NULL,               -- of the image: it stands in the address
    image      bytea,                       -- WebP, at most 1600 pixels wide or high
    thumbnail  bytea,                       -- WebP, at most 320
    small      bytea,                       -- WebP, 96 by 96, cut from the middle: for lists
    added_at   timestamptz NOT NULL,
    added_by   integer REFERENCES users ON DELETE SET NULL,
    removed_at timestamptz,
    removed_by integer REFERENCES users ON DELETE SET NULL,
    CONSTRAINT picture_of_one CHECK (num_nonnulls(machine_id, place_id) = 1),
    CONSTRAINT picture_bytes CHECK (removed_at IS NOT NULL OR num_nulls(image, thumbnail, small) = 0)
);
ALTER TABLE picture ALTER COLUMN image SET STORAGE EXTERNAL, ALTER COLUMN thumbnail SET STORAGE EXTERNAL,
                    ALTER COLUMN small SET STORAGE EXTERNAL;
CREATE UNIQUE INDEX picture_of_machine ON picture (machine_id, digest) WHERE removed_at IS NULL;
CREATE UNIQUE INDEX picture_of_place ON picture (place_id, digest) WHERE removed_at IS NULL;
CREATE INDEX picture_faces ON picture (machine_id, position, id) INCLUDE (digest) WHERE removed_at IS NULL;
CREATE INDEX picture_removed ON picture (removed_at) WHERE removed_at IS NOT NULL;

-- What the lists compare beside fleet_change: a new face is drawn, but nobody has to read the fleet again for it.
CREATE SEQUENCE face_change MINVALUE 0 START 0;
SELECT nextval('face_change');              -- so that the first change is seen to be one
CREATE FUNCTION count_face_change() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN PERFORM nextval('face_change'); RETURN NULL; END $$;
CREATE TRIGGER face_change AFTER INSERT OR DELETE OR UPDATE OF position, removed_at ON picture
    FOR EACH STATEMENT EXECUTE FUNCTION count_face_change();

-- Documents as they were sent; what they are is found from their content.
CREATE TABLE document (
    id         integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    machine_id integer REFERENCES machine ON DELETE CASCADE,
    place_id   integer REFERENCES place ON DELETE CASCADE,
    title      text NOT NULL CHECK (title <> ''),
    file_name  text NOT NULL,               -- safe for any system, with the ending of its kind
    kind       text NOT NULL,               -- domain.document.Kind
    charset    text NOT NULL DEFAULT '',    -- of a text
    size_bytes integer NOT NULL CHECK (size_bytes > 0),
    digest     text NOT NULL,
    content    bytea,
    added_at   timestamptz NOT NULL,
    added_by   integer REFERENCES users ON DELETE SET NULL,
    removed_at timestamptz,
    removed_by integer REFERENCES users ON DELETE SET NULL,
    CONSTRAINT document_of_one CHECK (num_nonnulls(machine_id, place_id) = 1),
    CONSTRAINT document_bytes CHECK (removed_at IS NOT NULL OR content IS NOT NULL)
);
ALTER TABLE document ALTER COLUMN content SET STORAGE EXTERNAL;
CREATE UNIQUE INDEX document_of_machine ON document (machine_id, digest) WHERE removed_at IS NULL;
CREATE UNIQUE INDEX document_of_place ON document (place_id, digest) WHERE removed_at IS NULL;
CREATE INDEX document_removed ON document (removed_at) WHERE removed_at IS NOT NULL;
