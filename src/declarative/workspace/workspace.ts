import type { PolicyEffect, PolicyKind, PolicyMask, TokenScopes } from '../../sdk/index.ts';

/** Who the policy of a purpose is for. Lists are sorted and without doubles, here and everywhere in a workspace. */
export interface Audience {
  readonly everyone: boolean;
  readonly users: readonly string[];
  readonly groups: readonly string[];
  readonly tokens: readonly string[];
}

export interface GroupFields {
  readonly alias: string;
  readonly description: string;
  readonly default: boolean;
  readonly members: readonly string[];
}

/** Admin lists by name: users, groups, `admin` and the like, API tokens. */
export interface ConnectionFields {
  readonly users: readonly string[];
  readonly groups: readonly string[];
  readonly roles: readonly string[];
  readonly tokens: readonly string[];
}

export interface PolicyFields {
  readonly kind: PolicyKind;
  readonly effect: PolicyEffect;
  readonly actions: readonly string[];
  readonly connection: string | null;
  readonly resources: readonly string[];
  readonly types: readonly string[];
  readonly mask: PolicyMask | null;
  readonly enabled: boolean;
  /** Only of a purpose. */
  readonly audience: Audience | null;
}

export interface PersonaFields {
  readonly description: string;
  readonly enabled: boolean;
  readonly users: readonly string[];
  readonly groups: readonly string[];
}

export interface PurposeFields {
  readonly description: string;
  readonly enabled: boolean;
  readonly tags: readonly string[];
}

export interface TokenFields {
  readonly description: string;
  readonly role: string;
  /** Names of personas. */
  readonly personas: readonly string[];
  readonly scopes: TokenScopes | null;
  readonly networks: readonly string[] | null;
  readonly requestsPerMinute: number | null;
  readonly mayRotateItself: boolean;
  /** The user name of who answers for it; null: nobody. */
  readonly responsible: string | null;
}

/** What is there, by its name; `id` and what else a kind adds is how the server knows it. */
export interface Stored<Fields> {
  readonly name: string;
  readonly id: string;
  readonly fields: Fields;
}

export type StoredGroup = Stored<GroupFields>;

export interface StoredPolicy extends Stored<PolicyFields> {
  readonly qualifiedName: string;
  /** Of the audience: actors without a name of their own here. Nobody declares them, and they stay. */
  readonly unnamed: readonly string[];
}

/** A persona or a purpose, with its policies. */
export interface StoredParent<Fields> extends Stored<Fields> {
  readonly qualifiedName: string;
  readonly policies: readonly StoredPolicy[];
}

export type StoredPersona = StoredParent<PersonaFields>;
export type StoredPurpose = StoredParent<PurposeFields>;

/** `name` is the qualified name. */
export interface StoredConnection extends Stored<ConnectionFields> {
  /** What people read. */
  readonly label: string;
  /** Admins without a name of their own here, such as OAuth clients: nobody declares them, and they stay. */
  readonly unnamed: readonly string[];
}

export interface StoredToken extends Stored<TokenFields> {
  /** `service-account-apikey-…` */
  readonly username: string;
  readonly version: number;
  readonly state: 'active' | 'suspended' | 'expired';
  /** As a duration from when it was made, such as `90d`, or `never`. */
  readonly expiresIn: string;
  /** Qualified names of linked personas that share their name with another one. Nobody declares them, and they stay. */
  readonly unnamed: readonly string[];
}

/** Names that a document may refer to without declaring them. Null: they were not read. */
export interface Directory {
  /** User names of those that were asked for and exist. */
  readonly people: ReadonlySet<string> | null;
  readonly tags: ReadonlySet<string> | null;
  /** Who reads; an API token by its `service-account-` name. */
  readonly me: string;
}

/** What a server holds of everything that can be declared, as far as it was asked for; what was not is empty. */
export interface Workspace {
  readonly groups: readonly StoredGroup[];
  readonly connections: readonly StoredConnection[];
  readonly purposes: readonly StoredPurpose[];
  readonly personas: readonly StoredPersona[];
  readonly tokens: readonly StoredToken[];
  readonly directory: Directory;
}

/** A list as a set: sorted, and every name once. */
export function nameSet(names: readonly string[]): readonly string[] {
  return [...new Set(names)].sort();
}
