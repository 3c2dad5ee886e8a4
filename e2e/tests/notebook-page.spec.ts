// What can somebody do on the page of a notebook that runs? Terminal, logs, events, and putting the idle stop off.
import { Api, type Group, type Person } from '../fixtures/api';
import { Server } from '../fixtures/server';
import { expect, signIn } from '../fixtures/test';
import { test } from '@playwright/test';

test.describe.configure({ mode: 'serial' });

let server: Server;
let api: Api;
let person: Person;
let group: Group;
let path: string;

test.beforeAll(async () => {
  // The warning is given at once, so that no test has to wait for it.
  server = await Server.start({
    PRIMEHUB_NOTEBOOKS__IDLE_MINUTES: '60',
    PRIMEHUB_NOTEBOOKS__IDLE_WARNING_MINUTES: '60',
  });
  api = await Api.setUp(server);
  ({ person, group } = await api.member());
  path = `${server.url}/g/${group.name}/notebooks/${await api.runningNotebook(person, group)}`;
});
test.afterAll(() => server.remove());
test.beforeEach(({ page }) => signIn(page, server, person));

test('the terminal runs a command in the container', async ({ page }) => {
  await page.goto(`${path}?tab=terminal`);
  const terminal = page.getByRole('group', { name: 'Terminal in the notebook' });
  await expect(terminal).toContainText('$');
  await terminal.click();
  await page.keyboard.type('echo $((6*7)) as $(whoami)\n');
  await expect(terminal).toContainText('42 as jovyan');
});

test('the log shows what Jupyter wrote and finds words in it', async ({ page }) => {
  await page.goto(path);
  await page.getByRole('link', { name: 'Logs' }).click();
  const log = page.getByRole('log');
  await expect(log).toContainText('Jupyter Server');
  await page.getByRole('textbox', { name: 'Search the log' }).fill('jupyter server');
  await expect(page.getByText(/\d+ match/)).toBeVisible();
  const downloaded = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download' }).click();
  expect((await downloaded).suggestedFilename()).toMatch(/\.log$/);
});

test('events tell how the start went', async ({ page }) => {
  await page.goto(`${path}?tab=events`);
  await expect(page.getByRole('main').getByRole('row')).not.toHaveCount(0);
});

test('figures of CPU and memory appear', async ({ page }) => {
  await page.goto(`${path}?tab=monitoring`);
  await expect(page.getByRole('heading', { name: 'CPU use' })).toBeVisible();
  await page.getByRole('button', { name: 'Show as table' }).first().click();
  await expect(page.getByRole('table').first().getByRole('row').nth(2)).toBeVisible();
});

test('an idle notebook says when it stops and can be extended', async ({ page }) => {
  await page.goto(path);
  const panel = page.locator('section', { has: page.getByRole('heading', { name: 'Stops when idle' }) });
  // Whoever opened a page or a terminal just now keeps it alive for a while.
  await expect(panel).toContainText(/Stops in .* unless you use it/, { timeout: 120_000 });
  await panel.getByRole('button', { name: 'Extend by 2 h' }).click();
  await expect(panel).toContainText(/Kept until/);
});
