// What happened to a workload, newest first.
import { CircleX, Info, ScrollText, TriangleAlert, type LucideIcon } from 'lucide-react';
import { t } from '../../messages/en';
import { DataTable, type Column } from '../../ui/DataTable';
import { EmptyState } from '../../ui/EmptyState';
import { usePhone } from '../../ui/media';
import { Moment } from '../../ui/Moment';
import { oldestFirst, type WorkloadEvent } from './events';
import './workload.css';

const looks: Record<string, [LucideIcon, string]> = {
  warn: [TriangleAlert, 't-warn'],
  warning: [TriangleAlert, 't-warn'],
  bad: [CircleX, 't-bad'],
  error: [CircleX, 't-bad'],
};

export function EventTable({ events }: { events: readonly WorkloadEvent[] }) {
  const phone = usePhone();
  const newestFirst = oldestFirst(events).toReversed();
  if (events.length === 0) return <EmptyState icon={ScrollText} tone="idle" title={t.workload.noEvents} />;
  if (phone) {
    return (
      <ul className="phone-rows">
        {newestFirst.map((event) => (
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
      label={t.workload.events}
      columns={columns}
      rows={newestFirst}
      rowKey={(event) => event.id}
      rowName={({ text }) => text}
    />
  );
}

function Text({ event: { level, text } }: { event: WorkloadEvent }) {
  const [Icon, tone] = looks[level] ?? [Info, 'dim'];
  return (
    <span className="row top">
      <Icon size={15} className={`${tone} event-icon`} aria-hidden />
      <span className="event-text">{text}</span>
    </span>
  );
}

const columns: Column<WorkloadEvent>[] = [
  { key: 'at', title: t.workload.eventTime, width: 148, render: ({ at }) => <Moment at={at} /> },
  { key: 'text', title: t.workload.eventText, render: (event) => <Text event={event} /> },
  {
    key: 'code',
    title: t.workload.eventCode,
    width: 220,
    from: 'laptop',
    render: ({ code }) => <span className="mono">{code}</span>,
  },
];
