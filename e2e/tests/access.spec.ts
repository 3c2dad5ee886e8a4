// Does access end when it should? Membership, session and token, each taken away while somebody works with it.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Page } from '@playwright/test';
import { openPython, runCell } from '../fixtures/lab';
import { expect, pageOf, test } from '../fixtures/test';

const run = promisify(execFile);
/** The grant is looked at every second; a busy machine gets some more. */
const CUT_WITHIN_MS = 10_000;

test('a member who is removed while working is cut off', async ({ api, page, person, group }) => {
  const notebook = await api.runningNotebook(person, group);
  await page.goto(`/open/${notebook}`);
  await openPython(page);
  expect(await runCell(page, 'print("still here")')).toBe('still here');
  await openSocket(page);
  const contents = () => page.evaluate(async () => (await fetch('/api/contents', { redirect: 'manual' })).status);
  expect(await contents()).toBe(200);

  await api.leave(group, person);
  await expect.poll(contents, { timeout: CUT_WITHIN_MS }).not.toBe(200);
  await expect.poll(() => socketState(page), { timeout: CUT_WITHIN_MS }).toBe('closed');
  await page.goto('/');
  await expect(page.getByRole('heading', { name: 'You are in no group yet', level: 1 })).toBeAttached();
});

type Watched = { watchedSocket?: WebSocket };

/** One of Jupyter's own WebSockets, held open by the page. */
async function openSocket(page: Page) {
  await page.evaluate(() => {
    const socket = new WebSocket(`ws://${location.host}/api/events/subscribe`);
    (window as Watched).watchedSocket = socket;
    return new Promise((yes, no) => {
      socket.addEventListener('open', yes, { once: true });
      socket.addEventListener('close', no, { once: true });
    }).then(() => undefined);
  });
}

function socketState(page: Page) {
  return page.evaluate(() => ((window as Watched).watchedSocket?.readyState === WebSocket.OPEN ? 'open' : 'closed'));
}

test('a session that is ended elsewhere leads to the sign-in page', async ({ api, browser, page, person, group }) => {
  await page.goto(`/g/${group.name}/home`);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  const other = await pageOf(browser, api, person);
  await other.goto('/account/sessions');
  await other.getByRole('button', { name: 'Sign out all others' }).click();
  await other.getByRole('dialog').getByRole('button', { name: 'Sign out all others' }).click();
  await expect(other.getByText('This session')).toBeVisible();

  await page.getByRole('link', { name: 'Notebooks' }).click();
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await page.getByLabel('Username or email').fill(person.username);
  await page.getByLabel('Password', { exact: true }).fill('correct horse battery');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(new RegExp(`/g/${group.name}/`));
  await other.context().close();
});

test('a token made on its page works with curl until it is deleted', async ({ api, page, person }) => {
  await page.goto('/account/api-tokens');
  await page.getByRole('button', { name: 'New token' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('laptop');
  await dialog.getByRole('button', { name: 'Create token' }).click();
  const token = await dialog.getByLabel('Token laptop').innerText();
  const download = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Download config.json' }).click();
  expect((await download).suggestedFilename()).toBe('config.json');
  await dialog.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByText(token)).toHaveCount(0);

  const ask = async () => {
    const arguments_ = [
      '--silent',
      '--header',
      `Authorization: Bearer ${token}`,
      '--json',
      '{"query":"{ me { username } }"}',
    ];
    return (await run('curl', [...arguments_, `${api.server.url}/api/graphql`])).stdout;
  };
  expect(JSON.parse(await ask())).toEqual({ data: { me: { username: person.username } } });

  const row = page.getByRole('row', { name: /laptop/ });
  await row.getByRole('button', { name: /Delete/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete token' }).click();
  await expect(row).toHaveCount(0);
  expect(await ask()).toContain('errors');
});
