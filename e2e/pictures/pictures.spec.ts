// How does every page look? Takes pictures of all of them with the data of a small institute, for people to look at.
import { expect, test, type Page } from '@playwright/test';
import { Api, type Person } from '../fixtures/api';
import { Files } from '../fixtures/files';
import { Server } from '../fixtures/server';
import { signIn } from '../fixtures/test';
import { company, type Company } from './company';
import { shoot } from './camera';

let server: Server;
let api: Api;
let shown: Company;

test.beforeAll(async ({ browser }) => {
  test.setTimeout(600_000);
  server = await Server.start();
  const page = await browser.newPage();
  await page.goto(await server.setUpLink);
  await page.getByLabel('Username').fill('root');
  await shoot(page, 'setup');
  api = await Api.setUp(server);
  await page.goto(`${server.url}/sign-in`);
  await expect(page.getByLabel('Username or email')).toBeVisible();
  await shoot(page, 'sign-in');
  await pageOf(page, api.root);
  await open(page, '/');
  await shoot(page, 'no-group');
  shown = await company(api);
  await page.close();
});
test.afterAll(() => server.remove());

test('pages of the user portal', async ({ page }) => {
  const { maria, vision, train, explore, broken } = shown;
  const home = `/g/${vision.name}`;
  await pageOf(page, maria);

  await take(page, 'home', `${home}/home`);
  await take(page, 'home-empty', '/g/teaching/home');
  await take(page, 'notebooks', `${home}/notebooks`);
  await take(page, 'spawner', `${home}/notebooks/new`);
  await take(page, 'autolaunch', `${home}/notebooks/new?autolaunch=1&instancetype=cpu-small&image=scientific`);
  await take(page, 'start-failed', `${home}/notebooks/${broken}`);
  await take(page, 'notebook-stopped', `${home}/notebooks/${explore}`);
  for (const tab of ['overview', 'logs', 'events', 'monitoring', 'terminal']) {
    await take(page, `notebook-${tab}`, `${home}/notebooks/${train}?tab=${tab}`);
  }
  await take(page, 'stop', `${home}/notebooks/${train}?ask=stop`);
  for (const name of ['profile', 'password', 'sessions', 'api-tokens']) await take(page, name, `/account/${name}`);

  await open(page, `${home}/home`);
  await shoot(page, 'palette', async () => {
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+k');
    await expect(page.getByRole('combobox', { name: 'Command palette' })).toBeVisible();
  });
  await page.keyboard.press('Escape');
  await open(page, `${home}/home`);
  await shoot(page, 'account-menu', async () => {
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Account menu' }).click();
    await expect(page.getByRole('menuitem', { name: 'Sign out' })).toBeVisible();
  });
  await take(page, 'not-found', `${home}/nowhere`);
});

test('pages of jobs and recurring jobs', async ({ page }) => {
  const { maria, vision, jobs } = shown;
  const list = `/g/${vision.name}/jobs`;
  await pageOf(page, maria);
  await take(page, 'jobs', list);
  for (const tab of ['information', 'logs', 'monitoring', 'events']) {
    await take(page, `job-${tab}`, `${list}/${jobs.running}?tab=${tab}`);
  }
  await take(page, 'job-failed', `${list}/${jobs.failed}`);
  await take(page, 'job-artifacts', `${list}/${jobs.succeeded}?tab=artifacts`);
  await take(page, 'job-waiting', `${list}/${jobs.waiting}`);
  await take(page, 'job-cancel', `${list}/${jobs.running}?ask=cancel`);
  await take(page, 'job-new', `${list}/new?clone=${jobs.waiting}`);
  await take(page, 'recurring-new', `${list}/new?when=recurring`);
  await take(page, 'recurring', `${list}/recurring`);
  await take(page, 'recurring-job', `${list}/recurring/${jobs.nightly}`);
});

