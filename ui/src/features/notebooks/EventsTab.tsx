// What happened to the notebook.
import { useQuery } from '@tanstack/react-query';
import { t } from '../../messages/en';
import { PanelState } from '../../ui/PanelState';
import { EventTable } from '../workload/EventTable';
import { eventsQuery } from './notebook-events';

export function EventsTab({ id }: { id: string }) {
  const query = useQuery(eventsQuery(id));
  return (
    <PanelState query={query} what={t.workload.events} height={320}>
      {({ notebook }) => <EventTable events={notebook?.events ?? []} />}
    </PanelState>
  );
}
