SET LOCAL search_path = tacit;

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
    PRIMARY KEY (workspace, conversation_id)
);
CREATE INDEX desk_rows_waiting ON desk_rows (workspace, asked_at, conversation_id)
    WHERE asked_at IS NOT NULL;
CREATE INDEX desk_rows_by_customer ON desk_rows (workspace, customer_id);

-- What moved last is listed first, by its own times.
CREATE INDEX inbox_by_moved ON inbox (workspace, moved_at, conversation_id);
CREATE INDEX inbox_by_state_moved ON inbox (workspace, state, moved_at, conversation_id);

GRANT SELECT, INSERT, UPDATE ON links, sign_ins TO tacit_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON desk_rows TO tacit_app;

DO $$
DECLARE
    guarded text;
BEGIN
    FOREACH guarded IN ARRAY ARRAY['links', 'sign_ins', 'desk_rows']
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
