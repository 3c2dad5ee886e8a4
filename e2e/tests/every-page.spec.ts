// Is every page usable by everybody? No violation of WCAG 2.2 A and AA in either mode, and nothing scrolls sideways from 320 px on.
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { Files } from '../fixtures/files';
import { expect, test } from '../fixtures/test';
import { adminPages, filePages, jobPages, userPages } from './addresses';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

test.describe.configure({ timeout: 600_000 });

test('pages of the user portal', async ({ api, page, person, group }) => {
  const failed = await api.startNotebook(person, group, { image: await api.image('primehub/no-jupyter:latest') });
  await expect.poll(() => api.phase(person, failed), { timeout: 120_000 }).toBe('Failed');
  for (const path of userPages(group, failed)) await test.step(path, () => check(page, path));
});

test('pages of a notebook that runs', async ({ api, page, person, group }) => {
  const notebook = await api.runningNotebook(person, group);
  for (const tab of ['overview', 'monitoring', 'terminal']) {
    await test.step(tab, () => check(page, `/g/${group.name}/notebooks/${notebook}?tab=${tab}`));
  }
  await check(page, `/g/${group.name}/notebooks/${notebook}?ask=stop`);
});

test('pages of jobs and recurring jobs', async ({ api, page, person, group }) => {
  const command = 'echo "no labels here" >&2; mkdir artifacts; echo 1 > artifacts/loss.csv; sleep 25; exit 3';
  const failed = await api.jobIn('Failed', person, group, { displayName: 'tile pyramids '.repeat(6), command });
  const schedule = await api.schedule(person, group, { recurrence: { type: 'custom', cron: '30 2 * * 1-5' } });
  await api.query(
    'mutation($id: ID!) { runPhSchedule(where: { id: $id }) { job { id } } }',
    { id: schedule },
    person.token,
  );
  for (const path of jobPages(group, failed, schedule)) await test.step(path, () => check(page, path));
});

test('pages of a job that waits and of one that runs', async ({ api, page, person }) => {
  const group = await api.group([person], { projectQuotaCpu: 0.5 });
  const half = await api.instanceType({ cpuLimit: 0.5 });
  const running = await api.jobIn('Running', person, group, { instanceType: half, command: 'echo begun; sleep 600' });
  const waiting = await api.submitJob(person, group, { instanceType: half });
  await check(page, `/g/${group.name}/jobs/${waiting}`);
  await check(page, `/g/${group.name}/jobs/${running}`);
  await check(page, `/g/${group.name}/jobs/${running}?ask=cancel`);
  await check(page, `/g/${group.name}/jobs/new`);
  await check(page, `/g/${group.name}/home`);
});

test('pages of files and datasets, and the dialogs above them', async ({ api, page, person, group }) => {
  const files = new Files(api, person, group);
  const cells = [{ cell_type: 'code', source: 'x', outputs: [{ output_type: 'stream', name: 'stdout', text: 'y' }] }];
  await files.put('notes.ipynb', JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells }));
  await files.put('table.csv', 'city,people\nTaipei,2.5\n');
  await files.createDataset('birds', ['images']);
  for (const path of filePages(group)) await test.step(path, () => check(page, path));
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto(`/g/${group.name}/files`);
  for (const action of ['Delete', 'Rename', 'Move to folder', 'Public link', 'Add to dataset']) {
    await page.getByRole('button', { name: 'More actions for notes.ipynb' }).click();
    await page.getByRole('menuitem', { name: action }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await inBothModes(page, action);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
  }
});

test('the page of a public link that leads nowhere', async ({ api, browser }) => {
  const context = await browser.newContext({ baseURL: api.server.url });
  const stranger = await context.newPage();
  await check(stranger, '/share/nothing');
  await context.close();
});

test('pages of the admin portal', async ({ adminPage, group, person }) => {
  for (const path of adminPages(group, person)) await test.step(path, () => check(adminPage, path));
});

test('pages of people who are not signed in, and layers above a page', async ({ api, browser, page, group }) => {
  const context = await browser.newContext({ baseURL: api.server.url });
  const stranger = await context.newPage();
  await check(stranger, '/sign-in');
  await context.close();
  await page.goto(`/g/${group.name}/home`);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox', { name: 'Command palette' })).toBeVisible();
  await inBothModes(page, 'the palette');
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible();
  await inBothModes(page, 'the keys');
});

async function check(page: Page, path: string) {
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto(path);
  await expect(page.getByRole('heading', { level: 1 }).first()).toBeAttached();
  await expect(page.locator('.skeleton')).toHaveCount(0);
  await inBothModes(page, path);
  for (const width of [390, 320]) {
    await page.setViewportSize({ width, height: 640 });
    const sideways = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect.soft(sideways, `${path} scrolls sideways at ${width} px`).toBeLessThanOrEqual(0);
  }
}

async function inBothModes(page: Page, what: string) {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    // In the frame of a notebook no script runs, not even that of the checks.
    const checks = new AxeBuilder({ page }).withTags(RULES).exclude('.sandbox-frame');
    const { violations } = await checks.analyze();
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
    expect.soft(found, `${what}, ${colorScheme}`).toEqual([]);
  }
}
