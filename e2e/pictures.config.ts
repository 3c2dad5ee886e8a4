// How are pictures of all pages taken? Like a test, but only when somebody asks for them: `npm run pictures`.
import { defineConfig } from '@playwright/test';
import { browser } from './fixtures/browser';

export default defineConfig({
  testDir: 'pictures',
  outputDir: 'test-results',
  workers: 1,
  timeout: 900_000,
  expect: { timeout: 30_000 },
  reporter: 'list',
  use: browser,
});
