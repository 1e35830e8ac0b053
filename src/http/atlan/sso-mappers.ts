import {
  createSsoMapper,
  deleteSsoMapper,
  getSsoMapper,
  listSsoMappers,
  replaceSsoMapper,
} from '../../access/index.ts';
import type { SsoMapper as WireMapper, SsoMapperRequest } from '../../contract/index.ts';
import { CatalogError } from '../../foundation/index.ts';
import type { SsoMapper, SsoMapperInput } from '../../identity/index.ts';
import type { HttpDeps } from '../deps.ts';
import { serve, type Router } from '../serve.ts';

function readMapper(alias: string, body: SsoMapperRequest): SsoMapperInput {
  if (body.identityProviderAlias !== alias) {
    const problem = { path: 'identityProviderAlias', message: `must be \`${alias}\`, as in the path` };
    throw new CatalogError('field_invalid', `${problem.path}: ${problem.message}`, { details: [problem] });
  }
  const config = Object.entries(body.config).map(([key, value]): [string, string] => [key, value ?? '']);
  return { name: body.name ?? null, kind: body.identityProviderMapper, config: Object.fromEntries(config) };
}

function renderMapper({ id, name, kind, alias, groupName, config }: SsoMapper): WireMapper {
  return {
    id,
    name,
    identityProviderMapper: kind,
    identityProviderAlias: alias,
    config: { ...config, group: groupName },
  };
}

/** Which groups of an identity provider are which groups here (Atlan wire, SSO group mappers). */
export function registerSsoMapperRoutes(router: Router, { access }: HttpDeps): void {
  serve(router, 'listSsoMappers', async ({ principal, params }) =>
    (await listSsoMappers(access, principal, params.alias)).map(renderMapper),
  );

  serve(router, 'createSsoMapper', async ({ principal, params, body }) => {
    const { alias } = params;
    return renderMapper(await createSsoMapper(access, principal, { alias, input: readMapper(alias, body) }));
  });

  serve(router, 'getSsoMapper', async ({ principal, params }) =>
    renderMapper(await getSsoMapper(access, principal, params)),
  );

  serve(router, 'updateSsoMapper', async ({ principal, params, body }) => {
    const input = readMapper(params.alias, body);
    return renderMapper(await replaceSsoMapper(access, principal, { reference: params, input }));
  });

  serve(router, 'deleteSsoMapper', async ({ principal, params }) => deleteSsoMapper(access, principal, params));
}
