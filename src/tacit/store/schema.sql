-- The whole schema, as the migrations leave it; a test compares the two by catalog.
-- Run by the owner (no superuser) on any PostgreSQL from 17 on; no extension.
-- The queue's tables are procrastinate's own and lie in the schema `jobs`.
--
-- Every table with a workspace has row-level security, enabled and forced: what is
-- not of the workspace set for the transaction does not exist, and where none is
-- set the query raises (once a transaction has set one, the setting reads '' after
-- it, which is no uuid). So no query of ours names the workspace: it cannot forget to.

CREATE SCHEMA IF NOT EXISTS tacit;
SET LOCAL search_path = tacit;

-- ---- who there is ---------------------------------------------------------------

CREATE TABLE workspaces (
    workspace uuid PRIMARY KEY DEFAULT current_setting('tacit.workspace')::uuid,
    name text NOT NULL UNIQUE,
    created_at timestamptz NOT NULL DEFAULT now(),
    live_from bigint,  -- position of the first event of origin live
    -- 32 bytes drawn once, the key of the tombstones of erased external ids. Drawing
    -- needs no extension: three random uuids hold 366 random bits.
    secret bytea NOT NULL DEFAULT sha256(
        uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())
        || uuid_send(gen_random_uuid())
    )
);

CREATE TABLE keys (
    workspace uuid NOT NULL DEFAULT current_setting('tacit.workspace')::uuid
        REFERENCES workspaces,
    key_hash bytea PRIMARY KEY,  -- SHA-256 of the key; the key itself is shown once
    name text NOT NULL,
    rights text[] NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    revoked_at timestamptz
);

-- One-time links that the terminal prints; what lies here opens nothing, it is hashes.
CREATE TABLE links (
    workspace uuid NOT NULL DEFAULT current_setting('tacit.workspace')::uuid,
    link_hash bytea NOT NULL,
    name text NOT NULL,  -- of the agent it is for; '' asks for it
    rights text[] NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    PRIMARY KEY (workspace, link_hash)
);

CREATE TABLE sign_ins (
    workspace uuid NOT NULL DEFAULT current_setting('tacit.workspace')::uuid,
    sign_in_hash bytea NOT NULL,  -- SHA-256 of what the browser's cookie holds
    person_id text NOT NULL,
    rights text[] NOT NULL,
    expires_at timestamptz NOT NULL,
    ended_at timestamptz,
    PRIMARY KEY (workspace, sign_in_hash)
);

-- ---- the log -----------------------------------------------------------------------

CREATE TABLE events (
    workspace uuid NOT NULL DEFAULT current_setting('tacit.workspace')::uuid,
    position bigint NOT NULL,
    event_id text NOT NULL,
    kind text NOT NULL,
    schema integer NOT NULL,
    stream_kind text NOT NULL,
    stream_id text NOT NULL,
    at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    actor_kind text NOT NULL,
    actor_id text,
    origin text NOT NULL CHECK (origin IN ('live', 'import', 'rehearsal')),
    cause_position bigint,
    payload text NOT NULL,  -- canonical JSON; never jsonb, which keeps no bytes
    hash bytea NOT NULL,
    PRIMARY KEY (workspace, position)
);
CREATE UNIQUE INDEX events_by_id ON events (workspace, event_id);
CREATE INDEX events_by_stream ON events (workspace, stream_kind, stream_id, position);
CREATE INDEX events_by_recorded_at ON events (workspace, recorded_at, position);
CREATE INDEX events_erased ON events (workspace, position) WHERE kind = 'customer.erased';

-- ---- beside the log, by id -------------------------------------------------------------

CREATE TABLE bodies (
    workspace uuid NOT NULL DEFAULT current_setting('tacit.workspace')::uuid,
    body_id text NOT NULL,
    text text NOT NULL,
    salt bytea NOT NULL,
    person_id text,
    conversation_id text,
    PRIMARY KEY (workspace, body_id)
);
CREATE INDEX bodies_by_person ON bodies (workspace, person_id) WHERE person_id IS NOT NULL;
CREATE INDEX bodies_by_conversation ON bodies (workspace, conversation_id)
    WHERE conversation_id IS NOT NULL;

