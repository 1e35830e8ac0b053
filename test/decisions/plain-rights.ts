import { rolesOf, type Principal } from '../../src/identity/index.ts';
import type { Action, AssetFacts } from '../../src/policy/index.ts';
import { connectionNames, type Listed, type World, type WorldPolicy, type WorldPurpose } from './access-world.ts';

// The rights written a second time, as plainly as they can be said: segments instead of prefixes, wire words instead of actions,
// no conditions. What the product gathers and decides must come to the same on every small world.

export interface Question {
  readonly who: Principal;
  readonly action: Action;
  readonly on: AssetFacts;
}

/** Letter by letter: `*` is any run of letters, `?` one letter. */
function spells(pattern: readonly string[], text: readonly string[]): boolean {
  const [wanted, ...rest] = pattern;
  const [given, ...left] = text;
  if (wanted === undefined) return given === undefined;
  if (wanted === '*') return spells(rest, text) || (given !== undefined && spells(pattern, left));
  return given !== undefined && (wanted === '?' || wanted === given) && spells(rest, left);
}

/** The node and everything it lies in, from the top. */
function wayDownTo(qualifiedName: string): string[][] {
  const segments = qualifiedName.split('/');
  return segments.map((_, at) => segments.slice(0, at + 1));
}

/** Whether the place is the node at `path` or lies beneath it; with a last `/*` only what lies beneath it. */
export function covers(path: string, qualifiedName: string): boolean {
  const wanted = path.split('/');
  if (/[*?]/.test(path.replace(/\/\*$/, ''))) {
    return wayDownTo(qualifiedName).some((node) => spells([...path], [...node.join('/')]));
  }
  const childrenOnly = wanted.at(-1) === '*';
  if (childrenOnly) wanted.pop();
  const given = qualifiedName.split('/');
  const longEnough = childrenOnly ? given.length > wanted.length : given.length >= wanted.length;
  return longEnough && wanted.every((segment, at) => segment === given[at]);
}

function isListed(among: World, who: Principal, { names, groups }: Listed): boolean {
  return (
    names.includes(who.username) ||
    groups.some((group) => group === 'public' || among.groups[group]?.includes(who.username))
  );
}

function isA(on: AssetFacts, ...typeNames: readonly string[]): boolean {
  return [on.typeName, ...on.superTypes].some((name) => typeNames.includes(name));
}

const changes = { 'asset.create': 'create', 'asset.update': 'update', 'asset.delete': 'delete' } as const;
const crud: Readonly<Partial<Record<Action, string>>> = { 'asset.read': 'read', ...changes };

/** Every way of writing that a tag may be touched so: adding and removing one bring changing it along. */
const tagVerbs: Readonly<Partial<Record<Action, readonly string[]>>> = {
  'asset.add-tag': ['add'],
  'asset.update-tag': ['add', 'update', 'remove'],
  'asset.remove-tag': ['remove'],
};
const termVerbs: Readonly<Partial<Record<Action, string>>> = {
  'asset.add-terms': 'add',
  'asset.remove-terms': 'remove',
};

function metadataWords(action: Action, on: AssetFacts): string[] {
  const verb = crud[action];
  if (verb !== undefined && on.typeName === 'DataQualityRule') return [`persona-dq-${verb}`];
  if (verb !== undefined) return [`persona-${verb === 'create' || verb === 'delete' ? 'api' : 'asset'}-${verb}`];
  if (action === 'asset.update-custom-metadata') return ['persona-business-update-metadata'];
  const tagWords = (tagVerbs[action] ?? []).map((tagVerb) => `persona-entity-${tagVerb}-classification`);
  return termVerbs[action] === undefined ? tagWords : [`persona-${termVerbs[action]}-terms`];
}

function glossaryWords(action: Action): string[] {
  if (termVerbs[action] !== undefined) return ['persona-glossary-update'];
  if (crud[action] !== undefined) return [`persona-glossary-${crud[action]}`];
  if (action === 'asset.update-custom-metadata') return ['persona-glossary-update-custom-metadata'];
  return (tagVerbs[action] ?? []).map(
    (verb) => `persona-glossary-${verb === 'remove' ? 'delete' : verb}-classifications`,
  );
}

