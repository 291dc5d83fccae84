-- The store's queries by name, read by `sql.py`. None names the workspace: the
-- transaction's setting does, through row-level security and the columns' defaults.

-- ---- a transaction ------------------------------------------------------------------

-- name: enter
SELECT set_config('tacit.workspace', %s, true);

-- name: enter_and_lock
SELECT set_config('tacit.workspace', %s, true), pg_advisory_xact_lock(%s);

-- name: hurry
SET LOCAL synchronous_commit = off;

-- name: listen
LISTEN tacit;

-- name: notify
SELECT pg_notify('tacit', %s);

-- ---- what an append reads under the lock -----------------------------------------------

-- name: last
SELECT workspaces.live_from, last.position, last.hash, last.recorded_at,
    CASE WHEN EXISTS (SELECT FROM erased_external) THEN workspaces.secret END
FROM workspaces LEFT JOIN LATERAL (
    SELECT position, hash, recorded_at FROM events ORDER BY position DESC LIMIT 1
) AS last ON true;

-- One statement for all that the batches' checks ask: four cost 0.15 ms more.
-- `+ 0` keeps the planner from walking the log backwards until a stream turns up,
-- which for a stream that does not exist is the whole log. `OFFSET 0` has external ids
-- looked up one by one, here and elsewhere: for many it reads the whole table instead.
-- name: known
SELECT 'stream' AS what, wanted.kind AS one, wanted.id AS two, (
    SELECT max(position + 0) FROM events
    WHERE stream_kind = wanted.kind AND stream_id = wanted.id
)::text AS held
FROM unnest(%b::text[], %b::text[]) AS wanted (kind, id)
UNION ALL
SELECT 'unique', key, NULL, event_id FROM uniques WHERE key = ANY (%b::text[])
UNION ALL
SELECT 'external id', wanted.kind, wanted.external_id, known.id
FROM unnest(%b::text[], %b::text[]) AS wanted (kind, external_id), LATERAL (
    SELECT id FROM external_ids
    WHERE external_ids.kind = wanted.kind AND external_ids.external_id = wanted.external_id
    OFFSET 0
) AS known
UNION ALL
SELECT 'request', key, encode(request_hash, 'hex'), status::text
FROM idempotency WHERE key = ANY (%b::text[]);

-- name: landed
SELECT event_id, position, recorded_at FROM events WHERE event_id = ANY (%b::text[]);

-- ---- what an append writes ---------------------------------------------------------------

-- name: insert_events
INSERT INTO events (position, event_id, kind, schema, stream_kind, stream_id, at, recorded_at,
    actor_kind, actor_id, origin, cause_position, payload, hash)
SELECT * FROM unnest(%b::bigint[], %b::text[], %b::text[], %b::integer[], %b::text[], %b::text[],
    %b::timestamptz[], %b::timestamptz[], %b::text[], %b::text[], %b::text[], %b::bigint[],
    %b::text[], %b::bytea[]);

-- name: insert_openings
INSERT INTO openings (customer_id, conversation_id)
SELECT * FROM unnest(%b::text[], %b::text[]) ON CONFLICT DO NOTHING;

-- name: drop_openings
DELETE FROM openings;

-- name: refold_openings
INSERT INTO openings (customer_id, conversation_id)
SELECT DISTINCT payload::json ->> 'customer_id', stream_id FROM events
WHERE kind = 'conversation.opened';

-- name: go_live
UPDATE workspaces SET live_from = %s WHERE live_from IS NULL;

-- name: insert_bodies
INSERT INTO bodies (body_id, text, salt, person_id, conversation_id)
SELECT * FROM unnest(%b::text[], %b::text[], %b::bytea[], %b::text[], %b::text[]);

-- name: insert_accounts
INSERT INTO accounts (account_id, name, traits)
SELECT * FROM unnest(%b::text[], %b::text[], %b::text[])
ON CONFLICT (workspace, account_id) DO UPDATE SET name = excluded.name, traits = excluded.traits;

