import { collectAll, type CreatedToken, type GovernedTokenChange, type TokenRole } from '../../sdk/index.ts';
import { type TokenPlan } from '../plan/plan.ts';
import { parseLifetime } from '../workspace/format-lifetime.ts';
import { type StoredToken, type TokenFields } from '../workspace/workspace.ts';
import { alikeIn, ChangedMeanwhile, idsOf, type ApplyScope } from './apply-scope.ts';

const lifetimeDefault = '90d';

function termsOf({ scopes, networks, requestsPerMinute, mayRotateItself }: TokenFields) {
  return { scopes, allowedNetworks: networks, requestsPerMinute, mayRotateItself };
}

/** SECURITY: a token whose secret nobody has got must not stay: it would only look as if it were in use. */
async function keepSecret(scope: ApplyScope, { token, secret }: CreatedToken): Promise<void> {
  const { id, username, expiresAt, displayName: name } = token;
  try {
    await scope.keepSecret({ id, username, expiresAt, name, secret });
  } catch (error) {
    await scope.client.tokens.delete(id, scope.call);
    throw error;
  }
}

async function createToken(scope: ApplyScope, { name, after, expiresIn }: TokenPlan): Promise<void> {
  if (after === null) return;
  const { client, call, ids, note } = scope;
  const created = await client.tokens.create(
    {
      ...{ displayName: name, description: after.description },
      // The document accepts no other words.
      role: after.role as TokenRole,
      validitySeconds: parseLifetime(expiresIn ?? lifetimeDefault),
      personaQualifiedNames: idsOf(after.personas, ids.personas),
      ...termsOf(after),
    },
    call,
  );
  await keepSecret(scope, created);
  ids.tokens.set(name, created.token.username);
  note(`API token \`${name}\` is made, and its secret kept`);
  if (after.responsible === null) return;
  await client.tokens.governed.update(
    created.token.id,
    { responsibleUsername: after.responsible },
    { ...call, version: 'any' },
  );
}

const termFields: Readonly<Record<string, keyof GovernedTokenChange>> = {
  description: 'description',
  scopes: 'scopes',
  networks: 'allowedNetworks',
  requestsPerMinute: 'requestsPerMinute',
  mayRotateItself: 'mayRotateItself',
};

function changeOf(
  scope: ApplyScope,
  { fields }: TokenPlan,
  to: { before: TokenFields; after: TokenFields },
): GovernedTokenChange {
  const { before, after } = to;
  const { personas } = scope.ids;
  const values: GovernedTokenChange = { description: after.description, ...termsOf(after) };
  const changed = fields.flatMap(({ field }) => termFields[field] ?? []);
  const added = after.personas.filter((name) => !before.personas.includes(name));
  const removed = before.personas.filter((name) => !after.personas.includes(name));
  const { responsible } = after;
  return {
    ...Object.fromEntries(changed.map((key) => [key, values[key]])),
    ...(added.length === 0 ? {} : { addPersonas: idsOf(added, personas) }),
    ...(removed.length === 0 ? {} : { removePersonas: idsOf(removed, personas) }),
    ...(responsible === null || responsible === before.responsible ? {} : { responsibleUsername: responsible }),
  };
}

/** Deleting and making are not held against a version by the server, so the token is looked at right before. */
async function requireAsPlanned({ client, call }: ApplyScope, { name, before }: TokenPlan): Promise<void> {
  const tokens = await collectAll(client.tokens.governed.list(call));
  const alike = alikeIn(
    name,
    tokens.map(({ id, version, displayName }) => ({ id, version, name: displayName })),
  );
  const isSame = (stored: StoredToken) =>
    alike.some(({ id, version }) => id === stored.id && version === stored.version);
  if (before === null ? alike.length === 0 : isSame(before)) return;
  throw new ChangedMeanwhile(`API token \`${name}\``);
}

/** Makes an API token what the plan says, unless somebody has changed it meanwhile. */
export async function applyToken(scope: ApplyScope, plan: TokenPlan): Promise<void> {
  const { before, after } = plan;
  const { client, call } = scope;
  if (before !== null && after !== null) {
    const change = changeOf(scope, plan, { before: before.fields, after });
    await client.tokens.governed.update(before.id, change, { ...call, version: before.version });
    return;
  }
  await requireAsPlanned(scope, plan);
  if (before === null) await createToken(scope, plan);
  else await client.tokens.delete(before.id, call);
}
