// What happens when a part of the program cannot be loaded? The server was updated meanwhile, or the network changed in that moment,
// as it does with a laptop that moves, and in a browser on the machine whose containers come and go. What somebody waits for is asked
// for again, and then the page is loaded anew, a few times; what is only fetched ahead must never take away what somebody is typing.
const KEY = 'primehub.reloaded-at';
const AGAIN_AFTER_MS = 500;
/** How long each further reload within a minute waits. After the last one the page says that it stopped working. */
const RELOADS_WAIT_MS = [0, 1000, 3000];
const MINUTE_MS = 60_000;

let fetchingAhead = false;
let trying = 0;
let reloading = false;

/** Called once, before any part is loaded. */
export function reloadForMissingParts() {
  addEventListener('vite:preloadError', (event) => {
    if (!fetchingAhead && trying === 0 && reloadSoon()) event.preventDefault();
  });
}

/** A part that somebody waits for, even if it was fetched ahead in vain. */
export async function needed<Part>(load: () => Promise<Part>): Promise<Part> {
  try {
    return await tried(load);
  } catch (error) {
    if (!reloadSoon()) throw error;
    return new Promise(() => undefined);
  }
}

async function tried<Part>(load: () => Promise<Part>): Promise<Part> {
  trying++;
  try {
    return await load().catch(async () => {
      await new Promise((resolve) => setTimeout(resolve, AGAIN_AFTER_MS));
      return load();
    });
  } finally {
    trying--;
  }
}

/** Fetches parts of which nobody knows yet whether they will be needed. */
export async function fetchAhead(loaders: (() => Promise<unknown>)[]) {
  fetchingAhead = true;
  await Promise.allSettled(loaders.map((load) => load()));
  fetchingAhead = false;
}

/** Whether the page goes away now or in a moment. */
function reloadSoon(): boolean {
  if (reloading) return true;
  const now = Date.now();
  const recent = (sessionStorage.getItem(KEY) ?? '').split(' ').filter((at) => now - Number(at) < MINUTE_MS);
  const wait = RELOADS_WAIT_MS[recent.length];
  if (wait === undefined) return false;
  reloading = true;
  sessionStorage.setItem(KEY, [...recent, now].join(' '));
  setTimeout(() => location.reload(), wait);
  return true;
}