CREATE TABLE accounts (
    workspace uuid NOT NULL DEFAULT current_setting('tacit.workspace')::uuid,
    account_id text NOT NULL,
    name text NOT NULL,
    traits text NOT NULL,
    PRIMARY KEY (workspace, account_id)
);

CREATE TABLE people (
    workspace uuid NOT NULL DEFAULT current_setting('tacit.workspace')::uuid,
    person_id text NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    email text NOT NULL,
    account_id text,
    traits text NOT NULL,
    PRIMARY KEY (workspace, person_id)
);

CREATE TABLE external_ids (
    workspace uuid NOT NULL DEFAULT current_setting('tacit.workspace')::uuid,
    kind text NOT NULL,
    external_id text NOT NULL,
    id text NOT NULL,
    person_id text,
    conversation_id text,
    PRIMARY KEY (workspace, kind, external_id)
);
CREATE INDEX external_ids_by_id ON external_ids (workspace, id);
CREATE INDEX external_ids_by_person ON external_ids (workspace, person_id)
    WHERE person_id IS NOT NULL;
CREATE INDEX external_ids_by_conversation ON external_ids (workspace, conversation_id)
    WHERE conversation_id IS NOT NULL;

-- What stays of an erased external id: HMAC-SHA256(secret, kind ‖ 0 ‖ external id), by
-- which an import knows whom to leave out. It tells no name.
CREATE TABLE erased_external (
    workspace uuid NOT NULL DEFAULT current_setting('tacit.workspace')::uuid,
    tombstone bytea NOT NULL,
    PRIMARY KEY (workspace, tombstone)
);

CREATE TABLE vectors (
    workspace uuid NOT NULL DEFAULT current_setting('tacit.workspace')::uuid,
    namespace text NOT NULL,
    owner_id text NOT NULL,
    passage integer NOT NULL,
    vector bytea NOT NULL,
    person_id text,
    conversation_id text,
    PRIMARY KEY (workspace, namespace, owner_id, passage)
);
CREATE INDEX vectors_by_person ON vectors (workspace, person_id) WHERE person_id IS NOT NULL;
CREATE INDEX vectors_by_conversation ON vectors (workspace, conversation_id)
    WHERE conversation_id IS NOT NULL;

-- ---- requests ----------------------------------------------------------------------------

CREATE TABLE uniques (
    workspace uuid NOT NULL DEFAULT current_setting('tacit.workspace')::uuid,
    key text NOT NULL,  -- a JSON list, such as ["decision","m-7","0"]
    event_id text NOT NULL,  -- first event of the batch that used it
    PRIMARY KEY (workspace, key)
);

CREATE TABLE idempotency (
    workspace uuid NOT NULL DEFAULT current_setting('tacit.workspace')::uuid,
    key text NOT NULL,
    request_hash bytea NOT NULL,
    status integer,  -- null while in flight; 410 once the person is erased
    response bytea,
    ids text NOT NULL,
    person_id text,
    began_at timestamptz NOT NULL,
    PRIMARY KEY (workspace, key)
);
CREATE INDEX idempotency_by_person ON idempotency (workspace, person_id)
    WHERE person_id IS NOT NULL;
CREATE INDEX idempotency_by_age ON idempotency (workspace, began_at);

-- ---- imports ---------------------------------------------------------------------------

CREATE TABLE spool (
    workspace uuid NOT NULL DEFAULT current_setting('tacit.workspace')::uuid,
    sequence bigint NOT NULL,  -- the order in which to append: by time within one import
    kind text NOT NULL,
    external_id text NOT NULL,
    at timestamptz,
    text text NOT NULL,
    customer text,  -- whose erasure takes it along: an external id of theirs
    author text,  -- likewise: who wrote it
    PRIMARY KEY (workspace, sequence),
    UNIQUE (workspace, kind, external_id)
);
CREATE INDEX spool_by_customer ON spool (workspace, customer) WHERE customer IS NOT NULL;

