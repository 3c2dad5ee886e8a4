// One file: what is in it, where it is, and what can be done with it.
import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { Download, FileX, Globe } from 'lucide-react';
import { useNavigate } from 'react-router';
import { graphql } from '../../api/graphql';
import { apiQuery } from '../../api/query';
import { bytes } from '../../format/units';
import { t } from '../../messages/files';
import { usePage } from '../../shell/page';
import { CopyableId } from '../../ui/CopyButton';
import { EmptyState } from '../../ui/EmptyState';
import { LinkButton } from '../../ui/LinkButton';
import { Moment } from '../../ui/Moment';
import { PageHead } from '../../ui/PageHead';
import { Panel } from '../../ui/Panel';
import { PanelState } from '../../ui/PanelState';
import { RowMenu } from '../../ui/RowMenu';
import { Tag } from '../../ui/Tag';
import { download } from './download';
import { EntryDialogs, type Ask } from './EntryDialogs';
import { entryActions, useCopyUri } from './EntryMenu';
import type { Entry } from './folder-query';
import { nameOf, parentOf, ROOT, uriOf } from './path';
import { folderAddress, type Place } from './places';
import { Preview } from './preview/Preview';
import './files.css';

const FileDocument = graphql(`
  query FilePage($groupName: String!, $path: String!) {
    fileEntry(groupName: $groupName, path: $path) {
      name
      path
      kind
      size
      lastModified
      preview
      phfsUri
      url
      isDataset
      share {
        hash
        shareLink
        createdBy
        expiresAt
      }
    }
  }
`);

export function FilePage({ place, path }: { place: Place; path: string }) {
  const { group } = place;
  const folder = parentOf(path);
  const folderName = folder === place.root ? place.rootName : nameOf(folder);
  const parents = [{ title: folderName, to: folderAddress(place, folder) }];
  usePage(nameOf(path), group.displayName, { parents });
  const query = useQuery(apiQuery(FileDocument, { groupName: group.name, path }, ['files']));
  const entry = query.data?.fileEntry;
  return (
    <>
      <PageHead
        title={nameOf(path)}
        status={entry?.share && <Tag tone="info">{t.files.publicLink}</Tag>}
        sub={<Sub path={path} entry={entry} />}
        actions={entry && <Actions place={place} entry={entry} />}
      />
      <Panel flush>
        <PanelState query={query} what={t.files.theFile} height={420}>
          {({ fileEntry }) =>
            fileEntry?.kind === 'FILE' ? (
              <Preview entry={fileEntry} />
            ) : (
              <Gone place={place} folder={folder} name={folderName} />
            )
          }
        </PanelState>
      </Panel>
    </>
  );
}

function Sub({ path, entry }: { path: string; entry?: Entry | null }) {
  return (
    <span className="file-sub">
      <CopyableId text={uriOf(path)} />
      {entry && (
        <span>
          {bytes(entry.size ?? 0)}
          {entry.lastModified && (
            <>
              , {t.files.changedAt} <Moment at={entry.lastModified} />
            </>
          )}
        </span>
      )}
    </span>
  );
}

function Actions({ place, entry }: { place: Place; entry: Entry }) {
  const [ask, setAsk] = useState<Ask>();
  const copy = useCopyUri();
  const navigate = useNavigate();
  const folder = folderAddress(place, parentOf(entry.path));
  const more = entryActions(place, entry, setAsk, copy).filter(({ key }) => key !== 'download' && key !== 'share');
  return (
    <>
      <span className="icon-only">
        <RowMenu name={entry.name} actions={more} />
      </span>
      {entry.preview === 'NOTEBOOK' && (
        <Button icon={<Globe size={15} aria-hidden />} onClick={() => setAsk({ kind: 'share', entries: [entry] })}>
          {t.files.sharePublic}
        </Button>
      )}
      <Button
        type="primary"
        icon={<Download size={15} aria-hidden />}
        onClick={() => download(place.group.name, parentOf(entry.path), [entry])}
      >
        {t.files.download}
      </Button>
      <EntryDialogs place={place} ask={ask} close={() => setAsk(undefined)} done={() => void navigate(folder)} />
    </>
  );
}

function Gone({ place, folder, name }: { place: Place; folder: string; name: string }) {
  return (
    <EmptyState
      icon={FileX}
      tone="idle"
      title={t.files.fileGone}
      text={t.files.fileGoneText}
      action={
        <LinkButton size="small" to={folderAddress(place, folder)}>
          {folder === ROOT ? t.files.goToRoot(name) : t.files.goToFolder(name)}
        </LinkButton>
      }
    />
  );
}
