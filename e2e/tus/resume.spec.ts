// Does an upload survive a bad line, a client that starts anew, and a server that is killed? With tus-js-client, as the page uses it.
import { expect, test as base } from '@playwright/test';
import { createHash, randomBytes } from 'node:crypto';
import { access, readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Upload, type PreviousUpload, type UploadOptions, type UrlStorage } from 'tus-js-client';
import { Api, type Group, type Person } from '../fixtures/api';
import { Server } from '../fixtures/server';
import { UnreliableLine } from './unreliable';

const SIZE = 200_000_000;
const CUTS = 20;

type Fixtures = { group: Group; person: Person };

const test = base.extend<Fixtures, { api: Api }>({
  api: [
    async ({}, use) => {
      const server = await Server.start({ PRIMEHUB_ENGINE__KIND: 'fake' });
      await use(await Api.setUp(server));
      await server.end('SIGTERM');
      await rm(server.data, { recursive: true });
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  person: async ({ api }, use) => use(await api.person()),
  group: async ({ api, person }, use) => use(await api.group([person])),
});

/** What a browser keeps between two loads of a page. */
class Remembered implements UrlStorage {
  private readonly uploads: PreviousUpload[] = [];

  findAllUploads = async () => this.uploads;
  findUploadsByFingerprint = async (fingerprint: string) =>
    this.uploads.filter(({ urlStorageKey }) => urlStorageKey.startsWith(fingerprint));
  removeUpload = async (key: string) =>
    void this.uploads.splice(this.uploads.findIndex(({ urlStorageKey }) => urlStorageKey === key), 1);
  addUpload = async (fingerprint: string, upload: PreviousUpload) => {
    const urlStorageKey = `${fingerprint}::${this.uploads.length}`;
    this.uploads.push({ ...upload, urlStorageKey });
    return urlStorageKey;
  };
}

const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const portOf = (api: Api) => Number(new URL(api.server.url).port);
const place = (api: Api, group: Group) => join(api.server.data, 'files', 'groups', group.name);
const exists = (path: string) => access(path).then(() => true, () => false);

function options(port: number, person: Person, group: Group, path: string): UploadOptions {
  return {
    endpoint: `http://localhost:${port}/api/uploads`,
    headers: { Authorization: `Bearer ${person.token}` },
    metadata: { group: group.name, path },
    retryDelays: Array.from({ length: 40 }, () => 20),
    chunkSize: 50_000_000,
  };
}

/** Until it is complete, or until it has sent so many bytes, when it is left where it is. */
function send(bytes: Buffer, given: UploadOptions, stopAfter = Infinity): Promise<Upload> {
  return new Promise((yes, no) => {
    const upload: Upload = new Upload(bytes, {
      ...given,
      onSuccess: () => yes(upload),
      onError: no,
      onProgress: (sent, total) => {
        given.onProgress?.(sent, total);
        if (sent >= stopAfter) void upload.abort().then(() => yes(upload), no);
      },
    });
    upload.start();
  });
}

test('200 MB arrive whole over a line that is cut twenty times', async ({ api, person, group }) => {
  const bytes = randomBytes(SIZE);
  // Random places, the same number of bytes in all.
  const places = Array.from({ length: CUTS }, () => Math.random() * SIZE * 0.95).sort((a, b) => a - b);
  const line = await UnreliableLine.to(
    portOf(api),
    places.map((at, index) => Math.max(1, at - (places[index - 1] ?? 0))),
  );
  const target = join(place(api, group), 'deep', 'großes Bild 日.bin');
  let wasSeen = false;
  await send(bytes, {
    ...options(line.port, person, group, '/deep/großes Bild 日.bin'),
    onShouldRetry: () => {
      void exists(target).then((is) => (wasSeen ||= is));
      return true;
    },
  });
  expect(line.cuts).toBe(CUTS);
  expect(wasSeen, 'nothing is seen of a file that is not complete').toBe(false);
  expect(digest(await readFile(target))).toBe(digest(bytes));
  await line.close();
});

test('another client goes on where the first one was left', async ({ api, person, group }) => {
  const bytes = randomBytes(30_000_000);
  const given = {
    ...options(portOf(api), person, group, '/x.bin'),
    urlStorage: new Remembered(),
    chunkSize: 5_000_000,
    fingerprint: async () => 'x.bin',
  };
  await send(bytes, given, 12_000_000);
  expect(await exists(join(place(api, group), 'x.bin'))).toBe(false);
  const again = new Upload(bytes, given);
  const [previous] = await again.findPreviousUploads();
  expect(previous?.uploadUrl).toContain('/api/uploads/');
  const first: number[] = [];
  await new Promise<void>((yes, no) => {
    const resumed = new Upload(bytes, { ...given, onSuccess: () => yes(), onError: no, onProgress: (sent) => first.push(sent) });
    resumed.resumeFromPreviousUpload(previous!);
    resumed.start();
  });
  expect(first[0]).toBeGreaterThan(4_000_000);
  expect(digest(await readFile(join(place(api, group), 'x.bin')))).toBe(digest(bytes));
});

test('an upload goes on after the server was killed in the middle of it', async ({ api, person, group }) => {
  const bytes = randomBytes(60_000_000);
  let killed: Promise<void> | undefined;
  const killAndStart = async () => {
    await api.server.end('SIGKILL');
    await api.server.start();
  };
  await send(bytes, {
    ...options(portOf(api), person, group, '/x.bin'),
    retryDelays: Array.from({ length: 200 }, () => 100),
    onProgress: (sent) => {
      if (sent > 20_000_000) killed ??= killAndStart();
    },
  });
  await killed;
  expect(killed).toBeDefined();
  expect(digest(await readFile(join(place(api, group), 'x.bin')))).toBe(digest(bytes));
});

test('an upload that is ended leaves nothing', async ({ api, person, group }) => {
  const given = { ...options(portOf(api), person, group, '/x.bin'), chunkSize: 2_000_000 };
  const upload = await send(randomBytes(20_000_000), given, 5_000_000);
  await Upload.terminate(upload.url!, given);
  expect(await exists(join(place(api, group), 'x.bin'))).toBe(false);
  expect(await readdir(join(api.server.data, 'files', 'uploads', group.id))).toEqual([]);
});
