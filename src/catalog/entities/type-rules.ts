import { requireCapability, type Capability } from '../../access/index.ts';
import { prepareAccessControlUpdate, prepareNewPersona, prepareNewPurpose } from './access-control-rules.ts';
import { connectionOf } from './asset-row.ts';
import { tidyGlossaryName } from './glossary-rules.ts';
import { prepareNewPolicy, preparePolicyUpdate } from './policy-rules.ts';
import {
  findRequestedEnd,
  plannedTexts,
  setDefault,
  type SaveScope,
  type SaveTarget,
  type SaveTargets,
} from './save-scope.ts';
import { nameConnection, requireAddress, requireBadgeName, requireOneDomain } from './resource-rules.ts';
import { textsOf } from './texts-of.ts';

/** What is special about saving one type: who may, what is filled in, what is refused. Runs before the plan is made. */
interface TypeRule {
  /** The workspace capability it takes beside the right on the asset itself; only to create it where so marked. */
  readonly capability?: { readonly name: Capability; readonly only?: 'create' };
  readonly create?: (scope: SaveScope, targets: SaveTargets, target: SaveTarget) => void;
  readonly update?: (scope: SaveScope, targets: SaveTargets, target: SaveTarget) => void;
}

/** The creator of a connection or collection is always among its admins, else nobody could open it to others. */
function addCreatorToAdmins(scope: SaveScope, target: SaveTarget): void {
  const admins = plannedTexts(target, 'adminUsers');
  if (!admins.includes(scope.username)) target.values.set('adminUsers', [...admins, scope.username]);
}

/**
 * Whoever made the collection reaches it by its path, so taking their name off the list would only mislead. One who was removed is
 * not in the list any more, and does not come back.
 */
function keepCreatorAmongAdmins(target: SaveTarget): void {
  const { values, existing } = target;
  if (!values.has('adminUsers') || existing === null) return;
  const creator = existing.createdBy;
  const admins = plannedTexts(target, 'adminUsers');
  if (!textsOf(existing.attributes, 'adminUsers').includes(creator) || admins.includes(creator)) return;
  values.set('adminUsers', [...admins, creator]);
}

/** Folders and queries carry the names of what they lie in; the parent decides, not what the client wrote. */
function placeInCollection(targets: SaveTargets, target: SaveTarget): void {
  const parent = findRequestedEnd(targets, target, 'parent');
  if (parent === null) return;
  target.values.set('parentQualifiedName', parent.qualifiedName);
  target.values.set('collectionQualifiedName', parent.qualifiedName.split('/').slice(0, 4).join('/'));
}

/** Domain names nest, and the outermost part is the root domain: `default/domain/<id>/super`. */
function placeInDomain(targets: SaveTargets, target: SaveTarget, attribute: string): void {
  const parent = findRequestedEnd(targets, target, attribute);
  const root = parent === null ? null : parent.qualifiedName.split('/').slice(0, 4).join('/');
  target.values.set('parentDomainQualifiedName', parent?.qualifiedName ?? null);
  target.values.set('superDomainQualifiedName', root);
}

function prepareNewProduct(targets: SaveTargets, target: SaveTarget): void {
  placeInDomain(targets, target, 'dataDomain');
  setDefault(target, 'daapLineageStatus', 'Pending');
  target.values.delete('daapInputPortGuids');
  target.values.delete('daapOutputPortGuids');
}

/** Where a name comes from the parent, what was derived from it stays too, whatever a client sends back. */
function keep(target: SaveTarget, attributes: readonly string[]): void {
  for (const attribute of attributes) target.values.delete(attribute);
}

const glossaryRule: TypeRule = {
  create: (_scope, _targets, target) => {
    tidyGlossaryName(target);
  },
  update: (_scope, _targets, target) => {
    tidyGlossaryName(target);
  },
};

const collectionContent: TypeRule = {
  create: (_scope, targets, target) => {
    placeInCollection(targets, target);
  },
  update: (_scope, _targets, target) => {
    keep(target, ['parentQualifiedName', 'collectionQualifiedName']);
  },
};

const typeRules: Readonly<Record<string, TypeRule>> = {
  Connection: {
    capability: { name: 'connection.create', only: 'create' },
    create: (scope, _targets, target) => {
      addCreatorToAdmins(scope, target);
    },
  },
  Collection: {
    create: (scope, _targets, target) => {
      addCreatorToAdmins(scope, target);
    },
    update: (_scope, _targets, target) => {
      keepCreatorAmongAdmins(target);
    },
  },
  Folder: collectionContent,
  Query: collectionContent,
  Persona: {
    capability: { name: 'persona.manage' },
    create: (_scope, _targets, target) => {
      prepareNewPersona(target);
    },
    update: (_scope, _targets, target) => {
      prepareAccessControlUpdate(target);
    },
  },
  Purpose: {
    capability: { name: 'persona.manage' },
    create: (_scope, _targets, target) => {
      prepareNewPurpose(target);
    },
    update: (_scope, _targets, target) => {
      prepareAccessControlUpdate(target);
    },
  },
  AuthPolicy: {
    capability: { name: 'persona.manage' },
    create: (_scope, targets, target) => {
      prepareNewPolicy(targets, target);
    },
    update: (_scope, _targets, target) => {
      preparePolicyUpdate(target);
    },
  },
  Link: {
    create: (_scope, _targets, target) => {
      requireAddress(target);
    },
    update: (_scope, _targets, target) => {
      if (target.values.has('link')) requireAddress(target);
    },
  },
  Badge: {
    capability: { name: 'typedef.manage' },
    create: (_scope, _targets, target) => {
      requireBadgeName(target);
    },
  },
  AtlasGlossary: glossaryRule,
  AtlasGlossaryTerm: glossaryRule,
  AtlasGlossaryCategory: glossaryRule,
  DataDomain: {
    create: (_scope, targets, target) => {
      placeInDomain(targets, target, 'parentDomain');
    },
    update: (_scope, _targets, target) => {
      keep(target, ['parentDomainQualifiedName', 'superDomainQualifiedName']);
    },
  },
  DataProduct: {
    create: (_scope, targets, target) => {
      prepareNewProduct(targets, target);
    },
    update: (_scope, _targets, target) => {
      keep(target, [
        'parentDomainQualifiedName',
        'superDomainQualifiedName',
        'daapInputPortGuids',
        'daapOutputPortGuids',
      ]);
    },
  },
};

/** Throws `permission_denied` naming the roles that would do, before anything is said about what exists. */
export function requireTypeCapability(scope: Pick<SaveScope, 'authority'>, typeName: string, isNew: boolean): void {
  const capability = typeRules[typeName]?.capability;
  if (capability === undefined || (capability.only === 'create' && !isNew)) return;
  requireCapability(scope.authority.facts.principal, capability.name);
}

/** Whether the name of an asset tells its connection; that of a connection itself, or of a glossary, tells nothing. */
function isUnderConnection({ types }: SaveScope, { typeName, qualifiedName }: SaveTarget): boolean {
  return typeName !== 'Connection' && connectionOf(types, { typeName, qualifiedName, attributes: {} }) !== null;
}

/** Applies what is special about the types of a save: fills in what the server knows, refuses what a type forbids. */
export function applyTypeRules(scope: SaveScope, targets: SaveTargets): void {
  for (const target of targets.list) {
    const rule = typeRules[target.typeName];
    requireOneDomain(target);
    if (target.existing === null && isUnderConnection(scope, target)) nameConnection(target);
    if (target.existing === null) rule?.create?.(scope, targets, target);
    else rule?.update?.(scope, targets, target);
  }
}