-- name: insert_people
INSERT INTO people (person_id, kind, name, email, account_id, traits)
SELECT * FROM unnest(%b::text[], %b::text[], %b::text[], %b::text[], %b::text[], %b::text[])
ON CONFLICT (workspace, person_id) DO UPDATE SET kind = excluded.kind, name = excluded.name,
    email = excluded.email, account_id = excluded.account_id, traits = excluded.traits;

-- name: insert_external_ids
INSERT INTO external_ids (kind, external_id, id, person_id, conversation_id)
SELECT * FROM unnest(%b::text[], %b::text[], %b::text[], %b::text[], %b::text[]);

-- name: insert_vectors
INSERT INTO vectors (owner_id, namespace, passage, vector, person_id, conversation_id)
SELECT * FROM unnest(%b::text[], %b::text[], %b::integer[], %b::bytea[], %b::text[], %b::text[]);

-- name: insert_uniques
INSERT INTO uniques (key, event_id) SELECT * FROM unnest(%b::text[], %b::text[]);

-- name: insert_requests
INSERT INTO idempotency (key, request_hash, status, response, ids, person_id, began_at)
SELECT * FROM unnest(%b::text[], %b::bytea[], %b::integer[], %b::bytea[], %b::text[], %b::text[],
    %b::timestamptz[])
ON CONFLICT (workspace, key) DO UPDATE SET status = excluded.status,
    response = excluded.response,
    ids = CASE excluded.ids WHEN '{}' THEN idempotency.ids ELSE excluded.ids END,
    person_id = coalesce(excluded.person_id, idempotency.person_id);

-- A job whose key waits already is left out: it is enqueued once.
-- name: insert_jobs
SELECT procrastinate_defer_jobs_v1(array_agg(
    ROW('default', task, 0, NULL, key, ids::jsonb, due_at)::procrastinate_job_to_defer_v1
    ORDER BY nth
))
FROM unnest(%b::text[], %b::text[], %b::text[], %b::timestamptz[])
    WITH ORDINALITY AS new (task, key, ids, due_at, nth)
WHERE NOT EXISTS (
    SELECT FROM procrastinate_jobs WHERE status = 'todo' AND queueing_lock = key
)
HAVING count(*) > 0;

-- name: set_spooled
INSERT INTO imports (done_sequence) VALUES (%s)
ON CONFLICT (workspace) DO UPDATE SET done_sequence = excluded.done_sequence;

-- ---- the log ------------------------------------------------------------------------

-- name: events
SELECT position, event_id, kind, schema, at, recorded_at, actor_kind, actor_id, origin,
    cause_position, payload
FROM events WHERE position > %s AND position <= %s ORDER BY position LIMIT %s;

-- name: events_of_kinds
SELECT position, event_id, kind, schema, at, recorded_at, actor_kind, actor_id, origin,
    cause_position, payload
FROM events WHERE position > %s AND position <= %s AND kind = ANY (%b::text[])
ORDER BY position LIMIT %s;

-- name: events_of_stream
SELECT position, event_id, kind, schema, at, recorded_at, actor_kind, actor_id, origin,
    cause_position, payload
FROM events WHERE stream_kind = %s AND stream_id = %s ORDER BY position;

-- name: head
SELECT position FROM events ORDER BY position DESC LIMIT 1;

-- name: position_at
SELECT position FROM events WHERE recorded_at <= %s
ORDER BY recorded_at DESC, position DESC LIMIT 1;

-- Found from the end: what was rehearsed last lies near it.
-- name: last_at
SELECT at FROM events WHERE kind = %s AND origin = %s ORDER BY position DESC LIMIT 1;

-- name: erased
SELECT stream_id FROM events WHERE kind = 'customer.erased';

-- name: chain
SELECT workspace::text, position, event_id, kind, schema, stream_kind, stream_id, at,
    recorded_at, actor_kind, actor_id, origin, cause_position, payload, hash
FROM chain(%s::uuid, %s, %s);

-- ---- beside the log -------------------------------------------------------------------

-- name: bodies
SELECT body_id, text FROM bodies WHERE body_id = ANY (%b::text[]);

-- name: salted_bodies
SELECT body_id, salt, text FROM bodies WHERE body_id = ANY (%b::text[]);

