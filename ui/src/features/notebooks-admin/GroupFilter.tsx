// Narrows the list of notebooks to one group, found by searching the server.
import { useQuery } from '@tanstack/react-query';
import { graphql } from '../../api/graphql';
import { apiQuery } from '../../api/query';
import { t } from '../../messages/admin';
import type { ListState } from '../../ui/list-state';
import { useGroupSearch } from '../admin/search';
import { Select } from '../../ui/Select';

const NameDocument = graphql(`
  query GroupName($id: ID!) {
    group(where: { id: $id }) {
      id
      name
      displayName
    }
  }
`);

export function GroupFilter({ list }: { list: ListState }) {
  const { options, searching, onSearch } = useGroupSearch();
  const id = list.filter('group');
  // The group of a link need not be among the first that a search finds.
  const { data } = useQuery({ ...apiQuery(NameDocument, { id: id ?? '' }, ['group']), enabled: Boolean(id) });
  const chosen = id && { value: id, label: data?.group?.displayName || data?.group?.name || id };
  return (
    <Select<{ value: string; label: string }>
      className="filter"
      labelInValue
      aria-label={t.notebooksAdmin.group}
      placeholder={t.common.any(t.notebooksAdmin.group)}
      style={{ width: 168 }}
      allowClear
      popupMatchSelectWidth={false}
      showSearch={{ filterOption: false, onSearch }}
      loading={searching}
      notFoundContent={searching ? t.common.loading : t.admin.noMatches}
      value={chosen || null}
      onChange={(next: { value: string } | null) => list.setFilter('group', next?.value)}
      options={options}
    />
  );
}
