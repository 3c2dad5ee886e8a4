// The table of artifacts; a file opens in a new tab or is saved, as the browser sees fit.
import { ArrowDownToLine } from 'lucide-react';
import { bytes } from '../../format/units';
import { t } from '../../messages/jobs';
import { useGroup } from '../../shell/current-group';
import { DataTable, type Column } from '../../ui/DataTable';
import { usePhone } from '../../ui/media';
import { Moment } from '../../ui/Moment';
import { artifactAddress } from './artifact-address';

type Row = { name: string; size: number | null; lastModified: string | null };

export function ArtifactRows({ rows, prefix }: { rows: Row[]; prefix: string }) {
  const group = useGroup();
  const phone = usePhone();
  const link = (row: Row) => (
    <a className="row-link row" href={artifactAddress(group.name, prefix, row.name)} download>
      <ArrowDownToLine size={14} color="var(--ph-text-3)" aria-hidden />
      <span className="trunc" title={row.name}>
        {row.name}
      </span>
    </a>
  );
  if (phone) {
    return (
      <ul className="phone-rows">
        {rows.map((row) => (
          <li key={row.name}>
            {link(row)}
            <div className="line2 num">
              {bytes(row.size ?? 0)}
              {row.lastModified && (
                <>
                  {' · '}
                  <Moment at={row.lastModified} />
                </>
              )}
            </div>
          </li>
        ))}
      </ul>
    );
  }
  const columns: Column<Row>[] = [
    { key: 'name', title: t.jobs.file, render: link },
    { key: 'size', title: t.jobs.size, width: 120, right: true, render: ({ size }) => bytes(size ?? 0) },
    {
      key: 'modified',
      title: t.jobs.modified,
      width: 160,
      render: ({ lastModified }) => lastModified && <Moment at={lastModified} />,
    },
  ];
  return (
    <DataTable
      label={t.jobs.artifacts}
      columns={columns}
      rows={rows}
      rowKey={({ name }) => name}
      rowName={({ name }) => name}
    />
  );
}
