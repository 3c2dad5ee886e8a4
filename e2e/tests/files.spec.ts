// What can members do with the files of their group? Upload whole folders, look inside, rename, move, take away and bring back.
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Page } from '@playwright/test';
import { Files } from '../fixtures/files';
import { expect, test as base } from '../fixtures/test';

const run = promisify(execFile);

const test = base.extend<{ files: Files }>({
  files: async ({ api, person, group }, use) => use(new Files(api, person, group)),
});

const row = (page: Page, name: string) =>
  page.getByRole('row').filter({ has: page.getByRole('link', { name, exact: true }) });

async function menu(page: Page, name: string, action: string) {
  await row(page, name)
    .getByRole('button', { name: `More actions for ${name}` })
    .click();
  await page.getByRole('menuitem', { name: action }).click();
}

test('a folder is uploaded with the folders in it', async ({ page, group, files }) => {
  const folder = join(await mkdtemp(join(tmpdir(), 'primehub-folder-')), 'photos 2026');
  await mkdir(join(folder, '衛星+北'), { recursive: true });
  await writeFile(join(folder, 'read me.txt'), 'top');
  await writeFile(join(folder, '衛星+北', 'a&b 🛰.txt'), 'deep');
  await page.goto(`/g/${group.name}/files`);
  await expect(page.getByText('This folder is empty')).toBeVisible();
  await page.locator('input[type="file"][webkitdirectory]').first().setInputFiles(folder);

  await row(page, 'photos 2026').getByRole('link').click();
  await expect(row(page, 'read me.txt')).toBeVisible();
  await row(page, '衛星+北').getByRole('link').click();
  await expect(page).toHaveURL(/files\/photos%202026\/%E8%A1%9B/);
  await expect(row(page, 'a&b 🛰.txt')).toBeVisible();
  await expect(page.getByText('2 of 2 done')).toBeVisible();
  expect(await files.text('photos 2026/衛星+北/a&b 🛰.txt')).toBe('deep');
});

test('names that are taken are asked about once for all', async ({ page, group, files }) => {
  await files.put('a.txt', 'old a');
  await files.put('b.txt', 'old b');
  const upload = (text: string) =>
    page
      .locator('input[type="file"]:not([webkitdirectory])')
      .first()
      .setInputFiles(
        ['a', 'b', 'c'].map((name) => ({
          name: `${name}.txt`,
          mimeType: 'text/plain',
          buffer: Buffer.from(`${text} ${name}`),
        })),
      );
  await page.goto(`/g/${group.name}/files`);
  await upload('new');
  const question = page.getByRole('dialog', { name: '2 files exist already' });
  await question.getByRole('button', { name: 'Skip' }).click();
  await expect(row(page, 'c.txt')).toBeVisible();
  expect(await files.text('a.txt')).toBe('old a');

  await upload('newer');
  const again = page.getByRole('dialog', { name: '3 files exist already' });
  await again.getByRole('button', { name: 'Keep both' }).click();
  await expect(row(page, 'a (2).txt')).toBeVisible();
  expect(await files.text('a.txt')).toBe('old a');
  expect(await files.text('a (2).txt')).toBe('newer a');

  await upload('newest');
  await again.getByRole('button', { name: 'Replace' }).click();
  await expect.poll(() => files.text('a.txt')).toBe('newest a');
});

test('folders are made, renamed and moved into', async ({ page, group, files }) => {
  await files.put('data/values.csv', 'x,y\n1,2\n');
  await page.goto(`/g/${group.name}/files`);
  await page.getByRole('button', { name: 'New folder' }).click();
  const dialog = page.getByRole('dialog', { name: 'New folder' });
  await dialog.getByRole('textbox', { name: 'Name' }).fill('data');
  await dialog.getByRole('button', { name: 'Create folder' }).click();
  await expect(dialog.getByRole('textbox', { name: 'Name' })).toHaveAccessibleDescription(/data/);
  await dialog.getByRole('textbox', { name: 'Name' }).fill('results');
  await dialog.getByRole('button', { name: 'Create folder' }).click();
  await expect(page.getByText('This folder is empty')).toBeVisible();

  await page.getByRole('navigation', { name: 'Path' }).getByRole('link', { name: 'Shared files' }).click();
  await row(page, 'data').getByRole('link').click();
  await menu(page, 'values.csv', 'Rename');
  const rename = page.getByRole('dialog', { name: 'Rename values.csv' });
  await rename.getByRole('textbox', { name: 'Name' }).fill('values 2.csv');
  await rename.getByRole('button', { name: 'Rename' }).click();
  await expect(row(page, 'values 2.csv')).toBeVisible();

  await menu(page, 'values 2.csv', 'Move to folder');
  const move = page.getByRole('dialog', { name: 'Move values 2.csv' });
  await move.getByRole('button', { name: 'results' }).click();
  await move.getByRole('button', { name: 'Move here' }).click();
  await expect(page.getByText('1 entry moved to results')).toBeVisible();
  expect(await files.text('results/values 2.csv')).toBe('x,y\n1,2\n');
  expect(await files.text('data/values 2.csv')).toBeUndefined();
});

test('a typed path leads to its folder, and a folder that is not there can be made', async ({ page, group, files }) => {
  await files.put('a/b/c.txt', 'c');
  await page.goto(`/g/${group.name}/files`);
  await page.getByRole('button', { name: 'Type a path' }).click();
  await page.getByRole('textbox', { name: 'Path' }).fill('phfs:///a/b');
  await page.keyboard.press('Enter');
  await expect(row(page, 'c.txt')).toBeVisible();
  await page.goto(`/g/${group.name}/browse/a/new%20place`);
  await expect(page).toHaveURL(/\/files\/a\/new%20place$/);
  await expect(page.getByText('There is no folder new place')).toBeVisible();
  await page.getByRole('button', { name: 'Create folder' }).click();
  await expect(page.getByText('This folder is empty')).toBeVisible();
});

