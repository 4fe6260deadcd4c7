--
-- PostgreSQL database dump
--


-- Dumped from database version 15.18 (Debian 15.18-0+deb12u1)
-- Dumped by pg_dump version 15.18 (Debian 15.18-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: store_now(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.store_now() RETURNS bigint
    LANGUAGE sql STABLE
    AS $$SELECT (extract(epoch FROM now()) * 1000)::bigint$$;


SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: blob; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.blob (
    key text NOT NULL,
    part integer NOT NULL,
    bytes bytea NOT NULL
);
ALTER TABLE ONLY public.blob ALTER COLUMN bytes SET STORAGE EXTERNAL;


--
-- Name: dead_letter; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.dead_letter (
    id text NOT NULL COLLATE pg_catalog."C",
    request_id text NOT NULL,
    function_name text NOT NULL,
    qualifier text,
    trigger_id text,
    reason text NOT NULL,
    last_error text,
    payload bytea NOT NULL,
    last_response bytea,
    attempts text NOT NULL,
    accepted_at bigint NOT NULL,
    died_at bigint NOT NULL,
    redrive_count integer NOT NULL
);


--
-- Name: dead_letter_audit; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.dead_letter_audit (
    id text NOT NULL,
    request_id text NOT NULL,
    function_name text NOT NULL,
    action text NOT NULL,
    detail text NOT NULL,
    at bigint NOT NULL
);


--
-- Name: dedup_key; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.dedup_key (
    trigger_id text NOT NULL,
    key text NOT NULL,
    accepted_at bigint NOT NULL
);


--
-- Name: flyway_schema_history; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.flyway_schema_history (
    installed_rank integer NOT NULL,
    version character varying(50),
    description character varying(200) NOT NULL,
    type character varying(20) NOT NULL,
    script character varying(1000) NOT NULL,
    checksum integer,
    installed_by character varying(100) NOT NULL,
    installed_on timestamp without time zone DEFAULT now() NOT NULL,
    execution_time integer NOT NULL,
    success boolean NOT NULL
);


--
-- Name: invocation; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.invocation (
    sequence bigint NOT NULL,
    due_at bigint NOT NULL,
    owner bigint,
    lease_token bigint NOT NULL,
    accepted_at bigint NOT NULL,
    state integer NOT NULL,
    counted integer DEFAULT 0 NOT NULL,
    not_run_streak integer DEFAULT 0 NOT NULL,
    recursion_depth integer NOT NULL,
    redrive_count integer NOT NULL,
    request_id text NOT NULL,
    function_name text NOT NULL COLLATE pg_catalog."C",
    qualifier text,
    trigger_id text,
    attempts text,
    payload bytea NOT NULL
)
WITH (autovacuum_vacuum_scale_factor='0.02', autovacuum_vacuum_cost_delay='0');
ALTER TABLE ONLY public.invocation ALTER COLUMN payload SET STORAGE EXTERNAL;


--
-- Name: invocation_sequence_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.invocation ALTER COLUMN sequence ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.invocation_sequence_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: ledger_node; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.ledger_node (
    node text NOT NULL,
    expires_at bigint NOT NULL
);


--
-- Name: node_lease; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.node_lease (
    epoch bigint NOT NULL,
    node text NOT NULL,
    expires_at bigint NOT NULL
);


--
-- Name: node_lease_epoch_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.node_lease ALTER COLUMN epoch ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.node_lease_epoch_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: outbox; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.outbox (
    sequence bigint NOT NULL,
    state integer NOT NULL,
    due_at bigint NOT NULL,
    owner bigint,
    lease_token bigint NOT NULL,
    tries integer NOT NULL,
    id text NOT NULL,
    destination text NOT NULL,
    headers text NOT NULL,
    recursion_depth integer NOT NULL,
    dead_letter_id text,
    last_error text,
    body bytea NOT NULL
)
WITH (autovacuum_vacuum_scale_factor='0.02', autovacuum_vacuum_cost_delay='0');


--
-- Name: outbox_sequence_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.outbox ALTER COLUMN sequence ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.outbox_sequence_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: parked_key; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.parked_key (
    trigger_id text NOT NULL,
    key bytea NOT NULL,
    shard_id text NOT NULL,
    parked_at bigint NOT NULL,
    reason text NOT NULL,
    dead_letter_id text,
    records bigint DEFAULT 0 NOT NULL,
    bytes bigint DEFAULT 0 NOT NULL,
    draining integer DEFAULT 0 NOT NULL,
    claimed_at bigint DEFAULT 0 NOT NULL,
    owner bigint,
    token bigint DEFAULT 0 NOT NULL,
    last_error text
);


--
-- Name: parked_record; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.parked_record (
    sequence bigint NOT NULL,
    trigger_id text NOT NULL,
    key bytea NOT NULL,
    shard_id text NOT NULL,
    record_id text NOT NULL,
    arrived_at bigint NOT NULL,
    dead_letter_id text,
    payload bytea NOT NULL
);


--
-- Name: parked_record_sequence_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.parked_record ALTER COLUMN sequence ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.parked_record_sequence_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: registry_change; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.registry_change (
    id integer NOT NULL,
    number bigint NOT NULL
);


--
-- Name: registry_entry; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.registry_entry (
    kind text NOT NULL,
    name text NOT NULL,
    change_number bigint NOT NULL,
    document text
);


--
-- Name: secret; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.secret (
    name text NOT NULL,
    key_id text NOT NULL,
    wrapped_key bytea NOT NULL,
    sealed bytea NOT NULL,
    version bigint NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL
);


--
-- Name: shard; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.shard (
    trigger_id text NOT NULL,
    shard_id text NOT NULL COLLATE pg_catalog."C",
    parent text COLLATE pg_catalog."C",
    other_parent text COLLATE pg_catalog."C",
    "position" text,
    finished integer NOT NULL,
    owner text,
    epoch bigint NOT NULL,
    leased_until bigint NOT NULL,
    gone_at bigint
);


--
-- Name: shard_reader; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.shard_reader (
    trigger_id text NOT NULL,
    reader text NOT NULL COLLATE pg_catalog."C",
    expires_at bigint NOT NULL
);


--
-- Name: shard_stream; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.shard_stream (
    trigger_id text NOT NULL
);


--
-- Name: source_state; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.source_state (
    trigger_id text NOT NULL,
    key text NOT NULL,
    value text NOT NULL
);


--
-- Name: source_trigger; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.source_trigger (
    id text NOT NULL,
    name text NOT NULL,
    function_name text NOT NULL,
    qualifier text,
    paused integer NOT NULL,
    form text NOT NULL,
    revision bigint NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    tags text DEFAULT '{}'::text NOT NULL
);


--
-- Name: trigger_lease; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.trigger_lease (
    trigger_id text NOT NULL,
    node text NOT NULL,
    expires_at bigint NOT NULL
);


--
-- Name: trigger_ledger; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.trigger_ledger (
    trigger_id text NOT NULL,
    minute bigint NOT NULL,
    node text NOT NULL,
    held bigint NOT NULL,
    received bigint DEFAULT 0 NOT NULL,
    delivered bigint DEFAULT 0 NOT NULL,
    filtered bigint DEFAULT 0 NOT NULL,
    deduplicated bigint DEFAULT 0 NOT NULL,
    dead bigint DEFAULT 0 NOT NULL,
    expired bigint DEFAULT 0 NOT NULL,
    returned bigint DEFAULT 0 NOT NULL,
    parked bigint DEFAULT 0 NOT NULL,
    resumed bigint DEFAULT 0 NOT NULL
);


--
-- Name: v1_function; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.v1_function (
    name text NOT NULL,
    document text NOT NULL
);


--
-- Data for Name: blob; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.blob VALUES ('0bb91504cea88ff901097850d3a928f2f5b52f2ebcb0dc13056aa2f9de6a6f4b', 0, '\x504b03041400000000000000215000cff48504000000040000000d000000707974686f6e2f6c69622e7079783d310a504b010214031400000000000000215000cff48504000000040000000d0000000000000000000000800100000000707974686f6e2f6c69622e7079504b050600000000010001003b0000002f0000000000');
INSERT INTO public.blob VALUES ('8826c416a4f4949cdd72a170362f62d7ae3502b04532ed6bf8aabab463e93216', 0, '\x504b030414000000000000002150717e4c011c0000001c000000070000006d61696e2e70796465662068616e646c6528652c63293a0a202072657475726e20650a504b0102140314000000000000002150717e4c011c0000001c0000000700000000000000000000008001000000006d61696e2e7079504b0506000000000100010035000000410000000000');
INSERT INTO public.blob VALUES ('5570a3cf02207f1d352d2cfea385be4bc0b2b9414f606baa6f55db60b232f221', 0, '\x6120626c6f62');


--
-- Data for Name: dead_letter; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.dead_letter VALUES ('00000001-0000-7000-8000-000000000000', 'request-1', 'orders', 'live', NULL, 'RetriesExhausted', 'last words', '\x7b226e223a317d', '\x7b226572726f724d657373616765223a226e6f227d', '[{"number":1,"startedAt":"2023-11-14T22:13:21Z","duration":"PT0.012S","outcome":"FunctionError","errorType":"First","errorMessage":"“quoted”\nand broken"},{"number":2,"startedAt":"2023-11-14T22:13:21Z","duration":"PT0.013S","outcome":"TimedOut","errorType":"TypeError","errorMessage":"käse"}]', 1700000001000, 1700000061000, 0);
INSERT INTO public.dead_letter VALUES ('00000002-0000-7000-8000-000000000000', 'request-2', 'orders', NULL, 't-1', 'RetriesExhausted', 'last words', '\x7b226e223a327d', NULL, '[{"number":1,"startedAt":"2023-11-14T22:13:22Z","duration":"PT0.012S","outcome":"FunctionError","errorType":"First","errorMessage":"“quoted”\nand broken"},{"number":2,"startedAt":"2023-11-14T22:13:22Z","duration":"PT0.013S","outcome":"TimedOut","errorType":"TypeError","errorMessage":"käse"}]', 1700000002000, 1700000062000, 0);
INSERT INTO public.dead_letter VALUES ('00000003-0000-7000-8000-000000000000', 'request-3', 'billing', NULL, 't-1', 'RecordAgeExceeded', 'last words', '\x7b226e223a337d', NULL, '[{"number":1,"startedAt":"2023-11-14T22:13:23Z","duration":"PT0.012S","outcome":"FunctionError","errorType":"First","errorMessage":"“quoted”\nand broken"},{"number":2,"startedAt":"2023-11-14T22:13:23Z","duration":"PT0.013S","outcome":"TimedOut","errorType":"Odd\u0000Error","errorMessage":"käse"}]', 1700000003000, 1700000063000, 0);
INSERT INTO public.dead_letter VALUES ('00000004-0000-7000-8000-000000000000', 'request-4', 'billing', NULL, NULL, 'FunctionNotFound', 'last words', '\x7b226e223a347d', NULL, '[]', 1700000004000, 1700000064000, 2);
INSERT INTO public.dead_letter VALUES ('00000007-0000-7000-8000-000000000000', 'request-7', 'orders', NULL, 't-1', 'Rejected', 'last words', '\x7b226e223a377d', NULL, '[{"number":1,"startedAt":"2023-11-14T22:13:27Z","duration":"PT0.012S","outcome":"FunctionError","errorType":"First","errorMessage":"“quoted”\nand broken"},{"number":2,"startedAt":"2023-11-14T22:13:27Z","duration":"PT0.013S","outcome":"TimedOut","errorType":"E","errorMessage":"käse"}]', 1700000007000, 1700000067000, 0);


--
-- Data for Name: dead_letter_audit; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.dead_letter_audit VALUES ('00000005-0000-7000-8000-000000000000', 'request-5', 'orders', 'redriven', 'request-5-again', 1795849095542);
INSERT INTO public.dead_letter_audit VALUES ('00000006-0000-7000-8000-000000000000', 'request-6', 'orders', 'discarded', 'known bad, “ticket” 12', 1795849096192);
INSERT INTO public.dead_letter_audit VALUES ('00000008-0000-7000-8000-000000000000', 'request-8', 'orders', 'redriven', 'with its parked key', 1795849100980);


--
-- Data for Name: dedup_key; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.dedup_key VALUES ('288dbbb4-7434-484e-9866-65c12822f6ab', '6d00ccc5e7f7e0bd2ab6fb04bddc2cd54c29d4dfad447e722c7c5c85ddd8d745', 1795849046495);
INSERT INTO public.dedup_key VALUES ('t-1', 'dedup-1', 1795849101605);


--
-- Data for Name: flyway_schema_history; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.flyway_schema_history VALUES (1, '1', 'store', 'SQL', 'V1__store.sql', -349716243, 'postgres', '2026-11-28 06:56:25.367405', 648, true);
INSERT INTO public.flyway_schema_history VALUES (2, '2', 'shards', 'SQL', 'V2__shards.sql', 180832703, 'postgres', '2026-11-28 06:56:26.484644', 125, true);
INSERT INTO public.flyway_schema_history VALUES (3, '3', 'parked keys', 'SQL', 'V3__parked_keys.sql', -1593090625, 'postgres', '2026-11-28 06:56:26.752679', 165, true);
INSERT INTO public.flyway_schema_history VALUES (4, '10', 'functions', 'SQL', 'V10__functions.sql', -874212383, 'postgres', '2026-11-28 06:56:27.037584', 137, true);
INSERT INTO public.flyway_schema_history VALUES (5, '11', 'functions of v1', 'SQL', 'V11__functions_of_v1.sql', -544932710, 'postgres', '2026-11-28 06:56:27.331107', 97, true);
INSERT INTO public.flyway_schema_history VALUES (6, '20', 'triggers', 'SQL', 'V20__triggers.sql', 1820858232, 'postgres', '2026-11-28 06:56:27.676797', 187, true);
INSERT INTO public.flyway_schema_history VALUES (7, '21', 'tags and secrets', 'SQL', 'V21__tags_and_secrets.sql', 1250543057, 'postgres', '2026-11-28 06:56:27.958859', 101, true);
INSERT INTO public.flyway_schema_history VALUES (8, '22', 'ledger', 'SQL', 'V22__ledger.sql', -1617705117, 'postgres', '2026-11-28 06:56:28.108642', 132, true);


--
-- Data for Name: invocation; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.invocation OVERRIDING SYSTEM VALUE VALUES (2, 1795849077035, NULL, 5, 1795849046511, 0, 0, 5, 0, 0, '382e8998-fef7-4931-90ad-61d6f636db4e', 'billing', NULL, NULL, '[{"number":1,"startedAt":"2026-11-28T06:57:41.744869262Z","duration":"PT0.000794033S","outcome":"Unreachable","errorType":null,"errorMessage":"the endpoint cannot be connected to: billing.example.com"}]', '\x7b2270656e64696e67223a747275657d');
INSERT INTO public.invocation OVERRIDING SYSTEM VALUE VALUES (3, 1795849095542, NULL, 0, 1795849095542, 0, 0, 0, 0, 1, 'request-5-again', 'orders', NULL, NULL, NULL, '\x7b226e223a357d');
INSERT INTO public.invocation OVERRIDING SYSTEM VALUE VALUES (4, 1795849101605, NULL, 0, 1795849101605, 0, 0, 0, 1, 0, 'request-waiting', 'orders', 'live', 't-1', NULL, '\x7b2277616974696e67223a747275657d');
INSERT INTO public.invocation OVERRIDING SYSTEM VALUE VALUES (5, 1795849102035, 2, 1, 1795849102035, 1, 0, 0, 0, 0, 'request-claimed', 'orders', NULL, NULL, NULL, '\x7b22636c61696d6564223a747275657d');
INSERT INTO public.invocation OVERRIDING SYSTEM VALUE VALUES (6, 1795849162214, NULL, 1, 1795849102120, 0, 1, 0, 0, 0, 'request-retry', 'orders', NULL, NULL, '[{"number":1,"startedAt":"2023-11-14T22:13:20Z","duration":"PT0.005S","outcome":"FunctionError","errorType":"TypeError","errorMessage":"no"}]', '\x7b227265747279223a747275657d');


--
-- Data for Name: ledger_node; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: node_lease; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.node_lease OVERRIDING SYSTEM VALUE VALUES (1, '10179@vm', 1795849062405);
INSERT INTO public.node_lease OVERRIDING SYSTEM VALUE VALUES (2, '21213@vm', 1795849124372);


--
-- Data for Name: outbox; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (1, 0, 1795849095061, NULL, 0, 0, 'message-1', 'arn:aws:sqs:eu-west-1:123456789012:failures', '{"content-type":"application/json"}', 3, '00000001-0000-7000-8000-000000000000', NULL, '\x7b227265636f7264223a317d');


--
-- Data for Name: parked_key; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.parked_key VALUES ('t-1', '\x6bc3a473652f006b6579', 'shard-1', 1795849096374, 'RetriesExhausted', '00000007-0000-7000-8000-000000000000', 2, 6, 0, 0, NULL, 1795849096374, NULL);


--
-- Data for Name: parked_record; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.parked_record OVERRIDING SYSTEM VALUE VALUES (1, 't-1', '\x6bc3a473652f006b6579', 'shard-1', 'r-1', 1700000000000, '00000007-0000-7000-8000-000000000000', '\x5b315d');
INSERT INTO public.parked_record OVERRIDING SYSTEM VALUE VALUES (3, 't-1', '\x6bc3a473652f006b6579', 'shard-1', 'r-3', 1700000000000, NULL, '\x5b335d');


--
-- Data for Name: registry_change; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.registry_change VALUES (1, 6);


--
-- Data for Name: registry_entry; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.registry_entry VALUES ('layer', 'shared', 1, '{"name":"shared","nextVersion":2,"versions":[{"number":1,"description":"shared code","created":"2026-11-28T06:57:16.118091298Z","sha256":"0bb91504cea88ff901097850d3a928f2f5b52f2ebcb0dc13056aa2f9de6a6f4b","size":128,"compatibleRuntimes":["python3.13"],"compatibleArchitectures":null,"licenseInfo":null,"policy":null}]}');
INSERT INTO public.registry_entry VALUES ('function', 'orders', 6, '{"name":"orders","latest":{"number":"$LATEST","description":"","settings":{"role":"arn:aws:iam::000000000000:role/any","runtime":"python3.13","handler":"main.handle","timeoutSeconds":3,"memoryMb":128,"ephemeralStorageMb":512,"environment":{"MODE":"live"},"architectures":["x86_64"],"layers":[{"arn":"arn:aws:lambda:us-east-1:000000000000:layer:shared:1","sha256":"0bb91504cea88ff901097850d3a928f2f5b52f2ebcb0dc13056aa2f9de6a6f4b","size":128}],"deadLetterTarget":null,"logging":{"format":"Text","applicationLevel":null,"systemLevel":null}},"code":{"sha256":"8826c416a4f4949cdd72a170362f62d7ae3502b04532ed6bf8aabab463e93216","size":140},"status":{"state":"ACTIVE","update":"SUCCESSFUL","reason":null},"revisionId":"875c70f5-5b7a-41d8-bab4-3ea176d9d51f","lastModified":"2026-11-28T06:57:21.754192188Z","key":"b5642205-18e9-40d0-aabc-103ecc7eb35c"},"serving":null,"published":[{"number":"1","description":"first","settings":{"role":"arn:aws:iam::000000000000:role/any","runtime":"python3.13","handler":"main.handle","timeoutSeconds":3,"memoryMb":128,"ephemeralStorageMb":512,"environment":{"MODE":"live"},"architectures":["x86_64"],"layers":[{"arn":"arn:aws:lambda:us-east-1:000000000000:layer:shared:1","sha256":"0bb91504cea88ff901097850d3a928f2f5b52f2ebcb0dc13056aa2f9de6a6f4b","size":128}],"deadLetterTarget":null,"logging":{"format":"Text","applicationLevel":null,"systemLevel":null}},"code":{"sha256":"8826c416a4f4949cdd72a170362f62d7ae3502b04532ed6bf8aabab463e93216","size":140},"status":{"state":"ACTIVE","update":"SUCCESSFUL","reason":null},"revisionId":"b50843c0-a455-42d2-9d45-b65d4acf0eb4","lastModified":"2026-11-28T06:57:23.197957458Z","key":"d88a751a-ff24-4134-b020-d3cdeebf41f3"}],"nextVersion":2,"aliases":{"live":{"name":"live","version":"1","description":"in use","additionalWeights":{},"revisionId":"2a18f30f-ea3a-40ce-9478-7461b69dd9b1"}},"reservedConcurrency":null,"tags":{"team":"shop"},"eventInvoke":{"$LATEST":{"maximumRetryAttempts":1,"maximumEventAgeSeconds":600,"onSuccess":null,"onFailure":null,"lastModified":"2026-11-28T06:57:23.384492535Z"}},"policies":{},"recursionAllowed":false}');


--
-- Data for Name: secret; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.secret VALUES ('db-password', 'b84fef16-e9dd-41a8-ad9f-34178451b458', '\x250c53d0bd21e791db960dfb723bb539da6814d722448854a3966944606615dfc49ae0a9f45889a669ddb9e7b16f37a726d8c49653b5347d37550573', '\x1f410008d010578809403c5691be572fe1021785b60a39144633436665e6225234891d657b13e12d39', 1, 1795849044275, 1795849044275);


--
-- Data for Name: shard; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.shard VALUES ('t-1', 'shard-1', NULL, NULL, '49590', 0, 'reader', 1, 1795849131393, NULL);


--
-- Data for Name: shard_reader; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.shard_reader VALUES ('t-1', 'reader', 1795849131219);


--
-- Data for Name: shard_stream; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.shard_stream VALUES ('t-1');


--
-- Data for Name: source_state; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.source_state VALUES ('288dbbb4-7434-484e-9866-65c12822f6ab', 'root', '(dev=fe00,ino=2180418)');
INSERT INTO public.source_state VALUES ('288dbbb4-7434-484e-9866-65c12822f6ab', 'sequence', '2');
INSERT INTO public.source_state VALUES ('288dbbb4-7434-484e-9866-65c12822f6ab', 'removals', '0');
INSERT INTO public.source_state VALUES ('288dbbb4-7434-484e-9866-65c12822f6ab', 'f:a.txt', '5:1795849045206051156:2184698:5d41402abc4b2a76b9719d911017c592:1');
INSERT INTO public.source_state VALUES ('t-2', 'file-1', 'done');


--
-- Data for Name: source_trigger; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.source_trigger VALUES ('288dbbb4-7434-484e-9866-65c12822f6ab', 'files', 'orders', NULL, 0, '{"kind":"folder","bucket":"inbox","path":"/srv/inbox","events":["s3:ObjectCreated:*","s3:ObjectRemoved:*"],"prefix":"","suffix":"","hiddenFiles":false,"temporarySuffixes":[".tmp",".part",".partial",".crdownload",".swp","~"],"settleSeconds":1.0,"rescanSeconds":10.0,"reportExisting":true}', 1, 1795849044468, 1795849044468, '{}');
INSERT INTO public.source_trigger VALUES ('7a9e0d06-1b73-4bcb-b24f-783c1b10c53f', 'clouds', 'billing', NULL, 1, '{"kind":"http"}', 1, 1795849045130, 1795849045130, '{}');


--
-- Data for Name: trigger_lease; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: trigger_ledger; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.trigger_ledger VALUES ('288dbbb4-7434-484e-9866-65c12822f6ab', 1795849020000, '7100fddb-f478-4281-bfc6-aee55e667576', 0, 1, 1, 0, 0, 0, 0, 0, 0, 0);


--
-- Data for Name: v1_function; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.v1_function VALUES ('billing', '{"name":"billing","url":"https://billing.example.com/events","timeoutSeconds":10.0}');


--
-- Name: invocation_sequence_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.invocation_sequence_seq', 6, true);


--
-- Name: node_lease_epoch_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.node_lease_epoch_seq', 2, true);


--
-- Name: outbox_sequence_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.outbox_sequence_seq', 1, true);


--
-- Name: parked_record_sequence_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.parked_record_sequence_seq', 3, true);


--
-- Name: blob blob_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.blob
    ADD CONSTRAINT blob_pkey PRIMARY KEY (key, part);


--
-- Name: dead_letter dead_letter_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.dead_letter
    ADD CONSTRAINT dead_letter_pkey PRIMARY KEY (id);


--
-- Name: dedup_key dedup_key_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.dedup_key
    ADD CONSTRAINT dedup_key_pkey PRIMARY KEY (trigger_id, key);


--
-- Name: flyway_schema_history flyway_schema_history_pk; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.flyway_schema_history
    ADD CONSTRAINT flyway_schema_history_pk PRIMARY KEY (installed_rank);


--
-- Name: invocation invocation_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.invocation
    ADD CONSTRAINT invocation_pkey PRIMARY KEY (sequence);


--
-- Name: ledger_node ledger_node_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.ledger_node
    ADD CONSTRAINT ledger_node_pkey PRIMARY KEY (node);


--
-- Name: node_lease node_lease_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.node_lease
    ADD CONSTRAINT node_lease_pkey PRIMARY KEY (epoch);


--
-- Name: outbox outbox_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_pkey PRIMARY KEY (sequence);


--
-- Name: parked_key parked_key_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.parked_key
    ADD CONSTRAINT parked_key_pkey PRIMARY KEY (trigger_id, key);


--
-- Name: parked_record parked_record_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.parked_record
    ADD CONSTRAINT parked_record_pkey PRIMARY KEY (sequence);


--
-- Name: parked_record parked_record_trigger_id_key_shard_id_record_id_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.parked_record
    ADD CONSTRAINT parked_record_trigger_id_key_shard_id_record_id_key UNIQUE (trigger_id, key, shard_id, record_id);


--
-- Name: registry_change registry_change_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.registry_change
    ADD CONSTRAINT registry_change_pkey PRIMARY KEY (id);


--
-- Name: registry_entry registry_entry_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.registry_entry
    ADD CONSTRAINT registry_entry_pkey PRIMARY KEY (kind, name);


--
-- Name: secret secret_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.secret
    ADD CONSTRAINT secret_pkey PRIMARY KEY (name);


--
-- Name: shard shard_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.shard
    ADD CONSTRAINT shard_pkey PRIMARY KEY (trigger_id, shard_id);


--
-- Name: shard_reader shard_reader_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.shard_reader
    ADD CONSTRAINT shard_reader_pkey PRIMARY KEY (trigger_id, reader);


--
-- Name: shard_stream shard_stream_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.shard_stream
    ADD CONSTRAINT shard_stream_pkey PRIMARY KEY (trigger_id);


--
-- Name: source_state source_state_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.source_state
    ADD CONSTRAINT source_state_pkey PRIMARY KEY (trigger_id, key);


--
-- Name: source_trigger source_trigger_name_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.source_trigger
    ADD CONSTRAINT source_trigger_name_key UNIQUE (name);


--
-- Name: source_trigger source_trigger_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.source_trigger
    ADD CONSTRAINT source_trigger_pkey PRIMARY KEY (id);


--
-- Name: trigger_lease trigger_lease_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.trigger_lease
    ADD CONSTRAINT trigger_lease_pkey PRIMARY KEY (trigger_id);


--
-- Name: trigger_ledger trigger_ledger_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.trigger_ledger
    ADD CONSTRAINT trigger_ledger_pkey PRIMARY KEY (trigger_id, minute, node);


--
-- Name: v1_function v1_function_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.v1_function
    ADD CONSTRAINT v1_function_pkey PRIMARY KEY (name);


--
-- Name: dead_letter_audit_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX dead_letter_audit_id ON public.dead_letter_audit USING btree (id);


--
-- Name: dead_letter_function; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX dead_letter_function ON public.dead_letter USING btree (function_name, id);


--
-- Name: dead_letter_reason; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX dead_letter_reason ON public.dead_letter USING btree (reason, id);


--
-- Name: dead_letter_trigger; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX dead_letter_trigger ON public.dead_letter USING btree (trigger_id, id) WHERE (trigger_id IS NOT NULL);


--
-- Name: dedup_key_age; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX dedup_key_age ON public.dedup_key USING btree (accepted_at);


--
-- Name: flyway_schema_history_s_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX flyway_schema_history_s_idx ON public.flyway_schema_history USING btree (success);


--
-- Name: invocation_due; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX invocation_due ON public.invocation USING btree (function_name, due_at) WHERE (state = 0);


--
-- Name: invocation_owner; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX invocation_owner ON public.invocation USING btree (owner) WHERE (state = 1);


--
-- Name: outbox_due; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX outbox_due ON public.outbox USING btree (due_at) WHERE (state = 0);


--
-- Name: outbox_owner; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX outbox_owner ON public.outbox USING btree (owner) WHERE (state = 1);


--
-- Name: parked_record_order; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX parked_record_order ON public.parked_record USING btree (trigger_id, key, sequence);


--
-- Name: registry_entry_by_change; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX registry_entry_by_change ON public.registry_entry USING btree (change_number);


--
-- Name: trigger_ledger_age; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX trigger_ledger_age ON public.trigger_ledger USING btree (minute);


--
-- Name: trigger_ledger_node; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX trigger_ledger_node ON public.trigger_ledger USING btree (node, trigger_id, minute);


--
-- PostgreSQL database dump complete
--


