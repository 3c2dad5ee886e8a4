// What can somebody do with jobs that exist? Find, clone, run again, and hear of their end.
import { expect, test } from '../fixtures/test';

test('a clone takes everything over, the time limit too', async ({ api, page, person, group }) => {
  const command = `echo "it's \${HOME}"\n\n# 漢字`;
  const job = await api.jobIn('Succeeded', person, group, {
    displayName: 'original',
    command,
    activeDeadlineSeconds: 5400,
  });
  await page.goto(`/g/${group.name}/jobs/${job}`);
  await page.getByRole('link', { name: 'Clone', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Clone of original', level: 1 })).toBeVisible();
  await expect(page.getByLabel('Command')).toHaveValue(command);
  await expect(page.getByRole('textbox', { name: 'Time limit' })).toHaveValue('90');
  await expect(page.getByRole('radio', { name: 'Minutes' })).toBeChecked();
  await page.getByLabel('Name', { exact: true }).fill('the copy');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('the copy');
  await expect(page.getByText(/^1\sh 30\smin/).first()).toBeVisible();
});

test('a job is run again from the list', async ({ api, page, person, group }) => {
  await api.jobIn('Succeeded', person, group, { displayName: 'again' });
  await page.goto(`/g/${group.name}/jobs`);
  await page.getByRole('button', { name: 'More actions for again' }).click();
  await page.getByRole('menuitem', { name: 'Rerun' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Rerun job' }).click();
  await page.getByRole('status').getByRole('button', { name: 'Open job' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('again');
  await expect(page).toHaveURL(/jobs\/job-/);
});

test('the list is searched and narrowed, and its address keeps that', async ({ api, page, person, group }) => {
  await api.jobIn('Succeeded', person, group, { displayName: 'train résumé' });
  await api.jobIn('Failed', person, group, { displayName: 'evaluate', command: 'exit 1' });
  await page.goto(`/g/${group.name}/jobs`);
  await expect(page.getByText('1 to 2 of 2 jobs')).toBeVisible();
  await page.getByRole('searchbox', { name: 'Search by name or id' }).fill('résumé');
  await expect(page.getByText('1 to 1 of 1 job')).toBeVisible();
  await page.reload();
  await expect(page.getByRole('row', { name: /train résumé/ })).toBeVisible();
  await expect(page.getByRole('row', { name: /evaluate/ })).toHaveCount(0);
  await page.goto(`/g/${group.name}/jobs?phase=Failed&mine=1`);
  await expect(page.getByRole('row', { name: /evaluate/ })).toBeVisible();
  await expect(page.getByRole('row', { name: /train/ })).toHaveCount(0);
});

test('several jobs are cancelled at once, after they were named', async ({ api, page, person, group }) => {
  for (const name of ['one', 'two']) {
    await api.jobIn('Running', person, group, { displayName: `sleep ${name}`, command: 'sleep 600' });
  }
  await page.goto(`/g/${group.name}/jobs`);
  await page.getByRole('checkbox', { name: 'Select all rows of this page' }).check();
  await page.getByRole('button', { name: 'Cancel jobs' }).click();
  const question = page.getByRole('dialog', { name: 'Cancel 2 jobs?' });
  await expect(question).toContainText('sleep one');
  await question.getByRole('button', { name: 'Cancel jobs' }).click();
  await expect(page.getByRole('row', { name: /Cancelled/ })).toHaveCount(2);
});

test('the end of a job is told on other pages and stays in the bell', async ({ api, page, person, group }) => {
  await page.goto(`/g/${group.name}/home`);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  const job = await api.submitJob(person, group, { displayName: 'far away', command: 'sleep 2' });
  await expect(page.getByRole('status').filter({ hasText: 'far away' })).toBeVisible({ timeout: 120_000 });
  await page.getByRole('button', { name: /^Notifications/ }).click();
  await page
    .getByRole('region', { name: 'Notifications' })
    .getByRole('link', { name: /far away/ })
    .click();
  await expect(page).toHaveURL(new RegExp(`jobs/${job}`));
});

test('keys and palette lead to jobs', async ({ api, page, person, group }) => {
  await api.jobIn('Running', person, group, { displayName: 'palette-job', command: 'sleep 600' });
  await page.goto(`/g/${group.name}/home`);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  // Two keys are one command within a second, which a busy machine can miss; a person presses them again.
  await expect(async () => {
    await page.keyboard.press('g');
    await page.keyboard.press('j');
    await expect(page.getByRole('heading', { name: 'Jobs', level: 1 })).toBeVisible({ timeout: 3_000 });
  }).toPass();
  await page.keyboard.press('n');
  await page.keyboard.press('j');
  await expect(page.getByRole('heading', { name: 'New job', level: 1 })).toBeVisible();
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox', { name: 'Command palette' })).toBeFocused();
  await page.keyboard.type('cancel palette');
  await expect(page.getByRole('option', { name: /Cancel palette-job/ })).toBeVisible();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'Cancel palette-job?' }).getByRole('button', { name: 'Cancel job' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Cancelled');
});

test('a job of another group is not found', async ({ api, page, group }) => {
  const other = await api.member();
  const job = await api.submitJob(other.person, other.group);
  await page.goto(`/g/${group.name}/jobs/${job}`);
  await expect(page.getByRole('main')).not.toContainText(job);
});
