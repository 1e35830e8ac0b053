import { type Members, readMembers, readObject, refuseValue } from './members.ts';
import { below, type Place, refuse } from './place.ts';
import { scoreMax } from '../score.ts';

/** Members that every clause may carry and that do not change what matches. */
export const scoring: readonly string[] = ['boost', '_name'];

/** How much a match of the clause is worth; 1 unless it says otherwise. */
export function readBoost(members: Members, at: Place): number {
  const json = members.boost;
  if (json === undefined) return 1;
  const boost = typeof json === 'string' && /^\d{1,9}(\.\d{1,9})?$/.test(json) ? Number(json) : json;
  if (typeof boost === 'number' && boost >= 0 && boost <= scoreMax) return boost;
  refuseValue(below(at, 'boost'), json, 'a number from 0');
  return 1;
}

/** `{"<field>": …}`: the one field of a clause with what is said of it. */
export interface FieldClause {
  readonly field: string;
  readonly body: unknown;
  readonly boost: number;
  readonly at: Place;
}

function namedField(members: Members, field: string, at: Place): FieldClause {
  return { field, body: members[field], boost: readBoost(members, at), at: below(at, field) };
}

/** Reads a clause about exactly one field. */
export function readFieldClause(json: unknown, at: Place): FieldClause | null {
  const members = readObject(json, at, 'an object with one field');
  if (members === null) return null;
  const names = Object.keys(members).filter((name) => !scoring.includes(name));
  const [field] = names;
  if (field !== undefined && names.length === 1) return namedField(members, field, at);
  refuse(at, `${String(names.length)} fields given; exactly one is accepted`);
  return null;
}

/** What a clause with a short and a long form says about its field, always in the long form. */
export interface LongForm {
  readonly field: string;
  readonly members: Members;
  readonly boost: number;
  readonly at: Place;
}

export interface Forms {
  /** The member that the short form `{"<field>": value}` stands for. */
  readonly short: string;
  /** Other names of that member. */
  readonly aliases?: readonly string[];
  /** The other members that the long form may have. */
  readonly known: readonly string[];
}

/** Reads `{"<field>": value}` and `{"<field>": {"<short>": value, …}}` alike. */
export function readLongForm(json: unknown, at: Place, forms: Forms): LongForm | null {
  const clause = readFieldClause(json, at);
  if (clause === null) return null;
  const { field, body, boost } = clause;
  if (typeof body !== 'object') return { field, members: { [forms.short]: body }, boost, at: clause.at };
  const names = [forms.short, ...(forms.aliases ?? [])];
  const members = readMembers(body, clause.at, [...names, ...forms.known, ...scoring]);
  if (members === null) return null;
  const said = names.find((name) => members[name] !== undefined);
  if (said === undefined) {
    refuse(clause.at, `member \`${forms.short}\` is missing`);
    return null;
  }
  const inLongForm = { ...members, [forms.short]: members[said] };
  return { field, members: inLongForm, boost: boost * readBoost(members, clause.at), at: clause.at };
}