test('what is deleted lies in the trash and comes back whole', async ({ page, group, files }) => {
  for (const name of ['a.txt', 'b.txt', 'deep/c.txt']) await files.put(`project/${name}`, name);
  await files.put('other.txt', 'stays');
  await page.goto(`/g/${group.name}/files`);
  await menu(page, 'project', 'Delete');
  const dialog = page.getByRole('dialog', { name: 'Delete project?' });
  await expect(dialog).toContainText('3 files');
  await expect(dialog).toContainText('7 days');
  await dialog.getByRole('button', { name: 'Delete folder' }).click();
  await expect(page.getByText('3 files deleted')).toBeVisible();
  await expect(row(page, 'project')).toHaveCount(0);
  await expect(row(page, 'other.txt')).toBeVisible();
  expect(await files.text('project/a.txt')).toBeUndefined();

  await page.getByRole('link', { name: 'Trash', exact: true }).first().click();
  await page
    .getByRole('row', { name: /project/ })
    .getByRole('button', { name: 'Restore' })
    .click();
  await expect(page.getByText('1 entry restored')).toBeVisible();
  await expect(page.getByText('The trash is empty')).toBeVisible();
  expect(await files.text('project/deep/c.txt')).toBe('deep/c.txt');
});

test('several files and folders are saved as one zip', async ({ page, group, files }) => {
  await files.put('zip/a b.txt', 'first');
  await files.put('zip/sub/衛星.txt', 'second');
  await files.put('zip/left-out.txt', 'third');
  await page.goto(`/g/${group.name}/files/zip`);
  await page.getByRole('checkbox', { name: 'Select a b.txt' }).check();
  await page.getByRole('checkbox', { name: 'Select sub' }).check();
  const saved = page.waitForEvent('download');
  await page.getByRole('group', { name: '2 selected' }).getByRole('button', { name: 'Download' }).click();
  const download = await saved;
  expect(download.suggestedFilename()).toBe('zip.zip');
  const { stdout } = await run('python3', [
    '-c',
    'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); print(z.testzip(), *sorted(n for n in z.namelist() if not n.endswith("/")), sep="\\n")',
    await download.path(),
  ]);
  const names = stdout.trim().split('\n');
  expect(names[0]).toBe('None');
  expect(names.slice(1).map((name) => name.replace(/^zip\//, ''))).toEqual(['a b.txt', 'sub/衛星.txt']);
});

test('text, tables and images are shown inside the page', async ({ page, group, files }) => {
  await files.put('run.log', 'epoch 1\nepoch 2\n');
  await files.put('table.csv', 'city,people\nTaipei,"2,5 million"\n');
  await files.put('page.md', '# Results\n\nAn *important* one.\n\n<script>document.title = "no"</script>\n');
  const dot = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4z8DwHwAFAAH/iZk9HQAAAABJRU5ErkJggg==';
  await files.put('dot.png', Buffer.from(dot, 'base64'));
  await page.goto(`/g/${group.name}/files`);
  await row(page, 'run.log').getByRole('link').click();
  await expect(page.getByRole('region', { name: 'run.log' })).toHaveText('epoch 1\nepoch 2\n');
  await page.goto(`/g/${group.name}/files?file=table.csv`);
  await expect(page.getByRole('cell', { name: '2,5 million' })).toBeVisible();
  await page.goto(`/g/${group.name}/files?file=dot.png`);
  const image = page.getByRole('img', { name: 'dot.png' });
  await expect.poll(() => image.evaluate((element: HTMLImageElement) => element.naturalWidth)).toBe(1);
  await page.goto(`/g/${group.name}/files?file=page.md`);
  await expect(page.frameLocator('iframe').getByRole('heading', { name: 'Results' })).toBeVisible();
  await expect(page).toHaveTitle(/^page\.md/);
});

test('a folder of 50 000 entries can be worked in', async ({ api, page, group, files }) => {
  test.setTimeout(300_000);
  await files.put('many/first', 'x');
  const folder = join(api.server.data, 'files', 'groups', group.name, 'many');
  for (let from = 0; from < 50_000; from += 1000) {
    const some = Array.from({ length: 1000 }, (_, i) => `sample-${String(from + i).padStart(5, '0')}.txt`);
    await Promise.all(some.map((name) => writeFile(join(folder, name), '')));
  }
  await page.goto(`/g/${group.name}/files/many?rows=100`);
  await expect(row(page, 'sample-00000.txt')).toBeVisible();
  await expect(page.getByText(/1 to 100 of 50.001/)).toBeVisible();
  await page.getByRole('button', { name: 'Page 501' }).click();
  await expect(row(page, 'sample-49999.txt')).toBeVisible();
  await page.getByRole('searchbox', { name: 'Search in this folder' }).fill('0777');
  await expect(row(page, 'sample-07770.txt')).toBeVisible();
  await expect(row(page, 'sample-49999.txt')).toHaveCount(0);
});

test('the page shows at once what somebody else uploads', async ({ page, group, files }) => {
  await page.goto(`/g/${group.name}/files`);
  await expect(page.getByText('This folder is empty')).toBeVisible();
  await files.put('from the SDK.bin', 'x');
  await expect(row(page, 'from the SDK.bin')).toBeVisible();
});
