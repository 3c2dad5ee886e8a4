// Does work survive the server? It is asked to stop, and killed, while a notebook computes and its pages are open.
import { Api } from '../fixtures/api';
import { openPython, runCell } from '../fixtures/lab';
import { Server } from '../fixtures/server';
import { signIn } from '../fixtures/test';
import { expect, test } from '@playwright/test';

for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
  test(`a notebook goes on and pages reconnect when the server ends by ${signal}`, async ({ page }) => {
    const server = await Server.start({ PRIMEHUB_SERVER__STOP_GRACE_SECONDS: '2' });
    try {
      const api = await Api.setUp(server);
      const { person, group } = await api.member();
      const notebook = await api.runningNotebook(person, group);
      const containers = await server.containers();
      await signIn(page, server, person);
      await page.goto(`${server.url}/g/${group.name}/notebooks/${notebook}`);
      const lab = await page.context().newPage();
      await lab.goto(`${server.url}/open/${notebook}`);
      await openPython(lab);
      expect(await runCell(lab, 'answer = 6 * 7; print(answer)')).toBe('42');

      await server.end(signal);
      await expect(page.getByRole('status').filter({ hasText: 'Live updates paused, retrying' })).toBeVisible();
      expect(await server.containers()).toEqual(containers);

      await server.start();
      await expect(page.getByText('Live updates paused, retrying')).toBeHidden({ timeout: 60_000 });
      await expect(page.getByText(/^Running for/)).toBeVisible();
      expect(await server.containers()).toEqual(containers);
      // The kernel still knows the value, so it is the same one.
      await expect.poll(() => runCell(lab, 'print(answer)'), { timeout: 90_000 }).toBe('42');
      await page.reload();
      await expect(page.getByText(/^Running for/)).toBeVisible();
    } finally {
      await server.remove();
    }
  });
}
