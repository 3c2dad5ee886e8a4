// How the browser files are built: hashed assets, one style sheet of colour tokens, nonce placeholders for the server.
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { tokensCss } from './src/theme.ts';

const TOKENS = 'virtual:tokens.css';

/** The tokens as CSS, so that the first paint has its colours before any script ran. */
function tokens(): Plugin {
  return {
    name: 'tokens',
    resolveId: (id) => (id === TOKENS ? `\0${TOKENS}` : undefined),
    load: (id) => (id === `\0${TOKENS}` ? tokensCss() : undefined),
  };
}

/** Fetches the text font together with the style sheet instead of after it. */
function preloadFont(): Plugin {
  return {
    name: 'preload-font',
    transformIndexHtml: {
      order: 'post',
      handler: (_html, { bundle }) => {
        const font = Object.keys(bundle ?? {}).find((file) => /geist-latin-wght-normal.*\.woff2$/.test(file));
        if (!font) return [];
        const attrs = { rel: 'preload', href: `/${font}`, as: 'font', type: 'font/woff2', crossorigin: '' };
        return [{ tag: 'link', attrs, injectTo: 'head-prepend' }];
      },
    },
  };
}

export default defineConfig({
  plugins: [react(), tokens(), preloadFont()],
  // The server replaces the placeholder by a fresh nonce in every response.
  html: { cspNonce: '__CSP_NONCE__' },
  // One style sheet: half the bytes of many small ones, and no page waits for its own.
  build: { manifest: true, target: 'es2023', chunkSizeWarningLimit: 900, assetsInlineLimit: 0, cssCodeSplit: false },
  server: {
    host: '127.0.0.1',
    port: 5199,
    proxy: Object.fromEntries(
      ['/api', '/open'].map((path) => [
        path,
        { target: process.env.PRIMEHUB_SERVER ?? 'http://127.0.0.1:8080', ws: true },
      ]),
    ),
  },
  test: { include: ['src/**/*.test.ts'] },
} as Parameters<typeof defineConfig>[0]);
