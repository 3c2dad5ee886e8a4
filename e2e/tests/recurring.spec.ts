// Do recurring jobs work on their pages? Made with a wrong and a right schedule, run by hand, paused, changed, deleted.
import { expect, test } from '../fixtures/test';

test('a recurring job is made; a wrong cron text says why, a right one shows the next five runs', async ({
  page,
  group,
}) => {
  await page.goto(`/g/${group.name}/jobs/recurring`);
  await page.getByRole('link', { name: 'New recurring job' }).first().click();
  await page.getByLabel('Name', { exact: true }).fill('nightly eval');
  await page.getByLabel('Command').fill('echo evaluated');
  await page.getByRole('radio', { name: /Custom/ }).check();
  const cron = page.getByRole('textbox', { name: 'Cron' });
  await cron.fill('0 25 * * *');
  await expect(cron).toHaveAttribute('aria-invalid', 'true');
  await expect(cron).toHaveAccessibleDescription(/hour|25/i);
  await cron.fill('30 2 * * 1-5');
  await expect(cron).not.toHaveAttribute('aria-invalid', 'true');
  await expect(page.locator('.next-runs li')).toHaveCount(5);
  await expect(page.locator('.next-runs li').first()).toContainText('02:30');
  await page.getByRole('button', { name: 'Create recurring job' }).click();

  await expect(page.getByRole('heading', { level: 1 })).toContainText('nightly eval');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Active');
  await expect(page.getByText('30 2 * * 1-5')).toBeVisible();
});

test('a run by hand leads to its job and stands in the history', async ({ api, page, person, group }) => {
  const schedule = await api.schedule(person, group, { displayName: 'by hand' });
  await page.goto(`/g/${group.name}/jobs/recurring/${schedule}`);
  await expect(page.getByText('No runs yet')).toBeVisible();
  await page.getByRole('button', { name: 'Run now' }).click();
  const history = page.getByRole('table', { name: 'Runs' });
  await expect(history).toContainText(`${person.username}, by hand`);
  await expect(history.getByRole('link', { name: 'Succeeded' })).toBeVisible({ timeout: 120_000 });
  await history.getByRole('link', { name: 'Succeeded' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('by hand');
});

test('a recurring job is paused and put on again', async ({ api, page, person, group }) => {
  await api.schedule(person, group, { displayName: 'sometimes' });
  await page.goto(`/g/${group.name}/jobs/recurring`);
  const row = page.getByRole('row', { name: /sometimes/ });
  await expect(row).toContainText(/in \d+/);
  await row.getByRole('switch', { name: 'sometimes is on' }).click();
  await expect(row).toContainText('paused');
  await row.getByRole('switch', { name: 'sometimes is on' }).click();
  await expect(row).toContainText(/in \d+/);
});

test('a recurring job whose image is gone is invalid with the reason, cannot run, and is repaired', async ({
  api,
  page,
  person,
  group,
}) => {
  const image = await api.image('primehub/base-notebook:latest');
  const schedule = await api.schedule(person, group, { displayName: 'broken', image });
  await api.query('mutation($id: ID!) { deleteImage(where: { id: $id }) { id } }', { id: image });
  await page.goto(`/g/${group.name}/jobs/recurring/${schedule}`);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Invalid', { timeout: 120_000 });
  await expect(page.getByRole('main')).toContainText(image);
  await expect(page.getByRole('button', { name: 'Run now' })).toBeDisabled();
  await page.getByRole('link', { name: 'Edit' }).click();
  await expect(page.getByText(`The image ${image} is not open to this group any more.`)).toBeVisible();
  await page.getByRole('radio', { name: /base-notebook/ }).check();
  await page.getByRole('button', { name: 'Save changes' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Active');
});

test('a recurring job is deleted after a question', async ({ api, page, person, group }) => {
  const schedule = await api.schedule(person, group, { displayName: 'old one' });
  await page.goto(`/g/${group.name}/jobs/recurring/${schedule}`);
  await page.getByRole('button', { name: 'More actions for old one' }).click();
  await page.getByRole('menuitem', { name: 'Delete recurring job' }).click();
  await page
    .getByRole('dialog', { name: 'Delete the recurring job old one?' })
    .getByRole('button', { name: 'Delete recurring job' })
    .click();
  await expect(page.getByText('No recurring jobs yet')).toBeVisible();
});