function aiWords(action: Action, on: AssetFacts): string[] {
  const kind = { AIApplication: 'application', AIModel: 'model', AIModelVersion: 'modelversion' }[on.typeName];
  if (kind === undefined) return [];
  const verb = crud[action];
  const along: string[] = [];
  if (kind === 'application' && verb === 'update') along.push('persona-ai-application-create');
  if (kind === 'modelversion' && verb === 'create') along.push('persona-ai-model-create');
  if (verb !== undefined) return [`persona-ai-${kind}-${verb}`, ...along];
  if (action === 'asset.update-custom-metadata') return [`persona-ai-${kind}-business-update-metadata`];
  if (termVerbs[action] !== undefined) return [`persona-ai-${kind}-${termVerbs[action]}-terms`];
  return (tagVerbs[action] ?? []).map((tagVerb) => `persona-ai-${kind}-${tagVerb}-classification`);
}

/** What a domain word is called for this: changing a domain brings its tags and terms along. */
function domainVerb(action: Action): string | undefined {
  if (tagVerbs[action] !== undefined || termVerbs[action] !== undefined) return 'update';
  return action === 'asset.update-custom-metadata' ? 'business-update-metadata' : crud[action];
}

/** Whether a domain policy with this path and these words speaks of it. */
function domainSays({ words, effect }: WorldPolicy, path: string, { action, on }: Question): boolean {
  if (!isA(on, 'DataDomain', 'DataProduct')) return false;
  const verb = domainVerb(action);
  const says = (kind: string) => verb !== undefined && words.includes(`persona-domain-${kind}${verb}`);
  const everyDomain = path === 'default/domain/*/super';
  // Of all domains the outermost are meant, and what lies beneath any of them.
  const isInside = on.qualifiedName.split('/').length > 4;
  const isIt = everyDomain ? !isInside : on.qualifiedName === path;
  const isBeneath = everyDomain ? isInside : covers(`${path}/*`, on.qualifiedName);
  const kind = on.typeName === 'DataDomain' ? 'sub-domain-' : 'product-';
  if (isBeneath && says(kind)) return true;
  if (action !== 'asset.read') return isIt && on.typeName === 'DataDomain' && says('');
  // Reading a domain shows what lies in it, and an allow the way down to it.
  const isAbove = on.typeName === 'DataDomain' && effect !== 'deny' && covers(`${on.qualifiedName}/*`, path);
  return says('') && (isIt || isBeneath || (isAbove && !everyDomain));
}

function policySays(question: Question, policy: WorldPolicy): boolean {
  const { action, on } = question;
  const { category, words, paths, types, connection } = policy;
  const hasWord = (some: readonly string[]) => some.some((word) => words.includes(word));
  const here = connection !== null && covers(connection, on.qualifiedName);
  const isPlaced =
    here && paths.some((path) => covers(path, on.qualifiedName)) && (types.length === 0 || isA(on, ...types));
  switch (category) {
    case 'metadata':
      return isPlaced && hasWord(metadataWords(action, on));
    case 'data':
      return isPlaced && action === 'data.select';
    case 'glossary':
      return (
        isA(on, 'AtlasGlossary', 'AtlasGlossaryTerm', 'AtlasGlossaryCategory') &&
        (paths.includes('*') || paths.includes(on.glossaryQualifiedName ?? '')) &&
        hasWord(glossaryWords(action))
      );
    case 'domain':
      return paths.some((path) => domainSays(policy, path, question));
    case 'ai':
      return covers('default/ai', on.qualifiedName) && hasWord(aiWords(action, on));
  }
}

function purposeWords(action: Action, effect: string): string[] {
  if (action === 'data.select') return ['select'];
  // Tags show on the asset: who may not see them must not see it, and who may is not shown it by that.
  if (action === 'asset.read')
    return effect === 'deny' ? ['entity-read', 'entity-read-classification'] : ['entity-read'];
  if (crud[action] !== undefined) return [`entity-${crud[action]}`];
  if (action === 'asset.update-custom-metadata') return ['entity-update-business-metadata'];
  if (termVerbs[action] !== undefined) return [`purpose-${termVerbs[action]}-terms`];
  return (tagVerbs[action] ?? []).map((verb) => `entity-${verb}-classification`);
}

function purposeSays({ who, action, on }: Question, among: World, { tags, enabled, policies }: WorldPurpose) {
  if (!enabled || !tags.some((tag) => on.tagNames.includes(tag))) return [];
  return policies
    .filter((policy) => policy.enabled && isListed(among, who, policy))
    .filter(({ words, effect }) => purposeWords(action, effect).some((word) => words.includes(word)))
    .map(({ effect }) => effect);
}

