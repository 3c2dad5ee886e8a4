// Changes a secret without showing what is stored.
import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useNavigate, useParams } from 'react-router';
import { asApiError } from '../../api/errors';
import type { SecretPageQuery } from '../../api/generated/graphql';
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
import { DeleteSecret } from './DeleteSecret';
import { problems, toForm, toUpdate } from './secret-form';
import { SecretFields } from './SecretFields';

const PageDocument = graphql(`
  query SecretPage($id: ID!) {
    secret(where: { id: $id }) {
      id
      name
      displayName
      type
      registryHost
      username
    }
  }
`);

const SaveDocument = graphql(`
  mutation SaveSecret($id: ID!, $data: SecretUpdateInput!) {
    updateSecret(where: { id: $id }, data: $data) {
      id
    }
  }
`);

const LIST = '/admin/secrets';

export function SecretPage() {
  const { id = '' } = useParams();
  const query = useQuery(apiQuery(PageDocument, { id }, ['system']));
  const secret = query.data?.secret;
  usePage(secret ? secret.displayName || secret.name : t.secrets.secret, t.shell.administration, {
    parents: [{ title: t.secrets.title, to: LIST }],
    form: Boolean(secret),
  });
  if (secret) return <Loaded key={id} secret={secret} />;
  const gone = query.error && asApiError(query.error).code === 'RESOURCE_NOT_FOUND';
  return (
    <Panel>
      {gone ? (
        <Gone title={t.secrets.gone} text={t.admin.notFoundText} to={LIST} action={t.secrets.toList} />
      ) : (
        <PanelState query={query} what={t.secrets.theOne} height={320}>
          {() => null}
        </PanelState>
      )}
    </Panel>
  );
}

function Loaded({ secret }: { secret: SecretPageQuery['secret'] }) {
  const [deleting, setDeleting] = useState(false);
  const form = useForm(toForm(secret), (values) => problems(values, false));
  const { mutateAsync } = useApiMutation(SaveDocument, ['system', 'image']);
  const navigate = useNavigate();
  const toast = useToast();
  const send = async () => {
    await mutateAsync({ id: secret.id, data: toUpdate(form.changedValues()) });
    // What was typed is stored now and is not shown again.
    form.reset();
    toast.success(t.admin.saved(secret.displayName || secret.name));
  };
  return (
    <>
      <PageHead
        title={secret.displayName || secret.name}
        sub={<CopyableId text={secret.name} />}
        actions={
          <Button danger type="text" onClick={() => setDeleting(true)}>
            {t.secrets.deleteSecret}
          </Button>
        }
      />
      <AdminForm form={form} send={send}>
        <SecretFields form={form} isNew={false} />
      </AdminForm>
      <DeleteSecret
        secret={deleting ? secret : undefined}
        onClose={() => setDeleting(false)}
        onDeleted={() => void navigate(LIST)}
      />
    </>
  );
}
