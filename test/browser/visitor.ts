import { type Browser, type BrowserContext, type Locator, type Page } from 'playwright-core';
import { ClavisClient } from '../../src/sdk/index.ts';
import { type Stage } from './start-stage.ts';

/** Somebody at a browser of their own: no cookie is shared with another visitor. */
export interface Visitor {
  readonly context: BrowserContext;
  readonly page: Page;
  /** What the browser refused by the content security policy, and errors of the page itself. */
  readonly complaints: string[];
  /** Waits until it is shown. */
  see(role: Parameters<Page['getByRole']>[0], name: string | RegExp): Promise<Locator>;
  press(role: Parameters<Page['getByRole']>[0], name: string | RegExp): Promise<void>;
  close(): Promise<void>;
}

export const adminName = 'ada';
export const adminPassword = 'seven quiet herons at noon';

export async function openVisitor(browser: Browser): Promise<Visitor> {
  const context = await browser.newContext();
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (/Content Security Policy|violat/i.test(message.text())) complaints.push(message.text());
  });
  const see: Visitor['see'] = async (role, name) => {
    const found = page.getByRole(role, { name }).first();
    await found.waitFor();
    return found;
  };
  return {
    context,
    page,
    complaints,
    see,
    press: async (role, name) => (await see(role, name)).click(),
    close: () => context.close(),
  };
}

/** The first admin, made as at a first start. */
export async function makeAdmin(stage: Stage): Promise<void> {
  const client = new ClavisClient({ baseUrl: stage.url });
  await client.sessions.claimFirstAdmin({ code: stage.firstAdminCode, username: adminName, password: adminPassword });
}

/** A browser in which this person is signed in, at the search. */
export async function openSignedIn(stage: Stage, browser: Browser, username: string = adminName): Promise<Visitor> {
  const visitor = await openVisitor(browser);
  await visitor.page.goto(`${stage.url}/one-time-sign-in#${await stage.createSignInCode(username)}`);
  await visitor.press('button', 'Sign in');
  await visitor.see('heading', 'Search');
  return visitor;
}

/** Whether a text stands anywhere the page can keep one: in the document, in its fields, in storages, in the address and its history. */
export async function isKept(page: Page, text: string): Promise<boolean> {
  const kept = await page.evaluate<string>(`(() => {
    const fields = [...document.querySelectorAll('input, textarea')].map((field) => field.value);
    const stores = [localStorage, sessionStorage].map((store) => JSON.stringify({ ...store }));
    return [document.documentElement.outerHTML, ...fields, ...stores, location.href, JSON.stringify(history.state), document.cookie].join('\\n');
  })()`);
  return kept.includes(text);
}
