import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from './captured-terminal.ts';
import { runProcess } from './run-process.ts';
import { glueSecretKey, openSite, type Site } from './site.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site.close());

const here = (): Record<string, string> => ({ CLAVIS_URL: site.url, CLAVIS_TOKEN: site.adminSecret });
const aws = { AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'sample', AWS_SECRET_ACCESS_KEY: glueSecretKey };

/** In the order in which a reader would try them: what is crawled by one is searched by the next. */
describe('the examples run as they stand', () => {
  it('crawl-glue fills a connection and tells how it went', async () => {
    const { code, out, err } = await runProcess('examples/crawl-glue.ts', ['lake', 'sales'], { ...here(), ...aws });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/: Succeeded\nfilled default\/glue\/\d+\n$/);
  });

  it('crawl-glue ends with 1 and the reason when AWS refuses the keys', async () => {
    site.glue.configure({ accessKeys: ['sample'] });
    const keys = { ...here(), ...aws, AWS_ACCESS_KEY_ID: 'unknown-key' };
    const { code, out } = await runProcess('examples/crawl-glue.ts', ['refused'], keys);
    expect(code).toBe(1);
    expect(out).toContain('check the access key');
  });

  it('search-assets finds what was crawled, with the columns in their order', async () => {
    const { code, out } = await runProcess('examples/search-assets.ts', ['orders_history'], here());
    expect(code).toBe(0);
    const [count, ...lines] = out.trimEnd().split('\n');
    expect(count).toBe('1 tables and views');
    expect(lines.slice(1, 3)).toEqual(['  id  BIGINT', '  name  VARCHAR']);
  });

  it('search-assets with a bearer that is not valid ends with 1 and names the request', async () => {
    const { code, out, err } = await runProcess('examples/search-assets.ts', ['x'], {
      ...here(),
      CLAVIS_TOKEN: 'not-a-token',
    });
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain('request ');
  });

  it('make-a-token prints a secret that works and sees nothing that its persona does not show', async () => {
    const args = ['etl-nightly', 'Order readers'];
    const { code, out, err } = await runProcess('examples/make-a-token.ts', args, here());
    expect(code).toBe(0);
    expect(err).toContain('etl-nightly');
    const token = { CLAVIS_URL: site.url, CLAVIS_TOKEN: out.trim() };
    const me = await runCommand(['whoami', '--json'], token);
    expect(JSON.parse(me.out)).toMatchObject({ roles: [], personas: [{ name: 'Order readers' }] });
    const found = await runCommand(['search', '--json'], token);
    expect(JSON.parse(found.out)).toMatchObject({ total: 0 });
  });
});

it('every example is told of where people learn the client', () => {
  const page = readFileSync(`${root}src/sdk/README.md`, 'utf8');
  const examples = readdirSync(`${root}examples`).filter((name) => name.endsWith('.ts'));
  expect(examples.length).toBeGreaterThan(0);
  expect(examples.filter((name) => !page.includes(`examples/${name}`))).toEqual([]);
});