test('pages of shared files and datasets', async ({ page }) => {
  const { maria, vision } = shown;
  const files = new Files(api, maria, vision);
  const plot = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
  const cells = [
    { cell_type: 'markdown', source: '# Thresholds\n\nThe best one over **three** folds.' },
    {
      cell_type: 'code',
      execution_count: 1,
      source: 'import pandas as pd\nprint(pd.Series([0.41, 0.42, 0.43]).mean())',
      outputs: [{ output_type: 'stream', name: 'stdout', text: '0.42\n' }],
    },
  ];
  await files.put(
    'experiments/thresholds.ipynb',
    JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells }),
  );
  await files.put('experiments/folds.csv', 'fold,threshold,mIoU\n1,0.41,0.71\n2,0.42,0.72\n3,0.43,0.70\n');
  await files.put(
    'README.md',
    '# Vision\n\nWhat is where:\n\n- `experiments/`: notebooks and their results\n- `datasets/`: tiles\n',
  );
  await files.put('train.py', 'for epoch in range(10):\n    print(epoch)\n');
  await files.put('resultaten van dinsdag – 結果.txt', 'ok\n'.repeat(4000));
  await files.put('plot.png', Buffer.from(plot, 'base64'));
  await files.put('old.txt', 'old\n');
  await files.createDataset('tiles-2026', ['segmentation', 'aerial']);
  await files.createDataset('birds', ['images']);
  await api.query(
    'mutation($group: String!) { trashFiles(groupName: $group, paths: ["/old.txt"]) }',
    { group: vision.name },
    maria.token,
  );
  const { shareFile } = await api.query<{ shareFile: { shareLink: string } }>(
    'mutation($group: String!) { shareFile(where: { groupName: $group, phfsPath: "/experiments/thresholds.ipynb" }) { shareLink } }',
    { group: vision.name },
    maria.token,
  );
  const list = `/g/${vision.name}/files`;
  await pageOf(page, maria);
  await take(page, 'files', list);
  await take(page, 'files-empty', '/g/teaching/files');
  await take(page, 'file-notebook', `${list}/experiments?file=thresholds.ipynb`);
  await take(page, 'file-table', `${list}/experiments?file=folds.csv`);
  await take(page, 'file-markdown', `${list}?file=README.md`);
  await take(page, 'files-trash', `${list}?tab=trash`);
  await take(page, 'files-links', `${list}?tab=links`);
  await take(page, 'datasets', `/g/${vision.name}/datasets`);
  await take(page, 'dataset', `/g/${vision.name}/datasets/tiles-2026`);
  await take(page, 'shared-notebook', new URL(shareFile.shareLink).pathname);
});

test('a start while it goes on', async ({ page }) => {
  const { maria, vision } = shown;
  await pageOf(page, maria);
  const notebook = await api.startNotebook(maria, vision, {
    name: 'segment',
    instanceType: 'cpu-small',
    image: 'scientific',
  });
  await page.goto(`${server.url}/g/${vision.name}/notebooks/${notebook}`);
  await expect(page.getByText('Starting JupyterLab')).toBeVisible();
  await shoot(page, 'start');
});

test('pages of the admin portal', async ({ page }) => {
  await pageOf(page, api.root);
  const names = [
    'overview',
    'groups',
    'users',
    'instance-types',
    'images',
    'secrets',
    'notebooks',
    'audit',
    'settings',
  ];
  for (const name of names) await take(page, `admin-${name}`, `/admin/${name}`);
  for (const name of ['groups', 'users', 'instance-types', 'images', 'secrets']) {
    await take(page, `admin-${name}-new`, `/admin/${name}/new`);
  }
  await take(page, 'admin-group', `/admin/groups/${shown.vision.id}`);
  await take(page, 'admin-user', `/admin/users/${shown.maria.id}`);
  await take(page, 'admin-instance-type', '/admin/instance-types/cpu-medium');
  await take(page, 'admin-image', '/admin/images/scientific');
});

async function pageOf(page: Page, person: Person) {
  await signIn(page, server, person);
}

async function take(page: Page, name: string, path: string) {
  await open(page, path);
  await shoot(page, name);
}

/** Skeletons are gone and the data is there. */
async function open(page: Page, path: string) {
  await page.goto(new URL(path, server.url).href);
  await expect(page.getByRole('heading', { level: 1 }).first()).toBeAttached();
  await expect(page.locator('.skeleton, .ant-skeleton')).toHaveCount(0);
}
