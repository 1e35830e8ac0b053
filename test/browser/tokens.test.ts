import { type Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ClavisClient } from '../../src/sdk/index.ts';
import { launchBrowser } from './launch-browser.ts';
import { type Stage, startStage } from './start-stage.ts';
import { adminPassword, isKept, makeAdmin, openSignedIn, type Visitor } from './visitor.ts';

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

async function takeSecret(): Promise<string> {
  const secret = (await ada.page.getByLabel('Secret of the API token').innerText()).trim();
  await ada.page.getByLabel('I have stored it').check();
  await ada.press('button', 'Done');
  await ada.page.getByRole('dialog').waitFor({ state: 'hidden' });
  return secret;
}

async function create(): Promise<void> {
  await ada.page.getByRole('dialog').getByRole('button', { name: 'Create' }).click();
}

async function act(name: string, what: string): Promise<void> {
  await ada.press('button', `Actions for ${name}`);
  await ada.press('menuitem', what);
}

describe('the token page', () => {
  let [first, second] = ['', ''];

  test('makes a token with limits; what is wrong with them is said', async () => {
    await ada.page.goto(`${stage.url}/tokens?dialog=create`);
    await ada.page.getByRole('textbox', { name: 'Name' }).fill('nightly');
    await ada.press('combobox', 'Role');
    await ada.press('option', /^Read/);
    await ada.press('button', 'Limits');
    await ada.page.getByLabel('Read only').check();
    await ada.page.getByLabel('Networks').fill('10.0.0.0/99');
    await create();
    await ada.page.getByRole('alert').getByText('10.0.0.0/99').first().waitFor();
    await ada.page.getByLabel('Networks').fill('127.0.0.0/8\n::1/128');
    await ada.page.getByLabel('Requests a minute').fill('600');
    await create();
    first = await takeSecret();
    expect(await whoAmI(first)).toMatchObject({
      username: expect.stringMatching(/^service-account-apikey-/) as string,
    });
    for (const flag of ['read only', '2 networks', '600 a minute']) await ada.page.getByText(flag).waitFor();
  });

  test('a lost secret leads to a rotation, not to deleting', async () => {
    await act('nightly', 'Delete');
    await ada.press('button', 'Rotate it instead');
    await ada.see('dialog', 'Rotate nightly');
  });

  test('a rotation shows the new secret once and says until when the old one works', async () => {
    await ada.press('button', 'Rotate');
    await ada.page.getByText(/The old one works until/).waitFor();
    await ada.page.keyboard.press('Escape');
    await ada.page.getByText('The secret is not kept yet').waitFor();
    second = await takeSecret();
    expect(second).not.toBe(first);
    expect(await isKept(ada.page, second)).toBe(false);
    for (const secret of [first, second]) expect(await whoAmI(secret)).toHaveProperty('username');
  });

  test('a rotation after a leak ends the old secret at once', async () => {
    await act('nightly', 'Rotate');
    await ada.press('combobox', 'The present secret');
    await ada.press('option', /^ends now/);
    await ada.press('button', 'Rotate');
    await ada.page.getByText('The old secret does not work any more.').waitFor();
    const third = await takeSecret();
    for (const secret of [first, second]) await expect(whoAmI(secret)).rejects.toMatchObject({ status: 401 });
    expect(await whoAmI(third)).toHaveProperty('username');
    second = third;
  });

  test('a suspension wants a reason, works at once and is undone', async () => {
    await act('nightly', 'Suspend');
    expect(await (await ada.see('button', 'Suspend')).isDisabled()).toBe(true);
    await ada.page.getByLabel('Reason').fill('found in a public log');
    await ada.press('button', 'Suspend');
    await ada.page.getByRole('cell').getByText('suspended', { exact: true }).waitFor();
    await expect(whoAmI(second)).rejects.toMatchObject({ status: 401 });
    await ada.page.getByText('Suspended', { exact: true }).click();
    await ada.page.getByText('1 of 1').waitFor();
    await act('nightly', 'Resume');
    await ada.page.getByText('found in a public log').waitFor();
    await ada.press('button', 'Resume');
    await ada.page.getByText('0 of 1').waitFor();
    expect(await whoAmI(second)).toHaveProperty('username');
  });

  test('the list of what expires soon is in the address', async () => {
    await ada.page.goto(`${stage.url}/tokens`);
    await ada.page.getByText('Expires within 14 days').click();
    await ada.page.getByText('0 of 1').waitFor();
    expect(new URL(ada.page.url()).searchParams.get('show')).toBe('expiring');
  });

  test('where the workspace wants it, an old sign-in is confirmed by the password before a secret is shown', async () => {
    await ada.page.evaluate(`fetch('/api/clavis/v1/settings', {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ sessions: { confirmBeforeSecrets: true } }),
    })`);
    await stage.ageSessions();
    await ada.page.goto(`${stage.url}/tokens`);
    await act('nightly', 'Rotate');
    await ada.press('button', 'Rotate');
    await ada.page.getByLabel('Your password').fill('not the password at all');
    await ada.press('button', 'Confirm');
    await ada.page.getByText('Is not the password of this account.').waitFor();
    await ada.page.getByLabel('Your password').fill(adminPassword);
    await ada.press('button', 'Confirm');
    second = await takeSecret();
    expect(await whoAmI(second)).toHaveProperty('username');
  });

  test('a deleted token is gone', async () => {
    await ada.page.goto(`${stage.url}/tokens`);
    await act('nightly', 'Delete');
    await ada.page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await ada.page.getByText('No API token yet').waitFor();
    await expect(whoAmI(second)).rejects.toMatchObject({ status: 401 });
  });

  test('the browser had nothing to refuse', () => {
    expect(ada.complaints).toEqual([]);
  });
});