-- name: people
SELECT person_id, kind, name, email, account_id, traits FROM people
WHERE person_id = ANY (%b::text[]);

-- Somebody by what the other system calls them, found in one question.
-- name: person_named
SELECT known.id, being.* FROM (
    SELECT id FROM external_ids WHERE kind = 'person' AND external_id = %s OFFSET 0
) AS known LEFT JOIN LATERAL (
    SELECT kind, name, email, account_id, traits FROM people WHERE person_id = known.id OFFSET 0
) AS being ON true;

-- What is known of who asks: one row, with the workspace's secret.
-- name: background
SELECT secret,
    being.traits,
    (SELECT traits FROM accounts WHERE account_id = coalesce(%s, being.account_id)),
    (SELECT min(conversation_id) FROM openings WHERE customer_id = %s)
FROM workspaces LEFT JOIN people AS being ON being.person_id = %s;

-- name: accounts
SELECT account_id, name, traits FROM accounts WHERE account_id = ANY (%b::text[]);

-- name: find_external
SELECT wanted.kind, wanted.external_id, known.id
FROM unnest(%b::text[], %b::text[]) AS wanted (kind, external_id), LATERAL (
    SELECT id FROM external_ids
    WHERE external_ids.kind = wanted.kind AND external_ids.external_id = wanted.external_id
    OFFSET 0
) AS known;

-- name: external_of
SELECT kind, external_id FROM external_ids WHERE id = %s ORDER BY kind, external_id;

-- name: externals_of
SELECT id, kind, external_id FROM external_ids WHERE id = ANY (%b::text[])
ORDER BY id, kind, external_id;

-- name: find_said
SELECT id, conversation_id FROM external_ids WHERE kind = 'message' AND external_id = %s;

-- name: drop_old_requests
DELETE FROM idempotency WHERE began_at < %s;

-- name: find_request
SELECT key, request_hash, status, response, ids, person_id, began_at FROM idempotency
WHERE key = %s;

-- name: vectors
SELECT owner_id, vector FROM vectors WHERE namespace = %s AND owner_id = ANY (%b::text[])
ORDER BY owner_id, passage;

-- name: all_vectors
SELECT owner_id, passage, vector FROM vectors
WHERE namespace = %s AND (owner_id, passage) > (%s, %s)
ORDER BY owner_id, passage LIMIT %s;

-- What has vectors of other models and none of this one.
-- name: lacking
SELECT DISTINCT ON (owner_id) owner_id, person_id, conversation_id FROM vectors AS others
WHERE NOT EXISTS (
    SELECT FROM vectors AS own WHERE own.namespace = %s AND own.owner_id = others.owner_id
)
ORDER BY owner_id;

-- name: is_foreign
SELECT EXISTS (SELECT FROM vectors) AND NOT EXISTS (SELECT FROM vectors WHERE namespace = %s);

-- name: texts_there
SELECT body_id FROM bodies WHERE body_id = ANY (%b::text[]);

-- name: delete_vectors
DELETE FROM vectors USING unnest(%b::text[], %b::text[]) AS old (namespace, owner_id)
WHERE vectors.namespace = old.namespace AND vectors.owner_id = old.owner_id;

-- ---- snapshots --------------------------------------------------------------------------

-- name: save_snapshot
INSERT INTO snapshots (judgement, position, state) VALUES (%s, %s, %s)
ON CONFLICT (workspace, judgement, position) DO UPDATE SET state = excluded.state;

-- name: snapshot_before
SELECT position, state FROM snapshots WHERE judgement = %s AND position <= %s
ORDER BY position DESC LIMIT 1;

-- name: drop_snapshots
WITH dropped AS (DELETE FROM snapshots WHERE position >= %s RETURNING position)
SELECT count(*) FROM dropped;

-- ---- the inbox, a fold ----------------------------------------------------------------

-- name: cursor
SELECT position FROM cursors WHERE follower = %s;

-- Moves from where it was read only: of two that fold the same stretch one writes.
-- name: move_cursor
INSERT INTO cursors AS held (follower, position) VALUES (%s, %s)
ON CONFLICT (workspace, follower) DO UPDATE SET position = excluded.position
WHERE held.position = %s RETURNING position;

