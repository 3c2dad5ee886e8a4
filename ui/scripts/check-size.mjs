// Fails the build when the browser downloads more than the budgets allow. Sizes are gzip.
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const DIST = new URL('../dist/', import.meta.url).pathname;
const KB = 1000;
const BUDGET = { signIn: 200, firstPage: 390, page: 40, css: 20, fonts: 60 };

/** Parts that a page loads only when somebody opens them; each says what it holds. */
const ON_DEMAND = {
  'src/features/notebooks/Terminal.tsx': 100,
  'src/features/files/preview/DocumentPreview.tsx': 60,
  'src/shell/CommandPalette.tsx': 40,
};

const manifest = JSON.parse(readFileSync(join(DIST, '.vite/manifest.json'), 'utf8'));
const gzip = (file) => gzipSync(readFileSync(join(DIST, file)), { level: 9 }).length / KB;

/** All chunks that are fetched together with these ones. */
function closure(...keys) {
  const seen = new Set();
  const visit = (key) => {
    if (seen.has(key)) return;
    seen.add(key);
    manifest[key].imports?.forEach(visit);
  };
  keys.forEach(visit);
  return seen;
}

const script = (keys) => [...keys].reduce((sum, key) => sum + gzip(manifest[key].file), 0);
const entry = 'index.html';
const signIn = closure(entry, 'src/features/identity/SignInPage.tsx');
const portal = closure(entry, 'src/shell/Portal.tsx');
const firstPage = closure(entry, 'src/shell/Portal.tsx', 'src/features/home/HomePage.tsx');

const rows = [
  ['sign-in', script(signIn), BUDGET.signIn],
  ['first portal page', script(firstPage), BUDGET.firstPage],
];
for (const key of Object.keys(manifest)) {
  if (!manifest[key].isDynamicEntry || firstPage.has(key) || portal.has(key)) continue;
  // A part of a page is opened from that page, whose own chunks are there already.
  const opener = Object.keys(manifest).filter((page) => page !== entry && manifest[page].dynamicImports?.includes(key));
  const there = new Set([
    ...firstPage,
    ...opener.filter((page) => !portal.has(page)).flatMap((page) => [...closure(page)]),
  ]);
  const own = [...closure(key)].filter((part) => !there.has(part));
  rows.push([key.replace('src/', ''), script(own), ON_DEMAND[key] ?? BUDGET.page]);
}
const files = (folder) =>
  readdirSync(folder, { withFileTypes: true }).flatMap((file) =>
    file.isDirectory() ? files(join(folder, file.name)) : [join(folder, file.name)],
  );
const all = files(DIST);
const css = all.filter((file) => file.endsWith('.css')).map((file) => file.slice(DIST.length));
rows.push(['style sheets', css.reduce((sum, file) => sum + gzip(file), 0), BUDGET.css]);
const fonts = all.filter((file) => file.endsWith('.woff2'));
rows.push(['fonts', fonts.reduce((sum, file) => sum + statSync(file).size / KB, 0), BUDGET.fonts]);

let failed = false;
for (const [name, size, budget] of rows) {
  const over = size > budget;
  failed ||= over;
  process.stdout.write(`${over ? 'OVER' : 'ok  '} ${size.toFixed(1).padStart(7)} of ${budget} kB  ${name}\n`);
}
process.exit(failed ? 1 : 0);
