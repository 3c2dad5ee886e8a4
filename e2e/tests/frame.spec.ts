// Does the frame around all pages work? Colours, palette, keys, links that start something, and small screens.
import { expect, test } from '../fixtures/test';

test('a link with autolaunch asks before anything starts', async ({ api, page, person, group }) => {
  await page.goto(`/g/${group.name}/hub?autolaunch=1&instancetype=cpu-1&image=base-notebook&path=work/train.ipynb`);
  const question = page.getByRole('dialog', { name: 'Start a notebook from this link?' });
  await expect(question).toContainText('cpu-1');
  await expect(question).toContainText('base-notebook');
  await expect(question).toContainText('work/train.ipynb');
  const document = 'query($id: ID!) { notebooksConnection(where: {groupId: $id}) { totalCount } }';
  const count = () =>
    api.query<{ notebooksConnection: { totalCount: number } }>(document, { id: group.id }, person.token);
  expect((await count()).notebooksConnection.totalCount).toBe(0);

  await question.getByRole('button', { name: 'Start notebook' }).click();
  await expect(page).toHaveURL(/notebooks\/nb-/);
  expect((await count()).notebooksConnection.totalCount).toBe(1);
  // A start that is quick is over before it could be cancelled.
  await expect(page.getByRole('button', { name: /^(Cancel start|Stop)$/ }).first()).toBeVisible({ timeout: 60_000 });
});

test('the colours follow the choice and stay', async ({ page, group }) => {
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto(`/g/${group.name}/home`);
  const html = page.locator('html');
  await expect(html).toHaveCSS('color-scheme', 'light');
  await page.getByRole('button', { name: 'Account menu' }).click();
  await page.getByRole('menuitem', { name: 'Theme' }).hover();
  await page.getByRole('menuitem', { name: 'Dark' }).click();
  await expect(html).toHaveCSS('color-scheme', 'dark');
  await page.reload();
  await expect(html).toHaveCSS('color-scheme', 'dark');
});

test('the palette finds a page and goes there', async ({ page, group }) => {
  await page.goto(`/g/${group.name}/home`);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox', { name: 'Command palette' })).toBeFocused();
  await page.keyboard.type('api tok');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'API tokens', level: 1 })).toBeVisible();
});

test('a page that was fetched ahead in vain disturbs nobody, and comes when somebody goes there', async ({
  page,
  group,
}) => {
  let asked = 0;
  await page.route('**/assets/JobListPage-*.js', (route) => (asked++ < 2 ? route.abort() : route.continue()));
  let loads = 0;
  page.on('load', () => loads++);
  await page.goto(`/g/${group.name}/home`);
  await expect.poll(() => asked).toBe(1);
  await page.waitForLoadState('networkidle');
  expect(loads).toBe(1);
  await page.getByRole('link', { name: 'Jobs' }).click();
  await expect(page.getByRole('heading', { name: 'Jobs', level: 1 })).toBeVisible();
  expect(loads).toBe(1);
});

test('a page comes although the network breaks off several times while it is loaded', async ({ page, group }) => {
  let asked = 0;
  await page.route('**/assets/JobListPage-*.js', (route) => (asked++ < 4 ? route.abort() : route.continue()));
  await page.goto(`/g/${group.name}/jobs`);
  await expect(page.getByRole('heading', { name: 'Jobs', level: 1 })).toBeVisible();
  expect(asked).toBeGreaterThan(4);
});

test('a notebook is started with keys alone', async ({ page, group }) => {
  await page.goto(`/g/${group.name}/home`);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.keyboard.press('n');
  await page.keyboard.press('n');
  await expect(page.getByRole('heading', { name: 'New notebook', level: 1 })).toBeVisible();
  // Which type is chosen at first depends on those that other tests have made.
  const types = page.getByRole('radiogroup', { name: 'Instance type' });
  const chosen = types.getByRole('radio', { checked: true });
  await expect(chosen).toBeVisible();
  await tabTo(chosen, page.keyboard);
  const before = await chosen.getAttribute('value');
  await page.keyboard.press('ArrowDown');
  await expect(chosen).not.toHaveValue(before ?? '');
  await page.keyboard.press('ArrowUp');
  await expect(chosen).toHaveValue(before ?? '');
  await page.keyboard.press('Control+Enter');
  await expect(page).toHaveURL(/notebooks\/nb-/);
});

type Target = { evaluate<T>(run: (element: Element) => T): Promise<T> };

/** Moves the focus as a person does, and fails when it never arrives. */
async function tabTo(target: Target, keyboard: { press(key: string): Promise<void> }) {
  const most = 80;
  for (let pressed = 0; pressed < most; pressed++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await keyboard.press('Tab');
  }
  throw new Error(`The focus did not arrive within ${most} presses of Tab.`);
}

test('the page of a group of others opens one of the own groups and says so', async ({ page, group }) => {
  await page.goto('/g/not-mine/notebooks');
  await expect(page).toHaveURL(new RegExp(`/g/${group.name}/`));
  await expect(page.getByText('not-mine is not one of your groups')).toBeVisible();
});
