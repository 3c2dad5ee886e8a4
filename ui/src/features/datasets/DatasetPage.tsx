// One dataset: its data, browsed like the shared files, and what is known about it.
import { useState, type ReactNode } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { DatabaseZap } from 'lucide-react';
import { useLocation, useNavigate, useParams, useSearchParams } from 'react-router';
import { asApiError } from '../../api/errors';
import { t } from '../../messages/files';
import { groupPath, useGroup } from '../../shell/current-group';
import { usePage } from '../../shell/page';
import { CopyableId } from '../../ui/CopyButton';
import { EmptyState } from '../../ui/EmptyState';
import { LinkButton } from '../../ui/LinkButton';
import { LinkTabs } from '../../ui/LinkTabs';
import { PageHead } from '../../ui/PageHead';
import { Panel } from '../../ui/Panel';
import { PanelState } from '../../ui/PanelState';
import { FilePage } from '../files/FilePage';
import { FolderView } from '../files/FolderView';
import { pathInAddress, pathOf, uriOf } from '../files/path';
import type { Place } from '../files/places';
import { datasetAddress, datasetFolder } from './dataset';
import { datasetQuery } from './dataset-query';
import { DeleteDataset } from './DeleteDataset';
import { InformationTab } from './InformationTab';

export function DatasetPage() {
  const { id = '' } = useParams();
  const group = useGroup();
  const { pathname } = useLocation();
  const [params] = useSearchParams();
  const base = datasetAddress(group, id);
  const root = datasetFolder(id);
  const inside = pathInAddress(pathname, base);
  const path = inside === '/' ? root : root + inside;
  const place: Place = { group, root, base, rootName: id };
  const query = useQuery(datasetQuery(group.name, id));
  const file = params.get('file');
  if (file) return <FilePage place={place} path={pathOf(path, file)} />;
  const informs = params.get('tab') === 'information';
  const head = (actions?: ReactNode) => <Head id={id} base={base} informs={informs} actions={actions} />;
  if (query.error && asApiError(query.error).code === 'RESOURCE_NOT_FOUND') return <Gone id={id} />;
  if (informs) {
    return (
      <>
        {head(<Delete id={id} />)}
        <PanelState query={query} what={t.datasets.theOne} height={320}>
          {({ datasetV2 }) => <InformationTab dataset={datasetV2} />}
        </PanelState>
      </>
    );
  }
  return <FolderView place={place} path={path} head={head} />;
}

function Head({ id, base, informs, actions }: { id: string; base: string; informs: boolean; actions?: ReactNode }) {
  const group = useGroup();
  usePage(id, group.displayName, { parents: [{ title: t.datasets.title, to: groupPath(group, 'datasets') }] });
  return (
    <>
      <PageHead title={id} sub={<CopyableId text={uriOf(datasetFolder(id))} />} actions={actions} />
      <LinkTabs
        label={id}
        tabs={[
          { to: base, label: t.datasets.data, current: !informs },
          { to: `${base}?tab=information`, label: t.datasets.information, current: informs },
        ]}
      />
    </>
  );
}

function Delete({ id }: { id: string }) {
  const [asking, setAsking] = useState<string>();
  const group = useGroup();
  const navigate = useNavigate();
  return (
    <>
      <Button danger type="text" onClick={() => setAsking(id)}>
        {t.datasets.deleteDataset}
      </Button>
      <DeleteDataset
        id={asking}
        close={() => setAsking(undefined)}
        done={() => void navigate(groupPath(group, 'datasets'))}
      />
    </>
  );
}

function Gone({ id }: { id: string }) {
  const group = useGroup();
  usePage(id, group.displayName, { parents: [{ title: t.datasets.title, to: groupPath(group, 'datasets') }] });
  return (
    <>
      <PageHead title={id} />
      <Panel>
        <EmptyState
          tone="idle"
          icon={DatabaseZap}
          title={t.datasets.gone(id)}
          text={t.datasets.goneText}
          action={
            <LinkButton size="small" to={groupPath(group, 'datasets')}>
              {t.datasets.toList}
            </LinkButton>
          }
        />
      </Panel>
    </>
  );
}
