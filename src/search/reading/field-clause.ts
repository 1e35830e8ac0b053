import { type Members, readMembers, readObject } from './members.ts';
import { below, type Place, refuse } from './place.ts';

/** Members that every clause may carry and that do not change what matches: all scores are equal here. */
export const scoring: readonly string[] = ['boost', '_name'];

/** `{"<field>": …}`: the one field of a clause with what is said of it. */
export interface FieldClause {
  readonly field: string;
  readonly body: unknown;
  readonly at: Place;
}

/** Reads a clause about exactly one field. */
export function readFieldClause(json: unknown, at: Place): FieldClause | null {
  const members = readObject(json, at, 'an object with one field');
  if (members === null) return null;
  const names = Object.keys(members).filter((name) => !scoring.includes(name));
  const [field] = names;
  if (field !== undefined && names.length === 1) return { field, body: members[field], at: below(at, field) };
  refuse(at, `${String(names.length)} fields given; exactly one is accepted`);
  return null;
}

/** What a clause with a short and a long form says about its field, always in the long form. */
export interface LongForm {
  readonly field: string;
  readonly members: Members;
  readonly at: Place;
}

export interface Forms {
  /** The member that the short form `{"<field>": value}` stands for. */
  readonly short: string;
  /** The other members that the long form may have. */
  readonly known: readonly string[];
}

/** Reads `{"<field>": value}` and `{"<field>": {"<short>": value, …}}` alike. */
export function readLongForm(json: unknown, at: Place, forms: Forms): LongForm | null {
  const clause = readFieldClause(json, at);
  if (clause === null) return null;
  const { field, body } = clause;
  if (typeof body !== 'object') return { field, members: { [forms.short]: body }, at: clause.at };
  const members = readMembers(body, clause.at, [forms.short, ...forms.known, ...scoring]);
  if (members === null) return null;
  if (members[forms.short] === undefined) {
    refuse(clause.at, `member \`${forms.short}\` is missing`);
    return null;
  }
  return { field, members, at: clause.at };
}
