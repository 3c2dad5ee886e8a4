// Which group the pages show: the one in the address, else the last one used, else the first.
import { createContext, use } from 'react';
import type { Group } from './me';

const KEY = 'currentGroupName';

export function rememberGroup(name: string) {
  try {
    localStorage.setItem(KEY, name);
  } catch {
    // The first group is used next time.
  }
}

function remembered(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

export function chooseGroup(
  groups: Group[],
  wanted: string | null | undefined,
  last = remembered(),
): Group | undefined {
  const byName = (name: string | null | undefined) => groups.find((group) => group.name === name);
  return byName(wanted) ?? byName(last) ?? groups[0];
}

/** The same part of another group: ids are of the old group, so only the part itself is kept. */
export function samePartOf(path: string, group: string): string {
  const part = /^\/g\/[^/]+\/([^/]+)/.exec(path)?.[1] ?? 'home';
  return `/g/${encodeURIComponent(group)}/${part}`;
}

export const GroupContext = createContext<Group | undefined>(undefined);

/** The current group. Only for pages below /g/<group>. */
export function useGroup(): Group {
  const group = use(GroupContext);
  if (!group) throw new Error('useGroup outside of a group');
  return group;
}

/** The current group, where there may be none: account pages of somebody without a group. */
export const useGroupIfAny = () => use(GroupContext);

export const groupPath = (group: Group, path: string) => `/g/${encodeURIComponent(group.name)}/${path}`;
