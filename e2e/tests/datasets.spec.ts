// How does a group keep data under a name? A dataset is made, filled by upload or from shared files, tagged, found and deleted.
import type { Page } from '@playwright/test';
import { Files } from '../fixtures/files';
import { expect, test as base } from '../fixtures/test';

const test = base.extend<{ files: Files }>({
  files: async ({ api, person, group }, use) => use(new Files(api, person, group)),
});

const row = (page: Page, name: string) =>
  page.getByRole('row').filter({ has: page.getByRole('link', { name, exact: true }) });

test('a dataset is named, filled and tagged', async ({ page, group, files }) => {
  await page.goto(`/g/${group.name}/datasets`);
  await expect(page.getByText('No datasets yet')).toBeVisible();
  await page.getByRole('button', { name: 'New dataset' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'New dataset' });
  const name = dialog.getByRole('textbox', { name: 'Name' });
  await name.fill('my data');
  await dialog.getByRole('button', { name: 'Create dataset' }).click();
  await expect(name).toHaveAttribute('aria-invalid', 'true');
  await expect(name).toHaveAccessibleDescription(/English letters, digits/);
  await name.fill('coco-2026');
  await dialog.getByRole('combobox', { name: /Tags/ }).fill('images');
  await page.keyboard.press('Enter');
  await dialog.getByRole('button', { name: 'Create dataset' }).click();

  await expect(page.getByRole('heading', { level: 1, name: 'coco-2026' })).toBeVisible();
  await page
    .locator('input[type="file"]:not([webkitdirectory])')
    .first()
    .setInputFiles({ name: 'labels.json', mimeType: 'application/json', buffer: Buffer.from('{"a": 1}') });
  await expect(row(page, 'labels.json')).toBeVisible();
  expect(await files.text('datasets/coco-2026/labels.json')).toBe('{"a": 1}');

  await page.getByRole('link', { name: 'Information' }).click();
  await expect(page.getByRole('main')).toContainText(/Size\s*8\sB/);
  await page.getByRole('button', { name: 'Edit tags' }).click();
  await page.getByRole('combobox', { name: 'Tags' }).fill('labelled');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Save tags' }).click();
  await expect(page.getByText('Tags saved')).toBeVisible();
  await page.goto(`/g/${group.name}/datasets?keyword=labelled`);
  await expect(row(page, 'coco-2026')).toContainText('images');
});

test('a name that is taken is said beside the field', async ({ page, group, files }) => {
  await files.createDataset('taken');
  await page.goto(`/g/${group.name}/datasets`);
  await page.getByRole('button', { name: 'New dataset' }).click();
  const dialog = page.getByRole('dialog', { name: 'New dataset' });
  await dialog.getByRole('textbox', { name: 'Name' }).fill('taken');
  await dialog.getByRole('button', { name: 'Create dataset' }).click();
  await expect(dialog.getByRole('textbox', { name: 'Name' })).toHaveAccessibleDescription(/taken/);
});

test('chosen files are copied into a new dataset and into one that exists', async ({ page, group, files }) => {
  await files.createDataset('old-one');
  await files.put('raw/a.csv', 'a');
  await files.put('raw/sub/b.csv', 'b');
  await page.goto(`/g/${group.name}/files/raw`);
  const choose = async () => {
    await page.getByRole('checkbox', { name: 'Select all rows of this page' }).check();
    await page.getByRole('button', { name: 'Add to dataset' }).click();
  };
  const dialog = page.getByRole('dialog', { name: 'Add 2 entries to a dataset' });

  await choose();
  await dialog.getByRole('radio', { name: 'To a new dataset' }).check();
  await dialog.getByRole('textbox', { name: 'Name' }).fill('new-one');
  await dialog.getByRole('button', { name: 'Copy to dataset' }).click();
  await expect(page.getByText('2 entries copied to new-one')).toBeVisible();
  expect(await files.text('datasets/new-one/sub/b.csv')).toBe('b');

  await choose();
  await dialog.getByRole('combobox', { name: 'Dataset' }).click();
  await page
    .getByRole('option', { name: 'old-one' })
    .or(page.locator('.ant-select-item', { hasText: 'old-one' }))
    .last()
    .click();
  await dialog.getByRole('button', { name: 'Copy to dataset' }).click();
  await expect(page.getByText('2 entries copied to old-one')).toBeVisible();
  expect(await files.text('datasets/old-one/a.csv')).toBe('a');
});

test('a deleted dataset leaves the list and lies in the trash', async ({ page, group, files }) => {
  await files.createDataset('short-lived');
  await files.put('datasets/short-lived/x.bin', 'x');
  await page.goto(`/g/${group.name}/datasets`);
  await row(page, 'short-lived').getByRole('button', { name: 'More actions for short-lived' }).click();
  await page.getByRole('menuitem', { name: 'Delete dataset' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete dataset' }).click();
  await expect(page.getByText('No datasets yet')).toBeVisible();
  await page.getByRole('button', { name: 'Show trash' }).click();
  await page
    .getByRole('row', { name: /short-lived/ })
    .getByRole('button', { name: 'Restore' })
    .click();
  await page.goto(`/g/${group.name}/datasets/short-lived`);
  await expect(row(page, 'x.bin')).toBeVisible();
});
