// One audit entry in full: who, from where, and what was changed from what to what.
import { Drawer } from 'antd';
import { fullMoment } from '../../format/time';
import { t } from '../../messages/admin';
import { Facts, type Fact } from '../../ui/Facts';
import { useLast } from '../../ui/last';
import { Result } from './columns';
import { changesOf, linesOf, type Change } from './detail';
import type { Entry } from './entries';
import './audit.css';

export function EntryDrawer({ entry: open, onClose }: { entry?: Entry; onClose: () => void }) {
  const entry = useLast(open);
  return (
    <Drawer open={Boolean(open)} onClose={onClose} title={t.audit.entry} size={480} destroyOnHidden>
      {entry && (
        <div className="stack">
          <Facts rows={facts(entry)} />
          <h3 className="sub-title">{t.audit.detail}</h3>
          <Detail detail={entry.detail} />
        </div>
      )}
    </Drawer>
  );
}

function facts(entry: Entry): Fact[] {
  const rows: [string, Fact[1] | null | undefined][] = [
    [t.audit.what, t.audit.actionName(entry.action)],
    [t.audit.result, <Result result={entry.result} />],
    [t.audit.who, entry.actorName],
    [t.audit.time, fullMoment(entry.at)],
    [t.audit.address, <span className="mono">{entry.address}</span>],
    [t.audit.kind, t.audit.kindName(entry.objectKind)],
    [t.audit.object, entry.objectName],
    [t.audit.id, entry.objectId && <span className="mono">{entry.objectId}</span>],
    [t.audit.group, entry.groupName],
  ];
  return rows.filter((row): row is Fact => Boolean(row[1]));
}

function Detail({ detail }: { detail: unknown }) {
  const changes = changesOf(detail);
  if (changes) return <Changes changes={changes} />;
  const lines = linesOf(detail);
  if (lines?.length) return <Facts rows={lines.map(({ name, text }) => [t.audit.detailName(name), text])} />;
  if (lines || detail === null || detail === undefined) return <p className="dim">{t.audit.noDetail}</p>;
  return (
    <pre className="well audit-detail" tabIndex={0}>
      <code>{JSON.stringify(detail, null, 2)}</code>
    </pre>
  );
}

function Changes({ changes }: { changes: Change[] }) {
  return (
    <table className="audit-changes">
      <thead>
        <tr>
          <th scope="col">{t.audit.field}</th>
          <th scope="col">{t.audit.before}</th>
          <th scope="col">{t.audit.after}</th>
        </tr>
      </thead>
      <tbody>
        {changes.map(({ field, from, to }) => (
          <tr key={field}>
            <td className="mono">{field}</td>
            <td>{from ?? <span className="dim">{t.audit.emptyValue}</span>}</td>
            <td>{to ?? <span className="dim">{t.audit.emptyValue}</span>}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
