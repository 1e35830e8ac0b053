import { type Principal } from '../identity/index.ts';
import { actions, allOf, writeActions, type Action, type Condition, type Policy } from '../policy/index.ts';
import { hasCapability } from './capabilities.ts';
import { collectionRoot } from './qualified-names.ts';

const glossaryTypes: Condition = {
  kind: 'type',
  typeNames: ['AtlasGlossary', 'AtlasGlossaryTerm', 'AtlasGlossaryCategory'],
};
const governanceTypes: Condition = { kind: 'type', typeNames: ['Persona', 'Purpose', 'AuthPolicy'] };
const connectionType: Condition = { kind: 'type', typeNames: ['Connection'] };

/** Collections, folders and saved queries. */
const collectionTypes: Condition = { kind: 'type', typeNames: ['Namespace', 'Query'] };

function allow(id: string, of: readonly Action[], where: Condition): Policy {
  return { id, effect: 'allow', actions: of, where };
}

function glossaryPolicies(principal: Principal): Policy[] {
  if (principal.role === 'none') return [];
  if (!hasCapability(principal, 'glossary.manage'))
    return [allow('workspace:glossary.read', ['asset.read'], glossaryTypes)];
  return [allow('workspace:glossary.manage', actions, glossaryTypes)];
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

/**
 * What an actor makes for itself lies under `default/collection/<username>` (Atlan wire, collections). Granted by that path
 * and not by who created a row: a file made in a connection must not stay readable to a former admin of it.
 */
function ownPolicies({ username, role }: Principal): Policy[] {
  const own = allOf([collectionTypes, { kind: 'under', path: `${collectionRoot}/${username}` }]);
  const mayMake = role !== 'read' && role !== 'none';
  return [allow('workspace:own-collections', mayMake ? actions : ['asset.read'], own)];
}

/**
 * What an actor may do by its workspace role alone, as policies. Nothing here touches what lies under a connection.
 * A guest never writes, not even as a connection's admin or through a persona; the role of an API token is no such
 * ceiling, for what a token may do with assets comes from its links alone.
 */
export function workspacePolicies(principal: Principal): Policy[] {
  return [
    ...glossaryPolicies(principal),
    ...governancePolicies(principal),
    ...ownPolicies(principal),
    ...(hasCapability(principal, 'connection.create')
      ? [allow('workspace:connection.create', ['asset.create'], connectionType)]
      : []),
    ...(principal.role === 'guest'
      ? [{ id: 'workspace:guest.read-only', effect: 'deny', actions: writeActions, where: { kind: 'all' } } as const]
      : []),
  ];
}
