import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Persona } from '../../../src/sdk/index.ts';
import { refusalOf } from './door.ts';
import { everyDoor } from './every-door.ts';
import { enterBySdk } from './sdk-door.ts';
import { openSite, type Site } from './site.ts';

let site: Site;
let connection: string;
let sales: string;
let reader: Persona;

beforeAll(async () => {
  site = await openSite();
  const crawl = { connectionName: 'lake', include: ['sales', 'finance'] };
  const crawled = await enterBySdk(site, site.adminSecret).crawlGlue(crawl);
  expect(crawled).toMatchObject({ phase: 'Succeeded' });
  connection = crawled.connection;
  sales = `${connection}/AwsDataCatalog/sales`;
  reader = await site.admin.personas.create({ name: 'Sales readers' });
  const policy = { name: 'read sales', connectionQualifiedName: connection, path: sales };
  await site.admin.personas.addReadPolicy(reader, policy);
});
afterAll(() => site.close());

describe.each(everyDoor)('what a token sees through the %s door', (doorName, enter) => {
  const makeToken = (what: string, personas: readonly string[] = []) =>
    enter(site, site.adminSecret).createToken({ name: `${what} by ${doorName}`, personas });

  it('linked to a persona: its schema, all of it, and nothing else', async () => {
    const { secret } = await makeToken('linked', [reader.qualifiedName]);
    const seen = await enter(site, secret).search({});
    const whole = await enter(site, site.adminSecret).search({ under: sales });
    expect(new Set(seen.qualifiedNames)).toEqual(new Set(whole.qualifiedNames));
    expect(seen.total).toBe(whole.total);
    expect(seen.qualifiedNames.every((name) => name === sales || name.startsWith(`${sales}/`))).toBe(true);
  });

  it('linked to a persona: its tables and views by type, with the true number', async () => {
    const { secret } = await makeToken('typed', [reader.qualifiedName]);
    const tables = await enter(site, secret).search({ type: 'Table', limit: 5 });
    expect(tables.qualifiedNames).toHaveLength(5);
    expect(tables.total).toBe(36);
    expect(await enter(site, secret).search({ type: 'View' })).toMatchObject({ total: 4 });
  });

  it('linked to a persona: a neighbouring schema answers like one that does not exist', async () => {
    const { secret } = await makeToken('curious', [reader.qualifiedName]);
    const nothing = { qualifiedNames: [], total: 0 };
    const door = enter(site, secret);
    expect(await door.search({ under: `${connection}/AwsDataCatalog/finance` })).toEqual(nothing);
    expect(await door.search({ under: `${connection}/AwsDataCatalog/no_such_schema` })).toEqual(nothing);
  });

  it('linked to nothing: nothing, although an admin made it', async () => {
    const { secret } = await makeToken('unlinked');
    expect(await enter(site, secret).search({})).toEqual({ qualifiedNames: [], total: 0 });
  });

  it('unlinked by somebody else: nothing from the next call on', async () => {
    const { id, secret } = await makeToken('unlinked later', [reader.qualifiedName]);
    const door = enter(site, secret);
    expect((await door.search({ type: 'Table' })).total).toBe(36);
    await site.admin.tokens.update(id, { personaQualifiedNames: [] });
    expect((await door.search({ type: 'Table' })).total).toBe(0);
    expect((await door.whoAmI()).personas).toEqual([]);
  });

  it('a search of several pages gives every asset exactly once', async () => {
    const { qualifiedNames, total } = await enter(site, site.adminSecret).search({ under: sales });
    expect(total).toBeGreaterThan(200);
    expect(qualifiedNames).toHaveLength(total);
    expect(new Set(qualifiedNames).size).toBe(total);
  });

  it('a type that nobody knows finds nothing', async () => {
    expect(await enter(site, site.adminSecret).search({ type: 'Tabel' })).toEqual({ qualifiedNames: [], total: 0 });
  });

  it('a damaged bearer searches nothing', async () => {
    const { secret } = await makeToken('damaged', [reader.qualifiedName]);
    const damaged = secret.slice(0, -1) + (secret.endsWith('a') ? 'b' : 'a');
    expect(await refusalOf(enter(site, damaged).search({}))).toContain('401');
  });
});
