// How do jobs end, and what does their page say then? Success, an exit code, memory, the time limit, and a cancel in each phase.
import type { Page } from '@playwright/test';
import { silentRegistry } from '../fixtures/silent-registry';
import { expect, test } from '../fixtures/test';

const ENDED_WITHIN_MS = 120_000;

const chip = (page: Page, text: string | RegExp) => page.getByRole('heading', { level: 1 }).getByText(text);

test('a job submitted in the form runs, shows its output and ends well', async ({ page, group }) => {
  await page.goto(`/g/${group.name}/jobs`);
  await page.getByRole('link', { name: 'New job' }).first().click();
  await page.getByLabel('Name', { exact: true }).fill('first "run" $HOME 訓練');
  await page
    .getByLabel('Command')
    .fill(
      `for i in 1 2 3; do echo "step $i of '3'"; done\nprintf '\\033[32mgreen\\033[0m\\n'\nmkdir artifacts\necho done > artifacts/result.txt`,
    );
  await page.getByRole('button', { name: 'Run job' }).click();

  await expect(page.getByRole('heading', { level: 1 })).toContainText('first "run" $HOME 訓練');
  await expect(chip(page, /^Succeeded/)).toBeVisible({ timeout: ENDED_WITHIN_MS });
  await page.getByRole('link', { name: 'Logs' }).click();
  const log = page.getByRole('log');
  await expect(log).toContainText("step 3 of '3'");
  await expect(log.locator('.ansi-green')).toHaveText('green');
  const downloaded = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download', exact: true }).click();
  expect((await downloaded).suggestedFilename()).toMatch(/^job-.*\.log$/);

  await page.getByRole('link', { name: 'Artifacts' }).click();
  const file = page.getByRole('link', { name: 'result.txt' });
  await expect(file).toBeVisible();
  const saved = page.waitForEvent('download');
  await file.click();
  expect((await saved).suggestedFilename()).toBe('result.txt');
  await page.getByRole('link', { name: 'Events' }).click();
  await expect(page.getByRole('table', { name: 'Events' }).getByRole('row')).not.toHaveCount(0);
});

test('a job that fails says its exit code, what to do and its last lines', async ({ api, page, person, group }) => {
  const job = await api.jobIn('Failed', person, group, { command: 'echo "no labels here" >&2; exit 3' });
  await page.goto(`/g/${group.name}/jobs/${job}`);
  await expect(chip(page, /^Failed/)).toBeVisible();
  const main = page.getByRole('main');
  await expect(main).toContainText(/exit code 3/i);
  await expect(main).toContainText('What to do:');
  await expect(page.getByRole('log', { name: 'Last lines' })).toContainText('no labels here');
  await expect(page.getByRole('link', { name: 'Clone with other settings' })).toBeVisible();
});

test('a job that takes more memory than it has says so', async ({ api, page, person, group }) => {
  const small = await api.instanceType({ cpuLimit: 0.5, memoryLimit: 0.125 });
  const job = await api.jobIn('Failed', person, group, {
    instanceType: small,
    command: `python3 -c "x = bytearray(1024 * 1024 * 1024)"`,
  });
  await page.goto(`/g/${group.name}/jobs/${job}`);
  await expect(chip(page, /^Failed/)).toBeVisible();
  await expect(page.getByRole('main')).toContainText(/memory/i);
  await expect(page.getByRole('main')).toContainText('What to do:');
});

test('a job that runs longer than its time limit is stopped for it', async ({ api, page, person, group }) => {
  const job = await api.jobIn('Running', person, group, {
    command: 'echo waiting; sleep 600',
    activeDeadlineSeconds: 10,
  });
  await page.goto(`/g/${group.name}/jobs/${job}?tab=information`);
  await expect(chip(page, /^Failed/)).toBeVisible({ timeout: ENDED_WITHIN_MS });
  await expect(page.getByRole('main')).toContainText(/time limit|longer than/i);
});

test('a job is cancelled while it runs', async ({ api, page, person, group }) => {
  const job = await api.jobIn('Running', person, group, { command: 'echo begun; sleep 600' });
  await page.goto(`/g/${group.name}/jobs/${job}`);
  await expect(chip(page, /^Running for/)).toBeVisible();
  await expect(page.getByRole('log')).toContainText('begun');
  await cancel(page);
  await expect(chip(page, /^Cancelled/)).toBeVisible();
});

test('a job is cancelled while its image is pulled', async ({ api, page, person, group }) => {
  const registry = await silentRegistry();
  try {
    const image = await api.image(registry.image);
    const job = await api.jobIn('Preparing', person, group, { image });
    await page.goto(`/g/${group.name}/jobs/${job}`);
    await expect(page.getByText('Pulling image')).toBeVisible();
    await cancel(page);
    await expect(chip(page, /^Cancelled/)).toBeVisible();
  } finally {
    registry.close();
  }
});

test('a job is cancelled while it waits', async ({ api, page, person }) => {
  const group = await api.group([person], { projectQuotaCpu: 0.5 });
  const half = await api.instanceType({ cpuLimit: 0.5 });
  const first = await api.jobIn('Running', person, group, { instanceType: half, command: 'sleep 600' });
  const second = await api.submitJob(person, group, { instanceType: half });
  await page.goto(`/g/${group.name}/jobs/${second}`);
  await expect(chip(page, 'Queued, 1 of 1')).toBeVisible();
  await cancel(page);
  await expect(chip(page, /^Cancelled/)).toBeVisible();
  await api.cancelJob(person, first);
});

async function cancel(page: Page) {
  await page.getByRole('button', { name: 'Cancel job' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel job' }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
}
