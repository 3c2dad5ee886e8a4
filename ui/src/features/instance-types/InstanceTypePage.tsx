// Changes an instance type, and shows its history.
import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import type { InstanceTypePageQuery } from '../../api/generated/graphql';
import { graphql } from '../../api/graphql';
import { useApiMutation } from '../../api/mutate';
import { apiQuery } from '../../api/query';
import { t } from '../../messages/admin';
import { usePage } from '../../shell/page';
import { CopyableId } from '../../ui/CopyButton';
import { PageHead } from '../../ui/PageHead';
import { Panel } from '../../ui/Panel';
import { PanelState } from '../../ui/PanelState';
import { useToast } from '../../ui/toast';
import { AdminForm } from '../admin/AdminForm';
import { useForm } from '../../ui/form';
import { Gone } from '../admin/Gone';
import { SettingsTabs } from '../admin/SettingsTabs';
import { History } from '../audit/History';
import { DeleteInstanceType } from './DeleteInstanceType';
import { problems, toForm, toUpdate } from './type-form';
import { TypeFields } from './TypeFields';

const PageDocument = graphql(`
  query InstanceTypePage($id: ID!) {
    instanceType(where: { id: $id }) {
      id
      name
      displayName
      description
      cpuLimit
      memoryLimit
      gpuLimit
      gpuResourceName
      cpuRequest
      memoryRequest
      global
      nodeSelector
      tolerations {
        key
        operator
        value
        effect
      }
      groups {
        id
        name
        displayName
      }
    }
  }
`);

const SaveDocument = graphql(`
  mutation SaveInstanceType($id: ID!, $data: InstanceTypeUpdateInput!) {
    updateInstanceType(where: { id: $id }, data: $data) {
      id
    }
  }
`);

const LIST = '/admin/instance-types';

export function InstanceTypePage() {
  const { id = '' } = useParams();
  const query = useQuery(apiQuery(PageDocument, { id }, ['instanceType', 'group']));
  const [params] = useSearchParams();
  const type = query.data?.instanceType;
  const history = params.get('tab') === 'history';
  usePage(type ? type.displayName || type.name : t.instanceTypes.type, t.shell.administration, {
    parents: [{ title: t.instanceTypes.title, to: LIST }],
    form: Boolean(type) && !history,
  });
  if (type) return <Loaded key={id} type={type} history={history} />;
  return (
    <Panel>
      <PanelState query={query} what={t.instanceTypes.theOne} height={480}>
        {() => (
          <Gone title={t.instanceTypes.gone} text={t.admin.notFoundText} to={LIST} action={t.instanceTypes.toList} />
        )}
      </PanelState>
    </Panel>
  );
}

type Type = NonNullable<InstanceTypePageQuery['instanceType']>;

function Loaded({ type, history }: { type: Type; history: boolean }) {
  const [deleting, setDeleting] = useState(false);
  const navigate = useNavigate();
  return (
    <>
      <PageHead
        title={type.displayName || type.name}
        sub={<CopyableId text={type.name} />}
        actions={
          <Button danger type="text" onClick={() => setDeleting(true)}>
            {t.instanceTypes.deleteType}
          </Button>
        }
      />
      <SettingsTabs label={type.displayName || type.name} history={history} />
      {history ? <History objectKind="instanceType" objectId={type.id} /> : <Settings type={type} />}
      <DeleteInstanceType
        type={deleting ? type : undefined}
        onClose={() => setDeleting(false)}
        onDeleted={() => void navigate(LIST)}
      />
    </>
  );
}

function Settings({ type }: { type: Type }) {
  const saved = toForm(type);
  const form = useForm(saved, (values) => problems(values, false));
  const { mutateAsync } = useApiMutation(SaveDocument, ['instanceType']);
  const toast = useToast();
  const send = async () => {
    await mutateAsync({ id: type.id, data: toUpdate(form.changedValues(), saved.groups) });
    toast.success(t.admin.saved(type.name));
  };
  return (
    <AdminForm form={form} send={send} fact={t.instanceTypes.fact}>
      <TypeFields form={form} isNew={false} />
    </AdminForm>
  );
}
