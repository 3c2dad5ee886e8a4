// How are uploads with a real tus client tested? Without a browser, against the real server on its fake engine.
import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'tus',
  outputDir: 'test-results',
  workers: 1,
  timeout: 240_000,
  forbidOnly: Boolean(process.env['CI']),
  reporter: 'list',
});
