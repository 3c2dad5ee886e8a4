// Which browser tab is this, and which others are open? An upload that goes on in another tab was not cut off.

const KEY = 'primehub.tab';
const lockOf = (tab: string) => `primehub-tab-${tab}`;

let own: Promise<string> | undefined;

/** The same before and after a reload. */
export const ownTab = () => (own ??= claim());

async function claim(): Promise<string> {
  const before = remembered();
  // A duplicated tab remembers the name of the one it came from, which is still held.
  if (before && (await hold(before))) return before;
  const fresh = crypto.randomUUID();
  await hold(fresh);
  try {
    sessionStorage.setItem(KEY, fresh);
  } catch {
    // After a reload this is another tab then.
  }
  return fresh;
}

function remembered(): string | null {
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return null;
  }
}

/** Held until the tab is closed or loaded anew. Without a secure connection there are no locks; then every tab is alone. */
function hold(tab: string): Promise<boolean> {
  if (!('locks' in navigator)) return Promise.resolve(true);
  return new Promise((answer) => {
    void navigator.locks.request(lockOf(tab), { ifAvailable: true }, (lock) => {
      answer(lock !== null);
      return lock ? new Promise(() => undefined) : undefined;
    });
  });
}

/** Whether another tab of this name is open. */
export async function isOpenElsewhere(tab: string): Promise<boolean> {
  if (tab === (await ownTab()) || !('locks' in navigator)) return false;
  const { held = [] } = await navigator.locks.query();
  return held.some(({ name }) => name === lockOf(tab));
}