CREATE TABLE imports (
    workspace uuid PRIMARY KEY DEFAULT current_setting('tacit.workspace')::uuid,
    last_sequence bigint NOT NULL DEFAULT 0,
    done_sequence bigint NOT NULL DEFAULT 0
);

-- ---- derived -------------------------------------------------------------------------

-- Who opened which conversation, for erasing. Not an index over the payload: under
-- row-level security only leakproof operators reach an index, and `->>` is none.
CREATE TABLE openings (
    workspace uuid NOT NULL DEFAULT current_setting('tacit.workspace')::uuid,
    customer_id text NOT NULL,
    conversation_id text NOT NULL,
    PRIMARY KEY (workspace, customer_id, conversation_id)
);

CREATE TABLE snapshots (
    workspace uuid NOT NULL DEFAULT current_setting('tacit.workspace')::uuid,
    judgement integer NOT NULL,
    position bigint NOT NULL,
    state bytea NOT NULL,
    PRIMARY KEY (workspace, judgement, position)
);

-- One row a conversation, as lists show it; a fold of the log up to its cursor.
CREATE TABLE inbox (
    workspace uuid NOT NULL DEFAULT current_setting('tacit.workspace')::uuid,
    conversation_id text NOT NULL,
    position bigint NOT NULL,  -- of its last event: what moved last is listed first
    opened_at timestamptz NOT NULL,
    moved_at timestamptz NOT NULL,
    state text NOT NULL,
    resolution text,
    channel text NOT NULL,
    customer_id text NOT NULL,
    account_id text,
    team_id text,
    intent_id text,
    reason text,  -- of its last handoff
    message_id text,  -- its last message
    author text,
    messages integer NOT NULL,
    decision_id text,  -- its last decision
    PRIMARY KEY (workspace, conversation_id)
);
CREATE INDEX inbox_by_position ON inbox (workspace, position);
CREATE INDEX inbox_by_state ON inbox (workspace, state, position);
CREATE INDEX inbox_by_moved ON inbox (workspace, moved_at, conversation_id);
CREATE INDEX inbox_by_state_moved ON inbox (workspace, state, moved_at, conversation_id);
CREATE INDEX inbox_by_customer ON inbox (workspace, customer_id);
CREATE INDEX inbox_by_author_moved ON inbox (workspace, author, moved_at, conversation_id)
    WHERE state <> 'resolved';
CREATE INDEX inbox_by_channel ON inbox (workspace, channel);

-- In which conversation a decision was taken.
CREATE TABLE decided (
    workspace uuid NOT NULL DEFAULT current_setting('tacit.workspace')::uuid,
    decision_id text NOT NULL,
    conversation_id text NOT NULL,
    PRIMARY KEY (workspace, decision_id)
);
CREATE INDEX decided_by_conversation ON decided (workspace, conversation_id);

-- What the agents' list shows of a conversation besides its inbox row; a fold of its own.
CREATE TABLE desk_rows (
    workspace uuid NOT NULL DEFAULT current_setting('tacit.workspace')::uuid,
    conversation_id text NOT NULL,
    customer_id text NOT NULL,
    subject_id text,  -- its first message, which says what it is about
    has_subject boolean NOT NULL,
    language text,
    asked_at timestamptz,  -- since when the customer waits; null where nobody does
    mode text,  -- of its last decision, as are the next four
    action text,
    rule text,
    confidence integer,
    threshold integer,
    frustration integer,  -- of the customer's last message, in 1/4096, as an agent says if one does
    urgency integer,
    precedence integer NOT NULL DEFAULT 2,  -- who comes before others that wait, the smallest first
    due_at timestamptz,  -- when they asked, the sooner the more frustrated they are
    PRIMARY KEY (workspace, conversation_id)
);
CREATE INDEX desk_rows_waiting ON desk_rows (workspace, precedence, due_at, conversation_id)
    WHERE asked_at IS NOT NULL;
