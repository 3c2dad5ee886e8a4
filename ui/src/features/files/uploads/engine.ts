// Sends one file by the tus protocol: in pieces, from where the server has it, again after a lost connection. Loaded with
// the first upload.
import { DetailedError, Upload as TusUpload } from 'tus-js-client';
import { t } from '../../../messages/files';
import { pathOf } from '../path';
import { Rate } from './rate';
import type { Upload } from './upload';

export type Sending = { pause: () => void; resume: () => void; cancel: () => void };

export type SendingEvents = {
  onUrl: (url: string) => void;
  onProgress: (sent: number, bytesPerSecond?: number) => void;
  onLost: () => void;
  onFailed: (message: string) => void;
  onDone: () => void;
};

/** Large, since every piece is a request; small enough for the limits that proxies set on one. */
const PIECE_BYTES = 64 * 1024 * 1024;
/** About ten minutes without any progress; then the next try needs a click or the network coming back. */
const RETRY_MS = [0, 1000, 2000, 5000, 10_000, ...Array.from({ length: 20 }, () => 30_000)];

/** `url`: where the server keeps what it has from before. */
export function startSending(upload: Upload, file: File, url: string | undefined, events: SendingEvents): Sending {
  const rate = new Rate();
  const tus = new TusUpload(file, {
    endpoint: '/api/uploads',
    uploadUrl: url ?? null,
    metadata: {
      group: upload.groupName,
      path: pathOf(upload.folder, upload.name),
      conflict: upload.ifExists,
    },
    chunkSize: PIECE_BYTES,
    retryDelays: RETRY_MS,
    storeFingerprintForResuming: false,
    onUploadUrlAvailable: () => tus.url && events.onUrl(tus.url),
    onShouldRetry: (error) => {
      const again = worthRetrying(error);
      if (again) {
        rate.restart();
        events.onLost();
      }
      return again;
    },
    onProgress: (sent) => {
      rate.add(sent, performance.now());
      events.onProgress(sent, rate.bytesPerSecond);
    },
    onError: (error) => (isConnectionLost(error) ? events.onLost() : events.onFailed(messageOf(error))),
    onSuccess: events.onDone,
  });
  tus.start();
  const pause = () => {
    rate.restart();
    return tus.abort();
  };
  return {
    pause: () => void pause(),
    resume: () => void pause().then(() => tus.start()),
    // What is not removed now expires on the server.
    cancel: () => void tus.abort(true).catch(() => undefined),
  };
}

const statusOf = (error: unknown) =>
  error instanceof DetailedError ? (error.originalResponse?.getStatus() ?? 0) : undefined;

const isConnectionLost = (error: unknown) => {
  const status = statusOf(error);
  // 507: the disk is full, which waiting does not change.
  return status === 0 || (status !== undefined && status >= 500 && status !== 507);
};

/** An earlier request of this upload has not ended yet on the server. A name that is taken stays taken. */
function isStillBusy(error: unknown): boolean {
  const status = statusOf(error);
  return (status === 409 || status === 423) && answerOf(error).code !== 'FILE_EXISTS';
}

const worthRetrying = (error: unknown) => isConnectionLost(error) || isStillBusy(error);

function answerOf(error: unknown): { code?: string; message?: string } {
  const body = error instanceof DetailedError ? error.originalResponse?.getBody() : undefined;
  try {
    return JSON.parse(body ?? '') as { code?: string; message?: string };
  } catch {
    // Not an answer of our server.
    return {};
  }
}

function messageOf(error: Error): string {
  const status = statusOf(error);
  return answerOf(error).message ?? (status ? t.errors.unexpected(status) : error.message);
}
