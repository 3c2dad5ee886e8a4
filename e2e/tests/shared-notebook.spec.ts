// Who can see a shared notebook, and what can the notebook do? Everybody with the link while it holds; and nothing.
import type { Browser, Page } from '@playwright/test';
import { Files } from '../fixtures/files';
import { expect, test as base } from '../fixtures/test';

const test = base.extend<{ files: Files }>({
  files: async ({ api, person, group }, use) => use(new Files(api, person, group)),
});

const html = (text: string) => ({ output_type: 'display_data', data: { 'text/html': text, 'text/plain': '?' } });

const notebook = (cells: object[]) => JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells });

const friendly = notebook([
  { cell_type: 'markdown', source: ['# Loss curve\n', 'See [the paper](https://example.org/paper).'] },
  {
    cell_type: 'code',
    execution_count: 7,
    source: 'print("loss", 0.2)',
    outputs: [
      { output_type: 'stream', name: 'stdout', text: ['loss 0.2\n'] },
      html('<table><tr><th>epoch</th></tr><tr><td>12</td></tr></table>'),
    ],
  },
]);

/** Each tries to run a script, to load something, or to leave the frame. A page of ours that lets one through is marked. */
const ATTACKS = [
  '<script>parent.document.title = "pwned"; document.title = "pwned"</script>',
  "<img src=x onerror=\"fetch('/pwned'); parent.document.title='pwned'\">",
  '<svg onload="fetch(\'/pwned\')"><script>fetch("/pwned")</script></svg>',
  '<iframe srcdoc="<script>fetch(\'/pwned\')</script>"></iframe>',
  '<a id="bait" href="javascript:fetch(\'/pwned\')">bait</a>',
  '<form action="/pwned" method="post"><button id="send">send</button></form>',
  '<meta http-equiv="refresh" content="0;url=/pwned">',
  '<base href="https://example.org/"><link rel="stylesheet" href="/pwned.css">',
  '<math><mtext><table><mglyph><style><img src=x onerror="fetch(\'/pwned\')"></style></mglyph></table></mtext></math>',
  '<style>@import "/pwned.css"; body { background: url(/pwned.png) }</style>',
];

const hostile = notebook([
  { cell_type: 'markdown', source: `# Still readable\n\n${ATTACKS.join('\n\n')}\n\n[x](javascript:fetch('/pwned'))` },
  { cell_type: 'raw', source: ATTACKS[0] },
  {
    cell_type: 'code',
    execution_count: '"><script>fetch("/pwned")</script>',
    source: '</code></pre><script>fetch("/pwned")</script>',
    outputs: [
      ...ATTACKS.map(html),
      { output_type: 'display_data', data: { 'application/javascript': 'fetch("/pwned")' } },
      {
        output_type: 'display_data',
        data: { 'image/svg+xml': '<svg xmlns="http://www.w3.org/2000/svg" onload="fetch(\'/pwned\')"/>' },
      },
      { output_type: 'display_data', data: { 'image/png': '" onerror="fetch(\'/pwned\')' } },
      { output_type: 'stream', name: 'stdout', text: '<script>fetch("/pwned")</script>' },
      { output_type: 'error', ename: '<script>', evalue: 'x', traceback: ['<img src=x onerror=fetch("/pwned")>'] },
    ],
  },
]);

/** Watches a page for anything that an attack would cause. */
function watch(page: Page) {
  const seen: string[] = [];
  page.on('request', (request) => request.url().includes('pwned') && seen.push(request.url()));
  page.on('popup', (popup) => seen.push(`popup ${popup.url()}`));
  page.on('dialog', (dialog) => void dialog.dismiss().then(() => seen.push('dialog')));
  return seen;
}

