import {
  countVerbs,
  planItems,
  type FieldChange,
  type Kind,
  type Plan,
  type PlanItem,
  type Verb,
} from '../declarative/index.ts';
import { printable } from './printable.ts';

const marks: Readonly<Record<Verb, string>> = { create: '+', update: '~', delete: '-', keep: '=' };
const kindWords: Readonly<Record<Kind, string>> = {
  group: 'group',
  connection: 'connection',
  purpose: 'purpose',
  persona: 'persona',
  policy: 'policy',
  token: 'API token',
};

type Value = FieldChange['from'];

function isEmpty(value: Value): boolean {
  return value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

function listOf(value: Value): readonly string[] | null {
  if (value === null) return [];
  return Array.isArray(value) && value.every((one) => typeof one === 'string') ? (value as string[]) : null;
}

function valueText(value: Value): string {
  return value === null ? 'none' : JSON.stringify(value);
}

/** Lists by who comes and who goes, everything else by what it was and what it will be. */
function fieldText({ field, from, to }: FieldChange, verb: Verb): string {
  const [before, after] = [listOf(from), listOf(to)];
  const isList = before !== null && after !== null && (Array.isArray(from) || Array.isArray(to));
  const comes = isList ? after.filter((name) => !before.includes(name)).map((name) => `+ ${name}`) : [];
  const goes = isList ? before.filter((name) => !after.includes(name)).map((name) => `- ${name}`) : [];
  const single =
    verb === 'update' ? `${valueText(from)} -> ${valueText(to)}` : valueText(verb === 'create' ? to : from);
  return `      ${field}: ${printable(isList ? [...comes, ...goes].join(', ') : single)}`;
}

function itemLines({ kind, within, name, verb, fields }: PlanItem): string[] {
  const place = within === null ? '' : ` of ${printable(within)}`;
  const shown = fields.filter(({ from, to }) => !isEmpty(from) || !isEmpty(to));
  return [
    `  ${marks[verb]} ${verb} ${kindWords[kind]} \`${printable(name)}\`${place}`,
    ...shown.map((changed) => fieldText(changed, verb)),
  ];
}

/** How much a plan does, such as `2 to create, 1 to update, 0 to delete, 7 unchanged`. */
export function countText(plan: Plan): string {
  const { create, update, delete: gone, keep } = countVerbs(plan);
  return `${String(create)} to create, ${String(update)} to update, ${String(gone)} to delete, ${String(keep)} unchanged`;
}

function stateNotes({ tokens }: Plan): string[] {
  return tokens.flatMap(({ name, before, after }) => {
    if (before === null || after === null || before.state === 'active') return [];
    return [`  ! API token \`${printable(name)}\` is ${before.state}; applying does not change that`];
  });
}

/** A plan for people. What stays is only counted. */
export function planText(plan: Plan): string {
  const changed = planItems(plan).filter(({ verb }) => verb !== 'keep');
  return [...changed.flatMap(itemLines), ...stateNotes(plan), `Plan: ${countText(plan)}.`].join('\n');
}

/** What a plan deletes, counted by kind, such as `2 API tokens, 1 persona`; empty: nothing. */
export function deletionText(plan: Plan): string {
  const gone = planItems(plan).filter(({ verb }) => verb === 'delete');
  const counts = Map.groupBy(gone, ({ kind }) => kind);
  const plural = (kind: Kind, count: number) =>
    count === 1 ? kindWords[kind] : kind === 'policy' ? 'policies' : `${kindWords[kind]}s`;
  return [...counts].map(([kind, { length }]) => `${String(length)} ${plural(kind, length)}`).join(', ');
}

/** A plan for programs. */
export function planJson(plan: Plan): Record<string, unknown> {
  const { keep: unchanged, ...counts } = countVerbs(plan);
  return { counts: { ...counts, unchanged }, changes: planItems(plan).filter(({ verb }) => verb !== 'keep') };
}