CREATE INDEX desk_rows_flagged ON desk_rows (workspace) WHERE precedence = 0;
CREATE INDEX desk_rows_by_customer ON desk_rows (workspace, customer_id);
CREATE INDEX desk_rows_by_language ON desk_rows (workspace, language);

-- How far each follower of the log has folded it into tables.
CREATE TABLE cursors (
    workspace uuid NOT NULL DEFAULT current_setting('tacit.workspace')::uuid,
    follower text NOT NULL,
    position bigint NOT NULL,
    PRIMARY KEY (workspace, follower)
);

-- ---- who may see what ----------------------------------------------------------------

GRANT USAGE ON SCHEMA tacit TO tacit_app;
-- Nobody edits what happened: the application may not update or delete events. Nor
-- may it undo an erasure: tombstones stay, and so does the secret that they hang on.
GRANT SELECT, INSERT ON events, uniques, erased_external TO tacit_app;
GRANT SELECT, INSERT, UPDATE (name, live_from) ON workspaces TO tacit_app;
GRANT SELECT, INSERT, UPDATE ON keys, accounts, imports, links, sign_ins TO tacit_app;
GRANT SELECT, INSERT, UPDATE, DELETE
    ON bodies, people, external_ids, vectors, idempotency, spool, openings, snapshots,
    inbox, decided, cursors, desk_rows TO tacit_app;

DO $$
DECLARE
    guarded text;
BEGIN
    FOREACH guarded IN ARRAY ARRAY[
        'workspaces', 'keys', 'events', 'bodies', 'accounts', 'people', 'external_ids',
        'erased_external', 'vectors', 'uniques', 'idempotency', 'spool', 'imports',
        'openings', 'snapshots', 'inbox', 'decided', 'cursors', 'links', 'sign_ins', 'desk_rows'
    ]
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', guarded);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', guarded);
        EXECUTE format(
            'CREATE POLICY own_workspace ON %I TO tacit_app'
            ' USING (workspace = current_setting(''tacit.workspace'')::uuid)'
            ' WITH CHECK (workspace = current_setting(''tacit.workspace'')::uuid)',
            guarded
        );
    END LOOP;
END
$$;

-- The three ways round it. Forced row-level security binds the owner too, hence
-- the owner's own policy on what they read.
CREATE POLICY owner_reads ON keys FOR SELECT TO CURRENT_USER USING (true);
CREATE POLICY owner_reads ON workspaces FOR SELECT TO CURRENT_USER USING (true);
CREATE POLICY owner_reads ON events FOR SELECT TO CURRENT_USER USING (true);

CREATE FUNCTION workspace_of_key(wanted bytea)
    RETURNS TABLE (workspace uuid, name text, rights text[])
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = tacit, pg_temp
BEGIN ATOMIC
    SELECT keys.workspace, keys.name, keys.rights FROM tacit.keys
    WHERE keys.key_hash = wanted AND keys.revoked_at IS NULL;
END;

CREATE FUNCTION all_workspaces()
    RETURNS TABLE (workspace uuid, name text, live_from bigint)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = tacit, pg_temp
BEGIN ATOMIC
    SELECT workspaces.workspace, workspaces.name, workspaces.live_from FROM tacit.workspaces;
END;

CREATE FUNCTION chain(checked uuid, after bigint, rows_at_most integer)
    RETURNS SETOF events
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = tacit, pg_temp
BEGIN ATOMIC
    SELECT * FROM tacit.events
    WHERE events.workspace = checked AND events.position > after
    ORDER BY events.position LIMIT rows_at_most;
END;

REVOKE ALL ON FUNCTION workspace_of_key, all_workspaces, chain FROM PUBLIC;
GRANT EXECUTE ON FUNCTION workspace_of_key, all_workspaces, chain TO tacit_app;
