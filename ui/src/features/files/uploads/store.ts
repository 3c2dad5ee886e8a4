// All uploads of this browser window. They live outside of the pages, so that they go on while somebody works elsewhere.
import { useSyncExternalStore } from 'react';
import type { Sending } from './engine';
import { isActive, isSameFile, type IfExists, type Upload } from './upload';
import { reopen, type Chosen } from './choose';
import { forget, keep, keepUrl, keptUploads } from './kept';
import { ownTab } from './tab';

/** More at once do not make it faster and starve each other. */
const AT_ONCE = 3;
const PUBLISH_MS = 250;
/** Lets the portal know at its start, without opening a database, that something was left unfinished. */
const FLAG = 'primehub.uploads-kept';

type Work = { upload: Upload; file?: File; handle?: FileSystemFileHandle; url?: string; sending?: Sending };

const work = new Map<string, Work>();
let shown: readonly Upload[] = [];
const listeners = new Set<() => void>();
let publishing: ReturnType<typeof setTimeout> | undefined;
let userId = '';

function publishNow() {
  publishing = undefined;
  shown = [...work.values()].map(({ upload }) => upload);
  setFlag(shown.some(isActive));
  listeners.forEach((call) => call());
}

/** Progress comes many times a second; people read a few. */
const publishSoon = () => (publishing ??= setTimeout(publishNow, PUBLISH_MS));

let flag = false;

function setFlag(on: boolean) {
  if (on === flag) return;
  flag = on;
  try {
    if (on) localStorage.setItem(FLAG, userId);
    else localStorage.removeItem(FLAG);
  } catch {
    // Then nothing is taken up again after a reload.
  }
}

export function useUploads(): readonly Upload[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => shown,
  );
}

function change(id: string, changes: Partial<Upload>) {
  const entry = work.get(id);
  if (!entry) return;
  entry.upload = { ...entry.upload, ...changes };
  publishSoon();
}

type Target = Pick<Upload, 'groupId' | 'groupName' | 'folder'>;

/** A file that an interrupted upload waits for goes on where it stopped. */
export function addUploads(target: Target, files: (Chosen & { ifExists: IfExists })[]) {
  const added: Work[] = [];
  for (const { file, handle, name, ifExists } of files) {
    const { size, lastModified } = file;
    const waiting = interrupted().find(
      ({ upload }) =>
        upload.groupId === target.groupId &&
        upload.folder === target.folder &&
        isSameFile(upload, { name, size, lastModified }),
    );
    if (waiting) {
      goOn(waiting, file);
      continue;
    }
    const id = crypto.randomUUID();
    const upload: Upload = { id, ...target, name, size, lastModified, ifExists, state: 'waiting', sent: 0 };
    const entry = { upload, file, handle };
    work.set(id, entry);
    added.push(entry);
  }
  void ownTab().then((tab) => keep(added.map(({ upload, handle }) => ({ ...upload, userId, tab, handle }))));
  publishNow();
  pump();
}

const interrupted = () => [...work.values()].filter(({ upload }) => upload.state === 'interrupted');

function goOn(entry: Work, file: File) {
  entry.file = file;
  change(entry.upload.id, { state: 'waiting', error: undefined });
  pump();
}

function pump() {
  const sending = [...work.values()].filter(
    ({ upload }) => upload.state === 'sending' || upload.state === 'lost',
  ).length;
  const waiting = [...work.values()].filter(({ upload }) => upload.state === 'waiting');
  const next = waiting.slice(0, Math.max(0, AT_ONCE - sending));
  for (const entry of next) void send(entry);
}

async function send(entry: Work) {
  const { id } = entry.upload;
  change(id, { state: 'sending' });
  if (entry.sending) return entry.sending.resume();
  const { startSending } = await import('./engine');
  // It was paused or cancelled while the engine was loaded.
  if (!entry.file || work.get(id)?.upload.state !== 'sending') return;
  entry.sending = startSending(entry.upload, entry.file, entry.url, {
    onUrl: (url) => void keepUrl(id, url),
    onProgress: (sent, bytesPerSecond) => change(id, { state: 'sending', sent, bytesPerSecond, error: undefined }),
    onLost: () => change(id, { state: 'lost', bytesPerSecond: undefined }),
    onFailed: (error) => over(id, { state: 'failed', error }),
    onDone: () => over(id, { state: 'done', sent: entry.upload.size }),
  });
}

function over(id: string, changes: Partial<Upload>) {
  change(id, { ...changes, bytesPerSecond: undefined });
  void forget([id]);
  const entry = work.get(id);
  if (entry) entry.sending = undefined;
  pump();
}

export function pauseUpload(id: string) {
  const entry = work.get(id);
  if (!entry) return;
  entry.sending?.pause();
  change(id, { state: 'paused', bytesPerSecond: undefined });
  pump();
}

/** Also tries a lost connection again at once, and a refused upload from its start. */
export function resumeUpload(id: string) {
  const entry = work.get(id);
  if (!entry) return;
  if (entry.upload.state === 'lost') return entry.sending?.resume();
  change(id, { state: 'waiting', error: undefined, sent: entry.sending ? entry.upload.sent : 0 });
  pump();
}

/** What the server has of it is removed, too. */
export function cancelUploads(ids: string[]) {
  for (const id of ids) {
    work.get(id)?.sending?.cancel();
    work.delete(id);
  }
  void forget(ids);
  publishNow();
  pump();
}

/** Takes what is over out of the list. */
export function clearUploads() {
  for (const { upload } of [...work.values()]) if (!isActive(upload)) work.delete(upload.id);
  publishNow();
}

/** Opens interrupted uploads whose files the browser can still read. Call within a click. */
export async function reopenInterrupted(ids: string[]) {
  for (const id of ids) {
    const entry = work.get(id);
    const file = entry?.handle && (await reopen(entry.handle));
    if (!entry || entry.upload.state !== 'interrupted') continue;
    if (file && file.size === entry.upload.size && file.lastModified === entry.upload.lastModified) goOn(entry, file);
    // From here on it has to be chosen by hand.
    else change(id, { hasHandle: false });
  }
}

/** Gives interrupted uploads their files; returns those that none waits for. */
export function giveFiles(chosen: Chosen[]): Chosen[] {
  return chosen.filter(({ file, name }) => {
    const wanted = { name, size: file.size, lastModified: file.lastModified };
    const entry = interrupted().find(({ upload }) => isSameFile(upload, wanted));
    if (entry) goOn(entry, file);
    return !entry;
  });
}

/** Once at the start of the portal: what this person left unfinished. */
export async function takeUp(person: string) {
  userId = person;
  try {
    if (localStorage.getItem(FLAG) !== person) return;
  } catch {
    return;
  }
  for (const kept of await keptUploads(person)) {
    if (work.has(kept.id)) continue;
    const { id, groupId, groupName, folder, name, size, lastModified, ifExists, url, handle } = kept;
    const target = { id, groupId, groupName, folder, name, size, lastModified, ifExists };
    const upload: Upload = { ...target, state: 'interrupted', sent: 0, hasHandle: Boolean(handle) };
    work.set(id, { upload, handle, url });
  }
  publishNow();
}

addEventListener('beforeunload', (event) => {
  if (shown.some(({ state }) => state === 'sending' || state === 'waiting' || state === 'lost')) event.preventDefault();
});
addEventListener('online', () => {
  for (const { upload, sending } of work.values()) if (upload.state === 'lost') sending?.resume();
});
