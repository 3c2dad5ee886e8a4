// Whether a page shows the uploads itself; the docked bar then stays away.
import { useSyncExternalStore } from 'react';

let count = 0;
const listeners = new Set<() => void>();

function add(change: number) {
  count += change;
  listeners.forEach((call) => call());
}

/** For useEffect: returns what takes it back. */
export function panelShown() {
  add(1);
  return () => add(-1);
}

export const useIsPanelShown = () =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => count > 0,
  );
