// Keys and sequences of keys. Single letters do nothing while somebody types, and can be switched off.
import { useEffect, useRef, useSyncExternalStore } from 'react';

const KEY = 'primehub.keys';
const SEQUENCE_MS = 1000;
const listeners = new Set<() => void>();

function readOn(): boolean {
  try {
    return localStorage.getItem(KEY) !== 'off';
  } catch {
    return true;
  }
}

let on = readOn();

export function setLettersOn(next: boolean) {
  on = next;
  try {
    localStorage.setItem(KEY, next ? 'on' : 'off');
  } catch {
    // Holds until the page is left.
  }
  listeners.forEach((call) => call());
}

export function useLettersOn(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => on,
  );
}

export function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, textarea, select, [contenteditable], .xterm') !== null;
}

/** `bindings`: from keys pressed one after the other ("g h", "?") to what they do. */
export function useHotkeys(bindings: Record<string, () => void>) {
  const current = useRef(bindings);
  useEffect(() => {
    current.current = bindings;
  });
  useEffect(() => {
    let pressed: string[] = [];
    let last = 0;
    const listen = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || !on || isTyping(event.target))
        return;
      if (document.querySelector('.ant-modal-wrap:not([style*="display: none"]), [cmdk-dialog]')) return;
      pressed =
        event.timeStamp - last < SEQUENCE_MS
          ? [...pressed, event.key.toLowerCase()].slice(-2)
          : [event.key.toLowerCase()];
      last = event.timeStamp;
      const name = [pressed.join(' '), pressed.at(-1) ?? ''].find((keys) => current.current[keys]);
      if (!name) return;
      event.preventDefault();
      pressed = [];
      current.current[name]?.();
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, []);
}
