-- What stays of erased external ids, and where an erasure finds the spooled words of
-- somebody else's conversation.
SET LOCAL search_path = tacit;

ALTER TABLE workspaces ADD COLUMN secret bytea NOT NULL DEFAULT sha256(
    uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())
);
REVOKE UPDATE ON workspaces FROM tacit_app;
GRANT UPDATE (name, live_from) ON workspaces TO tacit_app;

CREATE TABLE erased_external (
    workspace uuid NOT NULL DEFAULT current_setting('tacit.workspace')::uuid,
    tombstone bytea NOT NULL,
    PRIMARY KEY (workspace, tombstone)
);
GRANT SELECT, INSERT ON erased_external TO tacit_app;
ALTER TABLE erased_external ENABLE ROW LEVEL SECURITY;
ALTER TABLE erased_external FORCE ROW LEVEL SECURITY;
CREATE POLICY own_workspace ON erased_external TO tacit_app
    USING (workspace = current_setting('tacit.workspace')::uuid)
    WITH CHECK (workspace = current_setting('tacit.workspace')::uuid);

ALTER TABLE spool ADD COLUMN author text;
