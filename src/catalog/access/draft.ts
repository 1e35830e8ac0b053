import type { JsonObject } from '../../foundation/index.ts';

/** A policy to be made: its attributes in the words of the Atlan wire, and its persona or purpose by qualified name or guid. */
export interface DraftPolicy {
  readonly persona?: string;
  readonly purpose?: string;
  readonly attributes: JsonObject;
}

/** Attributes of a stored policy that would change. */
export interface DraftUpdate {
  readonly guid: string;
  readonly attributes: JsonObject;
}

/** A member of a persona, by qualified name or guid: an actor, or the group of that name. */
export interface DraftLink {
  readonly persona: string;
  readonly actor?: string;
  readonly group?: string;
}

/** A change that is only thought of. */
export interface AccessDraft {
  readonly add?: readonly DraftPolicy[];
  readonly update?: readonly DraftUpdate[];
  /** Guids of policies. */
  readonly remove?: readonly string[];
  readonly link?: readonly DraftLink[];
  readonly unlink?: readonly DraftLink[];
}
