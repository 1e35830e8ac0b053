import { type Asset } from './assets.ts';
import { type EntityInput } from './entities.ts';

/** What a policy speaks of. A persona may have all of them, a purpose `metadata` and `data`. */
export type PolicyKind = 'metadata' | 'data' | 'glossary' | 'domain' | 'ai';

/** `mask` says how values look to whoever may read them. */
export type PolicyEffect = 'allow' | 'deny' | 'mask';

export type PolicyMask = 'MASK_SHOW_FIRST_4' | 'MASK_SHOW_LAST_4' | 'MASK_HASH' | 'MASK_NULL' | 'MASK_REDACT';

/** Who the policy of a purpose is for, by name; the group `public` is everybody. Policies of personas are for its members. */
export interface PolicyAudience {
  users: string[];
  groups: string[];
}

/** A policy of a persona or a purpose as it is to be. */
export interface PolicyInput {
  name: string;
  kind: PolicyKind;
  effect: PolicyEffect;
  /** Words of the Atlan wire, such as `persona-asset-read`, `entity-read` or `select`. */
  actions: readonly string[];
  /** Of the kinds `metadata` and `data` of a persona; the caller must be one of its admins. */
  connectionQualifiedName?: string | null;
  /** Qualified names, each with everything below it; only of a persona. */
  paths?: readonly string[];
  /** Only assets of these types; none for all. */
  types?: readonly string[];
  /** Of the effect `mask`. */
  mask?: PolicyMask | null;
  /** New policies are as enabled as what they belong to, whatever this says. */
  isEnabled?: boolean;
  /** Only of a purpose. */
  audience?: Readonly<{ users: readonly string[]; groups: readonly string[] }>;
}

/** A policy as it is. */
export interface AccessPolicy extends Required<Omit<PolicyInput, 'actions' | 'paths' | 'types' | 'audience'>> {
  guid: string;
  qualifiedName: string;
  /** The qualified name of its persona or purpose. */
  parentQualifiedName: string;
  actions: string[];
  paths: string[];
  types: string[];
  audience: PolicyAudience;
}

/** A policy that is there, to be made what `PolicyInput` says. */
export type PolicyUpdate = PolicyInput & Pick<AccessPolicy, 'guid' | 'qualifiedName'>;

/** What is written together with a persona or purpose: all of it or nothing. */
export interface PolicyWrites {
  addPolicies?: readonly PolicyInput[];
  updatePolicies?: readonly PolicyUpdate[];
}

/** What search has to give for `readPolicy`. */
export const policyAttributes: readonly string[] = [
  ...['policyType', 'policyCategory', 'policySubCategory', 'policyActions', 'policyResources', 'policyMaskType'],
  ...['policyUsers', 'policyGroups', 'isPolicyEnabled', 'connectionQualifiedName'],
];

const pathPrefix = 'entity:';
const typePrefix = 'entity-type:';
const anyType = `${typePrefix}*`;

/** The texts of a list; what is no list is an empty one. */
export function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function after(prefix: string, resources: readonly string[]): string[] {
  return resources.filter((one) => one.startsWith(prefix)).map((one) => one.slice(prefix.length));
}

function effectOf(policyType: unknown): PolicyEffect {
  if (policyType === 'dataMask') return 'mask';
  return policyType === 'deny' ? 'deny' : 'allow';
}

export function readPolicy({ guid, name, qualifiedName, attributes }: Asset): AccessPolicy {
  const resources = textsOf(attributes['policyResources']);
  const connection = attributes['connectionQualifiedName'];
  const effect = effectOf(attributes['policyType']);
  return {
    ...{ guid, name, qualifiedName, effect },
    parentQualifiedName: qualifiedName.slice(0, qualifiedName.lastIndexOf('/')),
    // The server accepts no other words for these two.
    kind: (attributes['policySubCategory'] ?? 'metadata') as PolicyKind,
    mask: effect === 'mask' ? ((attributes['policyMaskType'] ?? 'MASK_REDACT') as PolicyMask) : null,
    actions: textsOf(attributes['policyActions']),
    connectionQualifiedName: typeof connection === 'string' && connection !== '' ? connection : null,
    paths: after(pathPrefix, resources),
    types: resources.includes(anyType) ? [] : after(typePrefix, resources),
    isEnabled: attributes['isPolicyEnabled'] !== false,
    audience: { users: textsOf(attributes['policyUsers']), groups: textsOf(attributes['policyGroups']) },
  };
}

