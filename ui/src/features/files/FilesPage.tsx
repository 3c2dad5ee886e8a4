// The shared files of a group: its folders, one file, the public links, and the trash.
import type { ReactNode } from 'react';
import { useLocation, useSearchParams } from 'react-router';
import { t } from '../../messages/files';
import { useGroup } from '../../shell/current-group';
import { usePage } from '../../shell/page';
import { LinkTabs } from '../../ui/LinkTabs';
import { PageHead } from '../../ui/PageHead';
import { FilePage } from './FilePage';
import { FolderView } from './FolderView';
import { LinksTab } from './LinksTab';
import { pathInAddress, pathOf, ROOT } from './path';
import { useFilesBase, type Place } from './places';
import { TrashTab } from './TrashTab';
import { UsagePanel } from './UsagePanel';

export function FilesPage() {
  const group = useGroup();
  const base = useFilesBase();
  const { pathname } = useLocation();
  const [params] = useSearchParams();
  const file = params.get('file');
  const tab = params.get('tab');
  const path = pathInAddress(pathname, base);
  const place: Place = { group, root: ROOT, base, rootName: t.files.title };
  if (file) return <FilePage place={place} path={pathOf(path, file)} />;
  const head = (actions?: ReactNode) => <Head tab={tab} actions={actions} />;
  if (tab === 'links' || tab === 'trash') {
    return (
      <>
        {head()}
        {tab === 'links' ? <LinksTab /> : <TrashTab />}
      </>
    );
  }
  return <FolderView place={place} path={path} head={head} aside={<UsagePanel />} />;
}

function Head({ tab, actions }: { tab: string | null; actions?: ReactNode }) {
  const group = useGroup();
  const base = useFilesBase();
  usePage(t.files.title, group.displayName);
  return (
    <>
      <PageHead
        title={t.files.title}
        sub={
          <>
            {t.files.sub[0]} <code>/phfs</code> {t.files.sub[1]}
          </>
        }
        actions={actions}
      />
      <LinkTabs
        label={t.files.title}
        tabs={[
          { to: base, label: t.files.tabs.files, current: tab !== 'links' && tab !== 'trash' },
          { to: `${base}?tab=links`, label: t.files.tabs.links, current: tab === 'links' },
          { to: `${base}?tab=trash`, label: t.files.tabs.trash, current: tab === 'trash' },
        ]}
      />
    </>
  );
}
