// One group: settings, members, what it may use, and its history, each a tab of the address.
import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import { graphql } from '../../api/graphql';
import { apiQuery } from '../../api/query';
import { t } from '../../messages/admin';
import { usePage } from '../../shell/page';
import { CopyableId } from '../../ui/CopyButton';
import { LinkTabs } from '../../ui/LinkTabs';
import { PageHead } from '../../ui/PageHead';
import { Panel } from '../../ui/Panel';
import { PanelState } from '../../ui/PanelState';
import { Gone } from '../admin/Gone';
import { History } from '../audit/History';
import { useGroupCatalog } from './catalog';
import { DeleteGroup } from './DeleteGroup';
import { GroupImages, GroupInstanceTypes } from './GroupCatalog';
import { GroupFiles } from './GroupFiles';
import { GroupSettings, type Group } from './GroupSettings';
import { MembersPanel } from './MembersPanel';

const PageDocument = graphql(`
  query GroupPage($id: ID!) {
    group(where: { id: $id }) {
      id
      name
      displayName
      admins
      memberCount
      quotaCpu
      quotaMemory
      quotaGpu
      projectQuotaCpu
      projectQuotaMemory
      projectQuotaGpu
      enabledSharedVolume
      sharedVolumeCapacity
      launchGroupOnly
      groupQuota {
        cpu {
          used
        }
        memory {
          used
        }
        gpu {
          used
        }
      }
      workloads {
        id
        kind
        name
        userName
        since
        cpu
        memory
        gpu
      }
    }
  }
`);

const LIST = '/admin/groups';
const TABS = ['settings', 'members', 'instance-types', 'images', 'files', 'history'] as const;
type Tab = (typeof TABS)[number];

export function GroupPage() {
  const { id = '' } = useParams();
  const query = useQuery(apiQuery(PageDocument, { id }, ['group', 'user', 'notebook']));
  const group = query.data?.group;
  const tab = useTab();
  usePage(group ? group.displayName || group.name : t.groups.group, t.shell.administration, {
    parents: [{ title: t.groups.title, to: LIST }],
    form: (tab === 'settings' || tab === 'files') && Boolean(group),
  });
  if (group) return <Loaded key={id} group={group} tab={tab} />;
  return (
    <Panel>
      <PanelState query={query} what={t.groups.theOne} height={480}>
        {() => <Gone title={t.groups.gone} text={t.groups.goneText} to={LIST} action={t.groups.toList} />}
      </PanelState>
    </Panel>
  );
}

function useTab(): Tab {
  const [params] = useSearchParams();
  return TABS.find((tab) => tab === params.get('tab')) ?? 'settings';
}

function Loaded({ group, tab }: { group: Group; tab: Tab }) {
  const [deleting, setDeleting] = useState(false);
  const navigate = useNavigate();
  const catalog = useGroupCatalog(group.id);
  const labels: Record<Tab, [string, number?]> = {
    settings: [t.admin.settings],
    members: [t.groups.members, group.memberCount],
    'instance-types': [t.instanceTypes.title, catalog.data?.instanceTypes.length],
    images: [t.imagesAdmin.title, catalog.data?.images.length],
    files: [t.shell.files],
    history: [t.admin.history],
  };
  return (
    <>
      <PageHead
        title={group.displayName || group.name}
        sub={<CopyableId text={group.name} />}
        actions={
          <Button danger type="text" onClick={() => setDeleting(true)}>
            {t.groups.deleteGroup}
          </Button>
        }
      />
      <LinkTabs
        label={group.displayName || group.name}
        tabs={TABS.map((name) => ({
          to: name === 'settings' ? '.' : `?tab=${name}`,
          label: labels[name][0],
          count: labels[name][1],
          current: tab === name,
        }))}
      />
      {tab === 'settings' && <GroupSettings group={group} />}
      {tab === 'members' && <MembersPanel group={group} />}
      {tab === 'instance-types' && <GroupInstanceTypes query={catalog} />}
      {tab === 'images' && <GroupImages query={catalog} />}
      {tab === 'files' && <GroupFiles groupName={group.name} />}
      {tab === 'history' && <History objectKind="group" objectId={group.id} />}
      <DeleteGroup
        group={deleting ? group : undefined}
        onClose={() => setDeleting(false)}
        onDeleted={() => void navigate(LIST)}
      />
    </>
  );
}
