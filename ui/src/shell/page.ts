// What the page in view says about itself to the frame: title, the pages above it, whether it is a form.
import { useLayoutEffect, useSyncExternalStore } from 'react';
import { t } from '../messages/en';

export type Crumb = { title: string; to: string };

type Page = { title: string; parents: Crumb[]; form: boolean };

const NOTHING: Page = { title: '', parents: [], form: false };

let page = NOTHING;
const listeners = new Set<() => void>();

function show(next: Page) {
  page = next;
  listeners.forEach((call) => call());
}

/** Call once in a page. `scope`: the group or "Administration". */
export function usePage(title: string, scope: string, { parents = [], form = false }: Partial<Page> = {}) {
  const key = JSON.stringify(parents);
  useLayoutEffect(() => {
    document.title = [title, scope, t.common.product].filter(Boolean).join(' · ');
    show({ title, parents: JSON.parse(key) as Crumb[], form });
  }, [title, scope, form, key]);
}

export function useShownPage(): Page {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => page,
  );
}
