// How do the browser tests run? One after the other in Debian's Chromium, since every server of theirs starts real containers.
import { defineConfig } from '@playwright/test';
import { browser } from './fixtures/browser';

export default defineConfig({
  testDir: 'tests',
  outputDir: 'test-results',
  workers: 1,
  // A notebook starts in seconds on a free machine and in a minute on a busy one.
  timeout: 240_000,
  expect: { timeout: 30_000 },
  forbidOnly: Boolean(process.env['CI']),
  reporter: 'list',
  use: { ...browser, actionTimeout: 30_000, trace: 'retain-on-failure', screenshot: 'only-on-failure' },
});
