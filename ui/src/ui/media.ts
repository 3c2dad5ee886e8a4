// Which of the layouts the window is wide enough for.
import { useSyncExternalStore } from 'react';
import { breakpoint } from '../theme';

export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      const list = matchMedia(query);
      list.addEventListener('change', listener);
      return () => list.removeEventListener('change', listener);
    },
    () => matchMedia(query).matches,
  );
}

export const usePhone = () => useMedia(`(max-width: ${breakpoint.phone}px)`);

/** Between phone and desktop, where the sidebar is a rail. */
export const useRail = () => useMedia(`(max-width: ${breakpoint.tablet - 1}px)`);
