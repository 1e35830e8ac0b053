import { type Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from './launch-browser.ts';
import { type Stage, startStage } from './start-stage.ts';
import { isKept, makeAdmin, openSignedIn, openVisitor, type Visitor } from './visitor.ts';

const graceName = 'grace';
const graceEmail = 'grace@catalog.example';
const gracePassword = 'five brown bears knit socks';

let stage: Stage;
let browser: Browser;
let ada: Visitor;
let grace: Visitor;

beforeAll(async () => {
  stage = await startStage();
  browser = await launchBrowser();
  await makeAdmin(stage);
  ada = await openSignedIn(stage, browser);
  grace = await openVisitor(browser);
});
afterAll(async () => {
  await browser.close();
  await stage.close();
});

async function act(name: string, what: string): Promise<void> {
  await ada.press('button', `Actions for ${name}`);
  await ada.press('menuitem', what);
}

async function takeLink(): Promise<string> {
  const link = (await ada.page.getByLabel('One-time link', { exact: true }).innerText()).trim();
  await ada.page.getByLabel('I have handed it over').check();
  await ada.press('button', 'Done');
  await ada.page.getByRole('dialog').waitFor({ state: 'hidden' });
  return link;
}

describe('people', () => {
  let link = '';

  test('are invited by a link that is shown once', async () => {
    await ada.press('link', 'People');
    await ada.press('button', 'Invite');
    await ada.page.getByLabel('E-mail address').fill(graceEmail);
    await ada.page.getByRole('dialog').getByRole('button', { name: 'Invite' }).click();
    link = await takeLink();
    expect(new URL(link).pathname).toBe('/invitation');
    expect(new URL(link).search).toBe('');
    expect(await isKept(ada.page, new URL(link).hash.slice(1))).toBe(false);
    await ada.see('cell', new RegExp(graceEmail));
  });

  test('set a password with it, which must be a good one, and are signed in', async () => {
    await grace.page.goto(link);
    await grace.page.getByLabel('Password', { exact: true }).fill('aaaaaaaaaaaaaaaa');
    await grace.press('button', 'Set password and sign in');
    await grace.page.getByText('different characters').waitFor();
    await grace.page.getByLabel('Password', { exact: true }).fill(gracePassword);
    await grace.press('button', 'Set password and sign in');
    await grace.see('heading', 'Search');
    expect(grace.page.url()).not.toContain('#');
  });

  test('cannot use the link a second time', async () => {
    const other = await openVisitor(browser);
    await other.page.goto(link);
    await other.page.getByLabel('Password', { exact: true }).fill(gracePassword);
    await other.press('button', 'Set password and sign in');
    await other.see('alert', '');
    await other.close();
  });

  test('of role member see the list and may not change it', async () => {
    await grace.press('link', 'People');
    await grace.press('button', 'Actions for ada');
    await grace.press('menuitem', 'Disable');
    await grace.page.getByRole('dialog').getByRole('button', { name: 'Disable' }).click();
    await grace.page.getByRole('alert').getByText('Not allowed').waitFor();
  });

  test('get another role, and sign in again with it', async () => {
    await ada.page.reload();
    await act(graceName, 'Change role');
    await ada.press('combobox', 'Role');
    await ada.press('option', 'Guest');
    await ada.press('button', 'Change role');
    await ada.see('cell', 'guest');
    await grace.page.goto(`${stage.url}/people`);
    await grace.see('heading', 'Sign in');
  });

  test('who are disabled are out until they are enabled', async () => {
    await act(graceName, 'Disable');
    await ada.press('button', 'Disable');
    await ada.page.getByText('disabled', { exact: true }).waitFor();
    await grace.page.getByLabel('User name').fill(graceName);
    await grace.page.getByLabel('Password', { exact: true }).fill(gracePassword);
    await grace.press('button', 'Sign in');
    await grace.see('alert', '');
    await act(graceName, 'Enable');
    await ada.press('button', 'Enable');
    await ada.page.getByText('disabled', { exact: true }).waitFor({ state: 'hidden' });
    await grace.press('button', 'Sign in');
    await grace.see('heading', 'People');
  });

  test('who lost their password get another link', async () => {
    await act(graceName, 'One-time link');
    await ada.press('button', 'Make the link');
    expect(await takeLink()).toContain('/invitation#');
  });

  test('are put together in groups', async () => {
    await ada.page.getByRole('tab', { name: 'Groups' }).click();
    await ada.page.getByText('No group yet').waitFor();
    await ada.press('button', 'Create group');
    await ada.page.getByRole('textbox', { name: 'Name' }).fill('Data Stewards');
    await ada.page.getByRole('dialog').getByRole('button', { name: 'Create' }).click();
    await ada.press('button', 'Members of Data Stewards');
    await ada.page.getByText('Nobody is in it yet.').waitFor();
    await ada.press('combobox', 'Add a person');
    await ada.press('option', graceName);
    await ada.see('button', `Take ${graceName} out`);
    await ada.press('button', 'Done');
    await ada.see('cell', '1');
    await ada.press('button', 'Members of Data Stewards');
    await ada.press('button', `Take ${graceName} out`);
    await ada.page.getByText('Nobody is in it yet.').waitFor();
    await ada.press('button', 'Done');
  });

  test('a second group of the same name is refused', async () => {
    await ada.press('button', 'Create group');
    await ada.page.getByRole('textbox', { name: 'Name' }).fill('Data Stewards');
    await ada.page.getByRole('dialog').getByRole('button', { name: 'Create' }).click();
    await ada.page.getByRole('dialog').getByRole('alert').waitFor();
    await ada.press('button', 'Cancel');
    await ada.press('button', 'Delete Data Stewards');
    await ada.page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await ada.page.getByText('No group yet').waitFor();
  });

  test('who are removed are gone', async () => {
    await ada.page.getByRole('tab', { name: 'People' }).click();
    await act(graceName, 'Remove');
    await ada.page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await ada.page.getByText(graceEmail).waitFor({ state: 'hidden' });
    expect(ada.complaints.concat(grace.complaints)).toEqual([]);
  });
});
