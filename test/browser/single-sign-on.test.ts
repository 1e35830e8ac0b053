import { type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ClavisClient } from '../../src/sdk/index.ts';
import { startHonestProvider, type HonestProvider } from '../support/honest-identity-provider.ts';
import { launchBrowser } from './launch-browser.ts';
import { type Stage, startStage } from './start-stage.ts';

const admin = { username: 'ada', password: 'seven quiet herons at noon' };

let stage: Stage;
let browser: Browser;
let provider: HonestProvider;
/** What the browser refused, and errors of the page itself. */
const complaints: string[] = [];

async function openPage(): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  page.setDefaultTimeout(10_000);
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (/Content Security Policy|violat/i.test(message.text())) complaints.push(message.text());
  });
  return page;
}

/** The admin adds the provider, from the page's own origin. */
async function addProvider(): Promise<void> {
  const page = await openPage();
  await page.goto(`${stage.url}/sign-in`);
  const body = { alias: 'okta', displayName: 'Work account', issuer: provider.issuer, clientId: provider.clientId };
  const calls = [
    ['/api/clavis/v1/sessions', admin],
    ['/api/clavis/v1/identity-providers', { ...body, clientSecret: provider.clientSecret }],
  ] as const;
  for (const [path, sent] of calls) {
    const status = await page.evaluate<number>(
      `fetch(${JSON.stringify(path)}, { method: 'POST', headers: { 'content-type': 'application/json' }, body: ${JSON.stringify(JSON.stringify(sent))} }).then((answer) => answer.status)`,
    );
    expect(status).toBe(200);
  }
  await page.context().close();
}

beforeAll(async () => {
  stage = await startStage();
  browser = await launchBrowser();
  const callback = `${stage.url}/api/clavis/v1/sso/okta/callback`;
  provider = await startHonestProvider(callback, { sub: 'grace', preferred_username: 'grace' });
  const client = new ClavisClient({ baseUrl: stage.url });
  await client.sessions.claimFirstAdmin({ code: stage.firstAdminCode, ...admin });
  await addProvider();
});

afterAll(async () => {
  await browser.close();
  await provider.close();
  await stage.close();
});

describe('signing in at an identity provider', () => {
  test('a person goes there, comes back signed in, and stands where they wanted to go', async () => {
    const page = await openPage();
    await page.goto(`${stage.url}/search?query=orders`);
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.getByRole('link', { name: 'Sign in with Work account' }).click();
    await page.waitForURL(/\/search\?query=orders/);
    const username = await page.evaluate<string>(
      `fetch('/api/service/users/current').then((answer) => answer.json()).then(({ username }) => username)`,
    );
    expect(username).toBe('grace');
    const cookies = await page.context().cookies(stage.url);
    // The provider is on the same host in this test; a browser does not tell ports apart.
    const [own, ...others] = cookies.filter(({ name }) => name.startsWith('__Host-'));
    expect(others).toEqual([]);
    expect(own).toMatchObject({ name: '__Host-clavis', httpOnly: true, secure: true, sameSite: 'Lax' });
  });

  test('a refusal is said in words, with what an admin needs to find it', async () => {
    const page = await openPage();
    await page.goto(`${stage.url}/api/clavis/v1/sso/okta/callback?code=x&state=y`);
    await page.getByRole('alert').getByText('longer than ten minutes').waitFor();
    await page.goto(`${stage.url}/sign-in?problem=refused&trace=3f0c2b0e`);
    await page.getByRole('alert').getByText('Request 3f0c2b0e').waitFor();
  });

  test('no link puts words into the page’s mouth', async () => {
    const page = await openPage();
    await page.goto(`${stage.url}/sign-in?problem=Call+555-0100&trace=evil.example/help`);
    await page.getByRole('link', { name: 'Sign in with Work account' }).waitFor();
    expect(await page.getByRole('alert').allTextContents()).toEqual([]);
  });

  test.each(['https://evil.example/', '//evil.example/', '/\\evil.example/'])(
    'no link leads on from here to %s',
    async (next) => {
      const page = await openPage();
      await page.goto(`${stage.url}/sign-in?next=${encodeURIComponent(next)}`);
      const link = page.getByRole('link', { name: 'Sign in with Work account' });
      expect(await link.getAttribute('href')).toBe('/api/clavis/v1/sso/okta/login?returnTo=%2Fsearch');
      await page.getByLabel('User name').fill(admin.username);
      await page.getByLabel('Password', { exact: true }).fill(admin.password);
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      await page.waitForURL(`${stage.url}/search**`);
    },
  );

  test('the browser refused nothing, and the page had no errors', () => {
    expect(complaints).toEqual([]);
  });
});
