// What the server wants its people to know, for the bell: a job that ended, for example.
import { useEffect, useRef } from 'react';
import { useQuery } from '@tanstack/react-query';
import { useLocation, useNavigate } from 'react-router';
import type { NotificationsQuery } from '../api/generated/graphql';
import { graphql } from '../api/graphql';
import { useApiMutation } from '../api/mutate';
import { apiQuery } from '../api/query';
import { t } from '../messages/en';
import type { NoticeTone } from '../ui/notices';
import { useToast } from '../ui/toast';

const MOST = 50;

const NotificationsDocument = graphql(`
  query Notifications($first: Int!) {
    notifications(first: $first) {
      unread
      nodes {
        id
        at
        level
        title
        text
        link
        read
      }
    }
  }
`);

const ReadDocument = graphql(`
  mutation ReadNotifications {
    readNotifications
  }
`);

export type Notification = NotificationsQuery['notifications']['nodes'][number];

const tones: Record<string, NoticeTone> = { success: 'ok', warning: 'warn', error: 'bad' };

export const toneOf = ({ level }: Notification): NoticeTone => tones[level] ?? 'ok';

export function useNotifications() {
  const { data } = useQuery(apiQuery(NotificationsDocument, { first: MOST }, ['notification']));
  const read = useApiMutation(ReadDocument, ['notification']);
  const { nodes = [], unread = 0 } = data?.notifications ?? {};
  useAnnouncements(data && nodes);
  return { nodes, unread, readAll: () => unread > 0 && read.mutate({}) };
}

/** Shows what comes while the page is open, unless its reader looks at it already. */
function useAnnouncements(nodes: readonly Notification[] | undefined) {
  const toast = useToast();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const known = useRef<Set<string>>(undefined);
  useEffect(() => {
    if (!nodes) return;
    const fresh = known.current ? nodes.filter(({ id, read }) => !read && !known.current?.has(id)) : [];
    known.current = new Set(nodes.map(({ id }) => id));
    for (const notification of fresh) {
      const { id, title, text, link } = notification;
      if (link === pathname) continue;
      const open = link ? { label: t.shell.openNotice, onClick: () => void navigate(link) } : undefined;
      toast.announce(id, toneOf(notification), title, text ?? undefined, open);
    }
  }, [nodes, pathname, navigate, toast]);
}
