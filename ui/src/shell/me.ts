// Who is signed in and the groups they can work in.
import { createContext, use } from 'react';
import { apiQuery } from '../api/query';
import { graphql } from '../api/graphql';
import type { ShellMeQuery } from '../api/generated/graphql';

const MeDocument = graphql(`
  query ShellMe {
    me {
      id
      username
      firstName
      lastName
      isAdmin
      theme
      effectiveGroups {
        id
        name
        displayName
        isGroupAdmin
      }
    }
  }
`);

export const meQuery = apiQuery(MeDocument, {}, ['user', 'group']);

export type Group = { id: string; name: string; displayName: string; isGroupAdmin: boolean };

export type Me = {
  id: string;
  username: string;
  fullName: string;
  isAdmin: boolean;
  theme?: string | null;
  groups: Group[];
};

/** Every user is in the group of this name; it holds what is for all and is never chosen. */
const EVERYONE = 'everyone';

export function toMe(data: ShellMeQuery): Me | undefined {
  const { me } = data;
  if (!me) return undefined;
  const groups = (me.effectiveGroups ?? [])
    .filter((group) => group !== null && group !== undefined)
    .filter((group) => group.name !== EVERYONE)
    .map((group) => ({ ...group, displayName: group.displayName || group.name }));
  const fullName = [me.firstName, me.lastName].filter(Boolean).join(' ') || me.username;
  return { id: me.id, username: me.username, fullName, isAdmin: me.isAdmin ?? false, theme: me.theme, groups };
}

export const MeContext = createContext<Me | undefined>(undefined);

export function useMe(): Me {
  const me = use(MeContext);
  if (!me) throw new Error('useMe outside of the portal');
  return me;
}
