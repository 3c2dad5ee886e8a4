// What happened to a notebook.
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
