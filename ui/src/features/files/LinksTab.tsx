// One's own public links of this group: what they lead to, until when, and the way to take them back.
import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { Globe } from 'lucide-react';
import { Link } from 'react-router';
import { graphql } from '../../api/graphql';
import { apiQuery } from '../../api/query';
import type { MyShareLinksQuery } from '../../api/generated/graphql';
import { t } from '../../messages/files';
import { useGroup } from '../../shell/current-group';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { CopyButton } from '../../ui/CopyButton';
import { DataTable, type Column } from '../../ui/DataTable';
import { EmptyState } from '../../ui/EmptyState';
import { usePhone } from '../../ui/media';
import { Moment } from '../../ui/Moment';
import { Panel } from '../../ui/Panel';
import { PanelState } from '../../ui/PanelState';
import { useToast } from '../../ui/toast';
import { useLast } from '../../ui/last';
import { nameOf, parentOf, ROOT } from './path';
import { fileAddress, useFilesBase, type Place } from './places';
import { useUnshare } from './share/unshare';

const LinksDocument = graphql(`
  query MyShareLinks($groupName: String!) {
    myShareLinks(groupName: $groupName) {
      hash
      path
      shareLink
      createdAt
      expiresAt
    }
  }
`);

type Row = MyShareLinksQuery['myShareLinks'][number];

export function LinksTab() {
  const group = useGroup();
  const base = useFilesBase();
  const phone = usePhone();
  const [taking, setTaking] = useState<Row>();
  const query = useQuery(apiQuery(LinksDocument, { groupName: group.name }, ['files']));
  const place: Place = { group, root: ROOT, base, rootName: t.files.title };
  return (
    <Panel flush>
      <PanelState query={query} what={t.files.theLinks} height={320}>
        {({ myShareLinks: rows }) =>
          rows.length === 0 ? (
            <EmptyState icon={Globe} title={t.files.noLinks} text={t.files.noLinksText} />
          ) : phone ? (
            <PhoneLinks place={place} rows={rows} take={setTaking} />
          ) : (
            <DataTable
              label={t.files.tabs.links}
              columns={columns(place, setTaking)}
              rows={rows}
              rowKey={({ hash }) => hash}
              rowName={({ path }) => nameOf(path)}
            />
          )
        }
      </PanelState>
      <TakeBack group={group.name} link={taking} close={() => setTaking(undefined)} />
    </Panel>
  );
}

function Name({ place, row: { path } }: { place: Place; row: Row }) {
  return (
    <span className="cell2">
      <Link className="row-link trunc" to={fileAddress(place, path)} title={nameOf(path)}>
        {nameOf(path)}
      </Link>
      <span className="sub trunc">{parentOf(path) === ROOT ? t.files.title : parentOf(path).slice(1)}</span>
    </span>
  );
}

const linkOf = ({ shareLink }: Row) => new URL(shareLink, location.origin).href;

const columns = (place: Place, take: (row: Row) => void): Column<Row>[] => [
  { key: 'name', title: t.files.notebook, render: (row) => <Name place={place} row={row} /> },
  {
    key: 'created',
    title: t.files.created,
    width: 168,
    from: 'laptop',
    render: ({ createdAt }) => <Moment at={createdAt} />,
  },
  { key: 'expires', title: t.files.worksUntil, width: 168, render: ({ expiresAt }) => <Until at={expiresAt} /> },
  {
    key: 'actions',
    title: t.common.actions,
    hideTitle: true,
    width: 260,
    render: (row) => (
      <span className="row row-end">
        <CopyButton size="small" text={linkOf(row)} label={t.files.copyLink} />
        <Button size="small" danger onClick={() => take(row)}>
          {t.files.unshare}
        </Button>
      </span>
    ),
  },
];

function Until({ at }: { at?: string | null }) {
  return at ? <Moment at={at} /> : <span className="dim">{t.files.noEnd}</span>;
}

function PhoneLinks({ place, rows, take }: { place: Place; rows: readonly Row[]; take: (row: Row) => void }) {
  return (
    <ul className="phone-rows" aria-label={t.files.tabs.links}>
      {rows.map((row) => (
        <li key={row.hash}>
          <Name place={place} row={row} />
          <div className="line2">
            {t.files.worksUntil} <Until at={row.expiresAt} />
          </div>
          <div className="row wrap">
            <CopyButton size="small" text={linkOf(row)} label={t.files.copyLink} />
            <Button size="small" danger onClick={() => take(row)}>
              {t.files.unshare}
            </Button>
          </div>
        </li>
      ))}
    </ul>
  );
}

function TakeBack({ group, link: open, close }: { group: string; link?: Row; close: () => void }) {
  const link = useLast(open);
  const { unshareAsync } = useUnshare();
  const toast = useToast();
  const name = nameOf(link?.path ?? '');
  return (
    <ConfirmDialog
      open={Boolean(open)}
      title={t.files.unshareTitle(name)}
      confirm={t.files.unshare}
      keep={t.files.keepLink}
      onClose={close}
      onConfirm={async () => {
        await unshareAsync({ groupName: group, phfsPath: link?.path ?? '' });
        toast.success(t.files.unshared(name));
      }}
    >
      {t.files.unshareText}
    </ConfirmDialog>
  );
}
