import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ClavisClient, type DeviceSignIn, SignIn } from '../../src/sdk/index.ts';
import { type Outcome, runCommand } from '../scenarios/doors/captured-terminal.ts';
import { launchBrowser } from './launch-browser.ts';
import { type Stage, startStage } from './start-stage.ts';
import { adminName, adminPassword, makeAdmin, openSignedIn, openVisitor, type Visitor } from './visitor.ts';

let stage: Stage;
let browser: Browser;
let ada: Visitor;
let home: string;

beforeAll(async () => {
  stage = await startStage();
  browser = await launchBrowser();
  await makeAdmin(stage);
  ada = await openSignedIn(stage, browser);
  home = await mkdtemp(join(tmpdir(), 'clavis consent '));
});
afterAll(async () => {
  await browser.close();
  await stage.close();
  await rm(home, { recursive: true });
});

function whoAmI(token: string) {
  return new ClavisClient({ baseUrl: stage.url, token, retriesMax: 0 }).users.whoAmI();
}

/** `clavis login` on this machine; the page that it opens comes to this visitor. */
function logIn(visitor: Visitor): Promise<Outcome> {
  return runCommand(
    ['login'],
    { CLAVIS_URL: stage.url, XDG_CONFIG_HOME: home, DISPLAY: ':0' },
    {
      openUrl: (url) => void visitor.page.goto(url),
      wait: (_waitMs, signal) => new Promise((_resolve, reject) => signal.addEventListener('abort', reject)),
    },
  );
}

describe('a program that sends the browser here', () => {
  test('is named with everything to look at, and nothing is chosen beforehand', async () => {
    const login = logIn(ada);
    await ada.see('heading', /^Allow .+\?$/);
    const facts = await ada.see('table', 'The request');
    const text = await facts.innerText();
    for (const shown of [adminName, '127.0.0.1', 'Stay signed in']) expect(text).toContain(shown);
    const focused = await ada.page.evaluate<string>('document.activeElement.tagName');
    expect(focused).not.toBe('BUTTON');
    await ada.press('button', 'Allow');
    await ada.see('heading', 'Signed in');
    expect(await login).toMatchObject({ code: 0, out: expect.stringContaining('as ada') as string });
  });

  test('acts as the person until the account page ends it', async () => {
    const env = { CLAVIS_URL: stage.url, XDG_CONFIG_HOME: home };
    expect(await runCommand(['whoami'], env)).toMatchObject({ code: 0 });
    await ada.page.goto(`${stage.url}/account`);
    await ada.see('table', 'Programs');
    await ada.page.getByRole('table', { name: 'Programs' }).getByRole('button', { name: /^End / }).click();
    await ada.page.getByText('None.').waitFor();
    expect(await runCommand(['whoami'], env)).toMatchObject({ code: 1 });
  });

  test('is told of a refusal', async () => {
    const login = logIn(ada);
    await ada.press('button', 'Refuse');
    await ada.see('heading', 'Not signed in');
    expect(await login).toMatchObject({ code: 1, err: expect.stringContaining('refused in the browser') as string });
  });

  test('leads a stranger through the sign-in and back to the question', async () => {
    const stranger = await openVisitor(browser);
    const login = logIn(stranger);
    await stranger.see('heading', 'Sign in');
    await stranger.page.getByLabel('User name').fill(adminName);
    await stranger.page.getByLabel('Password', { exact: true }).fill(adminPassword);
    await stranger.press('button', 'Sign in');
    await stranger.press('button', 'Allow');
    expect(await login).toMatchObject({ code: 0 });
    const kept = await readFile(join(home, 'clavis', 'credentials.json'), 'utf8');
    expect(kept).toContain('clv_usr_');
    expect(stranger.complaints).toEqual([]);
    await stranger.close();
  });

  test('that is not known, or was begun in another browser, is said in words', async () => {
    await ada.page.goto(`${stage.url}/consent/nobody-began-this`);
    await ada.page.getByText('not waiting any more').waitFor();
    const login = logIn(ada);
    await ada.see('button', 'Allow');
    const other = await openSignedIn(stage, browser);
    await other.page.goto(ada.page.url());
    await other.page.getByText('not waiting any more').waitFor();
    await other.close();
    await ada.press('button', 'Refuse');
    // The page has arrived before the next test sends it elsewhere.
    await ada.see('heading', 'Not signed in');
    await login;
  });
});

describe('a program on another device', () => {
  const signIn = (): SignIn => new SignIn({ baseUrl: stage.url, wait: () => Promise.resolve() });

  async function begin(): Promise<DeviceSignIn> {
    const begun = await signIn().beginOnDevice();
    await stage.hurryDevices();
    return begun;
  }

  async function typeCode(begun: DeviceSignIn): Promise<void> {
    await ada.page.goto(begun.verificationUrl);
    await ada.page.getByLabel('Code', { exact: true }).fill(begun.userCode.toLowerCase());
    await ada.press('button', 'Continue');
    await ada.see('heading', /^Allow .+\?$/);
  }

  test('is found by its code, which no link fills in', async () => {
    const begun = await begin();
    await ada.page.goto(`${begun.verificationUrl}?user_code=${begun.userCode}#${begun.userCode}`);
    expect(await ada.page.getByLabel('Code', { exact: true }).inputValue()).toBe('');
    await typeCode(begun);
    expect(await (await ada.see('table', 'The request')).innerText()).toContain('127.0.0.1');
    await ada.press('button', 'Allow');
    await ada.see('heading', 'Allowed');
    const { bearer } = await signIn().awaitDevice(begun);
    expect(await whoAmI(bearer)).toMatchObject({ username: adminName });
  });

  test('is told of a refusal', async () => {
    const begun = await begin();
    await typeCode(begun);
    await ada.press('button', 'Refuse');
    await ada.see('heading', 'Refused');
    await expect(signIn().awaitDevice(begun)).rejects.toMatchObject({ code: 'access_denied' });
  });

  test('with a wrong or used code is said at the field', async () => {
    const begun = await begin();
    await typeCode(begun);
    await ada.press('button', 'Allow');
    await ada.see('heading', 'Allowed');
    for (const code of [begun.userCode, 'BBBB-BBBB']) {
      await ada.page.goto(begun.verificationUrl);
      await ada.page.getByLabel('Code', { exact: true }).fill(code);
      await ada.press('button', 'Continue');
      await ada.page.getByText('No sign-in waits for this code').waitFor();
    }
  });

  test.each(['/device', '/consent/x'])('%s fits a phone', async (path) => {
    await ada.page.setViewportSize({ width: 400, height: 800 });
    await ada.page.goto(`${stage.url}${path}`);
    await ada.see('heading', /./);
    const wide = await ada.page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');
    expect(wide).toBeLessThanOrEqual(0);
    expect(ada.complaints).toEqual([]);
  });
});