function policyTypeOf(effect: PolicyEffect): string {
  return effect === 'mask' ? 'dataMask' : effect;
}

/** What may change of a policy. */
function changeableAttributes(policy: PolicyInput): Record<string, unknown> {
  const { name, effect, actions, mask, isEnabled } = policy;
  return {
    ...{ name, policyType: policyTypeOf(effect), policyActions: actions, policyMaskType: mask ?? null },
    ...(isEnabled === undefined ? {} : { isPolicyEnabled: isEnabled }),
  };
}

function resourcesOf({ kind, paths = [], types = [] }: PolicyInput): string[] {
  const everyType = kind === 'data' && types.length === 0 ? [anyType] : [];
  return [...paths.map((path) => `${pathPrefix}${path}`), ...types.map((type) => `${typePrefix}${type}`), ...everyType];
}

/** What the Atlan wire wants of a persona's policy, by its kind. */
const personaServices: Readonly<Record<PolicyKind, Record<string, string>>> = {
  metadata: { policyServiceName: 'atlas', policyResourceCategory: 'CUSTOM' },
  data: { policyServiceName: 'heka', policyResourceCategory: 'ENTITY' },
  glossary: { policyServiceName: 'atlas', policyResourceCategory: 'CUSTOM' },
  domain: { policyServiceName: 'atlas', policyResourceCategory: 'CUSTOM' },
  ai: { policyServiceName: 'atlas', policyResourceCategory: 'CUSTOM' },
};

/** What is said of a policy when it is made, and never changes. */
function fixedAttributes(policy: PolicyInput, { typeName }: Pick<PolicyParent, 'typeName'>): Record<string, unknown> {
  const { name, kind, connectionQualifiedName: connection } = policy;
  const category = typeName === 'Persona' ? 'persona' : 'purpose';
  const fixed = { qualifiedName: name, displayName: '', policyCategory: category, policySubCategory: kind };
  if (typeName === 'Purpose') return { ...fixed, policyServiceName: 'atlas_tag', policyResourceCategory: 'TAG' };
  const placed = connection === undefined || connection === null ? {} : { connectionQualifiedName: connection };
  return { ...fixed, ...personaServices[kind], ...placed };
}

/** What a policy of that parent speaks of and whom it is for. The tags of a purpose's policies are those of the purpose. */
function scopeAttributes(policy: PolicyInput, { typeName }: Pick<PolicyParent, 'typeName'>): Record<string, unknown> {
  if (typeName === 'Persona') return { policyResources: resourcesOf(policy) };
  const { users, groups } = policy.audience ?? { users: [], groups: [] };
  return { policyUsers: users, policyGroups: groups };
}

/** What policies belong to; its guid may be the placeholder of one that is made in the same save. */
export interface PolicyParent {
  readonly typeName: 'Persona' | 'Purpose';
  readonly guid: string;
}

/** A policy in the words of the Atlan wire, as a draft of access has it: whole, or only what may change of one that is there. */
export function policyAsAttributes(
  policy: PolicyInput | PolicyUpdate,
  parent: Pick<PolicyParent, 'typeName'>,
): Record<string, unknown> {
  const fixed = 'guid' in policy ? {} : fixedAttributes(policy, parent);
  return { ...fixed, ...changeableAttributes(policy), ...scopeAttributes(policy, parent) };
}

/** The policies of a save, as entities. */
export function policyEntities(
  { addPolicies = [], updatePolicies = [] }: PolicyWrites,
  parent: PolicyParent,
): EntityInput[] {
  const accessControl = { typeName: parent.typeName, attributes: {}, guid: parent.guid };
  return [
    ...addPolicies.map((policy, index) => ({
      typeName: 'AuthPolicy',
      // The parent may be a placeholder too, and has the first.
      guid: `-${String(index + 2)}`,
      attributes: { ...policyAsAttributes(policy, parent), accessControl },
    })),
    ...updatePolicies.map((policy) => ({
      typeName: 'AuthPolicy',
      guid: policy.guid,
      attributes: { qualifiedName: policy.qualifiedName, ...policyAsAttributes(policy, parent), accessControl },
    })),
  ];
}
