// What is known of one upload, and of all of them together.
import { timeLeft } from './rate';

export type UploadState =
  /** Its turn comes when one of those before it is done. */
  | 'waiting'
  | 'sending'
  | 'paused'
  /** The connection is gone; it is tried again by itself. */
  | 'lost'
  /** The server refused it. */
  | 'failed'
  /** The page was left or loaded anew; the browser has to be given the file again. */
  | 'interrupted'
  | 'done';

/** What happens when a file of this name exists, in the server's words. */
export type IfExists = 'refuse' | 'replace' | 'keep_both';

export type Upload = {
  id: string;
  groupId: string;
  groupName: string;
  /** The folder it goes into. */
  folder: string;
  /** Below that folder, with "/" when a whole folder was chosen. */
  name: string;
  size: number;
  lastModified: number;
  ifExists: IfExists;
  state: UploadState;
  sent: number;
  bytesPerSecond?: number;
  /** Why it failed, as the server put it. */
  error?: string;
  /** The browser kept access to the file over a reload. */
  hasHandle?: boolean;
};

const ENDED: UploadState[] = ['done', 'failed'];

export const isActive = (upload: Upload) => !ENDED.includes(upload.state);

/** Those that need a look first, then those that go on, then what is over. */
const ORDER: UploadState[] = ['sending', 'lost', 'failed', 'interrupted', 'paused', 'waiting', 'done'];

export const inOrder = (uploads: readonly Upload[]) =>
  [...uploads].sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state));

export type Total = {
  count: number;
  done: number;
  failed: number;
  interrupted: number;
  sending: number;
  size: number;
  sent: number;
  percent: number;
  bytesPerSecond: number;
  leftMs?: number;
};

export function totalOf(uploads: readonly Upload[]): Total {
  const count = (state: UploadState) => uploads.filter((upload) => upload.state === state).length;
  const going = uploads.filter((upload) => upload.state !== 'failed');
  const size = going.reduce((sum, upload) => sum + upload.size, 0);
  const sent = going.reduce((sum, upload) => sum + upload.sent, 0);
  const rate = uploads.reduce(
    (sum, { state, bytesPerSecond }) => sum + ((state === 'sending' && bytesPerSecond) || 0),
    0,
  );
  return {
    count: uploads.length,
    done: count('done'),
    failed: count('failed'),
    interrupted: count('interrupted'),
    sending: count('sending') + count('waiting') + count('lost'),
    size,
    sent,
    percent: size > 0 ? (sent / size) * 100 : 100,
    bytesPerSecond: rate,
    leftMs: timeLeft(size - sent, rate),
  };
}

/** Whether a file that somebody chose is the one that an interrupted upload needs. */
export const isSameFile = (upload: Upload, file: { name: string; size: number; lastModified: number }) =>
  upload.name === file.name && upload.size === file.size && upload.lastModified === file.lastModified;
