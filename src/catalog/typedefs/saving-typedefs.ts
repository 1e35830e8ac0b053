import type { Problem } from '../../foundation/index.ts';
import type { TypeRegistry } from '../types/type-registry.ts';
import type { TagDefinition } from './tag-definition.ts';
import type { TypeDefinition } from './type-definition.ts';

/** What every definition of one request is planned with. Nothing is written before all of them are planned. */
export interface SavingTypedefs {
  readonly types: TypeRegistry;
  readonly username: string;
  /** Epoch milliseconds. */
  readonly now: number;
  /** Whether what is not there is refused to be changed, or defined: a request that creates finds nothing. */
  readonly creates: boolean;
  readonly allowDuplicateDisplayName: boolean;
  /** Names of the types that come with the server. */
  readonly builtIn: ReadonlySet<string>;
  /** Every tag by its guid, as the request leaves it. */
  readonly tags: Map<string, TagDefinition>;
  /** The same of everything else that people define. */
  readonly defined: Map<string, TypeDefinition>;
  readonly problems: Problem[];
}

/** One definition as it will be. */
export interface PlannedDefinition<Definition extends TagDefinition> {
  readonly after: Definition;
  readonly isNew: boolean;
}

/** Who made a new definition, and when. */
export function newMark({ username, now }: SavingTypedefs) {
  return { createdBy: username, updatedBy: username, createTime: now, updateTime: now, version: 1 };
}

/** The same of one that changes. */
export function changeMark({ username, now }: SavingTypedefs, { version }: TagDefinition) {
  return { updatedBy: username, updateTime: now, version: version + 1 };
}
