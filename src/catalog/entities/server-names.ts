import { CatalogError, newNanoid } from '../../foundation/index.ts';
import type { LinkPlan } from './plan-links.ts';
import { findRequestedEnd, type SaveScope, type SaveTarget, type SaveTargets } from './save-scope.ts';

interface NamingRule {
  /** The relationship attribute whose other end the name is built on. */
  readonly parent: string | null;
  readonly parentRequired: boolean;
  /** COMPAT: a name that was sent says nothing, so two entities that sent the same one are two. */
  name(parentName: string | null, username: string): string;
}

function standalone(name: (username: string) => string): NamingRule {
  return { parent: null, parentRequired: false, name: (_, username) => name(username) };
}

function beneath(parent: string, name: (parentName: string, username: string) => string): NamingRule {
  return { parent, parentRequired: true, name: (parentName, username) => name(parentName ?? '', username) };
}

/** Clients derive a collection's name from the first four parts of anything in it, so they are kept. */
function collectionOf(qualifiedName: string): string {
  return qualifiedName.split('/').slice(0, 4).join('/');
}

const namingRules: Readonly<Record<string, NamingRule>> = {
  Persona: standalone(() => `default/${newNanoid()}`),
  Purpose: standalone(() => `default/${newNanoid()}`),
  AuthPolicy: beneath('accessControl', (parent) => `${parent}/${newNanoid()}`),
  AtlasGlossary: standalone(() => newNanoid(21)),
  AtlasGlossaryTerm: beneath('anchor', (glossary) => `${newNanoid(21)}@${glossary}`),
  AtlasGlossaryCategory: beneath('anchor', (glossary) => `${newNanoid(21)}@${glossary}`),
  Collection: standalone((username) => `default/collection/${username}/${newNanoid()}`),
  Folder: beneath('parent', (parent, username) => `${collectionOf(parent)}/folder/${username}/${newNanoid()}`),
  Query: beneath('parent', (parent, username) => `${collectionOf(parent)}/query/${username}/${newNanoid()}`),
  DataDomain: {
    parent: 'parentDomain',
    parentRequired: false,
    name: (parent) => (parent === null ? `default/domain/${newNanoid(21)}/super` : `${parent}/domain/${newNanoid(21)}`),
  },
  DataProduct: beneath('dataDomain', (domain) => `${domain}/product/${newNanoid(21)}`),
};

/** Whether the server, not the client, names new assets of this type (Atlan wire, per-type rules). */
export function isServerNamed(typeName: string): boolean {
  return Object.hasOwn(namingRules, typeName);
}

function parentNameOf(
  scope: SaveScope,
  targets: SaveTargets,
  place: { target: SaveTarget; rule: NamingRule; path: readonly string[] },
): string | null {
  const { target, rule, path } = place;
  if (rule.parent === null) return null;
  const parent = findRequestedEnd(targets, target, rule.parent);
  if (parent === null) {
    if (!rule.parentRequired) return null;
    throw new CatalogError(
      'attribute_missing',
      `\`${target.at}.attributes.${rule.parent}\` is missing: a new \`${target.typeName}\` needs it`,
    );
  }
  if (parent.target === null) return parent.qualifiedName;
  if (path.includes(parent.guid)) {
    throw new CatalogError('field_invalid', `\`${target.at}.attributes.${rule.parent}\` leads back to itself`);
  }
  nameTarget(scope, targets, { target: parent.target, path: [...path, parent.guid] });
  return parent.target.qualifiedName;
}

function nameTarget(
  scope: SaveScope,
  targets: SaveTargets,
  place: { target: SaveTarget; path: readonly string[] },
): void {
  const { target, path } = place;
  const rule = namingRules[target.typeName];
  if (target.qualifiedName !== '' || rule === undefined) return;
  target.qualifiedName = rule.name(parentNameOf(scope, targets, { target, rule, path }), scope.username);
}

/**
 * Names every new asset of a server-named type, parents before children. `attribute_missing` when the asset a name is
 * built on is not given, `field_invalid` when parents form a circle.
 */
export function nameTargets(scope: SaveScope, targets: SaveTargets): void {
  for (const target of targets.list) nameTarget(scope, targets, { target, path: [target.guid] });
}

/**
 * Throws `operation_unsupported` when an existing asset would leave the asset its name is built on, or when a policy would
 * be attached from the side of its persona: neither name nor rights would follow.
 */
export function requireParentsKept(scope: SaveScope, targets: SaveTargets, links: LinkPlan): void {
  for (const [typeName, { parent }] of Object.entries(namingRules)) {
    if (parent === null) continue;
    const [side] = scope.types.relationships.sidesOf(typeName, parent);
    if (side === undefined) continue;
    for (const link of [...links.added, ...links.removed]) {
      if (link.typeName !== side.def.name) continue;
      const child = targets.byGuid.get(link[side.self]);
      if (child !== undefined && child.existing === null && child.typeName === typeName) continue;
      throw new CatalogError('operation_unsupported', `an existing \`${typeName}\` cannot change its \`${parent}\``);
    }
  }
}
