import type { AccessDocument } from '../document/document.ts';
import { pathText } from '../document/place.ts';
import { type PathProblem } from '../document/shape-problems.ts';
import { type Workspace } from '../workspace/workspace.ts';
import { indexNames } from './name-index.ts';
import { type PruneKind } from './prune-kinds.ts';
import { referencesOf, type Reference, type ReferenceKind } from '../document/references.ts';

const words: Readonly<Record<ReferenceKind, string>> = {
  user: 'user',
  group: 'group',
  persona: 'persona',
  token: 'API token',
  connection: 'connection',
  tag: 'tag',
};

/** What a name may stand for; null: it was not read, and the server will tell. */
type Known = (name: string) => boolean | null;

function declaredNames(list: readonly { readonly name: string }[] | undefined): ReadonlySet<string> {
  return new Set((list ?? []).map(({ name }) => name));
}

/** Lists may keep the name of somebody who is gone; the server asks only of names that are new to a list. */
function namesInUse({ groups, connections, personas, purposes }: Workspace): ReadonlySet<string> {
  return new Set([
    ...groups.flatMap(({ fields }) => fields.members),
    ...connections.flatMap(({ fields }) => fields.users),
    ...personas.flatMap(({ fields }) => fields.users),
    ...purposes.flatMap(({ policies }) => policies.flatMap(({ fields }) => fields.audience?.users ?? [])),
  ]);
}

function isKnown(document: AccessDocument, workspace: Workspace): Readonly<Record<ReferenceKind, Known>> {
  const { people, tags } = workspace.directory;
  const [groups, personas, tokens] = [document.groups, document.personas, document.tokens].map(declaredNames);
  const index = {
    group: indexNames('group', workspace.groups),
    persona: indexNames('persona', workspace.personas),
    token: indexNames('API token', workspace.tokens),
    connection: indexNames('connection', workspace.connections),
  };
  const inUse = namesInUse(workspace);
  return {
    user: (name) => people === null || people.has(name) || inUse.has(name),
    tag: (name) => tags === null || tags.has(name),
    group: (name) => groups?.has(name) === true || index.group.find(name) !== null,
    persona: (name) => personas?.has(name) === true || index.persona.find(name) !== null,
    token: (name) => tokens?.has(name) === true || index.token.find(name) !== null,
    connection: (name) => index.connection.find(name) !== null,
  };
}

function problemOf({ kind, name, path }: Reference): PathProblem {
  return { path, message: `there is no ${words[kind]} \`${name}\`, or you may not see it` };
}

/** What a document refers to and does not declare is deleted with everything else that it does not declare. */
function prunedProblems(document: AccessDocument, prune: ReadonlySet<PruneKind>): PathProblem[] {
  const declared = { persona: declaredNames(document.personas), token: declaredNames(document.tokens) };
  return referencesOf(document).flatMap(({ kind, name, path }) => {
    if (kind !== 'persona' && kind !== 'token') return [];
    if (!prune.has(`${kind}s`) || declared[kind].has(name)) return [];
    return [{ path, message: `${words[kind]} \`${name}\` is not declared, so that pruning would delete it` }];
  });
}

/** Every name of a document that stands for nothing, neither in it nor on the server, or will not after pruning. */
export function referenceProblems(
  document: AccessDocument,
  workspace: Workspace,
  prune: ReadonlySet<PruneKind>,
): PathProblem[] {
  const known = isKnown(document, workspace);
  const unknown = referencesOf(document).filter(({ kind, name }) => known[kind](name) === false);
  const told = new Set(unknown.map(({ path }) => pathText(path)));
  const pruned = prunedProblems(document, prune).filter(({ path }) => !told.has(pathText(path)));
  return [...unknown.map(problemOf), ...pruned];
}
