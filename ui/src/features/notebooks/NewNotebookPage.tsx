// The launch form: a new notebook, or an existing one with other settings.
import { useQuery } from '@tanstack/react-query';
import { useParams } from 'react-router';
import { graphql } from '../../api/graphql';
import { apiQuery } from '../../api/query';
import { t } from '../../messages/en';
import { groupPath, useGroup } from '../../shell/current-group';
import { usePage } from '../../shell/page';
import { PageHead } from '../../ui/PageHead';
import { PanelState } from '../../ui/PanelState';
import { LaunchForm } from './LaunchForm';
import { launchOptionsQuery } from './launch-options';

const NameDocument = graphql(`
  query NotebookName($id: ID!) {
    notebook(id: $id) {
      id
      name
    }
  }
`);

export function NewNotebookPage() {
  const { id } = useParams();
  const group = useGroup();
  const existing = useQuery({ ...apiQuery(NameDocument, { id: id ?? '' }, ['notebook']), enabled: id !== undefined });
  const options = useQuery(launchOptionsQuery(group.id, id));
  const name = existing.data?.notebook?.name;
  const list = { title: t.notebooks.title, to: groupPath(group, 'notebooks') };
  const above = id && name ? [list, { title: name, to: groupPath(group, `notebooks/${id}`) }] : [list];
  usePage(id ? t.notebooks.otherSettings : t.notebooks.newNotebook, group.displayName, { parents: above, form: true });
  return (
    <>
      <PageHead
        title={name ? t.notebooks.againTitle(name) : t.notebooks.newNotebook}
        sub={(id ? t.notebooks.againSub : t.notebooks.newSub)(group.displayName)}
      />
      <PanelState query={options} what={t.notebooks.theNotebook} height={560}>
        {({ launchOptions }) => <LaunchForm options={launchOptions} notebookId={id} />}
      </PanelState>
    </>
  );
}
