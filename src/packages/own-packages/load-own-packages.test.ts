import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadOwnPackages } from './load-own-packages.ts';

const example = fileURLToPath(new URL('../../../examples/own-package/price-list-package.ts', import.meta.url));

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clavis own packages '));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function write(name: string, source: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, source);
  return path;
}

/** A module whose package is right but for `members`. */
function writePackage(name: string, members: string): Promise<string> {
  return write(
    name,
    `export function createPackage(kit) {
       return { id: '@acme/${name.replace(/\..*/, '')}', inputs: { properties: {} }, plan() {}, step() {}, ${members} };
     }`,
  );
}

async function problemsOf(...modules: string[]): Promise<string[]> {
  const { problems } = await loadOwnPackages(modules);
  return problems.map(({ path, message }) => `${path.replace(`${folder}/`, '')}: ${message}`);
}

describe('loading packages of one’s own', () => {
  it('takes a module by its path, also a blank in it, and gives it the kit', async () => {
    const loaded = await loadOwnPackages([example, await writePackage('small.mjs', '')]);
    expect(loaded.problems).toEqual([]);
    expect(loaded.packages.map(({ id }) => id)).toEqual(['@example/price-list', '@acme/small']);
  });

  it('tells everything that is wrong with every module at once, with module and member', async () => {
    const broken = await writePackage('broken.mjs', `id: 'acme', plan: 1, step: undefined, finsh() {},`);
    const throwing = await write('throwing.mjs', `export function createPackage() { throw new Error('no licence'); }`);
    const foreign = await write('foreign.mjs', `export const price = 1;`);
    expect(await problemsOf(broken, throwing, foreign, join(folder, 'absent.mjs'))).toEqual([
      'broken.mjs: plan: expected a function',
      'broken.mjs: step: is missing, expected a function',
      expect.stringMatching(/^broken.mjs: finsh: is not known; known are id, inputs/),
      'broken.mjs: id: expected `@scope/name` in small letters, digits and hyphens',
      'throwing.mjs: createPackage: fails: no licence',
      'foreign.mjs: createPackage: is not exported, expected a function',
      expect.stringMatching(/^absent.mjs: cannot be imported: /),
    ]);
  });

  it.each(['@atlan/glue', '@csa/asset-import', '@csa/anything', '@atlan-own/name', '@bigquery/crawler'])(
    'refuses the name %s, which clients know as something else',
    async (id) => {
      const name = `${id.replaceAll(/\W+/g, '-')}.mjs`;
      expect(await problemsOf(await writePackage(name, `id: '${id}',`))).toEqual([
        expect.stringContaining('is the name of a package that is known'),
      ]);
    },
  );

  it('refuses two packages whose workflows would be called the same', async () => {
    const one = await writePackage('one.mjs', `id: '@a-b/c',`);
    const other = await writePackage('other.mjs', `id: '@a/b-c',`);
    expect(await problemsOf(one, other)).toEqual([
      expect.stringMatching(/^other.mjs: id: `a-b-c` is the package of `.*one.mjs` already$/),
    ]);
  });

  it('refuses inputs that no form can show, and secrets that would be kept in the open', async () => {
    const secret = `{ type: 'string', title: 'Key', format: 'password' }`;
    const inputs = `inputs: {
      properties: {
        'Api-Key': { type: 'string', title: 'Key' },
        nameless: { type: 'string' },
        connection: { type: 'string', title: 'Connection' },
        user_id: { type: 'string', title: 'User' },
        odd: { type: 'date', title: 'Odd' },
        count: { type: 'integer', title: 'Count', default: 'two' },
        key: ${secret},
        more: { type: 'object', title: 'More', properties: { key: ${secret} } },
        credential: { type: 'object', title: 'Credential', properties: { password: ${secret} } },
      },
      required: ['credential', 'absent'],
    },`;
    expect(await problemsOf(await writePackage('inputs.mjs', inputs))).toEqual([
      'inputs.mjs: inputs.properties.Api-Key: expected a name in snake case',
      'inputs.mjs: inputs.properties.nameless.title: expected what the input is called in forms',
      expect.stringContaining('inputs.properties.connection: is an entity'),
      'inputs.mjs: inputs.properties.user_id: is a name that the app surface uses itself',
      'inputs.mjs: inputs.properties.odd.type: expected one of string, integer, number, boolean, array, object',
      expect.stringContaining('inputs.mjs: inputs.properties.count.default: '),
      expect.stringContaining('inputs.mjs: inputs.properties.key: is a secret'),
      expect.stringContaining('inputs.mjs: inputs.properties.more.properties.key: is a secret'),
      expect.stringContaining('`credential` may not be required'),
      'inputs.mjs: inputs.required: `absent` is not among the properties',
    ]);
  });

  it('refuses what is no data where data is meant, and credentials of others', async () => {
    const loop = `inputs: (() => { const one = { properties: {} }; one.self = one; return one; })(),`;
    expect(await problemsOf(await writePackage('loop.mjs', loop))).toEqual([
      'loop.mjs: inputs: expected a JSON Schema',
    ]);
    const names = `connectorConfigNames: ['atlan-connectors-glue'],`;
    expect(await problemsOf(await writePackage('names.mjs', names))).toEqual([
      expect.stringContaining('`atlan-connectors-glue` is the name of a credential that is known'),
    ]);
  });
});
