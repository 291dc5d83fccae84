SET LOCAL search_path = tacit;

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
CREATE INDEX inbox_by_customer ON inbox (workspace, customer_id);

-- In which conversation a decision was taken.
CREATE TABLE decided (
    workspace uuid NOT NULL DEFAULT current_setting('tacit.workspace')::uuid,
    decision_id text NOT NULL,
    conversation_id text NOT NULL,
    PRIMARY KEY (workspace, decision_id)
);
CREATE INDEX decided_by_conversation ON decided (workspace, conversation_id);

-- How far each follower of the log has folded it into tables.
CREATE TABLE cursors (
    workspace uuid NOT NULL DEFAULT current_setting('tacit.workspace')::uuid,
    follower text NOT NULL,
    position bigint NOT NULL,
    PRIMARY KEY (workspace, follower)
);

GRANT SELECT, INSERT, UPDATE, DELETE ON inbox, decided, cursors TO tacit_app;
-- What a request was answered is kept for seven days.
GRANT DELETE ON idempotency TO tacit_app;
CREATE INDEX idempotency_by_age ON idempotency (workspace, began_at);

DO $$
DECLARE
    guarded text;
BEGIN
    FOREACH guarded IN ARRAY ARRAY['inbox', 'decided', 'cursors']
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
