import { fileURLToPath } from 'node:url';
import { type Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GlueCrawler } from '../../src/sdk/index.ts';
import { launchBrowser } from './launch-browser.ts';
import { type Stage, startStage } from './start-stage.ts';
import { adminName, isKept, makeAdmin, openSignedIn, type Visitor } from './visitor.ts';

const connection = 'default/api/1735500000';

let stage: Stage;
let browser: Browser;
let ada: Visitor;

/** One call of the page's own session. */
async function post(path: string, body: unknown): Promise<void> {
  const status = await ada.page.evaluate<number>(`fetch(${JSON.stringify(path)}, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: ${JSON.stringify(JSON.stringify(body))},
  }).then((answer) => answer.status)`);
  expect(status).toBe(200);
}

beforeAll(async () => {
  const example = fileURLToPath(new URL('../../examples/own-package/price-list-package.ts', import.meta.url));
  stage = await startStage({ packages: example });
  browser = await launchBrowser();
  await makeAdmin(stage);
  ada = await openSignedIn(stage, browser);
  const attributes = { name: 'prices', qualifiedName: connection, connectorName: 'api', adminUsers: [adminName] };
  await post('/api/meta/entity/bulk', { entities: [{ typeName: 'Connection', attributes }] });
});
afterAll(async () => {
  await browser.close();
  await stage.close();
});

async function fill(label: string, value: string): Promise<void> {
  await ada.page.getByRole('textbox', { name: label, exact: true }).fill(value);
}

async function chooseApp(app: string): Promise<void> {
  await ada.press('combobox', 'App');
  await ada.press('option', app);
}

async function waitForPhase(phase: string): Promise<void> {
  await ada.page.getByRole('status').getByText(phase, { exact: true }).waitFor();
}

