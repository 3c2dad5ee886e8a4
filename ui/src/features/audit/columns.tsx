// The columns of audit entries.
import type { ReactNode } from 'react';
import { t } from '../../messages/admin';
import type { Column } from '../../ui/DataTable';
import { Moment } from '../../ui/Moment';
import { Status } from '../../ui/Status';
import type { Entry } from './entries';

export function Result({ result }: { result: string }) {
  return result === 'ok' ? (
    <Status kind="succeeded">{t.audit.ok}</Status>
  ) : (
    <Status kind="cancelled">{t.audit.refused}</Status>
  );
}

const what = (open: (entry: Entry) => void): Column<Entry> => ({
  key: 'what',
  title: t.audit.what,
  render: (entry) => (
    <button
      type="button"
      className="plain-button row-link trunc"
      aria-haspopup="dialog"
      aria-label={t.audit.open(t.audit.actionName(entry.action))}
      onClick={() => open(entry)}
    >
      {t.audit.actionName(entry.action)}
    </button>
  ),
});

const text = (key: string, title: string, width: number, of: (entry: Entry) => ReactNode): Column<Entry> => ({
  key,
  title,
  width,
  render: of,
});

const who = text('who', t.audit.who, 156, (entry) => (
  <span className="trunc" title={entry.actorName}>
    {entry.actorName}
  </span>
));

const object = text('object', t.audit.object, 236, ({ objectKind, objectName }) => (
  <span className="cell2">
    <span className="trunc" title={objectName ?? undefined}>
      {objectName ?? t.audit.kindName(objectKind)}
    </span>
    {objectName && <span className="sub">{t.audit.kindName(objectKind)}</span>}
  </span>
));

const time = text('time', t.audit.time, 156, ({ at }) => (
  <span className="dim2">
    <Moment at={at} />
  </span>
));

const result = text('result', t.audit.result, 120, (entry) => <Result result={entry.result} />);

const address = text('address', t.audit.address, 160, (entry) => <span className="mono trunc">{entry.address}</span>);

export const auditColumns = (open: (entry: Entry) => void): Column<Entry>[] => [
  what(open),
  object,
  who,
  time,
  { ...address, from: 'wide' },
  result,
];

/** Of one object, which need not be named in every row. */
export const historyColumns = (open: (entry: Entry) => void): Column<Entry>[] => [
  what(open),
  who,
  time,
  address,
  result,
];
