// What happens when a part of the program cannot be loaded? The server was updated meanwhile, or the network changed in that moment,
// as it does in a browser on the machine whose containers come and go. What somebody waits for loads the page anew, which helps
// both; what is only fetched ahead must never take away what somebody is typing.
const KEY = 'primehub.reloaded-at';
const AGAIN_AFTER_MS = 10_000;

let fetchingAhead = false;

/** Called once, before any part is loaded. */
export function reloadForMissingParts() {
  addEventListener('vite:preloadError', (event) => {
    if (!fetchingAhead && reloadOnce()) event.preventDefault();
  });
}

/** A part that somebody waits for, even if it was fetched ahead in vain. */
export async function needed<Part>(part: Promise<Part>): Promise<Part> {
  try {
    return await part;
  } catch (error) {
    if (!reloadOnce()) throw error;
    return new Promise(() => undefined);
  }
}

/** Fetches parts of which nobody knows yet whether they will be needed. */
export async function fetchAhead(loaders: (() => Promise<unknown>)[]) {
  fetchingAhead = true;
  await Promise.allSettled(loaders.map((load) => load()));
  fetchingAhead = false;
}

/** Whether the page goes away now. */
function reloadOnce(): boolean {
  if (Date.now() - Number(sessionStorage.getItem(KEY) ?? 0) < AGAIN_AFTER_MS) return false;
  sessionStorage.setItem(KEY, String(Date.now()));
  location.reload();
  return true;
}
