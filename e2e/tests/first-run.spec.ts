// Does everything work from the set-up link to the output of the first cell, by the pages alone?
import { expect, test, type Page } from '@playwright/test';
import { PASSWORD } from '../fixtures/api';
import { openPython, runCell } from '../fixtures/lab';
import { Server } from '../fixtures/server';

const GIVEN = 'given by the administrator';
const STARTED_WITHIN_MS = 180_000;

let server: Server;
test.beforeAll(async () => {
  server = await Server.start();
});
test.afterAll(() => server.remove());

test('a new installation is set up, and a new person runs a cell', async ({ page, browser }) => {
  await test.step('the set-up link makes the administrator', () => setUp(page));
  await test.step('the administrator makes a group', () => makeGroup(page));
  await test.step('and an instance type', () => makeInstanceType(page));
  await test.step('and an image', () => makeImage(page));
  await test.step('and a user', () => makeUser(page));

  const context = await browser.newContext({ baseURL: server.url });
  const maria = await context.newPage();
  await test.step('the user signs in and chooses a password', () => firstSignIn(maria));
  const lab = await test.step('starts a notebook and watches its stages', () => launch(maria));
  await test.step('runs a cell in JupyterLab', async () => {
    await openPython(lab);
    expect(await runCell(lab, 'print(6*7)')).toBe('42');
  });
  await test.step('and stops the notebook', () => stop(maria));
  await context.close();
});

async function setUp(page: Page) {
  await page.goto(await server.setUpLink);
  await page.getByLabel('Username').fill('root');
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Create and continue' }).click();
  await expect(page.getByRole('heading', { name: 'You are in no group yet', level: 1 })).toBeAttached();
  await page.goto(await server.setUpLink);
  await expect(page.getByRole('button', { name: 'Create and continue' })).toHaveCount(0);
}

async function makeGroup(page: Page) {
  await page.goto(`${server.url}/admin/groups/new`);
  await page.getByLabel('Name', { exact: true }).fill('vision');
  await page.getByLabel('Display name').fill('Vision Lab');
  await amount(page, 'The whole group: CPU', '2');
  await amount(page, 'Each member: CPU', '1');
  await page.getByRole('button', { name: 'Create group' }).click();
  await expect(page.getByRole('heading', { name: 'Vision Lab', level: 1 })).toBeVisible();
}

async function amount(page: Page, label: string, value: string) {
  const [whose, what] = label.split(': ');
  const unlimited = page.getByRole('checkbox', { name: `${whose}: ${what} unlimited` });
  if (await unlimited.isChecked()) await unlimited.uncheck();
  await page.getByLabel(label, { exact: true }).fill(value);
}

async function makeInstanceType(page: Page) {
  await page.goto(`${server.url}/admin/instance-types/new`);
  await page.getByLabel('Name', { exact: true }).fill('half-a-core');
  await page.getByLabel('Display name').fill('Half a core');
  await page.getByRole('textbox', { name: 'CPU', exact: true }).fill('0.5');
  await page.getByRole('textbox', { name: 'Memory', exact: true }).fill('1');
  await onlyForVisionLab(page);
  await page.getByRole('button', { name: 'Create instance type' }).click();
  await expect(page.getByRole('row', { name: /half-a-core/ })).toContainText('Vision Lab');
}

async function makeImage(page: Page) {
  await page.goto(`${server.url}/admin/images/new`);
  await page.getByLabel('Name', { exact: true }).fill('our-image');
  await page.getByLabel('Display name').fill('Our image');
  await page.getByLabel('Image reference').fill('primehub/base-notebook:latest');
  await onlyForVisionLab(page);
  await page.getByRole('button', { name: 'Create image' }).click();
  await expect(page.getByRole('row', { name: /our-image/ })).toContainText('Vision Lab');
}

async function onlyForVisionLab(page: Page) {
  await page.getByRole('radio', { name: 'Only these groups' }).check();
  await pickGroup(page, 'Groups');
}

async function pickGroup(page: Page, label: string) {
  await page.getByRole('combobox', { name: label }).fill('vision');
  await page.locator('.ant-select-item-option', { hasText: 'Vision Lab' }).click();
  await page.keyboard.press('Escape');
}

async function makeUser(page: Page) {
  await page.goto(`${server.url}/admin/users/new`);
  await page.getByLabel('Username').fill('maria');
  await page.getByLabel('Initial password', { exact: true }).fill(GIVEN);
  await expect(page.getByRole('checkbox', { name: 'Must change it at the next sign-in' })).toBeChecked();
  await pickGroup(page, 'Member of');
  await page.getByRole('button', { name: 'Create user' }).click();
  await expect(page.getByRole('heading', { name: 'maria', level: 1 })).toBeVisible();
}

async function firstSignIn(page: Page) {
  await page.goto('/');
  await page.getByLabel('Username or email').fill('maria');
  await page.getByLabel('Password', { exact: true }).fill(GIVEN);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { name: 'Choose your own password' })).toBeVisible();
  await page.getByLabel('Password you were given').fill(GIVEN);
  await page.getByLabel('New password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Change password' }).click();
  await expect(page.getByRole('heading', { name: 'Vision Lab', level: 1 })).toBeVisible();
}

async function launch(page: Page): Promise<Page> {
  await page.getByRole('link', { name: 'New notebook' }).click();
  await page.getByRole('radio', { name: /half-a-core/ }).check();
  await page.getByRole('radio', { name: /our-image/ }).check();
  await expect(page.getByRole('meter', { name: /0\.5 CPU left after this/ }).first()).toBeVisible();
  const opened = page.context().waitForEvent('page', { timeout: STARTED_WITHIN_MS });
  await page.getByRole('button', { name: 'Start notebook' }).click();
  for (const stage of ['Queued', 'Pulling image', 'Creating', 'Starting JupyterLab', 'Ready']) {
    await expect(page.getByRole('listitem').filter({ hasText: new RegExp(`^${stage}`) })).toBeVisible();
  }
  await expect(page.getByRole('link', { name: 'Open JupyterLab' })).toBeVisible({ timeout: STARTED_WITHIN_MS });
  return opened;
}

async function stop(page: Page) {
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  const question = page.getByRole('dialog');
  await expect(question).toContainText('Your files are kept');
  await question.getByRole('button', { name: 'Stop notebook' }).click();
  await expect(page.getByRole('button', { name: 'Start notebook' })).toBeVisible({ timeout: 60_000 });
  await expect.poll(() => server.containers()).toEqual([]);
}
