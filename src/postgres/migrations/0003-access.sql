-- Who may do what: connection admins, personas with their members and policies, workspace settings.
-- Asset rows render these things on the wire; decisions are made from these tables alone.

CREATE TABLE connection_admin (
  connection_guid uuid NOT NULL,
  -- Repeated on each row, so that the connections of one actor are one index scan.
  qualified_name  text NOT NULL,
  -- actor: a username, of a user or of an API token · group: the name of a group · role: the id of a role
  subject_kind    text NOT NULL CHECK (subject_kind IN ('actor', 'group', 'role')),
  subject         text NOT NULL,
  PRIMARY KEY (connection_guid, subject_kind, subject)
);
CREATE INDEX connection_admin_subject ON connection_admin (subject_kind, subject);
CREATE INDEX connection_admin_qualified_name ON connection_admin (qualified_name);

CREATE TABLE persona (
  guid           uuid PRIMARY KEY,
  qualified_name text NOT NULL UNIQUE,
  name           text NOT NULL,
  enabled        boolean NOT NULL DEFAULT true
);

CREATE TABLE persona_member (
  persona_guid uuid NOT NULL REFERENCES persona (guid) ON DELETE CASCADE,
  -- user: a username, named by the persona · group: the name of a group, named by the persona
  -- token: the username of an API token, linked from the token. Each side replaces its own kinds only.
  subject_kind text NOT NULL CHECK (subject_kind IN ('user', 'group', 'token')),
  subject      text NOT NULL,
  PRIMARY KEY (persona_guid, subject_kind, subject)
);
CREATE INDEX persona_member_subject ON persona_member (subject_kind, subject);

CREATE TABLE policy (
  guid                      uuid PRIMARY KEY,
  persona_guid              uuid NOT NULL REFERENCES persona (guid) ON DELETE CASCADE,
  name                      text NOT NULL,
  effect                    text NOT NULL CHECK (effect IN ('allow', 'deny')),
  -- Words of the wire, such as persona-asset-read; one that means nothing here yet is kept and grants nothing.
  actions                   text[] NOT NULL,
  -- Qualified names; a trailing /* means what is below, without the node itself.
  paths                     text[] NOT NULL,
  -- Empty means every type.
  entity_types              text[] NOT NULL,
  -- NULL for policies that are not about one connection (glossary, domain).
  connection_qualified_name text,
  enabled                   boolean NOT NULL DEFAULT true
);
CREATE INDEX policy_persona ON policy (persona_guid);

CREATE TABLE workspace_setting (
  key   text PRIMARY KEY,
  value text NOT NULL
);
-- What an API token made without a role may do; the Atlan wire has no field for it.
INSERT INTO workspace_setting (key, value) VALUES ('tokens.default_role', 'default');