-- name: drop_inbox
WITH rows AS (DELETE FROM inbox), places AS (DELETE FROM decided)
DELETE FROM cursors WHERE follower = 'inbox';

-- name: inbox_rows
SELECT conversation_id, position, opened_at, moved_at, state, resolution, channel, customer_id,
    account_id, team_id, intent_id, reason, message_id, author, messages, decision_id
FROM inbox WHERE conversation_id = ANY (%b::text[]);

-- name: inbox_page
SELECT conversation_id, position, opened_at, moved_at, state, resolution, channel, customer_id,
    account_id, team_id, intent_id, reason, message_id, author, messages, decision_id
FROM inbox
WHERE (%(state)s::text IS NULL OR state = %(state)s)
    AND (%(team_id)s::text IS NULL OR team_id = %(team_id)s)
    AND (%(intents)s::text[] IS NULL OR intent_id = ANY (%(intents)s)
        OR conversation_id = ANY (%(members)s::text[]))
    AND (%(account_id)s::text IS NULL OR account_id = %(account_id)s)
    AND position < %(before)s
ORDER BY position DESC LIMIT %(limit)s;

-- name: insert_inbox
INSERT INTO inbox (conversation_id, position, opened_at, moved_at, state, resolution, channel,
    customer_id, account_id, team_id, intent_id, reason, message_id, author, messages, decision_id)
SELECT * FROM unnest(%b::text[], %b::bigint[], %b::timestamptz[], %b::timestamptz[], %b::text[],
    %b::text[], %b::text[], %b::text[], %b::text[], %b::text[], %b::text[], %b::text[],
    %b::text[], %b::text[], %b::integer[], %b::text[])
ON CONFLICT (workspace, conversation_id) DO UPDATE SET position = excluded.position,
    moved_at = excluded.moved_at, state = excluded.state, resolution = excluded.resolution,
    team_id = excluded.team_id, intent_id = excluded.intent_id, reason = excluded.reason,
    message_id = excluded.message_id, author = excluded.author, messages = excluded.messages,
    decision_id = excluded.decision_id;

-- name: insert_decided
INSERT INTO decided (decision_id, conversation_id) SELECT * FROM unnest(%b::text[], %b::text[])
ON CONFLICT DO NOTHING;

-- name: erase_inbox
WITH gone AS (
    DELETE FROM inbox WHERE customer_id = ANY (%b::text[]) RETURNING conversation_id
)
DELETE FROM decided USING gone WHERE decided.conversation_id = gone.conversation_id;

-- name: conversation_of
SELECT conversation_id FROM decided WHERE decision_id = %s;

-- ---- the queue --------------------------------------------------------------------------

-- name: drop_jobs
DELETE FROM procrastinate_jobs WHERE status = 'todo' AND queueing_lock = ANY(%s);

-- name: queue
SELECT count(*) FILTER (WHERE status = 'todo'),
    count(*) FILTER (WHERE status = 'todo' AND coalesce(scheduled_at, '-infinity') < %s),
    count(*) FILTER (WHERE status = 'failed')
FROM procrastinate_jobs;

-- ---- workspaces and keys ----------------------------------------------------------------

-- name: create_workspace
INSERT INTO workspaces (name) VALUES (%s);

-- name: all_workspaces
SELECT workspace::text, name, live_from FROM all_workspaces() ORDER BY name;

-- name: live_from
SELECT live_from FROM workspaces;

-- name: insert_key
INSERT INTO keys (key_hash, name, rights) VALUES (%s, %s, %s);

-- name: keys
SELECT key_hash, name, rights, created_at, revoked_at FROM keys ORDER BY name, created_at;

-- name: revoke_keys
UPDATE keys SET revoked_at = now() WHERE name = %s AND revoked_at IS NULL;

-- name: workspace_of_key
SELECT workspace::text, name, rights FROM workspace_of_key(%s);

-- ---- erasing a person ------------------------------------------------------------------

-- name: opened_by
SELECT conversation_id FROM openings WHERE customer_id = %s;

-- name: erased_at
SELECT position, recorded_at FROM events WHERE kind = 'customer.erased' AND stream_id = %s
ORDER BY position LIMIT 1;