/** The effects of everything that personas and purposes say about it to the one who asks. */
function effectsOf(among: World, question: Question): string[] {
  const ofPersonas = among.personas
    .filter((persona) => persona.enabled && isListed(among, question.who, persona))
    .flatMap(({ policies }) => policies.filter((one) => one.enabled && policySays(question, one)))
    .map(({ effect }) => effect);
  return [...ofPersonas, ...among.purposes.flatMap((purpose) => purposeSays(question, among, purpose))];
}

function isWithinScopes(among: World, { who, action, on }: Question): boolean {
  const scopes = among.scopes[who.username] ?? null;
  if (scopes === null) return true;
  if (scopes.readOnly === true && action !== 'asset.read' && action !== 'data.select') return false;
  if (scopes.actions !== undefined && !scopes.actions.includes(action)) return false;
  return scopes.connections === undefined || scopes.connections.some((name) => covers(name, on.qualifiedName));
}

/** What a role can, as far as the ceiling of the token leaves it. */
function can(among: World, who: Principal, capability: string): boolean {
  if (who.role !== 'admin' && who.role !== 'default') return false;
  const scopes = among.scopes[who.username] ?? null;
  if (scopes?.readOnly === true && !capability.endsWith('.read')) return false;
  return scopes?.actions?.includes(capability) ?? true;
}

function isCollection(on: AssetFacts): boolean {
  return isA(on, 'Namespace', 'Query');
}

/** What is for everybody to read, by what it takes to do more. */
function sharedThrough(on: AssetFacts): string | null {
  if (on.typeName.startsWith('AtlasGlossary')) return 'glossary.manage';
  if (on.typeName === 'DataDomain' || on.typeName === 'DataProduct') return 'domain.manage';
  const isOf = (root: string, ...typeNames: readonly string[]): boolean =>
    covers(root, on.qualifiedName) && typeNames.some((typeName) => on.typeName.startsWith(typeName));
  const isAgentic = isOf('default/ai', 'AI') || isOf('default/skill', 'Skill') || isOf('default/context', 'Context');
  return isAgentic ? 'ai.manage' : null;
}

function roleSays(among: World, { who, action, on }: Question): boolean {
  const shared = sharedThrough(on);
  if (shared !== null) return can(among, who, shared) || (who.role !== 'none' && action === 'asset.read');
  if (isA(on, 'Persona', 'Purpose', 'AuthPolicy')) {
    if (action === 'data.select') return false;
    return can(among, who, action === 'asset.read' ? 'persona.read' : 'persona.manage');
  }
  if (on.typeName === 'Connection') return action === 'asset.create' && can(among, who, 'connection.create');
  if (!isCollection(on) || !covers(`default/collection/${who.username}`, on.qualifiedName)) return false;
  return who.role !== 'none' || action === 'asset.read';
}

function listsSay(among: World, { who, action, on }: Question): boolean {
  const ownRoles = rolesOf(who).map(({ name }) => name);
  const administers = among.admins.some(
    (lists, at) =>
      covers(connectionNames[at] ?? '', on.qualifiedName) &&
      (isListed(among, who, lists) || lists.roles.some((role) => ownRoles.includes(role))),
  );
  const shares = among.collections.some(
    ({ name, editors, viewers }) =>
      isCollection(on) &&
      covers(name, on.qualifiedName) &&
      ((action !== 'data.select' && isListed(among, who, editors)) ||
        (action === 'asset.read' && isListed(among, who, viewers))),
  );
  return administers || shares;
}

export interface PlainAnswer {
  readonly allowed: boolean;
  readonly masked: boolean;
}

export function answerPlainly(among: World, question: Question): PlainAnswer {
  const effects = effectsOf(among, question);
  const refused = { allowed: false, masked: false };
  if (effects.includes('deny') || !isWithinScopes(among, question)) return refused;
  const { who, action } = question;
  const isGuest = who.role === 'guest';
  // A guest never writes, and queries only what a data policy names.
  if (isGuest && action !== 'asset.read' && action !== 'data.select') return refused;
  const byLists = listsSay(among, question) || roleSays(among, question);
  const allowed = effects.includes('allow') || (byLists && !(isGuest && action === 'data.select'));
  return { allowed, masked: allowed && effects.includes('mask') };
}