describe('the pages of workflows', () => {
  test('an empty list leads to a form, which is made from the schema of the package', async () => {
    await ada.press('link', 'Workflows');
    await ada.see('heading', 'No workflow yet');
    await ada.press('link', 'New workflow');
    await chooseApp('example-price-list');
    await ada.see('textbox', 'Pages');
    await ada.page.getByText('Its qualified name.').waitFor();
    expect(await ada.page.getByRole('textbox', { name: 'Lines on a page' }).inputValue()).toBe('3');
    expect(new URL(ada.page.url()).searchParams.get('app')).toBe('example-price-list');
  });

  test('what is wrong is said at its fields, all of it at once, and nothing is lost', async () => {
    await fill('Name of the workflow', 'prices of shop');
    await fill('Pages', 'many');
    await fill('Pause after each line (ms)', '-1');
    await ada.press('button', 'Create');
    await ada.page.getByText('See the fields below.').waitFor();
    for (const label of ['Connection', 'Pages', 'Pause after each line (ms)']) {
      const field = ada.page.getByRole('textbox', { name: label, exact: true });
      expect(await field.getAttribute('aria-invalid')).toBe('true');
    }
    expect(await ada.page.getByRole('textbox', { name: 'Lines on a page' }).getAttribute('aria-invalid')).not.toBe(
      'true',
    );
    expect(await ada.page.getByRole('textbox', { name: 'Pages', exact: true }).inputValue()).toBe('many');
  });

  test('a created workflow runs at once: its steps, counts and log are shown as they come', async () => {
    await fill('Connection', connection);
    await fill('Pages', '2');
    await fill('Pause after each line (ms)', '200');
    await ada.press('button', 'Create');
    await ada.see('button', 'Stop');
    const steps = ada.page.getByRole('table', { name: 'Steps' });
    for (const step of ['page 1', 'page 2']) await steps.getByText(step, { exact: true }).waitFor();
    await ada.page.getByRole('table', { name: 'Log' }).getByText('page 2: line 1').waitFor();
    await waitForPhase('Succeeded');
    await ada.page.getByText('6 of 6 lines are in the catalog').waitFor();
    expect(await steps.getByText('succeeded').count()).toBe(2);
  });

  test('a name that is taken is said, and no second workflow is made', async () => {
    await ada.page.goto(`${stage.url}/workflows/new?app=example-price-list`);
    await fill('Name of the workflow', 'prices of shop');
    await fill('Connection', connection);
    await ada.press('button', 'Create');
    await ada.page.getByText('You have a workflow of that name already.').waitFor();
  });

  test('a run goes on being shown where there is no stream, is stopped, and run again', async () => {
    await ada.page.goto(`${stage.url}/workflows/new?app=example-price-list`);
    await fill('Name of the workflow', 'slow');
    await fill('Connection', connection);
    await fill('Lines on a page', '50');
    await fill('Pause after each line (ms)', '500');
    await ada.page.route('**/api/clavis/v1/runs/*/events', (route) => route.abort());
    await ada.press('button', 'Create');
    await ada.page.getByText('page 1: line 2').waitFor();
    await ada.page.unroute('**/api/clavis/v1/runs/*/events');
    await ada.press('button', 'Stop');
    await ada.press('button', 'Stop it');
    await waitForPhase('Failed');
    const stopped = ada.page.url();
    await ada.press('button', 'Run again');
    await ada.page.waitForURL((url) => url.href !== stopped && url.pathname.startsWith('/runs/'));
    await ada.press('button', 'Stop');
    await ada.press('button', 'Stop it');
    await waitForPhase('Failed');
  });

  test('the list of runs says why one failed', async () => {
    const said = await ada.page.getByRole('alert', { name: 'Why it failed' }).innerText();
    const why = said.replace('Why it failed', '').trim();
    expect(why).not.toBe('');
    await ada.press('link', 'Runs');
    await ada.page.getByRole('cell').getByText(why).first().waitFor();
  });

  test('the list shows what it was called, and runs it', async () => {
    await ada.press('link', 'Workflows');
    await ada.press('button', 'Run prices of shop');
    await waitForPhase('Succeeded');
  });

  test('a schedule is paused and resumed', async () => {
    const document = new GlueCrawler({ name: 'lake', adminUsers: [adminName] }, new Date(1_735_500_000_000))
      .direct('eu-central-1')
      .iamUserAuth('EXAMPLE', 'not-a-secret')
      .toWorkflow();
    const annotations = {
      ...document.metadata.annotations,
      'orchestration.atlan.com/schedule': '0 6 * * *',
      'orchestration.atlan.com/timezone': 'Europe/Berlin',
    };
    await post('/api/service/workflows', { ...document, metadata: { ...document.metadata, annotations } });
    await ada.page.goto(`${stage.url}/workflows`);
    await ada.page.getByText('0 6 * * * Europe/Berlin').waitFor();
    await ada.press('button', /^Pause the schedule of atlan-glue/);
    await ada.page.getByText('paused', { exact: true }).waitFor();
    await ada.press('button', /^Resume the schedule of atlan-glue/);
    await ada.see('button', /^Pause the schedule of atlan-glue/);
  });

  async function fillCrawl(name: string, qualifiedName: string): Promise<void> {
    await ada.page.goto(`${stage.url}/workflows/new?app=atlan-glue`);
    await fill('Name of the workflow', name);
    await fill('Qualified name', qualifiedName);
    await ada.page.getByRole('group', { name: 'Connection' }).getByLabel('Name', { exact: true }).fill('lake');
    await ada.page.getByLabel('Admins by user name').fill(adminName);
    await ada.page.getByLabel('AWS access key').fill('EXAMPLE');
    await ada.page.getByLabel('AWS secret key').fill('not-a-secret-but-looked-for');
    await ada.page.getByLabel('Region').fill('eu-central-1');
    await ada.page.getByLabel('Run it at once').uncheck();
  }

  test('what is for special cases is folded away, and opens when something in it is wrong', async () => {
    await fillCrawl('folded', 'default/glue/1735500010');
    expect(await ada.page.getByRole('checkbox', { name: 'Dry run' }).isChecked()).toBe(false);
    const account = ada.page.getByRole('textbox', { name: 'Account', exact: true });
    expect(await account.isVisible()).toBe(false);
    await ada.press('button', 'More options');
    await account.fill('twelve digits');
    await ada.press('button', 'More options');
    await account.waitFor({ state: 'hidden' });
    await ada.press('button', 'Create');
    await account.waitFor();
    expect(await account.getAttribute('aria-invalid')).toBe('true');
    expect(await account.inputValue()).toBe('twelve digits');
  });

  test('a secret is typed unseen, goes to the vault, and stays nowhere in the page', async () => {
    await fillCrawl('crawl', 'default/glue/1735500009');
    expect(await ada.page.getByLabel('AWS secret key').getAttribute('type')).toBe('password');
    await fill('Times', 'every day');
    await ada.press('button', 'Create');
    await ada.page.getByRole('alert').first().waitFor();
    await fill('Times', '0 5 * * *');
    await fill('Time zone', 'UTC');
    await ada.press('button', 'Create');
    await ada.page.getByText('0 5 * * * UTC').waitFor();
    expect(await isKept(ada.page, 'not-a-secret-but-looked-for')).toBe(false);
  });

  test('the browser had nothing to refuse', () => {
    expect(ada.complaints).toEqual([]);
  });
});
