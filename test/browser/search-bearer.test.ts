import { type Browser, type Request } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { assetQuery, ClavisClient } from '../../src/sdk/index.ts';
import { launchBrowser } from './launch-browser.ts';
import { type Stage, startStage } from './start-stage.ts';
import { isKept, makeAdmin, openSignedIn, type Visitor } from './visitor.ts';

let stage: Stage;
let browser: Browser;
let ada: Visitor;
const searches: Request[] = [];

beforeAll(async () => {
  stage = await startStage();
  browser = await launchBrowser();
  await makeAdmin(stage);
  ada = await openSignedIn(stage, browser);
  ada.page.on('request', (request) => {
    if (request.url().endsWith('/api/meta/search/indexsearch')) searches.push(request);
  });
});
afterAll(async () => {
  await browser.close();
  await stage.close();
});

/** What somebody copies out of the developer tools' list of requests. */
async function headersOfLastSearch(): Promise<Record<string, string>> {
  const last = searches.at(-1);
  if (last === undefined) throw new Error('the page has not searched');
  return last.allHeaders();
}

function searchWith(bearer: string): Promise<number> {
  const client = new ClavisClient({ baseUrl: stage.url, token: bearer.replace(/^Bearer /, ''), retriesMax: 0 });
  return client.search.count(assetQuery());
}

describe('the page’s own searches', () => {
  let bearer = '';

  test('carry a bearer that a script can use, and no second credential', async () => {
    await ada.page.reload();
    await ada.page.getByText('The catalog is empty').waitFor();
    const headers = await headersOfLastSearch();
    bearer = headers['authorization'] ?? '';
    expect(bearer).toMatch(/^Bearer clv_usr_/);
    expect(headers['cookie']).toBeUndefined();
    expect(await searchWith(bearer)).toBeGreaterThanOrEqual(0);
  });

  test('share one bearer, which stands nowhere but in the requests', async () => {
    await ada.page.getByLabel('Assets').first().fill('orders');
    await ada.page.getByText('Nothing found').waitFor();
    expect((await headersOfLastSearch())['authorization']).toBe(bearer);
    expect(await isKept(ada.page, bearer.replace('Bearer ', ''))).toBe(false);
  });

  test('go on with a new bearer when the present one is refused', async () => {
    await ada.page.route('**/api/meta/search/indexsearch', (route) => route.fulfill({ status: 401, body: '{}' }), {
      times: 1,
    });
    await ada.page.getByLabel('Assets').first().fill('customers');
    await expect.poll(async () => (await headersOfLastSearch())['authorization']).not.toBe(bearer);
    await ada.page.getByText('Nothing found').waitFor();
  });

  test('leave nothing that works after sign-out', async () => {
    const last = (await headersOfLastSearch())['authorization'] ?? '';
    await ada.press('button', /^Account/);
    await ada.press('menuitem', 'Sign out');
    await ada.see('heading', 'Sign in');
    for (const used of [bearer, last]) await expect(searchWith(used)).rejects.toMatchObject({ status: 401 });
  });

  test('of the next person in the same window carry a bearer of theirs', async () => {
    await ada.page.goto(`${stage.url}/one-time-sign-in#${await stage.createSignInCode('ada')}`);
    await ada.press('button', 'Sign in');
    await ada.page.getByText('The catalog is empty').waitFor();
    const now = (await headersOfLastSearch())['authorization'] ?? '';
    expect(now).not.toBe(bearer);
    expect(await searchWith(now)).toBeGreaterThanOrEqual(0);
    expect(ada.complaints).toEqual([]);
  });
});
