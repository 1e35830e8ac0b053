import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { refusalOf } from './door.ts';
import { everyDoor } from './every-door.ts';
import { glueSecretKey, openSite, type Site } from './site.ts';

let site: Site;

beforeAll(async () => {
  site = await openSite();
});
afterEach(() => {
  site.glue.configure({ accessKeys: ['sample'], deniedDatabases: [] });
});
afterAll(() => site.close());

describe.each(everyDoor)('a crawl through the %s door', (doorName, enter) => {
  const schemasOf = async (connection: string): Promise<string[]> => {
    const { qualifiedNames } = await enter(site, site.adminSecret).search({ type: 'Schema', under: connection });
    return qualifiedNames.map((name) => name.slice(`${connection}/AwsDataCatalog/`.length)).sort();
  };

  it('brings in what is included and not excluded, and ends when all of it can be found', async () => {
    const crawl = { connectionName: `some by ${doorName}`, include: ['sales', 'finance'], exclude: ['finance'] };
    const { phase, connection } = await enter(site, site.adminSecret).crawlGlue(crawl);
    expect(phase).toBe('Succeeded');
    expect(await schemasOf(connection)).toEqual(['sales']);
    expect((await enter(site, site.adminSecret).search({ type: 'Table', under: connection })).total).toBe(36);
  });

  it('brings in everything when nothing is said, the empty database and the odd names too', async () => {
    const { phase, connection } = await enter(site, site.adminSecret).crawlGlue({
      connectionName: `all by ${doorName}`,
    });
    expect(phase).toBe('Succeeded');
    expect((await enter(site, site.adminSecret).search({ type: 'Schema', under: connection })).total).toBe(6);
    expect(await schemasOf(connection)).toContain('archive_2019');
  });

  it('with keys that AWS does not accept ends in failure and says what to check, without the keys', async () => {
    const crawl = { connectionName: `refused by ${doorName}`, accessKey: 'unknown-key' };
    const { phase, message } = await enter(site, site.adminSecret).crawlGlue(crawl);
    expect(phase).toBe('Failed');
    expect(message).toContain('check the access key');
    expect(message).not.toContain(glueSecretKey);
  });

  it('with a database that may not be read keeps the rest, ends in failure and names the right to ask for', async () => {
    site.glue.configure({ deniedDatabases: ['finance'] });
    const crawl = { connectionName: `partly by ${doorName}`, include: ['sales', 'finance'] };
    const { phase, message, connection } = await enter(site, site.adminSecret).crawlGlue(crawl);
    expect(phase).toBe('Failed');
    expect(message).toContain('finance');
    expect(message).toContain('glue:GetTables');
    expect((await enter(site, site.adminSecret).search({ type: 'Table', under: connection })).total).toBe(36);
  });

  it('without a name for the connection is refused before it begins, and the field is named', async () => {
    const refusal = await refusalOf(enter(site, site.adminSecret).crawlGlue({ connectionName: ' ' }));
    expect(refusal).toContain('connection.attributes.name');
  });

  it('by a token that may not start one is refused, and the missing right is named', async () => {
    const input = { displayName: `reader by ${doorName}`, role: 'none', validitySeconds: 600 } as const;
    const { secret } = await site.admin.tokens.create(input);
    const refusal = await refusalOf(enter(site, secret).crawlGlue({ connectionName: 'not mine' }));
    expect(refusal).toContain('workflow.submit');
  });

  it('by a token fills a connection that this token sees and an unlinked one does not', async () => {
    const admin = enter(site, site.adminSecret);
    const crawler = await admin.createToken({ name: `crawler by ${doorName}` });
    const other = await admin.createToken({ name: `onlooker by ${doorName}` });
    const crawl = { connectionName: `own by ${doorName}`, include: ['sales'] };
    const { phase, connection } = await enter(site, crawler.secret).crawlGlue(crawl);
    expect(phase).toBe('Succeeded');
    expect((await enter(site, crawler.secret).search({ type: 'Table', under: connection })).total).toBe(36);
    expect((await enter(site, other.secret).search({})).total).toBe(0);
  });
});

it('no secret key of a crawl is in the log of the server', () => {
  expect(site.logged.length).toBeGreaterThan(0);
  expect(site.logged.join('\n')).not.toContain(glueSecretKey);
});
