import { type Principal } from '../identity/index.ts';
import { actions, allOf, writeActions, type Action, type Condition, type Policy } from '../policy/index.ts';
import { hasCapability, type Capability } from './capabilities.ts';
import { collectionTypes } from './collections/collection-policy.ts';
import { aiRoot, collectionRoot, contextRoot, skillRoot } from './qualified-names.ts';

function ofTypes(...typeNames: readonly string[]): Condition {
  return { kind: 'type', typeNames };
}

const glossaryTypes = ofTypes('AtlasGlossary', 'AtlasGlossaryTerm', 'AtlasGlossaryCategory');
const domainTypes = ofTypes('DataDomain', 'DataProduct');
// Those of connectors lie under their connections, and rights on them come from there.
const aiAssets = allOf([ofTypes('AIApplication', 'AIModel', 'AIModelVersion'), { kind: 'under', path: aiRoot }]);
const skills = allOf([ofTypes('Skill', 'SkillArtifact'), { kind: 'under', path: skillRoot }]);
const contexts = allOf([ofTypes('ContextRepository', 'ContextArtifact'), { kind: 'under', path: contextRoot }]);
// By their paths too: under a connection they would be its admins'.
const stakeholderTitles = allOf([ofTypes('StakeholderTitle'), { kind: 'under', path: 'stakeholderTitle' }]);
const badges = allOf([ofTypes('Badge'), { kind: 'under', path: 'badges' }]);
const governanceTypes = ofTypes('Persona', 'Purpose', 'AuthPolicy');
const connectionType = ofTypes('Connection');
// What still hangs on an asset is decided as that asset, so this covers what has lost it.
const leftBehind = ofTypes('Readme', 'Link', 'DataContract');

function allow(id: string, of: readonly Action[], where: Condition): Policy {
  return { id, effect: 'allow', actions: of, where };
}

/** What everybody but the role `none` may read, and who holds the capability may do anything with. */
const shared: readonly (readonly [subject: string, capability: Capability, where: Condition])[] = [
  ['glossary', 'glossary.manage', glossaryTypes],
  ['domain', 'domain.manage', domainTypes],
  ['ai', 'ai.manage', aiAssets],
  ['skill', 'ai.manage', skills],
  ['context', 'ai.manage', contexts],
  ['stakeholder-title', 'domain.manage', stakeholderTitles],
  ['badge', 'typedef.manage', badges],
];

function sharedPolicies(principal: Principal): Policy[] {
  if (principal.role === 'none') return [];
  return shared.map(([subject, capability, where]) =>
    hasCapability(principal, capability)
      ? allow(`workspace:${subject}.manage`, actions, where)
      : allow(`workspace:${subject}.read`, ['asset.read'], where),
  );
}

function governancePolicies(principal: Principal): Policy[] {
  return [
    ...(hasCapability(principal, 'persona.read')
      ? [allow('workspace:persona.read', ['asset.read'], governanceTypes)]
      : []),
    ...(hasCapability(principal, 'persona.manage')
      ? [allow('workspace:persona.manage', writeActions, governanceTypes)]
      : []),
  ];
}

/** The one policy that differs between actors who hold the same. */
export const ownCollections = 'workspace:own-collections';

/**
 * What an actor makes for itself lies under `default/collection/<username>` (Atlan wire, collections). Granted by that path
 * and not by who created a row: a file made in a connection must not stay readable to a former admin of it.
 */
function ownPolicies({ username, role }: Principal): Policy[] {
  const own = allOf([collectionTypes, { kind: 'under', path: `${collectionRoot}/${username}` }]);
  const mayMake = role !== 'read' && role !== 'none';
  return [allow(ownCollections, mayMake ? actions : ['asset.read'], own)];
}

/**
 * Grants of lists and paths as far as the role leaves them: a guest queries data only where a data policy says so, and being in a
 * list says nothing of data.
 */
export function leftByRole({ role }: Principal, grants: readonly Policy[]): Policy[] {
  if (role !== 'guest') return [...grants];
  return grants.map((grant) => ({ ...grant, actions: grant.actions.filter((action) => action !== 'data.select') }));
}

/**
 * What an actor may do by its workspace role alone, as policies. Nothing here touches what lies under a connection.
 * A guest never writes, not even as a connection's admin or through a persona; the role of an API token is no such
 * ceiling, for what a token may do with assets comes from its links alone.
 */
export function workspacePolicies(principal: Principal): Policy[] {
  return [
    ...sharedPolicies(principal),
    ...governancePolicies(principal),
    ...leftByRole(principal, ownPolicies(principal)),
    ...(hasCapability(principal, 'settings.manage')
      ? [allow('workspace:left-behind.remove', ['asset.read', 'asset.delete'], leftBehind)]
      : []),
    ...(hasCapability(principal, 'connection.create')
      ? [allow('workspace:connection.create', ['asset.create'], connectionType)]
      : []),
    ...(principal.role === 'guest'
      ? [{ id: 'workspace:guest.read-only', effect: 'deny', actions: writeActions, where: { kind: 'all' } } as const]
      : []),
  ];
}
