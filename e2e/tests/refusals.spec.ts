// What does somebody read when a notebook cannot start? The limit and who uses it, or what is wrong with the image and what to do.
import { expect, test } from '../fixtures/test';
import { fresh } from '../fixtures/api';

test('a choice beyond the quota is disabled with the reason', async ({ api, page, person }) => {
  const group = await api.group([person], { quotaCpu: 1 });
  const big = await api.instanceType({ cpuLimit: 2 });
  await page.goto(`/g/${group.name}/notebooks/new`);
  const option = page.getByRole('radio', { name: new RegExp(big) });
  await expect(option).toBeDisabled();
  await expect(option).toHaveAccessibleDescription(/2\sCPU.*1\sCPU/);
});

test('a start that another one overtook is refused with the limit, the amount, and who uses it', async ({
  api,
  page,
  person,
}) => {
  const group = await api.group([person], { quotaCpu: 1 });
  const whole = await api.instanceType({ cpuLimit: 1 });
  // The page has to show what was free when it was loaded.
  await page.route('**/api/events', (route) => route.abort());
  await page.goto(`/g/${group.name}/notebooks/new`);
  await page.getByRole('radio', { name: new RegExp(whole) }).check();
  await page.getByRole('radio', { name: /base-notebook/ }).check();
  await api.startNotebook(person, group, { name: 'the first one', instanceType: whole });

  await page.getByRole('button', { name: 'Start notebook' }).click();
  const panel = page.getByRole('radiogroup', { name: 'Instance type' });
  await expect(panel).toHaveAttribute('aria-invalid', 'true');
  await expect(panel).toHaveAccessibleDescription(/needs 1\sCPU, 0 of your 1 is left\./);
  await expect(panel).toHaveAccessibleDescription(/In use by the first one \(1\)/);
  await expect(panel).toHaveAccessibleDescription(/Choose a smaller type, or stop one of these first\./);
});

test('an image that no registry has fails with its name, the cause and what to do', async ({
  api,
  page,
  person,
  group,
}) => {
  const url = `127.0.0.1:9/${fresh('nowhere')}:1`;
  const image = await api.image(url);
  const notebook = await api.startNotebook(person, group, { image });
  await page.goto(`/g/${group.name}/notebooks/${notebook}`);
  await expect(page.getByText('Did not start', { exact: true })).toBeVisible({ timeout: 120_000 });
  await expect(page.getByRole('main')).toContainText(url);
  await expect(page.getByRole('main')).toContainText('What to do:');
  await expect(page.getByText(/^REGISTRY_UNREACHABLE/)).toBeVisible();
  await expect(page.getByRole('link', { name: 'Change image' })).toBeVisible();
  await expect(page.getByRole('main')).toContainText('no quota is used');
});

test('an image without Jupyter fails with this reason and its last lines', async ({ api, page, person, group }) => {
  const image = await api.image('primehub/no-jupyter:latest');
  const notebook = await api.startNotebook(person, group, { image });
  await page.goto(`/g/${group.name}/notebooks/${notebook}`);
  await expect(page.getByText('Did not start', { exact: true })).toBeVisible({ timeout: 120_000 });
  await expect(page.getByRole('main')).toContainText(/Jupyter/);
  await expect(page.getByText('NO_JUPYTER')).toBeVisible();
  await expect(page.getByText('What to do:')).toBeVisible();
  await expect(page.getByText('Last lines')).toBeVisible();
});
