// What does somebody see whose job has to wait? The limit and its users before it is submitted, the place and the reason after.
import { expect, test } from '../fixtures/test';

test('a full quota is told in the form, the job is queued, and starts when there is room', async ({
  api,
  page,
  person,
}) => {
  const group = await api.group([person], { projectQuotaCpu: 1 });
  const whole = await api.instanceType({ cpuLimit: 1 });
  const running = await api.jobIn('Running', person, group, {
    displayName: 'the first one',
    instanceType: whole,
    command: 'sleep 600',
  });
  await page.goto(`/g/${group.name}/jobs/new`);
  await page.getByLabel('Name', { exact: true }).fill('the second one');
  await page.getByLabel('Command').fill('echo my turn');
  await page.getByRole('radio', { name: new RegExp(whole) }).check();
  const types = page.getByRole('radiogroup', { name: 'Instance type' });
  await expect(types).toHaveAccessibleDescription(/needs 1\sCPU, 0 of the group’s 1 is left\./);
  await expect(types).toHaveAccessibleDescription(/In use by the first one \(1\)/);
  await expect(page.getByText('Would be 1 of 1 in the queue')).toBeVisible();
  await page.getByRole('button', { name: 'Queue job' }).click();

  await expect(page.getByRole('heading', { level: 1 })).toContainText('Queued, 1 of 1');
  const waiting = page.locator('section', { has: page.getByRole('heading', { name: /^Place 1 of 1 in the queue/ }) });
  await expect(waiting.getByRole('link', { name: 'the first one' })).toBeVisible();
  await page.goto(`/g/${group.name}/jobs`);
  const row = page.getByRole('row', { name: /the second one/ });
  await expect(row).toContainText('Queued, 1 of 1');

  await api.cancelJob(person, running);
  await expect(row).toContainText('Succeeded', { timeout: 120_000 });
});

test('what can never fit cannot be chosen and says why', async ({ api, page, person }) => {
  const group = await api.group([person], { projectQuotaCpu: 1 });
  const huge = await api.instanceType({ cpuLimit: 64 });
  await page.goto(`/g/${group.name}/jobs/new`);
  const option = page.getByRole('radio', { name: new RegExp(huge) });
  await expect(option).toBeDisabled();
  await expect(option).toHaveAccessibleDescription(/64\sCPU/);
});

test('rows that arrive are announced instead of shifting the list', async ({ api, page, person, group }) => {
  await api.jobIn('Succeeded', person, group, { displayName: 'already here' });
  await page.goto(`/g/${group.name}/jobs`);
  await expect(page.getByRole('row', { name: /already here/ })).toBeVisible();
  await api.submitJob(person, group, { displayName: 'just came' });
  const show = page.getByRole('button', { name: 'Show 1 new job' });
  await expect(show).toBeVisible();
  await expect(page.getByRole('row', { name: /just came/ })).toHaveCount(0);
  await show.click();
  await expect(page.getByRole('row', { name: /just came/ })).toBeVisible();
});
