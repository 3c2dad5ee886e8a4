// Which of the layers over the page is open: palette, keys, group menu. Keys and buttons open them from anywhere.
import { useSyncExternalStore } from 'react';

export type Overlay = 'palette' | 'keys' | 'groups';

let shown: Overlay | undefined;
const listeners = new Set<() => void>();

export function showOverlay(next: Overlay | undefined) {
  shown = next;
  listeners.forEach((call) => call());
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useOverlay(which: Overlay) {
  const open = useSyncExternalStore(subscribe, () => shown === which);
  const setOpen = (next: boolean) => {
    if (next) showOverlay(which);
    else if (shown === which) showOverlay(undefined);
  };
  return [open, setOpen] as const;
}
