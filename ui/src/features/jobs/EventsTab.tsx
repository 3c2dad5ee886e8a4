// What happened to the job.
import { useQuery } from '@tanstack/react-query';
import { graphql } from '../../api/graphql';
import { apiQuery } from '../../api/query';
import { t } from '../../messages/jobs';
import { PanelState } from '../../ui/PanelState';
import { EventTable } from '../workload/EventTable';

const EventsDocument = graphql(`
  query JobEvents($id: ID!) {
    phJob(where: { id: $id }) {
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

export function EventsTab({ id }: { id: string }) {
  const query = useQuery(apiQuery(EventsDocument, { id }, ['job']));
  return (
    <PanelState query={query} what={t.workload.events} height={320}>
      {({ phJob }) => <EventTable events={phJob.events} />}
    </PanelState>
  );
}
