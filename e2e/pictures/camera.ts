// Where do pictures go? Every page is taken wide and narrow, light and dark, into a folder of its own.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';

export const FOLDER = process.env['PICTURES'] ?? join(import.meta.dirname, '../test-results/pictures');

const WIDE = { width: 1440, height: 900 };
const NARROW = { width: 390, height: 844 };

/** `prepare` brings the page into its state again after the width has changed, since menus close then. */
export async function shoot(page: Page, name: string, prepare: () => Promise<void> = async () => undefined) {
  await mkdir(FOLDER, { recursive: true });
  for (const [width, viewport] of [
    ['1440', WIDE],
    ['390', NARROW],
  ] as const) {
    await page.setViewportSize(viewport);
    await prepare();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.screenshot({ path: join(FOLDER, `${name}-${width}-${colorScheme}.png`), fullPage: width === '390' });
    }
  }
  await page.setViewportSize(WIDE);
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
}
