import { changeConnectionAdminsIn, listConnectionAdmins, type CatalogDeps } from '../../catalog/index.ts';
import { type Package, type RunContext } from '../../workflows/index.ts';
import { parseConnectionAdminConfig, type ConnectionAdminConfig } from './parse-connection-admin-config.ts';

/**
 * The package `@csa/api-token-connection-admin`: makes one API token an admin of one connection, with the rights of who submits it and in
 * their name. Who may not do that has a failed run with the reason; the original only logs it and succeeds.
 */
export function createConnectionAdminPackage({
  catalog,
}: {
  readonly catalog: CatalogDeps;
}): Package<ConnectionAdminConfig> {
  return {
    id: '@csa/api-token-connection-admin',
    prefix: 'csa-api-token-connection-admin',
    handsOnRights: true,
    parse: parseConnectionAdminConfig,
    plan: () => Promise.resolve([]),
    step: () => Promise.resolve(),
    finish: (ctx, config) => addToken(catalog, ctx, config),
  };
}

/**
 * Idempotent, as the last step of a run may happen twice: a token that is there already is left there, and then nothing is changed at all
 * (Atlan wire, APITokenConnectionAdmin). Where it is added, users and tokens that no longer exist are taken off the list.
 */
async function addToken(
  { clock, types, ...catalog }: CatalogDeps,
  ctx: RunContext,
  { connection, tokenGuid }: ConnectionAdminConfig,
): Promise<void> {
  const { changed, untouched, dropped, version } = await ctx.transact((tx) =>
    changeConnectionAdminsIn({ tx, clock, types }, ctx.principal, {
      ...{ kind: 'add', connection, dropsFormer: true },
      names: { users: [], groups: [], roles: [], tokens: [tokenGuid] },
    }),
  );
  for (const { name } of changed) await ctx.log('info', `added \`${name}\` to the admins of \`${connection}\``);
  for (const { name } of untouched) await ctx.log('info', `\`${name}\` is an admin of \`${connection}\` already`);
  // SECURITY: of a connection that is hidden from its runner, an owner of the workspace, nothing else is told.
  if (version === null) return;
  for (const { kind, name } of dropped) {
    await ctx.log(
      'warn',
      `removed the ${kind} \`${name}\`, which no longer exists, from the admins of \`${connection}\``,
    );
  }
  await warnOfStale({ clock, types, ...catalog }, ctx, connection);
}

/** Groups and roles that nobody is in, and, where nothing was changed, whoever no longer exists. */
async function warnOfStale(catalog: CatalogDeps, ctx: RunContext, connection: string): Promise<void> {
  const { admins } = await listConnectionAdmins(catalog, ctx.principal, connection);
  for (const { kind, name } of admins.filter(({ isLiving }) => !isLiving)) {
    await ctx.log('warn', `nobody is behind the ${kind} \`${name}\` in the admins of \`${connection}\` any more`);
  }
}
