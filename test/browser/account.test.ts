import { type Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ClavisClient } from '../../src/sdk/index.ts';
import { launchBrowser } from './launch-browser.ts';
import { type Stage, startStage } from './start-stage.ts';
import { adminPassword, isKept, makeAdmin, openSignedIn, type Visitor } from './visitor.ts';

const newPassword = 'nine grey geese cross the ford';

let stage: Stage;
let browser: Browser;
let ada: Visitor;

beforeAll(async () => {
  stage = await startStage();
  browser = await launchBrowser();
  await makeAdmin(stage);
  ada = await openSignedIn(stage, browser);
});
afterAll(async () => {
  await browser.close();
  await stage.close();
});

function whoAmI(token: string) {
  return new ClavisClient({ baseUrl: stage.url, token, retriesMax: 0 }).users.whoAmI();
}

describe('the account page', () => {
  let bearer = '';

  test('is in the account menu and says who one is', async () => {
    await ada.press('button', /^Account/);
    await ada.press('menuitem', 'Account');
    await ada.see('heading', 'Account');
    await ada.see('heading', 'ada');
    await ada.page.getByText('admin', { exact: true }).waitFor();
  });

  test('hands out a bearer that acts as the person, once, and keeps no trace of it', async () => {
    await ada.press('button', 'Copy a bearer token');
    bearer = (await ada.page.getByLabel('Bearer token', { exact: true }).innerText()).trim();
    expect(await whoAmI(bearer)).toMatchObject({ username: 'ada' });
    await ada.page.keyboard.press('Escape');
    await ada.page.getByText('The secret is not kept yet').waitFor();
    await ada.page.getByLabel('I have copied it').check();
    await ada.press('button', 'Done');
    await ada.page.getByRole('dialog').waitFor({ state: 'hidden' });
    expect(await isKept(ada.page, bearer)).toBe(false);
  });

  // The negative control of the test above: it would see a secret that is left behind.
  test('a text that is shown is found by the search for traces', async () => {
    expect(await isKept(ada.page, 'Copy a bearer token')).toBe(true);
  });

  test('lists every session and ends the others', async () => {
    const others = [await openSignedIn(stage, browser), await openSignedIn(stage, browser)];
    await ada.page.reload();
    const rows = ada.page.getByRole('table', { name: 'Sessions' }).getByRole('row');
    await expect.poll(() => rows.count()).toBe(4);
    await ada.page.getByText('this one').waitFor();
    await ada.page
      .getByRole('button', { name: /^End the session of/ })
      .first()
      .click();
    await expect.poll(() => rows.count()).toBe(3);
    await ada.press('button', 'End all others');
    await expect.poll(() => rows.count()).toBe(2);
    for (const other of others) {
      await other.page.goto(`${stage.url}/tokens`);
      await other.see('heading', 'Sign in');
      await other.close();
    }
    await ada.page.reload();
    await ada.see('heading', 'Account');
  });

  test('a wrong current password is said at its field', async () => {
    await ada.page.getByLabel('Current password').fill('not the password at all');
    await ada.page.getByLabel('New password').fill(newPassword);
    await ada.press('button', 'Change password');
    await ada.page.getByText('Is not the password of this account.').waitFor();
  });

  test('a guessable new password is said at its field', async () => {
    await ada.page.getByLabel('Current password').fill(adminPassword);
    await ada.page.getByLabel('New password').fill('aaaaaaaaaaaaaaaa');
    await ada.press('button', 'Change password');
    await ada.page.getByText('different characters').waitFor();
  });

  test('a new password takes effect, this browser stays signed in, and the bearer is dead', async () => {
    await ada.page.getByLabel('New password').fill(newPassword);
    await ada.press('button', 'Change password');
    await ada.page.getByText('Your password is changed').waitFor();
    expect(await ada.page.getByLabel('New password').inputValue()).toBe('');
    await expect(whoAmI(bearer)).rejects.toMatchObject({ status: 401 });
    await ada.page.goto(`${stage.url}/search`);
    await ada.page.getByText('The catalog is empty').waitFor();
  });

  test('fits a phone', async () => {
    await ada.page.setViewportSize({ width: 400, height: 800 });
    await ada.page.goto(`${stage.url}/account`);
    await ada.see('heading', 'Account');
    const wide = await ada.page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');
    expect(wide).toBeLessThanOrEqual(0);
  });

  test('the sign-out page asks before it ends the session', async () => {
    await ada.page.goto(`${stage.url}/sign-out`);
    await ada.press('button', 'Stay signed in');
    await ada.see('heading', 'Search');
    await ada.page.goto(`${stage.url}/sign-out`);
    await ada.press('button', 'Sign out');
    await ada.see('heading', 'Sign in');
  });

  test('the browser had nothing to refuse', () => {
    expect(ada.complaints).toEqual([]);
  });
});
