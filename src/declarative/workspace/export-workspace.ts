import { sections, type AccessDocument, type Section } from '../document/document.ts';
import { pathText } from '../document/place.ts';
import { senseProblems } from '../document/sense-problems.ts';
import { isAccessDocument, shapeProblems, type PathProblem } from '../document/shape-problems.ts';
import { indexNames } from '../plan/name-index.ts';
import {
  type PolicyFields,
  type StoredConnection,
  type StoredGroup,
  type StoredPersona,
  type StoredPolicy,
  type StoredPurpose,
  type StoredToken,
  type Workspace,
} from './workspace.ts';

type Sections = Omit<AccessDocument, 'apiVersion'>;

/** A document of what is there, and what of it has no place in one, with the reason. */
export interface Export {
  readonly document: Sections;
  readonly leftOut: readonly string[];
}

type Named = { readonly name: string; readonly id: string };

/** By name; what shares its name with another, whatever the case, is left out. */
function sorted<T extends Named>(kind: string, things: readonly T[], leftOut: string[]): T[] {
  const index = indexNames(kind, things);
  const alone = things.filter(({ name }) => index.find(name) !== null);
  for (const { name, id } of things.filter((thing) => !alone.includes(thing))) {
    leftOut.push(`${kind} \`${name}\` (${id}) shares its name with another one`);
  }
  return alone.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function exportGroup({ name, fields }: StoredGroup) {
  return { name, ...fields };
}

function exportConnection({ name, fields }: StoredConnection) {
  return { qualifiedName: name, admins: fields };
}

function sharedPolicy({ name, fields }: StoredPolicy) {
  const { kind, effect, actions, mask, enabled } = fields;
  return { name, kind, effect, actions, ...(mask === null ? {} : { mask }), enabled };
}

function exportPersonaPolicy(policy: StoredPolicy) {
  const { connection, resources, types } = policy.fields;
  return { ...sharedPolicy(policy), ...(connection === null ? {} : { connection }), resources, types };
}

function exportAudience({ audience }: PolicyFields) {
  if (audience === null) return {};
  const { everyone, ...lists } = audience;
  const named = Object.entries(lists).filter(([, names]) => names.length > 0);
  return { ...(everyone ? { everyone } : {}), ...Object.fromEntries(named) };
}

function exportPurposePolicy(policy: StoredPolicy) {
  return { ...sharedPolicy(policy), audience: exportAudience(policy.fields) };
}

function exportPersona({ name, fields, policies }: StoredPersona, leftOut: string[]) {
  return { name, ...fields, policies: sorted('policy', policies, leftOut).map(exportPersonaPolicy) };
}

function exportPurpose({ name, fields, policies }: StoredPurpose, leftOut: string[]) {
  return { name, ...fields, policies: sorted('policy', policies, leftOut).map(exportPurposePolicy) };
}

function exportToken({ name, expiresIn, fields }: StoredToken) {
  const { responsible, ...rest } = fields;
  return { name, expiresIn, ...rest, ...(responsible === null ? {} : { responsible }) };
}

/** The lists of a document, whose entries can be left out one by one. */
type Lists = Partial<Record<Section, readonly unknown[]>>;

function problemsOf(value: unknown): PathProblem[] {
  return isAccessDocument(value) ? senseProblems(value) : shapeProblems(value);
}

/** What a document may not say, such as a name beyond all measure, is left out: the rest must stay readable. */
function withoutProblems(lists: Lists, leftOut: string[]): Sections {
  const problems = problemsOf({ apiVersion: 'clavis/v1', ...lists });
  if (problems.length === 0) return lists as Sections;
  const gone = new Set(problems.map(({ path }) => pathText(path.slice(0, 2))));
  for (const { path, message } of problems) leftOut.push(`${pathText(path).slice(0, 200)}: ${message}`);
  const kept = Object.entries(lists).map(([section, list]) => [
    section,
    list.filter((_, index) => !gone.has(`${section}[${String(index)}]`)),
  ]);
  return withoutProblems(Object.fromEntries(kept) as Lists, leftOut);
}

/** A document of a workspace, in one order whatever order it was read in. Never holds a secret: none is read. */
export function exportWorkspace(workspace: Workspace, only: ReadonlySet<Section>): Export {
  const leftOut: string[] = [];
  const { groups, connections, purposes, personas, tokens } = workspace;
  const exporters: Readonly<Record<Section, () => readonly unknown[]>> = {
    groups: () => sorted('group', groups, leftOut).map(exportGroup),
    connections: () => sorted('connection', connections, leftOut).map(exportConnection),
    purposes: () => sorted('purpose', purposes, leftOut).map((purpose) => exportPurpose(purpose, leftOut)),
    personas: () => sorted('persona', personas, leftOut).map((persona) => exportPersona(persona, leftOut)),
    tokens: () => sorted('API token', tokens, leftOut).map(exportToken),
  };
  const chosen = sections.filter((section) => only.has(section));
  const lists = Object.fromEntries(chosen.map((section) => [section, exporters[section]()]));
  const document = withoutProblems(lists, leftOut);
  return { document, leftOut };
}