-- name: first_mention
SELECT position FROM events WHERE strpos(payload, %s) > 0 OR actor_id = %s
ORDER BY position LIMIT 1;

-- name: erase_spool
DELETE FROM spool WHERE customer IN (SELECT external_id FROM external_ids WHERE id = %(person)s)
    OR author IN (SELECT external_id FROM external_ids WHERE id = %(person)s)
    OR external_id IN (
        SELECT external_id FROM external_ids WHERE kind <> 'report'
            AND (person_id = %(person)s OR conversation_id = ANY (%(conversations)s))
    );

-- name: erase_bodies
DELETE FROM bodies WHERE person_id = %(person)s OR conversation_id = ANY (%(conversations)s);

-- name: erase_vectors
DELETE FROM vectors WHERE person_id = %(person)s OR conversation_id = ANY (%(conversations)s);

-- name: erase_people
DELETE FROM people WHERE person_id = %(person)s;

-- name: erase_external_ids
DELETE FROM external_ids WHERE id = %(person)s OR person_id = %(person)s
    OR conversation_id = ANY (%(conversations)s)
RETURNING kind, external_id;

-- name: secret
SELECT secret FROM workspaces;

-- name: insert_tombstones
INSERT INTO erased_external (tombstone) SELECT unnest(%b::bytea[]) ON CONFLICT DO NOTHING;

-- name: tombstones
SELECT tombstone FROM erased_external;

-- name: tombstones_among
SELECT tombstone FROM erased_external WHERE tombstone = ANY (%b::bytea[]);

-- name: erased_among
SELECT stream_id FROM events WHERE kind = 'customer.erased' AND stream_id = ANY (%b::text[]);

-- name: erase_responses
UPDATE idempotency SET status = 410, response = NULL WHERE person_id = %(person)s;

-- name: erase_snapshots
DELETE FROM snapshots WHERE position >= %(first)s;

-- ---- imports ----------------------------------------------------------------------------

-- name: stage
CREATE TEMP TABLE staged (nth bigint GENERATED ALWAYS AS IDENTITY, kind text, external_id text,
    at timestamptz, text text, customer text, author text, conversation text, place bigint
) ON COMMIT DROP;

-- name: fill_stage
INSERT INTO staged (kind, external_id, at, text, customer, author, conversation)
SELECT * FROM unnest(%b::text[], %b::text[], %b::timestamptz[], %b::text[], %b::text[],
    %b::text[], %b::text[]);

-- name: stage_newest_first
UPDATE staged SET place = newest.place FROM (
    SELECT conversation, row_number() OVER (ORDER BY min(at) DESC, conversation) AS place
    FROM staged WHERE conversation <> ALL (%b::text[]) GROUP BY conversation
) AS newest
WHERE staged.conversation = newest.conversation;

-- name: begin_import
INSERT INTO imports DEFAULT VALUES ON CONFLICT DO NOTHING;

-- name: lock_import
SELECT last_sequence, done_sequence FROM imports FOR UPDATE;

-- name: spool_stage
WITH numbered AS (
    SELECT nth, %s + row_number() OVER (
        ORDER BY place NULLS FIRST, at NULLS FIRST, nth
    ) AS sequence
    FROM (
        SELECT DISTINCT ON (kind, external_id) nth, kind, external_id, at, place
        FROM staged ORDER BY kind, external_id, nth
    ) AS new
    WHERE NOT EXISTS (
        SELECT FROM spool WHERE spool.kind = new.kind AND spool.external_id = new.external_id
    )
), kept AS (
    INSERT INTO spool (sequence, kind, external_id, at, text, customer, author)
    SELECT sequence, kind, external_id, at, text, customer, author
    FROM numbered JOIN staged USING (nth)
    RETURNING sequence
), counted AS (SELECT count(*) AS rows FROM kept)
UPDATE imports SET last_sequence = last_sequence + counted.rows FROM counted
RETURNING counted.rows;

-- name: spooled
SELECT sequence, kind, external_id, at, text, customer, author FROM spool
WHERE sequence > %s AND sequence <= %s ORDER BY sequence;

