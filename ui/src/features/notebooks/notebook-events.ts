// What happened to a notebook.
import type { NotebookEventsQuery } from '../../api/generated/graphql';
import { graphql } from '../../api/graphql';
import { apiQuery } from '../../api/query';

const EventsDocument = graphql(`
  query NotebookEvents($id: ID!) {
    notebook(id: $id) {
      id
      events {
        id
        at
        level
        code
        text
      }
    }
  }
`);

export const eventsQuery = (id: string) => apiQuery(EventsDocument, { id }, ['notebook']);

export type NotebookEvent = NonNullable<NotebookEventsQuery['notebook']>['events'][number];

export const oldestFirst = (events: readonly NotebookEvent[]) =>
  events.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
