// Writes a brotli copy beside every text file of the build, so that the server compresses nothing while it serves.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';

const DIST = new URL('../dist/', import.meta.url).pathname;

// index.html is not among them: the server writes a nonce into it.
for (const file of readdirSync(DIST, { recursive: true })) {
  if (!/\.(js|css|svg)$/.test(file)) continue;
  const path = join(DIST, file);
  writeFileSync(`${path}.br`, brotliCompressSync(readFileSync(path)));
}
