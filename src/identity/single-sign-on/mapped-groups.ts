import { compileLinearPattern } from './linear-pattern.ts';
import { SingleSignOnRefusal } from './refusal.ts';
import type { SsoMapper } from './sso-mapper.ts';

/** What follows from a provider's word for memberships. */
export interface MappedGroups {
  /** Groups that the person is to be in. */
  readonly wanted: ReadonlySet<string>;
  /** Groups whose membership the provider decides: who is not wanted there leaves. */
  readonly decided: ReadonlySet<string>;
}

export interface MappingInput {
  readonly mappers: readonly SsoMapper[];
  readonly claims: Readonly<Record<string, unknown>>;
  /** The claim with the groups, whatever the mappers say; `null`: each mapper's own. */
  readonly groupsClaim: string | null;
  readonly isFirstSignIn: boolean;
}

const valuesMax = 1_000;
const valueCharactersMax = 512;

/**
 * The claims that may hold what a mapper asks for; the first that is there counts. COMPAT: official clients always name the SAML
 * attribute `memberOf`, where OpenID Connect providers say `groups`.
 */
function claimNames(mapper: SsoMapper, groupsClaim: string | null): readonly string[] {
  if (groupsClaim !== null) return [groupsClaim];
  const name = mapper.config['attribute.name'] ?? '';
  return name === 'memberOf' ? ['memberOf', 'groups'] : [name];
}

function refuse(name: string, what: string): never {
  throw new SingleSignOnRefusal('groups-invalid', `claim \`${name.slice(0, 80)}\` ${what}`);
}

/** OpenID Connect Core 5.6.2: the claim is somewhere else, as Entra ID says when a person has too many groups for a token. */
function isElsewhere(claims: MappingInput['claims'], name: string): boolean {
  const sources = claims['_claim_names'];
  return typeof sources === 'object' && sources !== null && Object.hasOwn(sources, name);
}

function valuesOf(claims: MappingInput['claims'], name: string): readonly string[] | null {
  if (!Object.hasOwn(claims, name)) {
    // SECURITY: not known is not none; taking it for none would end memberships, or keep what ended there.
    if (isElsewhere(claims, name))
      refuse(name, 'is not in the token but distributed; let the provider send fewer groups');
    return null;
  }
  const claim = claims[name];
  const values: unknown[] = Array.isArray(claim) ? claim : [claim];
  if (values.length > valuesMax) refuse(name, `has more than ${String(valuesMax)} values`);
  return values.map((value) => {
    if (typeof value !== 'string') refuse(name, 'is neither a text nor a list of texts');
    return value.length > valueCharactersMax ? refuse(name, 'has a value that is too long') : value;
  });
}

function createTest(mapper: SsoMapper): (value: string) => boolean {
  const expected = mapper.config['attribute.value'] ?? '';
  if (mapper.config['are.attribute.values.regex'] !== 'true') return (value) => value === expected;
  const pattern = compileLinearPattern(expected);
  return (value) => pattern.matches(value);
}

/**
 * Which groups follow from the claims. `FORCE` decides at every sign-in, `IMPORT` adds at the first only. A claim that is absent is an
 * empty list. Throws `SingleSignOnRefusal`, `groups-invalid`, for a claim that is no list of texts, is too large, or is elsewhere.
 */
export function mappedGroups(input: MappingInput): MappedGroups {
  const { mappers, claims, groupsClaim, isFirstSignIn } = input;
  const inForce = mappers.filter(({ config }) => config['syncMode'] === 'FORCE' || isFirstSignIn);
  const wanted = new Set<string>();
  for (const mapper of inForce) {
    const lists = claimNames(mapper, groupsClaim).map((name) => valuesOf(claims, name));
    const values = lists.find((list) => list !== null) ?? [];
    if (values.some(createTest(mapper))) wanted.add(mapper.groupId);
  }
  const forced = mappers.filter(({ config }) => config['syncMode'] === 'FORCE');
  return { wanted, decided: new Set(forced.map(({ groupId }) => groupId)) };
}