async function expectHarmless(page: Page, seen: string[]) {
  const frame = page.frameLocator('iframe');
  await expect(frame.getByRole('heading', { name: 'Still readable' })).toBeVisible();
  const element = page.locator('iframe');
  const allowed = (await element.getAttribute('sandbox')) ?? 'everything';
  expect(allowed.split(' ')).not.toContain('allow-same-origin');
  expect(allowed.split(' ')).not.toContain('allow-scripts');
  const inner = await (await element.elementHandle())?.contentFrame();
  expect(await inner?.evaluate(() => self.origin)).toBe('null');
  // Whoever is baited clicks.
  for (const link of await frame.locator('a').all()) await link.click({ force: true, noWaitAfter: true });
  await expect(page).not.toHaveTitle(/pwned/);
  expect(await frame.locator('script, iframe, form, meta[http-equiv], base, [onerror], [onload]').count()).toBe(0);
  expect(seen).toEqual([]);
}

async function stranger(browser: Browser): Promise<Page> {
  return (await browser.newContext()).newPage();
}

test('a notebook is read by somebody without an account until its link is taken back', async ({
  api,
  browser,
  page,
  group,
  files,
}) => {
  await files.put('curves/loss.ipynb', friendly);
  await page.goto(`/g/${group.name}/files/curves?file=loss.ipynb`);
  await expect(page.frameLocator('iframe').getByText('loss 0.2')).toBeVisible();
  await page.getByRole('button', { name: 'Public link' }).click();
  const dialog = page.getByRole('dialog', { name: 'Public link to loss.ipynb' });
  await dialog.getByRole('radio', { name: '30 days' }).check();
  await dialog.getByRole('button', { name: 'Create link' }).click();
  await expect(dialog).toContainText('It stops working on');
  const link = await dialog.getByRole('link', { name: 'Open the public page' }).getAttribute('href');
  const address = new URL(link ?? '', api.server.url).href;

  const other = await stranger(browser);
  await other.goto(address);
  await expect(other.getByRole('heading', { level: 1, name: 'loss.ipynb' })).toBeVisible();
  const shown = other.frameLocator('iframe');
  await expect(shown.getByRole('heading', { name: 'Loss curve' })).toBeVisible();
  await expect(shown.getByRole('cell', { name: '12' })).toBeVisible();
  const saved = other.waitForEvent('download');
  await other.getByRole('link', { name: 'Download' }).click();
  expect((await saved).suggestedFilename()).toBe('loss.ipynb');

  await page.goto(`/g/${group.name}/files?tab=links`);
  await page
    .getByRole('row', { name: /loss\.ipynb/ })
    .getByRole('button', { name: 'Take link back' })
    .click();
  await page.getByRole('dialog').getByRole('button', { name: 'Take link back' }).click();
  await expect(page.getByText('You have no public links in this group')).toBeVisible();
  await other.reload();
  await expect(other.getByText('This notebook is not shared')).toBeVisible();
  await other.context().close();
});

test('a hostile notebook runs nothing in the portal', async ({ page, group, files }) => {
  const seen = watch(page);
  await files.put('hostile.ipynb', hostile);
  await page.goto(`/g/${group.name}/files?file=hostile.ipynb`);
  await expectHarmless(page, seen);
});

test('a hostile notebook runs nothing on the public page', async ({ api, browser, person, group, files }) => {
  await files.put('hostile.ipynb', hostile);
  const { shareFile } = await api.query<{ shareFile: { hash: string } }>(
    'mutation($group: String!) { shareFile(where: { groupName: $group, phfsPath: "/hostile.ipynb" }) { hash } }',
    { group: group.name },
    person.token,
  );
  const page = await stranger(browser);
  const seen = watch(page);
  await page.goto(`${api.server.url}/console/share/${shareFile.hash}`);
  await expectHarmless(page, seen);
  await page.context().close();
});

test('a file that only claims to be a notebook is said to be none', async ({ page, group, files }) => {
  await files.put('broken.ipynb', '<script>alert(1)</script>');
  await page.goto(`/g/${group.name}/files?file=broken.ipynb`);
  await expect(page.getByText('It is not a Jupyter notebook inside.')).toBeVisible();
});
