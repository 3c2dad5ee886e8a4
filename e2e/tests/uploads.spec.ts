// Does an upload survive what happens to browsers? A pause, a lost connection, another page, and a reload.
import { mkdtemp, writeFile } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { Files, sha256 } from '../fixtures/files';
import { expect, test as base } from '../fixtures/test';

const test = base.extend<{ files: Files; upload: { path: string; hash: string } }>({
  files: async ({ api, person, group }, use) => use(new Files(api, person, group)),
  upload: async ({}, use) => {
    const bytes = randomBytes(24_000_000);
    const path = join(await mkdtemp(join(tmpdir(), 'primehub-upload-')), 'model.bin');
    await writeFile(path, bytes);
    await use({ path, hash: sha256(bytes) });
  },
});

/** So slow that something can happen in between. */
async function slowDown(page: Page, bytesPerSecond: number) {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: bytesPerSecond,
  });
  return session;
}

const choose = (page: Page, path: string) =>
  page.locator('input[type="file"]:not([webkitdirectory])').first().setInputFiles(path);

const bar = (page: Page) => page.getByRole('progressbar', { name: 'model.bin' });

const sent = async (page: Page) => Number(await bar(page).getAttribute('aria-valuenow'));

test('an upload is paused and goes on where it was', async ({ page, group, files, upload }) => {
  await page.goto(`/g/${group.name}/files`);
  await slowDown(page, 3_000_000);
  await choose(page, upload.path);
  await expect.poll(() => sent(page)).toBeGreaterThan(10);
  await page.getByRole('button', { name: 'Pause the upload of model.bin' }).click();
  await expect(page.getByText(/^Paused at/)).toBeVisible();
  const offset = page.waitForRequest((request) => request.method() === 'PATCH');
  await slowDown(page, -1);
  await page.getByRole('button', { name: 'Resume model.bin' }).click();
  expect(Number(await (await offset).headerValue('upload-offset'))).toBeGreaterThan(0);
  await expect(page.getByText('1 of 1 done')).toBeVisible();
  expect(await files.hash('model.bin')).toBe(upload.hash);
});

test('an upload gets over a crash of the server', async ({ api, page, group, files, upload }) => {
  await page.goto(`/g/${group.name}/files`);
  await slowDown(page, 3_000_000);
  await choose(page, upload.path);
  await expect.poll(() => sent(page)).toBeGreaterThan(20);
  await api.server.end('SIGKILL');
  await expect(page.getByText(/^Connection lost at .* of 24\.0\sMB, trying again/)).toBeVisible();
  await api.server.start();
  const offset = page.waitForRequest((request) => request.method() === 'PATCH');
  await slowDown(page, -1);
  expect(Number(await (await offset).headerValue('upload-offset'))).toBeGreaterThan(0);
  await expect(page.getByText('1 of 1 done')).toBeVisible({ timeout: 60_000 });
  expect(await files.hash('model.bin')).toBe(upload.hash);
});

test('an upload goes on while another page is shown', async ({ page, group, files, upload }) => {
  await page.goto(`/g/${group.name}/files`);
  await slowDown(page, 6_000_000);
  await choose(page, upload.path);
  await expect.poll(() => sent(page)).toBeGreaterThan(5);
  await page.getByRole('link', { name: 'Home', exact: true }).first().click();
  const dock = page.getByRole('region', { name: 'Uploads' });
  await expect(dock).toContainText('Uploading, 0 of 1 done');
  await expect(dock).toContainText('1 file uploaded', { timeout: 60_000 });
  expect(await files.hash('model.bin')).toBe(upload.hash);
  await dock.getByRole('link', { name: 'Show' }).click();
  await expect(page.getByRole('link', { name: 'model.bin' })).toBeVisible();
});

test('after a reload the same file goes on, and another file is not taken for it', async ({
  page,
  group,
  files,
  upload,
}) => {
  page.on('dialog', (dialog) => void dialog.accept());
  await page.goto(`/g/${group.name}/files`);
  await slowDown(page, 3_000_000);
  await choose(page, upload.path);
  await expect.poll(() => sent(page)).toBeGreaterThan(20);
  await page.reload();
  await expect(page.getByText('1 upload was cut off')).toBeVisible();
  await slowDown(page, -1);

  const again = page.getByLabel('Choose files again');
  const other = join(await mkdtemp(join(tmpdir(), 'primehub-upload-')), 'model.bin');
  await writeFile(other, 'not the same');
  await again.setInputFiles(other);
  await expect(page.getByText('None of these files was cut off')).toBeVisible();

  const offset = page.waitForRequest((request) => request.method() === 'PATCH');
  await again.setInputFiles(upload.path);
  expect(Number(await (await offset).headerValue('upload-offset'))).toBeGreaterThan(1_000_000);
  await expect(page.getByRole('link', { name: 'model.bin' })).toBeVisible();
  expect(await files.hash('model.bin')).toBe(upload.hash);
});

test('what is cancelled leaves nothing behind', async ({ page, group, files, upload }) => {
  await page.goto(`/g/${group.name}/files`);
  await slowDown(page, 3_000_000);
  await choose(page, upload.path);
  await expect.poll(() => sent(page)).toBeGreaterThan(5);
  const removed = page.waitForResponse((response) => response.request().method() === 'DELETE');
  await page.getByRole('button', { name: 'Cancel the upload of model.bin' }).click();
  expect((await removed).status()).toBe(204);
  await expect(bar(page)).toHaveCount(0);
  expect(await files.bytes('model.bin')).toBeUndefined();
});

test('a quota that is too small refuses the upload with its name', async ({ api, page, group, upload }) => {
  await api.query(
    'mutation($group: String!) { setFilesQuota(groupName: $group, quotaBytes: 1000000) { quotaBytes } }',
    {
      group: group.name,
    },
  );
  await page.goto(`/g/${group.name}/files`);
  await expect(page.getByRole('meter', { name: /^Size: .* of 1\.0\sMB/ })).toBeVisible();
  await choose(page, upload.path);
  const failed = page.getByRole('list', { name: 'Uploads' }).getByRole('listitem');
  await expect(failed).toContainText('model.bin');
  await expect(failed).toContainText(/1\.0 MB|1 MB|MiB|quota|allow/i);
});
