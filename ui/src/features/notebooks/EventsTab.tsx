// What happened to the notebook, newest first.
import { useQuery } from '@tanstack/react-query';
import { CircleX, Info, ScrollText, TriangleAlert, type LucideIcon } from 'lucide-react';
import { t } from '../../messages/en';
import { DataTable, type Column } from '../../ui/DataTable';
import { EmptyState } from '../../ui/EmptyState';
import { usePhone } from '../../ui/media';
import { Moment } from '../../ui/Moment';
import { PanelState } from '../../ui/PanelState';
import { eventsQuery, oldestFirst, type NotebookEvent } from './notebook-events';
import './notebook.css';

const looks: Record<string, [LucideIcon, string]> = {
  warn: [TriangleAlert, 't-warn'],
  warning: [TriangleAlert, 't-warn'],
  bad: [CircleX, 't-bad'],
  error: [CircleX, 't-bad'],
};

export function EventsTab({ id }: { id: string }) {
  const query = useQuery(eventsQuery(id));
  const phone = usePhone();
  return (
    <PanelState query={query} what={t.notebooks.events} height={320}>
      {({ notebook }) => {
        const events = oldestFirst(notebook?.events ?? []).toReversed();
        if (events.length === 0) return <EmptyState icon={ScrollText} tone="idle" title={t.notebooks.noEvents} />;
        if (phone) {
          return (
            <ul className="phone-rows">
              {events.map((event) => (
                <li key={event.id}>
                  <Text event={event} />
                  <div className="line2">
                    <Moment at={event.at} /> · <span className="mono">{event.code}</span>
                  </div>
                </li>
              ))}
            </ul>
          );
        }
        return (
          <DataTable
            label={t.notebooks.events}
            columns={columns}
            rows={events}
            rowKey={(event) => event.id}
            rowName={({ text }) => text}
          />
        );
      }}
    </PanelState>
  );
}

function Text({ event: { level, text } }: { event: NotebookEvent }) {
  const [Icon, tone] = looks[level] ?? [Info, 'dim'];
  return (
    <span className="row top">
      <Icon size={15} className={`${tone} event-icon`} aria-hidden />
      <span className="event-text">{text}</span>
    </span>
  );
}

const columns: Column<NotebookEvent>[] = [
  { key: 'at', title: t.notebooks.eventTime, width: 148, render: ({ at }) => <Moment at={at} /> },
  { key: 'text', title: t.notebooks.eventText, render: (event) => <Text event={event} /> },
  {
    key: 'code',
    title: t.notebooks.eventCode,
    width: 220,
    from: 'laptop',
    render: ({ code }) => <span className="mono">{code}</span>,
  },
];
