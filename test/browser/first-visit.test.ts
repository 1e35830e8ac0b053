import { type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { assetQuery, ClavisClient, GlueCrawler } from '../../src/sdk/index.ts';
import { launchBrowser } from './launch-browser.ts';
import { type Stage, startStage } from './start-stage.ts';

const username = 'ada';
const password = 'seven quiet herons at noon';

let stage: Stage;
let browser: Browser;
let page: Page;
/** What the browser refused, and errors of the page itself. */
const complaints: string[] = [];

beforeAll(async () => {
  stage = await startStage();
  browser = await launchBrowser();
  page = await browser.newPage();
  page.setDefaultTimeout(10_000);
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (/Content Security Policy|violat/i.test(message.text())) complaints.push(message.text());
  });
});

afterAll(async () => {
  await browser.close();
  await stage.close();
});

async function isShown(role: Parameters<Page['getByRole']>[0], name: string | RegExp): Promise<void> {
  await page.getByRole(role, { name }).first().waitFor();
}

/** Nothing to the right of the screen: a page that scrolls sideways is unusable on a phone. */
async function overflowPx(): Promise<number> {
  return page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');
}

// One person's first hour; every test goes on where the one before ended.
describe('the first visit', () => {
  let secret = '';

  test('a new server asks for a sign-in and keeps where the visitor wanted to go', async () => {
    await page.goto(`${stage.url}/tokens`);
    await isShown('heading', 'Sign in');
    expect(new URL(page.url()).searchParams.get('next')).toBe('/tokens');
  });

  test('a wrong code makes nobody an admin and says so', async () => {
    await page.getByRole('link', { name: 'Make the first admin' }).click();
    await page.getByLabel('One-time code').fill('wrong-code');
    await page.getByLabel('User name').fill(username);
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Make the first admin' }).click();
    await isShown('alert', '');
  });

  test('a guessable password is refused at its field', async () => {
    await page.getByLabel('One-time code').fill(stage.firstAdminCode);
    await page.getByLabel('Password', { exact: true }).fill('aaaaaaaaaaaaaaaa');
    await page.getByRole('button', { name: 'Make the first admin' }).click();
    await page.getByText('different characters').waitFor();
  });

  test('the code from the console makes the first admin, who is signed in at once', async () => {
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Make the first admin' }).click();
    await isShown('heading', 'Search');
    await page.getByText('The catalog is empty').waitFor();
  });

  test('signing out ends the session; signing in leads back to the wanted page', async () => {
    await page.getByRole('button', { name: /^Account/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await isShown('heading', 'Sign in');
    await page.goto(`${stage.url}/tokens`);
    await page.getByLabel('User name').fill(username);
    await page.getByLabel('Password', { exact: true }).fill('not the password at all');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await isShown('alert', '');
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.keyboard.press('Enter');
    await isShown('heading', 'API tokens');
  });

  test('a new token shows its secret once, and the dialog is not left by accident', async () => {
    await page.getByRole('button', { name: 'Create API token' }).first().click();
    await page.getByRole('textbox', { name: 'Name' }).fill('crawler');
    await page.getByRole('combobox', { name: 'Role' }).click();
    await page.getByRole('option', { name: /^Admin/ }).click();
    await page.getByRole('button', { name: 'Create', exact: true }).click();
    secret = (await page.getByLabel('Secret of the API token').innerText()).trim();
    expect(secret).toMatch(/^clv_api_/);
    await page.keyboard.press('Escape');
    await page.getByText('The secret is not kept yet').waitFor();
    await page.getByLabel('I have stored it').check();
    await page.getByRole('button', { name: 'Done' }).click();
    await isShown('cell', /crawler/);
    expect(await page.content()).not.toContain(secret);
  });

  test('a crawl started by that token is seen to succeed', async () => {
    const client = new ClavisClient({ baseUrl: stage.url, token: secret });
    const crawler = new GlueCrawler({ name: 'sample', adminUsers: [username] })
      .direct('eu-central-1')
      .iamUserAuth('sample', 'sample');
    await client.workflows.submit(crawler.toWorkflow());
    await page.getByRole('link', { name: 'Runs' }).click();
    await page.getByRole('link', { name: new RegExp(`^${crawler.workflowName}-`) }).click();
    await page.getByRole('status').getByText('Succeeded').waitFor({ timeout: 45_000 });
    await page.getByText(/^Tables$/).waitFor();
    expect(await client.search.count(assetQuery().ofType('Table'))).toBeGreaterThan(100);
  });

  test('search finds a table by part of its name and shows its columns', async () => {
    await page.getByRole('link', { name: 'Search', exact: true }).click();
    await page.getByLabel('Assets').first().fill('order_it');
    await page.getByRole('button', { name: 'order_items' }).first().click();
    const drawer = page.getByRole('dialog');
    await drawer.getByRole('heading', { name: /^Columns \(\d+\)$/ }).waitFor();
    await drawer.getByText('decimal(18,2)').first().waitFor();
    await page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'hidden' });
    expect(new URL(page.url()).searchParams.get('text')).toBe('order_it');
  });

  test('a reload shows the same screen, since the address holds it', async () => {
    await page.reload();
    expect(await page.getByLabel('Assets').first().inputValue()).toBe('order_it');
    await isShown('button', 'order_items');
  });

  test('the first press of Tab offers to skip the navigation', async () => {
    await page.goto(`${stage.url}/runs`);
    await isShown('heading', 'Runs');
    await page.keyboard.press('Tab');
    expect(await page.evaluate<string>('document.activeElement.textContent')).toBe('Skip to the content');
  });

  test.each(['/search', '/runs', '/tokens', '/tokens?dialog=create', '/people', '/people?list=groups'])(
    '%s fits a phone',
    async (path) => {
      await page.setViewportSize({ width: 400, height: 800 });
      await page.goto(`${stage.url}${path}`);
      await isShown('heading', /./);
      expect(await overflowPx()).toBeLessThanOrEqual(0);
    },
  );

  test('a one-time link signs in once, and not a second time', async () => {
    const link = `${stage.url}/one-time-sign-in#${await stage.createSignInCode(username)}`;
    const other = await browser.newPage();
    await other.goto(link);
    await other.getByRole('button', { name: 'Sign in' }).click();
    await other.getByRole('heading', { name: 'Search' }).waitFor();
    const third = await browser.newPage();
    await third.goto(link);
    await third.getByRole('button', { name: 'Sign in' }).click();
    await third.getByRole('alert').getByText('used or expired').waitFor();
    await Promise.all([other.close(), third.close()]);
  });

  test('a deleted token is gone from the list and no longer works', async () => {
    await page.goto(`${stage.url}/tokens`);
    await page.getByRole('button', { name: 'Actions for crawler' }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByText('No API token yet').waitFor();
    const client = new ClavisClient({ baseUrl: stage.url, token: secret });
    await expect(client.users.current()).rejects.toMatchObject({ status: 401 });
  });

  test('the browser had nothing to refuse: no inline script, no style without the nonce', () => {
    expect(complaints).toEqual([]);
  });
});
