// Changes an image, shows what the engine says about it, and its history.
import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import type { ImagePageQuery } from '../../api/generated/graphql';
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
import { DeleteImage } from './DeleteImage';
import { problems, toForm, toUpdate } from './image-form';
import { ImageFields } from './ImageFields';
import { ReadinessPanel } from './ReadinessPanel';
import { ReadinessStatus } from './readiness';

const PageDocument = graphql(`
  query ImagePage($id: ID!) {
    image(where: { id: $id }) {
      id
      name
      displayName
      description
      type
      url
      urlForGpu
      useImagePullSecret
      global
      groups {
        id
        name
        displayName
      }
      readiness {
        state
        percent
        message
        code
        sizeBytes
        checkedAt
      }
    }
  }
`);

const SaveDocument = graphql(`
  mutation SaveImage($id: ID!, $data: ImageUpdateInput!) {
    updateImage(where: { id: $id }, data: $data) {
      id
    }
  }
`);

const LIST = '/admin/images';

export function ImagePage() {
  const { id = '' } = useParams();
  const query = useQuery(apiQuery(PageDocument, { id }, ['image', 'group']));
  const [params] = useSearchParams();
  const image = query.data?.image;
  const history = params.get('tab') === 'history';
  usePage(image ? image.displayName || image.name : t.imagesAdmin.image, t.shell.administration, {
    parents: [{ title: t.imagesAdmin.title, to: LIST }],
    form: Boolean(image) && !history,
  });
  if (image) return <Loaded key={id} image={image} history={history} />;
  return (
    <Panel>
      <PanelState query={query} what={t.imagesAdmin.theOne} height={480}>
        {() => <Gone title={t.imagesAdmin.gone} text={t.admin.notFoundText} to={LIST} action={t.imagesAdmin.toList} />}
      </PanelState>
    </Panel>
  );
}

type Image = NonNullable<ImagePageQuery['image']>;

function Loaded({ image, history }: { image: Image; history: boolean }) {
  const [deleting, setDeleting] = useState(false);
  const navigate = useNavigate();
  return (
    <>
      <PageHead
        title={image.displayName || image.name}
        status={<ReadinessStatus readiness={image.readiness} chip />}
        sub={<CopyableId text={image.name} />}
        actions={
          <Button danger type="text" onClick={() => setDeleting(true)}>
            {t.imagesAdmin.deleteImage}
          </Button>
        }
      />
      <SettingsTabs label={image.displayName || image.name} history={history} />
      {history ? <History objectKind="image" objectId={image.id} /> : <Settings image={image} />}
      <DeleteImage
        image={deleting ? image : undefined}
        onClose={() => setDeleting(false)}
        onDeleted={() => void navigate(LIST)}
      />
    </>
  );
}

function Settings({ image }: { image: Image }) {
  const saved = toForm(image);
  const form = useForm(saved, (values) => problems(values, false));
  const { mutateAsync } = useApiMutation(SaveDocument, ['image']);
  const toast = useToast();
  const send = async () => {
    await mutateAsync({ id: image.id, data: toUpdate(form.values, form.changedValues(), saved.groups) });
    toast.success(t.admin.saved(image.displayName || image.name));
  };
  return (
    <AdminForm form={form} send={send} fact={t.imagesAdmin.fact}>
      <ImageFields form={form} isNew={false} aside={<ReadinessPanel image={image} />} />
    </AdminForm>
  );
}
