// Light, dark or as the system says: kept in this browser for the first paint, and per user by the profile page.
import { useSyncExternalStore } from 'react';
import type { Mode } from '../theme';

export type ThemeChoice = Mode | 'system';

const KEY = 'primehub.theme';
const systemDark = matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();

export const asThemeChoice = (text: string | null | undefined): ThemeChoice =>
  text === 'light' || text === 'dark' ? text : 'system';

function stored(): ThemeChoice {
  try {
    return asThemeChoice(localStorage.getItem(KEY));
  } catch {
    return 'system';
  }
}

let choice = stored();

const mode = (): Mode => (choice === 'system' ? (systemDark.matches ? 'dark' : 'light') : choice);

function apply() {
  document.documentElement.className = mode();
  listeners.forEach((call) => call());
}

systemDark.addEventListener('change', apply);

export function chooseTheme(next: ThemeChoice) {
  choice = next;
  try {
    if (next === 'system') localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, next);
  } catch {
    // The choice then holds until the page is left.
  }
  apply();
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useMode = () => useSyncExternalStore(subscribe, mode);

export const useThemeChoice = () => useSyncExternalStore(subscribe, () => choice);