-- name: spooled_names
SELECT sequence, kind, external_id, customer, author FROM spool;

-- name: drop_spooled
DELETE FROM spool WHERE sequence = ANY (%b::bigint[]);

-- name: spool_progress
SELECT done_sequence, last_sequence FROM imports;

-- name: empty_spool
WITH emptied AS (
    DELETE FROM spool WHERE sequence <= (SELECT done_sequence FROM imports) RETURNING sequence
)
SELECT count(*) FROM emptied;

-- name: last_erasure
SELECT position FROM events WHERE kind = 'customer.erased' ORDER BY position DESC LIMIT 1;

-- ---- the desk's pages -------------------------------------------------------------------

-- name: insert_link
INSERT INTO links (link_hash, name, rights, expires_at) VALUES (%s, %s, %s, %s);

-- name: link
SELECT name, rights FROM links WHERE link_hash = %s AND used_at IS NULL AND expires_at > %s;

-- Of two who follow one link at once, one finds it used.
-- name: use_link
UPDATE links SET used_at = %(now)s
WHERE link_hash = %(hash)s AND used_at IS NULL AND expires_at > %(now)s RETURNING name, rights;

-- name: insert_sign_in
INSERT INTO sign_ins (sign_in_hash, person_id, rights, expires_at) VALUES (%s, %s, %s, %s);

-- name: sign_in
SELECT held.person_id, coalesce(people.name, ''), held.rights, workspaces.name
FROM sign_ins AS held CROSS JOIN workspaces LEFT JOIN people USING (person_id)
WHERE held.sign_in_hash = %s AND held.ended_at IS NULL AND held.expires_at > %s;

-- name: end_sign_in
UPDATE sign_ins SET ended_at = %s WHERE sign_in_hash = %s;

-- name: drop_desk_rows
WITH rows AS (DELETE FROM desk_rows)
DELETE FROM cursors WHERE follower = 'waiting';

-- name: desk_rows
SELECT conversation_id, customer_id, subject_id, has_subject, language, asked_at, mode, action,
    rule, confidence, threshold, frustration, urgency, precedence, due_at
FROM desk_rows WHERE conversation_id = ANY (%b::text[]);

-- name: insert_desk_rows
INSERT INTO desk_rows (conversation_id, customer_id, subject_id, has_subject, language, asked_at,
    mode, action, rule, confidence, threshold, frustration, urgency, precedence, due_at)
SELECT * FROM unnest(%b::text[], %b::text[], %b::text[], %b::boolean[], %b::text[],
    %b::timestamptz[], %b::text[], %b::text[], %b::text[], %b::integer[], %b::integer[],
    %b::integer[], %b::integer[], %b::integer[], %b::timestamptz[])
ON CONFLICT (workspace, conversation_id) DO UPDATE SET subject_id = excluded.subject_id,
    has_subject = excluded.has_subject, language = excluded.language,
    asked_at = excluded.asked_at, mode = excluded.mode, action = excluded.action,
    rule = excluded.rule, confidence = excluded.confidence, threshold = excluded.threshold,
    frustration = excluded.frustration, urgency = excluded.urgency,
    precedence = excluded.precedence, due_at = excluded.due_at;

-- name: erase_desk_rows
DELETE FROM desk_rows WHERE customer_id = ANY (%b::text[]);

-- What moved last comes first; `after` and `after_id` are of the last row of the page before.
-- By its own times: of a history the older conversations may have come into the log later.
-- name: desk_page
SELECT inbox.conversation_id, inbox.customer_id, subject_id, has_subject, language, asked_at,
    mode, action, rule, confidence, threshold, frustration, urgency, precedence, due_at,
    position, moved_at, state, resolution, channel, account_id, team_id, reason, message_id, author
FROM inbox JOIN desk_rows USING (workspace, conversation_id)
WHERE (%(after)s::timestamptz IS NULL
        OR (moved_at, inbox.conversation_id) < (%(after)s, %(after_id)s))
    AND (%(state)s::text IS NULL OR state = %(state)s)
    AND (%(author)s::text IS NULL OR author = %(author)s AND state <> 'resolved')
    AND (%(account_id)s::text IS NULL OR account_id = %(account_id)s)
    AND (%(team_id)s::text IS NULL OR team_id = %(team_id)s)
    AND (%(language)s::text IS NULL OR language = %(language)s)
    AND (%(channel)s::text IS NULL OR channel = %(channel)s)
    AND (%(intents)s::text[] IS NULL OR intent_id = ANY (%(intents)s)
        OR inbox.conversation_id = ANY (%(members)s::text[]))
    AND (%(among)s::text[] IS NULL OR inbox.conversation_id = ANY (%(among)s))
    AND (%(frustration)s::integer IS NULL OR frustration >= %(frustration)s)
    AND (%(urgency)s::integer IS NULL OR urgency >= %(urgency)s)
    AND (NOT %(is_flagged)s OR precedence = 0)
ORDER BY moved_at DESC, inbox.conversation_id DESC LIMIT %(limit)s;

-- Who is due first comes first, of each precedence; `after`, `after_id` and `after_precedence` are
-- of the last row of the page before.
-- name: desk_waiting
SELECT inbox.conversation_id, inbox.customer_id, subject_id, has_subject, language, asked_at,
    mode, action, rule, confidence, threshold, frustration, urgency, precedence, due_at,
    position, moved_at, state, resolution, channel, account_id, team_id, reason, message_id, author
FROM desk_rows JOIN inbox USING (workspace, conversation_id)
WHERE asked_at IS NOT NULL
    AND (%(after)s::timestamptz IS NULL
        OR (precedence, due_at, conversation_id)
            > (%(after_precedence)s, %(after)s, %(after_id)s))
    AND (%(account_id)s::text IS NULL OR account_id = %(account_id)s)
    AND (%(team_id)s::text IS NULL OR team_id = %(team_id)s)
    AND (%(language)s::text IS NULL OR language = %(language)s)
    AND (%(channel)s::text IS NULL OR channel = %(channel)s)
    AND (%(intents)s::text[] IS NULL OR intent_id = ANY (%(intents)s)
        OR inbox.conversation_id = ANY (%(members)s::text[]))
    AND (%(among)s::text[] IS NULL OR inbox.conversation_id = ANY (%(among)s))
    AND (%(frustration)s::integer IS NULL OR frustration >= %(frustration)s)
    AND (%(urgency)s::integer IS NULL OR urgency >= %(urgency)s)
    AND (NOT %(is_flagged)s OR precedence = 0)
ORDER BY precedence, due_at, conversation_id LIMIT %(limit)s;

-- Counted up to so many: a page shows no larger number, and counting more of them at each
-- page would cost more than the page.
-- name: desk_counts
SELECT
    (SELECT count(*) FROM
        (SELECT FROM desk_rows WHERE asked_at IS NOT NULL LIMIT %(most)s) AS waiting),
    (SELECT count(*) FROM
        (SELECT FROM desk_rows WHERE precedence = 0 LIMIT %(most)s) AS flagged),
    (SELECT count(*) FROM
        (SELECT FROM inbox WHERE state = 'with_agent' LIMIT %(most)s) AS held);

-- From each value to the next larger one by the index: there are few, of very many rows.
-- name: desk_choices
WITH RECURSIVE channels AS (
    SELECT min(channel) AS value FROM inbox
    UNION ALL
    SELECT (SELECT min(channel) FROM inbox WHERE channel > value) FROM channels
    WHERE value IS NOT NULL
),
languages AS (
    SELECT min(language) AS value FROM desk_rows
    UNION ALL
    SELECT (SELECT min(language) FROM desk_rows WHERE language > value) FROM languages
    WHERE value IS NOT NULL
)
SELECT 'channel', value FROM channels WHERE value IS NOT NULL
UNION ALL SELECT 'language', value FROM languages WHERE value IS NOT NULL
ORDER BY 1, 2;

-- name: all_accounts
SELECT account_id, name FROM accounts ORDER BY name, account_id LIMIT %s;

-- name: all_teams
SELECT id, external_id FROM external_ids WHERE kind = 'team' ORDER BY external_id LIMIT %s;
